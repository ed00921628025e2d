/// The camera of the speed bench: frames of 2048 x 2048 pixels with a dark, a flat, photon and read noise. Immutable;
/// any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/speed/wafer/printed_wafer.h"

namespace pellucid::bench::speed {

constexpr std::int64_t kFrame_px = 2048;
constexpr double kGain_e_per_dn = 0.5, kReadNoise_e = 2.0, kBackground_e = 150.0, kPsfSigma_px = 0.9;
constexpr double kFlatOne_dn = 32768;  ///< a response of 1 in the flat, above the dark

class Camera {
 public:
  explicit Camera(std::uint64_t seed);

  /// The frame whose first pixel is the image's (x, y), in DN. The image's sides are multiples of the frame's.
  [[nodiscard]] std::vector<std::uint16_t> shoot(const PrintedWafer& wafer, std::int64_t x, std::int64_t y) const;

  [[nodiscard]] const std::vector<std::uint16_t>& dark_dn() const { return dark_dn_; }
  /// As measured: the dark is in it.
  [[nodiscard]] const std::vector<std::uint16_t>& flat_dn() const { return flat_dn_; }

 private:
  std::uint64_t seed_;
  std::vector<std::uint16_t> dark_dn_, flat_dn_;
};

}  // namespace pellucid::bench::speed

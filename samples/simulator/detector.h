/// From expected light to digital numbers: sensitivity, line power, photons, read noise, hot pixels, spikes,
/// saturation. Immutable after construction; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "samples/simulator/light_block.h"
#include "samples/simulator/options.h"

namespace pellucid::sim {

/// The detector's fixed pattern: a frame (camera) or a line (raster) that every tile shares.
struct FixedPattern {
  std::int64_t width = 0, height = 0;  ///< height 1: a line for every row
  std::vector<float> flat;             ///< relative sensitivity, mean 1
  std::vector<float> dark_dn;          ///< offset, hot pixels included
  std::vector<float> hot_dn;           ///< excess of hot pixels; empty without any
  [[nodiscard]] std::size_t at(std::int64_t y) const { return static_cast<std::size_t>((height == 1 ? 0 : y) * width); }
};
[[nodiscard]] FixedPattern make_fixed_pattern(const SimulationOptions& options, std::int64_t width,
                                              std::int64_t height);

/// The dark and the flat as measured [DN]: averages of `averaged_frames` exposures.
[[nodiscard]] std::vector<float> measured_dark(const SimulationOptions& options, const FixedPattern& pattern);
[[nodiscard]] std::vector<float> measured_flat(const SimulationOptions& options, const FixedPattern& pattern);

/// Relative power of every line of a layer: slow drift and jitter, mean 1. All 1 without either.
[[nodiscard]] std::vector<double> line_power(const SimulationOptions& options, std::size_t layer, std::int64_t lines);

/// Where a row of pixels stands: makes its random numbers its own.
struct RowPlace {
  std::size_t layer = 0, tile = 0;
  std::int64_t x = 0, y = 0;  ///< first pixel in the tile's frame
  double relative_power = 1;
};

class Digitiser {
 public:
  Digitiser(const SimulationOptions& options, const FixedPattern& pattern);

  /// Bytes of a pixel in a file.
  [[nodiscard]] std::size_t pixel_bytes() const { return static_cast<std::size_t>(o_.detector.bits) / 8; }
  /// Digitises `count` pixels of a row into native-endian pixels of 8, 16 or 32 (float) bits.
  void digitise(const float* light_e, std::int64_t count, const RowPlace& place, std::byte* out) const;

 private:
  template <class Pixel>
  void digitise_as(const float* light_e, std::int64_t count, const RowPlace& place, Pixel* out) const;
  void add_spikes(std::vector<float>& e, const RowPlace& place) const;

  SimulationOptions o_;
  const FixedPattern& pattern_;
};

}  // namespace pellucid::sim

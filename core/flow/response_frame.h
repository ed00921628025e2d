/// Dark and scale of every pixel of a detector, 16 bits each and side by side: the pass over the pixels waits for
/// memory, and these are half the bytes of floats. A step is 1/65534 of a frame's range, so that a scale is right to
/// about 1e-5 and a dark to a hundredth of a DN; a dark of whole DN is kept as it is. Immutable; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pellucid {

class ResponseFrame {
 public:
  /// Value = base + step * code.
  struct Code {
    float base = 0, step = 1;
    [[nodiscard]] float value(std::uint32_t code) const { return base + step * static_cast<float>(code); }
  };

  ResponseFrame() = default;
  /// As many darks [DN] as scales [e/DN]; a scale of 0 (or less) marks a pixel that must not be used.
  ResponseFrame(const std::vector<float>& dark_dn, const std::vector<float>& scale_e_per_dn);

  [[nodiscard]] std::size_t size() const { return codes_.size(); }
  [[nodiscard]] bool usable(std::size_t pixel) const { return codes_[pixel] >> 16 != 0; }
  [[nodiscard]] float dark_dn(std::size_t pixel) const { return dark_.value(codes_[pixel] & 0xffffU); }
  [[nodiscard]] float scale_e_per_dn(std::size_t pixel) const {
    return usable(pixel) ? scale_.value(codes_[pixel] >> 16) : 0;
  }
  /// Low half: the dark's code; high half: the scale's, 0 where the pixel must not be used.
  [[nodiscard]] const std::uint32_t* codes() const { return codes_.data(); }
  [[nodiscard]] Code dark() const { return dark_; }
  [[nodiscard]] Code scale() const { return scale_; }

 private:
  std::vector<std::uint32_t> codes_;
  Code dark_, scale_;
};

}  // namespace pellucid

/// Thin faint lines: sums along short straight pieces in many directions, where a line rises out of noise that hides
/// each of its pixels. One object a thread.
#pragma once

#include <cstdint>
#include <vector>

namespace pellucid {

class LineSearch {
 public:
  /// `z`: an image of unit white noise, row-major, without background; a pixel that must not count is 0.
  void run(const std::vector<float>& z, std::int64_t width, std::int64_t height);

  /// The strongest sum through each pixel, in sigma of noise and of the image's own texture along its direction;
  /// signed. Only ridges: a pixel whose neighbours across the direction are stronger is 0.
  [[nodiscard]] const std::vector<float>& ridge() const { return ridge_; }
  /// Pixels that a sum runs over.
  static constexpr int kLength = 16;

 private:
  struct Direction {
    double dx = 0, dy = 0;  ///< the longer one is 1
  };
  [[nodiscard]] static Direction direction(int index);
  void sum_along(const Direction& d);
  void take_best(int index, const Direction& d);
  void keep_ridges();

  std::int64_t width_ = 0, height_ = 0;
  const std::vector<float>* z_ = nullptr;
  std::vector<float> sum_, next_, best_, ridge_, room_;
  std::vector<std::uint8_t> best_direction_;
};

}  // namespace pellucid

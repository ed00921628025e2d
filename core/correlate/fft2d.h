/// Two-dimensional transform of a square of complex floats, in place. Internal to core/correlate. Not thread-safe: each
/// object holds its own scratch.
#pragma once

#include <complex>
#include <memory>
#include <vector>

namespace pellucid {

class Fft2d {
 public:
  /// `size` is the edge; products of 2, 3 and 5 are fast.
  explicit Fft2d(int size);
  ~Fft2d();
  Fft2d(const Fft2d&) = delete;
  Fft2d& operator=(const Fft2d&) = delete;
  /// out(k) = sum in(x) exp(-2 pi i k x / size), over both axes. `cells` has size * size values, row-major.
  void forward(std::vector<std::complex<float>>& cells);
  /// As forward with the other sign, and divided by size * size: undoes it.
  void inverse(std::vector<std::complex<float>>& cells);
  [[nodiscard]] int size() const { return size_; }
  /// Smallest product of 2, 3 and 5 that is at least `least`.
  [[nodiscard]] static int good_size(int least);

 private:
  struct Plan;
  void transpose(std::vector<std::complex<float>>& cells) const;
  template <class Line>
  void both_axes(std::vector<std::complex<float>>& cells, Line&& line);
  int size_;
  std::unique_ptr<Plan> plan_;
};

}  // namespace pellucid

#include "core/correlate/fft2d.h"

#include <algorithm>
#include <cstddef>
#include <unsupported/Eigen/FFT>
#include <utility>

namespace pellucid {

struct Fft2d::Plan {
  Eigen::FFT<float> fft;
  std::vector<std::complex<float>> line;
};

Fft2d::Fft2d(int size) : size_(size), plan_(std::make_unique<Plan>()) {
  plan_->line.resize(static_cast<std::size_t>(size));
}
Fft2d::~Fft2d() = default;

void Fft2d::transpose(std::vector<std::complex<float>>& cells) const {
  constexpr int kBlock = 32;  // two blocks of 8 kB stay in the first-level cache
  for (int y0 = 0; y0 < size_; y0 += kBlock)
    for (int x0 = y0; x0 < size_; x0 += kBlock)
      for (int y = y0; y < std::min(y0 + kBlock, size_); ++y)
        for (int x = std::max(x0, y + 1); x < std::min(x0 + kBlock, size_); ++x)
          std::swap(cells[static_cast<std::size_t>(y) * static_cast<std::size_t>(size_) + static_cast<std::size_t>(x)],
                    cells[static_cast<std::size_t>(x) * static_cast<std::size_t>(size_) + static_cast<std::size_t>(y)]);
}

template <class Line>
void Fft2d::both_axes(std::vector<std::complex<float>>& cells, Line&& line) {
  for (int axis = 0; axis < 2; ++axis) {
    for (int y = 0; y < size_; ++y) {
      std::complex<float>* row = cells.data() + static_cast<std::ptrdiff_t>(y) * size_;
      line(plan_->line.data(), row);
      std::copy(plan_->line.begin(), plan_->line.end(), row);
    }
    transpose(cells);
  }
}

void Fft2d::forward(std::vector<std::complex<float>>& cells) {
  both_axes(cells, [this](std::complex<float>* out, const std::complex<float>* in) { plan_->fft.fwd(out, in, size_); });
}

void Fft2d::inverse(std::vector<std::complex<float>>& cells) {
  both_axes(cells, [this](std::complex<float>* out, const std::complex<float>* in) { plan_->fft.inv(out, in, size_); });
}

int Fft2d::good_size(int least) {
  for (int n = std::max(least, 2);; ++n) {
    int rest = n;
    for (const int factor : {2, 3, 5})
      while (rest % factor == 0) rest /= factor;
    if (rest == 1) return n;
  }
}

}  // namespace pellucid

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/measure/profile_row.cpp"
#include "core/measure/profile_row.h"

#include <hwy/foreach_target.h>  // compiles what stands up to HWY_ONCE once for every target
#include <hwy/highway.h>

#include <utility>

HWY_BEFORE_NAMESPACE();
namespace pellucid::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// to[0 .. 3] += factor * value[0 .. 3].
HWY_ATTR HWY_INLINE void add_four(double factor, const double* HWY_RESTRICT value, double* HWY_RESTRICT to) {
  const hn::CappedTag<double, 4> d;
  const auto f = hn::Set(d, factor);
  for (std::size_t i = 0; i < 4; i += hn::Lanes(d))
    hn::StoreU(hn::MulAdd(f, hn::LoadU(d, value + i), hn::LoadU(d, to + i)), d, to + i);
}

/// The later part's coefficients are columns: half of the matrix stays out of the cache.
HWY_ATTR void add_square_vector(const PixelRow::Part* parts, std::size_t count, int line, double weight, double* a,
                                std::ptrdiff_t stride) {
  for (std::size_t p = 0; p < count; ++p) {
    for (std::size_t q = 0; q <= p; ++q) {
      const bool turned = parts[q].first > parts[p].first;
      const PixelRow::Part& early = turned ? parts[p] : parts[q];
      const PixelRow::Part& late = turned ? parts[q] : parts[p];
      for (int c = 0; c < 16; ++c) {
        const double share = weight * late.value[static_cast<std::size_t>(c)];
        double* column = a + (late.first + c / 4 * line + c % 4) * stride + early.first;
        const double* value = early.value.data();
        const int lines = p == q ? c / 4 : 4;  // of one chip's own products, half are the other half again
        for (int j = 0; j < lines; ++j) add_four(share, value + 4 * j, column + j * line);
        if (p == q) add_four(0.5 * share, value + 4 * lines, column + lines * line);
      }
    }
  }
}

}  // namespace pellucid::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace pellucid {

HWY_EXPORT(add_square_vector);

void PixelRow::add(double dx_px, double dy_px, double light) {
  SplineReach x, y;
  if (!basis_->x.reach(dx_px, x) || !basis_->y.reach(dy_px, y)) return;
  Part& part = parts_.emplace_back();
  part.first = y.first * line_ + x.first;
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t i = 0; i < 4; ++i) part.value[4 * j + i] = light * y.weight[j] * x.weight[i];
  }
}

void PixelRow::add_square_to(Eigen::MatrixXd& a, double weight) const {
  HWY_DYNAMIC_DISPATCH(add_square_vector)(parts_.data(), parts_.size(), line_, weight, a.data(), a.outerStride());
}

void PixelRow::add_square_to_scalar(Eigen::MatrixXd& a, double weight) const {
  const auto number = [&](const Part& part, std::size_t k) {
    return part.first + static_cast<int>(k / 4) * line_ + static_cast<int>(k % 4);
  };
  for (const Part& p : parts_) {
    for (const Part& q : parts_) {
      for (std::size_t i = 0; i < 16; ++i) {
        for (std::size_t j = 0; j < 16; ++j) a(number(p, i), number(q, j)) += 0.5 * weight * p.value[i] * q.value[j];
      }
    }
  }
}

}  // namespace pellucid
#endif

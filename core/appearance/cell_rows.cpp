#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/appearance/cell_rows.cpp"
#include "core/appearance/cell_rows.h"

#include <hwy/foreach_target.h>  // compiles what stands up to HWY_ONCE once for every target
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pellucid::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using Eight = hn::CappedTag<float, 8>;  // cells are narrow: longer vectors would run past them

// Products and sums are not fused, so that every processor comes to the same residuals.
HWY_ATTR void expect(const CellRow& row, float* HWY_RESTRICT residual, float* HWY_RESTRICT weight,
                     float* HWY_RESTRICT mesa_e) {
  const Eight d;
  const auto rest_x = hn::Set(d, row.rest_x), rest_y = hn::Set(d, row.rest_y);
  const auto ground = hn::Set(d, row.ground), ground_x = hn::Set(d, row.ground_x);
  const auto light = hn::Set(d, row.light), light_x = hn::Set(d, row.light_x);
  const auto photon = hn::Set(d, row.photon), read2 = hn::Set(d, row.read2), level2 = hn::Set(d, row.level2);
  const auto floor = hn::Set(d, row.floor), one = hn::Set(d, 1.F);
  for (int x = 0; x < row.width; x += static_cast<int>(hn::Lanes(d))) {
    const auto offset = hn::Iota(d, row.first_x + static_cast<float>(x));
    const auto slopes =
        hn::Add(hn::Mul(rest_x, hn::LoadU(d, row.slope_x + x)), hn::Mul(rest_y, hn::LoadU(d, row.slope_y + x)));
    const auto shape = hn::Sub(hn::LoadU(d, row.mesa + x), slopes);
    const auto mesa = hn::Mul(hn::Add(light, hn::Mul(offset, light_x)), shape);
    const auto expected = hn::Add(hn::Add(ground, hn::Mul(offset, ground_x)), mesa);
    const auto variance = hn::Add(hn::Add(hn::Mul(photon, hn::Max(expected, floor)), read2),
                                  hn::Mul(level2, hn::LoadU(d, row.texture + x)));
    const auto e = hn::LoadU(d, row.e + x);
    const auto counts = hn::And(hn::Eq(e, e), hn::Gt(hn::LoadU(d, row.use + x), hn::Zero(d)));
    hn::StoreU(mesa, d, mesa_e + x);
    hn::StoreU(hn::IfThenElseZero(counts, hn::Sub(e, expected)), d, residual + x);
    hn::StoreU(hn::IfThenElseZero(counts, hn::Div(one, hn::Sqrt(variance))), d, weight + x);
  }
}

HWY_ATTR void levels_of(const CellRow& row, LevelSums& sums) {
  const Eight d;
  const auto rest_x = hn::Set(d, row.rest_x), rest_y = hn::Set(d, row.rest_y), one = hn::Set(d, 1.F);
  for (int x = 0; x < row.width; x += static_cast<int>(hn::Lanes(d))) {
    const auto e = hn::LoadU(d, row.e + x);
    const auto counts = hn::And(hn::Eq(e, e), hn::FirstN(d, static_cast<std::size_t>(row.width - x)));
    const auto slopes =
        hn::Add(hn::Mul(rest_x, hn::LoadU(d, row.slope_x + x)), hn::Mul(rest_y, hn::LoadU(d, row.slope_y + x)));
    const auto shape = hn::IfThenElseZero(counts, hn::Sub(hn::LoadU(d, row.mesa + x), slopes));
    const auto light = hn::IfThenElseZero(counts, e);
    const auto add = [&](LaneSums& to, auto value) HWY_ATTR {
      float* sum = to.data() + x % 8;
      hn::StoreU(hn::Add(hn::LoadU(d, sum), value), d, sum);
    };
    add(sums.count, hn::IfThenElseZero(counts, one));
    add(sums.shape, shape);
    add(sums.square, hn::Mul(shape, shape));
    add(sums.light, light);
    add(sums.both, hn::Mul(shape, light));
  }
}

HWY_ATTR void sides_of(const ModeRow& row, LaneSums* HWY_RESTRICT sides) {
  const Eight d;
  for (int x = 0; x < row.width; x += static_cast<int>(hn::Lanes(d))) {
    const auto weighed = hn::Mul(hn::LoadU(d, row.square_weight + x), hn::LoadU(d, row.residual + x));
    for (std::size_t a = 0; a < row.count; ++a) {
      float* sum = sides[a].data() + x % 8;
      hn::StoreU(hn::Add(hn::LoadU(d, sum), hn::Mul(weighed, hn::LoadU(d, row.modes[a] + x))), d, sum);
    }
  }
}

HWY_ATTR void squares_of(const ModeRow& row, LaneSums* HWY_RESTRICT squares) {
  const Eight d;
  for (int x = 0; x < row.width; x += static_cast<int>(hn::Lanes(d))) {
    const auto weight = hn::LoadU(d, row.square_weight + x);
    float* sum = squares->data() + x % 8;
    for (std::size_t a = 0; a < row.count; ++a) {
      const auto weighed = hn::Mul(weight, hn::LoadU(d, row.modes[a] + x));
      for (std::size_t b = 0; b <= a; ++b, sum += 8)
        hn::StoreU(hn::Add(hn::LoadU(d, sum), hn::Mul(weighed, hn::LoadU(d, row.modes[b] + x))), d, sum);
    }
  }
}

template <class V>
HWY_ATTR HWY_INLINE V louder(Eight d, V best, V sum, const float* gain) {
  return hn::Max(best, hn::Mul(hn::Abs(sum), hn::LoadU(d, gain)));
}

/// The sums of filter_row(), in the same order.
HWY_ATTR void strongest(const float* HWY_RESTRICT map, std::size_t stride, int width, const float* const* gains,
                        float* HWY_RESTRICT best) {
  const Eight d;
  for (int x = 0; x < width; x += static_cast<int>(hn::Lanes(d))) {
    const float* at = map + x;
    const auto load = [&](std::size_t j, std::size_t i) HWY_ATTR { return hn::LoadU(d, at + j * stride + i); };
    const auto a0 = load(0, 0), a1 = load(0, 1), a2 = load(0, 2);
    const auto b0 = load(1, 0), b1 = load(1, 1), b2 = load(1, 2);
    const auto c0 = load(2, 0), c1 = load(2, 1), c2 = load(2, 2);
    const auto four = hn::Add(hn::Add(hn::Add(a0, a1), b0), b1);
    const auto line = hn::Add(hn::Add(a0, a1), a2), second = hn::Add(hn::Add(b0, b1), b2);
    const auto third = hn::Add(hn::Add(c0, c1), c2);
    auto found = hn::LoadU(d, best + x);
    found = louder(d, found, four, gains[0] + x);
    found = louder(d, found, hn::Sub(four, a0), gains[1] + x);
    found = louder(d, found, hn::Sub(four, a1), gains[2] + x);
    found = louder(d, found, hn::Sub(four, b0), gains[3] + x);
    found = louder(d, found, hn::Sub(four, b1), gains[4] + x);
    found = louder(d, found, line, gains[5] + x);
    found = louder(d, found, hn::Add(hn::Add(a0, b0), c0), gains[6] + x);
    const auto round = hn::Add(hn::Add(a1, b0), hn::Add(b2, c1));
    found = louder(d, found, hn::Add(b1, hn::Mul(hn::Set(d, 0.5F), round)), gains[7] + x);
    const auto wide = hn::Add(line, second), nine = hn::Add(wide, third);
    found = louder(d, found, nine, gains[8] + x);
    auto large = hn::Add(nine, hn::Add(hn::Add(load(0, 3), load(0, 4)), hn::Add(load(1, 3), load(1, 4))));
    large = hn::Add(large, hn::Add(load(2, 3), load(2, 4)));
    for (std::size_t j = 3; j < 5; ++j) {
      large = hn::Add(large, hn::Add(hn::Add(load(j, 0), load(j, 1)), load(j, 2)));
      large = hn::Add(large, hn::Add(load(j, 3), load(j, 4)));
    }
    found = louder(d, found, large, gains[9] + x);
    found = louder(d, found, hn::Add(hn::Add(a0, b1), c2), gains[10] + x);
    found = louder(d, found, hn::Add(hn::Add(a2, b1), c0), gains[11] + x);
    if (gains[12] != nullptr) {
      found = louder(d, found, wide, gains[12] + x);
      found = louder(d, found, hn::Add(four, hn::Add(c0, c1)), gains[13] + x);
    }
    hn::StoreU(found, d, best + x);
  }
}

}  // namespace pellucid::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pellucid {

HWY_EXPORT(expect);
HWY_EXPORT(levels_of);
HWY_EXPORT(sides_of);
HWY_EXPORT(squares_of);
HWY_EXPORT(strongest);

void expect_row(const CellRow& row, float* residual, float* weight, float* mesa_e) {
  HWY_DYNAMIC_DISPATCH(expect)(row, residual, weight, mesa_e);
}

void add_levels(const CellRow& row, LevelSums& sums) {
  HWY_DYNAMIC_DISPATCH(levels_of)(row, sums);
}

void add_sides(const ModeRow& row, LaneSums* sides) {
  HWY_DYNAMIC_DISPATCH(sides_of)(row, sides);
}

void add_squares(const ModeRow& row, LaneSums* squares) {
  HWY_DYNAMIC_DISPATCH(squares_of)(row, squares);
}

void strongest_row(const SigmaMap& map, int y, const std::array<const float*, kFilters>& gains, float* best) {
  HWY_DYNAMIC_DISPATCH(strongest)(map.row(y), static_cast<std::size_t>(map.stride), map.width, gains.data(), best);
}

}  // namespace pellucid
#endif

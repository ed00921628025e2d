/// A wafer with a known EL test, for the tests of this folder: chips in a circle, defects at random, PL and EL of each
/// chip drawn from one common part and one part of their own.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "core/correlate/el_table.h"
#include "core/correlate/match_maps.h"
#include "core/model/chip_table.h"

namespace pellucid::test {

struct ElWaferOptions {
  int columns = 60, rows = 40;
  double defect_share = 0.05;
  double correlation = 0.5;     ///< of healthy chips' PL and EL
  double spread = 0.05;         ///< relative, of both
  bool pl_varies = true;        ///< false: relative intensity is 1 for every chip, PL verdicts stay
  bool el_varies = true;        ///< false: no EL intensity
  bool verdicts_agree = true;   ///< false: EL verdicts are drawn without regard to PL's
  bool defects_dim = true;      ///< defects are dark in both intensities
  bool cut_corner = false;      ///< an outline without any symmetry
  int el_column_end = 1 << 30;  ///< EL tests our columns below this
  int orientation = 0;
  std::array<int, 2> shift{0, 0};
};

struct ElWafer {
  ChipTable table;
  ElTable el;
};

/// theirs = inverse(orientation) * (ours - shift); the inverse of a signed permutation is its transpose.
inline ChipIndex theirs_from_ours(const Orientation& m, std::array<int, 2> shift, ChipIndex ours) {
  const int x = ours.column - shift[0];
  const int y = ours.row - shift[1];
  return {m[0][0] * x + m[1][0] * y, m[0][1] * x + m[1][1] * y};
}

inline bool in_circle(const ElWaferOptions& o, int column, int row) {
  const double x = (column + 0.5) / o.columns * 2 - 1;
  const double y = (row + 0.5) / o.rows * 2 - 1;
  if (o.cut_corner && column < 0.35 * o.columns && row < 0.25 * o.rows) return false;
  return x * x + y * y <= 1;
}

inline void add_el_row(ElTable& el, ChipIndex at, float intensity, bool passes) {
  el.column.push_back(at.column);
  el.row.push_back(at.row);
  el.intensity.push_back(intensity);
  el.vf_v.push_back(3.0F);
  el.ir_ua.push_back(0.1F);
  el.wld_nm.push_back(std::numeric_limits<float>::quiet_NaN());
  el.pass.push_back(passes ? 1 : 0);
}

inline ElWafer make_el_wafer(const ElWaferOptions& o, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> gauss;
  std::uniform_real_distribution<double> uniform;
  ElWafer out;
  out.el.path = "el.csv";
  out.table.layers.resize(1);
  LayerColumns& layer = out.table.layers.front();
  layer.layer = "pl";
  const Orientation& m = kOrientations[static_cast<std::size_t>(o.orientation)];
  for (int row = 0; row < o.rows; ++row)
    for (int column = 0; column < o.columns; ++column) {
      if (!in_circle(o, column, row)) continue;
      const bool defect = uniform(random) < o.defect_share;
      const double common = gauss(random);
      const auto own = [&] { return std::sqrt(o.correlation) * common + std::sqrt(1 - o.correlation) * gauss(random); };
      double pl = 1 + o.spread * own();
      double el = 1 + o.spread * own();
      if (defect && o.defects_dim) {
        pl *= 0.05;
        el *= 0.02;
      }
      if (!o.pl_varies) pl = 1;
      const double trend = 1 - 0.3 * std::pow(static_cast<double>(column) / o.columns - 0.4, 2);
      const bool el_fails = o.verdicts_agree ? defect : uniform(random) < o.defect_share;
      out.table.column.push_back(column);
      out.table.row.push_back(row);
      out.table.chip_class.push_back(defect ? ChipClass::dark : ChipClass::good);
      layer.relative_intensity.push_back(static_cast<float>(pl));
      layer.intensity_e.push_back(static_cast<float>(6000 * pl * trend));
      if (column < o.el_column_end)
        add_el_row(out.el, theirs_from_ours(m, o.shift, {column, row}),
                   o.el_varies ? static_cast<float>(250 * el * (2 - trend)) : std::numeric_limits<float>::quiet_NaN(),
                   !el_fails);
    }
  return out;
}

}  // namespace pellucid::test

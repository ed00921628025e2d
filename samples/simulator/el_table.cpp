#include "samples/simulator/el_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "samples/simulator/random.h"

namespace pellucid::sim {
namespace {

// A plausible InGaN micro-LED at its test current; only ranks and verdicts matter to those who read the table.
constexpr double kForward_v = 2.85, kForwardSpread_v = 0.015, kReverse_ua = 0.002, kReverseVoltage_v = 5.0;
constexpr double kBlue_nm = 460.0, kBlueBow_nm = 2.5, kBlueSpread_nm = 0.3;
constexpr double kIntensity = 1000.0;    // of a healthy chip at the wafer's centre
constexpr double kLeastIntensity = 0.6;  // of the healthy one: below, the tester fails it
constexpr double kShuntDrive_v = 2.8;    // forward voltage that drives a shunt beside the diode
constexpr double kTestCurrent_ua = 10.0;

struct Draws {
  double unit(int i) const { return to_unit(mix(key + static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15ULL)); }
  double normal(int i) const { return normal_of(mix(key + static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15ULL)); }
  std::uint64_t key;
};

}  // namespace

TrueElMatch el_match(const ElOptions& o, std::int32_t columns, std::int32_t rows) {
  // el_from_ours: mirrored in x first from 4 on, then quarter turns counter-clockwise.
  std::array<std::int32_t, 4> m{o.orientation >= 4 ? -1 : 1, 0, 0, 1};
  for (int turn = 0; turn < o.orientation % 4; ++turn) m = {-m[2], -m[3], m[0], m[1]};
  // Smallest index that the grid's corners get.
  std::int32_t low[2] = {0, 0};
  for (int axis = 0; axis < 2; ++axis) {
    for (const std::int32_t c : {0, columns - 1}) {
      for (const std::int32_t r : {0, rows - 1}) low[axis] = std::min(low[axis], m[2 * axis] * c + m[2 * axis + 1] * r);
    }
  }
  const std::int32_t sx = o.first.column - low[0], sy = o.first.row - low[1];
  // The inverse of an orthogonal matrix is its transpose.
  TrueElMatch match;
  match.ours_from_el = {m[0], m[2], m[1], m[3]};
  match.shift = {-(m[0] * sx + m[2] * sy), -(m[1] * sx + m[3] * sy)};
  return match;
}

ChipIndex el_index(const TrueElMatch& match, ChipIndex ours) {
  const std::array<std::int32_t, 4>& m = match.ours_from_el;
  const std::int32_t c = ours.column - match.shift[0], r = ours.row - match.shift[1];
  return {m[0] * c + m[2] * r, m[1] * c + m[3] * r};
}

void append_el_row(const SimulationOptions& o, const ChipModel& model, const TrueElMatch& match, const ChipState& chip,
                   std::string& out) {
  const Draws draw{hash(o.seed, Stream::el, static_cast<std::uint32_t>(chip.index.column),
                        static_cast<std::uint32_t>(chip.index.row))};
  if (draw.unit(0) < o.el.untested) return;
  const bool leaky = chip.kind == DefectKind::leaky,
             open = chip.kind == DefectKind::missing || chip.kind == DefectKind::dark;
  const bool only_el = draw.unit(1) < o.el.only_failures;
  // Under the test current a shunt steals part of it; under light of the first layer's power it stole its own share.
  const double stolen_ua = leaky ? kShuntDrive_v / chip.r_sh_ohm * 1e6 : 0.0;
  double level = chip.brightness * std::clamp(1.0 - stolen_ua / kTestCurrent_ua, 0.0, 1.0);
  level *= std::exp(o.el.intensity_noise * draw.normal(2));
  if (only_el) level *= 0.2;
  const double radius = model.lattice().radius_um();
  const double r2 = (chip.design_um.x * chip.design_um.x + chip.design_um.y * chip.design_um.y) / (radius * radius);
  const double vf =
      kForward_v + kForwardSpread_v * draw.normal(3) + (open || only_el ? 1.5 : 0.0) - (leaky ? 0.3 : 0.0);
  const double ir =
      kReverse_ua * std::exp(0.3 * draw.normal(4)) + (leaky ? kReverseVoltage_v / chip.r_sh_ohm * 1e6 : 0.0);
  const double wld = kBlue_nm + kBlueBow_nm * r2 + kBlueSpread_nm * draw.normal(5);
  const bool whole = chip.kind == DefectKind::none || chip.kind == DefectKind::bright;
  const bool pass = whole && !only_el && level >= kLeastIntensity;
  const ChipIndex el = el_index(match, chip.index);
  fmt::format_to(std::back_inserter(out), "{},{},{:.2f},{:.4f},{:.5f},{:.3f},{}\n", el.column, el.row,
                 kIntensity * chip.trend * level, vf, ir, wld, pass ? 1 : 0);
}

}  // namespace pellucid::sim

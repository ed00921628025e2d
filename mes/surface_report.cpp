#include "mes/surface_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "mes/die_grid.h"
#include "mes/mes_error.h"

namespace pellucid::mes {
namespace {

constexpr int kFirstClass = 20;
constexpr double kUm2_per_cm2 = 1e8, kUm2_per_mm2 = 1e6;

std::int64_t nm(double um) {
  return std::llround(um * 1000);
}

/// Dies that touch the wafer's disc, row by row.
std::vector<ChipIndex> plan_of(const DieGrid& grid) {
  std::vector<ChipIndex> plan;
  const double radius = grid.diameter_mm * 500;
  const ChipIndex low = grid.die_at({-radius, -radius}), high = grid.die_at({radius, radius});
  for (std::int32_t row = low.row; row <= high.row; ++row) {
    for (std::int32_t column = low.column; column <= high.column; ++column) {
      const Vec2 a = grid.low_um({column, row}), b = a + grid.pitch_um;
      const Vec2 nearest{std::clamp(0.0, a.x, b.x), std::clamp(0.0, a.y, b.y)};
      if (std::hypot(nearest.x, nearest.y) < radius) plan.push_back({column, row});
    }
  }
  return plan;
}

KlarfHeader header_of(const SurfaceSubject& subject, const ExportProfile& profile, MarkSide side, const DieGrid& grid) {
  const auto first_of = [](const std::string& a, const std::string& b) { return klarf_id(a.empty() ? b : a); };
  KlarfHeader h;
  h.station = {klarf_id(profile.station[0]), klarf_id(profile.station[1]),
               first_of(profile.station[2], subject.tool_id)};
  h.lot = first_of(profile.lot, subject.wafer.lot);
  h.wafer = first_of(profile.wafer, subject.wafer.id);
  h.device = klarf_id(profile.device);
  h.setup = first_of(profile.setup, subject.recipe);
  h.step = first_of(profile.step, "PL");
  h.time = KlarfTime::from_iso(subject.acquired_at);
  h.year_digits = profile.klarf.year_digits;
  h.diameter_mm = subject.wafer.diameter_mm;
  h.mark = subject.wafer.mark;
  h.side = side;
  h.slot = subject.wafer.slot.value_or(0);
  h.die_pitch_um = grid.pitch_um;
  h.sample_center_um = Vec2{} - grid.corner_um;
  for (const SurfaceClass c : kSurfaceClasses)
    h.classes.push_back({kFirstClass + static_cast<int>(c), std::string(pellucid::name_of(c))});
  h.plan = plan_of(grid);
  h.area_um2 = subject.measured_mm2 * kUm2_per_mm2;
  h.summary.dies = std::ssize(h.plan);
  h.summary.defects = std::ssize(subject.defects);
  h.summary.density_per_cm2 = h.area_um2 > 0 ? static_cast<double>(h.summary.defects) / (h.area_um2 / kUm2_per_cm2) : 0;
  return h;
}

KlarfDefect defect_of(const SurfaceDefect& d, const DieGrid& grid, int turns, std::int64_t id) {
  const Vec2 at = turned(d.centre_um, turns), size = turned_size(d.high_um - d.low_um, turns);
  const ChipIndex die = grid.die_at(at);
  const Vec2 low = grid.low_um(die);
  KlarfDefect k;
  k.id = id;
  k.x_index = die.column, k.y_index = die.row;
  k.x_rel_nm = nm(at.x - low.x), k.y_rel_nm = nm(at.y - low.y);
  k.x_size_nm = nm(size.x), k.y_size_nm = nm(size.y);
  k.class_number = kFirstClass + static_cast<int>(d.surface_class);
  k.chip = {-1, -1};  // there is none
  return k;
}

}  // namespace

DefectSource SurfaceReport::source() const {
  return [this](const DefectVisitor& visitor) {
    for (const KlarfDefect& d : defects) visitor(d);
  };
}

Result<SurfaceReport> report_surface(const SurfaceSubject& subject, const ExportProfile& profile) {
  const auto measured = side_of_mark(subject.wafer.mark_deg);
  if (!measured) {
    return fail(bad_input(mes_error::kSubject, "", "the wafer's mark is at no side of a map",
                          "mark_deg 0, 90, 180 or 270", fmt::format("{}", subject.wafer.mark_deg)));
  }
  const MarkSide side = profile.orientation.value_or(*measured);
  const int turns = quarters(*measured, side);
  const Vec2 die{static_cast<double>(profile.klarf.die_width_um), static_cast<double>(profile.klarf.die_height_um)};
  const double whole = subject.wafer.diameter_mm * 1000;
  const bool dies = die.x > 0 && die.y > 0;
  const DieGrid grid{dies ? turned_size(die, turns) : Vec2{whole, whole},
                     dies ? Vec2{} : Vec2{-0.5 * whole, -0.5 * whole}, subject.wafer.diameter_mm, 0};
  SurfaceReport report;
  report.header = header_of(subject, profile, side, grid);
  const std::int64_t found = std::ssize(subject.defects), most = profile.klarf.max_defects;
  const std::int64_t listed = most > 0 ? std::min(most, found) : found;
  std::set<std::pair<std::int32_t, std::int32_t>> defective;
  for (std::int64_t i = 0; i < found; ++i) {
    const KlarfDefect d =
        defect_of(subject.defects[static_cast<std::size_t>(i)], grid, turns, std::ssize(report.defects) + 1);
    defective.insert({d.x_index, d.y_index});
    if ((i + 1) * listed / found != i * listed / found) report.defects.push_back(d);
  }
  report.header.summary.defective_dies = std::ssize(defective);
  return report;
}

}  // namespace pellucid::mes

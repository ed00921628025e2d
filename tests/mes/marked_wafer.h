/// A small wafer with one marked (dark) chip that lies off every axis of symmetry, and what files say of it. Tests
/// only.
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

#include "mes/defect_report.h"
#include "mes/die_map.h"
#include "mes/klarf.h"
#include "mes/map_file.h"
#include "mes/subject.h"
#include "tests/support/temp_folder.h"

namespace pellucid::mes::test {

/// 14 x 11 chips of 100 x 150 um with the corners left out; the marked chip is (3, 8). Found `offset_um` beside its
/// design.
struct MarkedWafer {
  WaferDesign design;
  ChipTable table;
  ChipIndex marked{3, 8};
  Vec2 offset_um{1.25, -0.5};

  explicit MarkedWafer(double mark_deg = 270) {
    design.id = "LOT0001-07";
    design.lot = "LOT0001";
    design.slot = 7;
    design.diameter_mm = 2;
    design.mark = OrientationMark::flat;
    design.mark_deg = mark_deg;
    ChipGrid grid;
    grid.pitch_um = {100, 150};
    grid.size_um = {60, 80};
    grid.columns = 14;
    grid.rows = 11;
    grid.origin_um = {-650, -750};
    design.chips = grid;
    for (std::int32_t row = 0; row < grid.rows; ++row) {
      for (std::int32_t column = 0; column < grid.columns; ++column) {
        if ((column < 2 || column > 11) && (row < 2 || row > 8)) continue;
        add({column, row}, ChipIndex{column, row} == marked ? ChipClass::dark : ChipClass::good);
      }
    }
  }

  void add(ChipIndex chip, ChipClass chip_class) {
    const Vec2 at = design.chips->centre_um(chip) + offset_um;
    table.column.push_back(chip.column);
    table.row.push_back(chip.row);
    table.x_um.push_back(static_cast<float>(at.x));
    table.y_um.push_back(static_cast<float>(at.y));
    table.chip_class.push_back(chip_class);
    table.flags.push_back(0);
  }
  [[nodiscard]] ExportSubject subject() const { return {design, table, "RCP_MLED40", "2026-10-05T14:03:22Z", "PLI01"}; }
  [[nodiscard]] Vec2 place_um() const { return design.chips->centre_um(marked) + offset_um; }
};

/// By trigonometry, not by the code under test: a point after the wafer was turned clockwise by degrees.
inline Vec2 turned_by(Vec2 p, double clockwise_deg) {
  const double a = -clockwise_deg * 3.14159265358979323846 / 180;
  return {std::cos(a) * p.x - std::sin(a) * p.y, std::sin(a) * p.x + std::cos(a) * p.y};
}

/// A file of a writer's text.
inline std::filesystem::path written(const std::filesystem::path& path, const std::function<void(TextSink&)>& write) {
  std::ofstream file(path, std::ios::binary);
  TextSink sink([&](std::string_view text) { return static_cast<bool>(file << text); });
  write(sink);
  sink.finish();
  return path;
}

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::filesystem::path klarf_file(const std::filesystem::path& path, const MarkedWafer& wafer,
                                        const ExportProfile& profile, KlarfVersion version = KlarfVersion::v1_2) {
  const ExportSubject subject = wafer.subject();
  const auto report = DefectReport::make(subject, profile);
  if (!report) return {};
  return written(path, [&](TextSink& sink) {
    (void)write_klarf(version, report->header(), report->listed(), report->source(), sink);
  });
}

inline std::filesystem::path map_file(const std::filesystem::path& path, const MarkedWafer& wafer,
                                      const ExportProfile& profile, MapFormat format) {
  const auto map = make_die_map(wafer.subject(), profile);
  if (!map) return {};
  return written(path, [&](TextSink& sink) { (void)write_map(format, *map, profile, sink); });
}

}  // namespace pellucid::mes::test

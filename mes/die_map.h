/// A wafer map: one bin a die on a grid (column to the right, row up from the bottom), and how it comes from a result.
/// Plain values; functions are pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "mes/frame.h"
#include "mes/profile.h"
#include "mes/subject.h"

namespace pellucid::mes {

inline constexpr std::uint16_t kNoDie = 0xFFFF;
inline constexpr std::uint16_t kUntested = 0xFFFE;

struct BinInfo {
  std::uint16_t code = 0;
  std::string name;
  bool pass = false;
};

struct DieMap {
  std::string device, lot, wafer;
  MarkSide side = MarkSide::down;  ///< where the mark is in this map
  std::int32_t columns = 0, rows = 0;
  Vec2 step_um, size_um;  ///< of dies; 0 where it is not known
  double diameter_mm = 0;
  ChipIndex first;                   ///< chip (or reduced cell) of the design at cell (0, 0), as the result counts
  std::vector<std::uint16_t> cells;  ///< row by row from the bottom: a bin's code, kNoDie or kUntested
  std::vector<BinInfo> bins;         ///< ascending by code

  [[nodiscard]] std::uint16_t at(ChipIndex cell) const {
    return cells[static_cast<std::size_t>(cell.row) * static_cast<std::size_t>(columns) +
                 static_cast<std::size_t>(cell.column)];
  }
  [[nodiscard]] bool is_pass(std::uint16_t code) const;
};

/// What a check compares: exact.
struct MapTotals {
  std::int32_t columns = 0, rows = 0;
  std::map<std::uint16_t, std::int64_t> counts;              ///< dies by code, untested ones too
  std::int64_t columns_sum = 0, rows_sum = 0;                ///< over all dies
  std::int64_t marked_columns_sum = 0, marked_rows_sum = 0;  ///< weighted with the code: a moved bin shows
  friend bool operator==(const MapTotals&, const MapTotals&) = default;
};
[[nodiscard]] MapTotals totals_of(const DieMap& map);

/// The chips of a result as a map in the wafer frame, reduced as the profile asks. Errors: mes.subject.
[[nodiscard]] Result<DieMap> make_die_map(const ExportSubject& subject, const ExportProfile& profile);

/// The same map with its mark on another side.
[[nodiscard]] DieMap turned_to(DieMap map, MarkSide side);

}  // namespace pellucid::mes

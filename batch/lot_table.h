/// The lot table: one row a scan. Plain values; pure functions; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"

namespace pellucid {

enum class LotStatus : std::uint8_t {
  passed,       ///< inspected, and every wafer limit of the recipe holds
  limits_fail,  ///< inspected, and one does not
  bad,          ///< could not be inspected; `error` says why
};

struct LotRow {
  std::filesystem::path scan;    ///< relative to the root
  std::filesystem::path result;  ///< relative to the results' folder
  LotStatus status = LotStatus::passed;
  bool skipped = false;  ///< done before; the figures are those of then
  std::string wafer, lot;
  ClassCounts counts{};
  double yield = std::numeric_limits<double>::quiet_NaN();
  std::optional<std::int64_t> defects;  ///< of a wafer without chips
  double seconds = 0;                   ///< 0 where skipped
  std::vector<std::string> failed_limits;
  std::vector<std::string> warnings;
  std::optional<Error> error;
  std::optional<Error> delivery_error;  ///< inspected, but not in the outbox: the next run tries again

  [[nodiscard]] std::int64_t listed() const;
  [[nodiscard]] std::int64_t measured() const;
};

using LotTable = std::vector<LotRow>;

/// "passed", "limits_fail", "bad".
[[nodiscard]] std::string_view name_of(LotStatus status);
/// A header row, then one a scan; commas, fields quoted where they must be (RFC 4180), "\n" line ends.
[[nodiscard]] std::string lot_csv(const LotTable& table);
/// {"schema": "pellucid.lot/1", "scans": [...]}, indented.
[[nodiscard]] std::string lot_json(const LotTable& table);

}  // namespace pellucid

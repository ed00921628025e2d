#include "cli/lot_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "cli/terminal.h"

namespace pellucid::cli {
namespace {

std::string yield_text(const LotRow& row) {
  if (row.defects) return grouped(*row.defects) + " def.";
  return std::isfinite(row.yield) ? fmt::format("{:.2f} %", row.yield * 100.0) : "-";
}

std::string_view status_text(LotStatus status) {
  switch (status) {
    case LotStatus::passed:
      return "passed";
    case LotStatus::limits_fail:
      return "LIMITS FAIL";
    case LotStatus::bad:
      break;
  }
  return "BAD";
}

Colour colour_of(LotStatus status) {
  if (status == LotStatus::passed) return Colour::green;
  return status == LotStatus::limits_fail ? Colour::yellow : Colour::red;
}

std::string failed_limits_text(const LotRow& row) {
  std::string text;
  for (const std::string& limit : row.failed_limits) text += (text.empty() ? "" : ", ") + limit;
  return text;
}

std::string table_row(const LotRow& row, std::size_t scan_width, bool colour) {
  const std::string status = painted(fmt::format("{:<12}", status_text(row.status)), colour_of(row.status), colour);
  const bool bad = row.status == LotStatus::bad;
  return fmt::format("  {:<{}}  {:<12}  {} {:>10}  {:>12}  {:>10}\n", row.scan.string(), scan_width, row.wafer, status,
                     yield_text(row), bad ? "-" : grouped(row.measured()),
                     row.skipped ? "done before" : duration_text(row.seconds));
}

/// What many scans share is said once.
std::string warnings_text(const LotTable& table) {
  std::map<std::string, std::vector<std::string>> scans_of;
  for (const LotRow& row : table) {
    for (const std::string& warning : row.warnings) scans_of[warning].push_back(row.scan.string());
  }
  std::string text;
  for (const auto& [warning, scans] : scans_of) {
    const std::string who = scans.size() == 1 ? scans.front() : fmt::format("{} scans", scans.size());
    text += fmt::format("  {}: warning: {}\n", who, warning);
  }
  return text;
}

}  // namespace

std::string lot_line(const LotRow& row) {
  std::string text = fmt::format("{}: {}", row.scan.string(), row.skipped ? "done before, " : "");
  if (row.error) return text + "BAD: " + row.error->message();
  text += row.defects ? fmt::format("{}, {} defects", status_text(row.status), grouped(*row.defects))
                      : fmt::format("{}, yield {}", status_text(row.status), yield_text(row));
  if (row.delivery_error) text += "; NOT DELIVERED: " + row.delivery_error->message();
  return row.failed_limits.empty() ? text : text + " (" + failed_limits_text(row) + ")";
}

std::string lot_text(const LotTable& table, const std::filesystem::path& results, bool colour) {
  std::size_t scan_width = 4;
  for (const LotRow& row : table) scan_width = std::max(scan_width, row.scan.string().size());
  std::string text = painted(fmt::format("  {:<{}}  {:<12}  {:<12} {:>10}  {:>12}  {:>10}", "scan", scan_width, "wafer",
                                         "status", "yield", "measured", "time"),
                             Colour::bold, colour) +
                     "\n";
  for (const LotRow& row : table) text += table_row(row, scan_width, colour);

  const auto count = [&table](LotStatus status) { return std::ranges::count(table, status, &LotRow::status); };
  text += fmt::format("\n  {} scans: {} passed, {} with failed limits, {} bad\n", table.size(),
                      count(LotStatus::passed), count(LotStatus::limits_fail), count(LotStatus::bad));
  for (const LotRow& row : table) {
    if (row.error) text += fmt::format("  {}: {}\n", row.scan.string(), row.error->message());
    if (row.delivery_error) {
      text += fmt::format("  {}: not delivered: {}\n", row.scan.string(), row.delivery_error->message());
    }
    if (!row.failed_limits.empty()) text += fmt::format("  {}: fails {}\n", row.scan.string(), failed_limits_text(row));
  }
  text += warnings_text(table);
  return text + fmt::format("\n  {}\n  {}\n", (results / "lot.csv").string(), (results / "lot.json").string());
}

}  // namespace pellucid::cli

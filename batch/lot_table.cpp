#include "batch/lot_table.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace pellucid {
namespace {

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + "\"";
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

nlohmann::ordered_json error_json(const Error& e) {
  return {{"code", e.code}, {"path", e.path}, {"what", e.what}, {"expected", e.expected}, {"found", e.found}};
}

nlohmann::ordered_json row_json(const LotRow& row) {
  nlohmann::ordered_json counts = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < kAllClasses.size(); ++i) counts[std::string(name_of(kAllClasses[i]))] = row.counts[i];
  nlohmann::ordered_json json{{"scan", row.scan.string()},
                              {"result", row.result.string()},
                              {"status", name_of(row.status)},
                              {"skipped", row.skipped},
                              {"wafer", row.wafer},
                              {"lot", row.lot},
                              {"listed", row.listed()},
                              {"measured", row.measured()},
                              {"counts", counts},
                              {"seconds", row.seconds},
                              {"failed_limits", row.failed_limits},
                              {"warnings", row.warnings}};
  json["yield"] = std::isfinite(row.yield) ? nlohmann::ordered_json(row.yield) : nlohmann::ordered_json();
  if (row.defects) json["defects"] = *row.defects;
  if (row.error) json["error"] = error_json(*row.error);
  if (row.delivery_error) json["delivery_error"] = error_json(*row.delivery_error);
  return json;
}

}  // namespace

std::int64_t LotRow::listed() const {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

std::int64_t LotRow::measured() const {
  return listed() - counts.back();
}

std::string_view name_of(LotStatus status) {
  switch (status) {
    case LotStatus::passed:
      return "passed";
    case LotStatus::limits_fail:
      return "limits_fail";
    case LotStatus::bad:
      break;
  }
  return "bad";
}

std::string lot_csv(const LotTable& table) {
  std::string text = "scan,wafer,lot,status,skipped,listed,measured,yield";
  for (const ChipClass chip_class : kAllClasses) text += fmt::format(",{}", name_of(chip_class));
  text += ",seconds,result,failed_limits,defects,error\n";
  for (const LotRow& row : table) {
    text += fmt::format("{},{},{},{},{},{},{},{}", quoted(row.scan.string()), quoted(row.wafer), quoted(row.lot),
                        name_of(row.status), row.skipped ? 1 : 0, row.listed(), row.measured(),
                        std::isfinite(row.yield) ? fmt::format("{:.6f}", row.yield) : "");
    for (const std::int64_t count : row.counts) text += fmt::format(",{}", count);
    text += fmt::format(",{:.2f},{},{},{},{}\n", row.seconds, quoted(row.result.string()),
                        quoted(joined(row.failed_limits)), row.defects ? std::to_string(*row.defects) : "",
                        quoted(row.error            ? row.error->message()
                               : row.delivery_error ? "not delivered: " + row.delivery_error->message()
                                                    : ""));
  }
  return text;
}

std::string lot_json(const LotTable& table) {
  nlohmann::ordered_json scans = nlohmann::ordered_json::array();
  for (const LotRow& row : table) scans.push_back(row_json(row));
  const nlohmann::ordered_json document{{"schema", "pellucid.lot/1"}, {"scans", scans}};
  return document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace pellucid

#include "inspection/judge_wafer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/judge/judge.h"
#include "inspection/leakage.h"

namespace pellucid {
namespace {

/// The last reflectance layer of the table: it tells missing from dark.
std::optional<std::size_t> reflectance_of(const ResultData& data) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < data.table.layers.size(); ++i) {
    const auto layer = std::ranges::find(data.layers, data.table.layers[i].layer, &LayerGeometry::name);
    if (layer != data.layers.end() && layer->kind == LayerKind::reflectance) found = i;
  }
  return found;
}

std::vector<std::string> count_warnings(const ChipTable& table, bool has_reflectance) {
  std::vector<std::string> warnings;
  const ClassCounts counts = count_classes(table);
  const auto count = [&](ChipClass c) { return counts[static_cast<std::size_t>(c)]; };
  if (!has_reflectance && count(ChipClass::dark) > 0) {
    warnings.emplace_back(
        "no reflectance layer: missing and dark chips cannot be told apart; all of them are called dark");
  }
  if (count(ChipClass::retest) > 0) {
    warnings.push_back(
        fmt::format("{} chips cannot be decided at this noise (retest): send them to EL or scan with more light",
                    count(ChipClass::retest)));
  }
  if (counts.back() > 0) warnings.push_back(fmt::format("{} chips were not measured", counts.back()));
  return warnings;
}

}  // namespace

void add_judge_warnings(ResultData& data, const std::vector<std::string>& warnings) {
  data.warnings.insert(data.warnings.end(), warnings.begin(), warnings.end());
  data.judge_warnings.insert(data.judge_warnings.end(), warnings.begin(), warnings.end());
}

void judge_wafer(ResultData& data, const Recipe& recipe, const Progress& progress, const std::stop_token& stop) {
  const std::optional<std::size_t> reflectance = reflectance_of(data);
  judge(data.table, data.shapes, reflectance, recipe.judge, stop);
  if (stop.stop_requested()) return;
  add_judge_warnings(data, find_leaks(data, recipe.leakage, progress, stop));
  add_judge_warnings(data, count_warnings(data.table, reflectance.has_value()));
}

}  // namespace pellucid

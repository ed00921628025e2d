#include "inspection/judge_wafer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/judge/judge.h"
#include "inspection/leakage.h"

namespace pellucid {
namespace {

/// Takes the reflectance layers out of the table: their columns are against the neighbours' mesas already, and what
/// they say of chips are marks.
std::vector<LayerColumns> take_reflectance(ResultData& data) {
  const auto gives_light = [&](const LayerColumns& columns) {
    const auto layer = std::ranges::find(data.layers, columns.layer, &LayerGeometry::name);
    return layer == data.layers.end() || layer->kind != LayerKind::reflectance;
  };
  const auto aside = std::ranges::stable_partition(data.table.layers, gives_light);
  std::vector<LayerColumns> taken(std::make_move_iterator(aside.begin()), std::make_move_iterator(aside.end()));
  data.table.layers.erase(aside.begin(), aside.end());
  return taken;
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
  std::vector<LayerColumns> reflectance = take_reflectance(data);
  judge(data.table, data.shapes, recipe.judge, stop);
  if (!stop.stop_requested()) {
    add_judge_warnings(data, find_leaks(data, recipe.leakage, progress, stop));
    add_judge_warnings(data, count_warnings(data.table, !reflectance.empty()));
  }
  std::ranges::move(reflectance, std::back_inserter(data.table.layers));
}

}  // namespace pellucid

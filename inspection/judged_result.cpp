#include "inspection/judged_result.h"

#include <algorithm>
#include <limits>
#include <system_error>
#include <utility>

#include "inspection/wavelength_findings.h"
#include "results/chips_h5.h"

namespace pellucid {

Result<JudgedResult> read_judged_result(const std::filesystem::path& path) {
  JudgedResult found;
  found.path = path;
  auto summary = read_summary(path / "summary.json");
  if (!summary) return fail(summary.error());
  found.summary = std::move(*summary);
  const auto rows = count_chip_rows(found.chips());
  if (!rows) return fail(rows.error());
  found.rows = *rows;
  auto shapes = read_shapes(found.chips());
  if (!shapes) return fail(shapes.error());
  std::error_code problem;
  if (!*shapes || !std::filesystem::exists(path / "recipe.json", problem)) return found;
  auto recipe = read_recipe(path / "recipe.json");
  if (!recipe) return fail(recipe.error());
  found.recipe = std::move(*recipe);
  found.shapes = std::move(**shapes);
  return found;
}

ChipFacts facts_at(const ChipTable& table, std::size_t row, const Summary& summary) {
  ChipFacts facts;
  const LayerColumns& first = table.layers.front();
  facts.chip_class = table.chip_class[row];
  facts.flags = table.flags[row];
  facts.intensity_e = first.intensity_e[row];
  facts.sigma_e = first.intensity_sigma_e[row];
  facts.relative = first.relative_intensity[row];
  for (const LayerColumns& layer : table.layers) {
    const auto kind = std::ranges::find(summary.layers, layer.layer, &LayerSummary::name);
    if (kind == summary.layers.end() || kind->kind != LayerKind::reflectance) continue;
    facts.has_reflectance = true;
    facts.reflectance = layer.relative_intensity[row];
  }
  if (summary.wavelength) facts.wavelength = wavelength_facts(table, row, summary.wavelength->figure);
  facts.has_leak = table.leak.has_value();
  if (!facts.has_leak) return facts;
  facts.leak_w_cm2 = table.leak->leak_power_w_cm2[row];
  facts.leak_sigma_w_cm2 = table.leak->leak_power_sigma_w_cm2[row];
  return facts;
}

}  // namespace pellucid

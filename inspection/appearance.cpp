#include "inspection/appearance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "acquisition/folder_block_source.h"
#include "core/appearance/join_findings.h"
#include "core/appearance/reflectance_survey.h"
#include "inspection/layer_input.h"

namespace pellucid {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kSuspiciouslyMany = 0.2;  ///< of the chips
constexpr double kLeastSeen = 0.5;         ///< of the chips

bool is_appearance_error(const Error& error) {
  return error.code.starts_with("appearance.");
}

void warn_of_many(ResultData& data) {
  const auto marked = std::ranges::count_if(
      data.table.flags, [](std::uint32_t f) { return (f & chip_flag::bit(ChipClass::mechanical)) != 0; });
  if (static_cast<double>(marked) <= kSuspiciouslyMany * static_cast<double>(data.table.size())) return;
  data.warnings.push_back(fmt::format(
      "{} chips, more than one in five, differ from the golden chip: a wafer full of marks, or chips of several "
      "kinds, illumination that jumps, or a detector noisier than scan.json says",
      marked));
}

}  // namespace

Result<void> AppearanceInspection::inspect(const Scan& scan, std::size_t layer, const Recipe& recipe,
                                           const Survey& first, const ChipDirectory& directory, ResultData& data,
                                           const Progress& progress, const std::stop_token& stop) {
  auto calibration = load_calibration(scan, layer, recipe.measure.line_power_exponent);
  if (!calibration) return fail(calibration.error());
  auto regions = open_regions(scan, layer);
  if (!regions) return fail(regions.error());
  auto model = survey_reflectance(**regions, *calibration, first, directory, recipe.appearance, progress, stop);
  if (!model) {
    if (!is_appearance_error(model.error())) return fail(model.error());
    data.warnings.push_back(model.error().message());
    return {};
  }
  auto blocks = open_blocks(scan, layer);
  if (!blocks) return fail(blocks.error());
  auto found = inspect_appearance(**blocks, **regions, *calibration, *model, directory,
                                  recipe.judge.missing_reflectance, progress, stop);
  if (!found) return fail(found.error());
  const LayerGeometry& geometry = scan.layers[layer].geometry;
  Layer entry{std::move(*found), {}, geometry.pixel_um};
  entry.facts = {geometry.name,
                 model->contrast,
                 model->limit_sigma,
                 model->corner_limit_sigma,
                 std::count(entry.found.seen.begin(), entry.found.seen.end(), 1),
                 model->taught_chips,
                 model->wafer_from_design.shift - first.wafer_from_design.shift};
  const auto seen = static_cast<double>(entry.facts.chips), listed = static_cast<double>(directory.size());
  if (seen < kLeastSeen * listed) {
    data.warnings.push_back(fmt::format("layer {}: shows {:.0f} of {:.0f} chips; the others' appearance is not known",
                                        geometry.name, seen, listed));
  }
  layers_.push_back(std::move(entry));
  return {};
}

std::vector<MesaSeen> AppearanceInspection::mesas() const {
  if (layers_.empty()) return {};
  std::vector<MesaSeen> mesas(layers_.front().found.seen.size(), MesaSeen::unknown);
  for (const Layer& layer : layers_) {
    for (std::size_t k = 0; k < mesas.size(); ++k) {
      if (layer.found.seen[k] == 0 || mesas[k] == MesaSeen::there) continue;
      mesas[k] = layer.found.no_mesa[k] != 0 ? MesaSeen::none : MesaSeen::there;
    }
  }
  return mesas;
}

/// One layer's say on every chip: the strongest of its findings.
void AppearanceInspection::enter(const Layer& layer, ResultData& data) {
  AppearanceColumns& columns = *data.table.appearance;
  const LayerAppearance& found = layer.found;
  for (std::size_t k = 0; k < found.seen.size(); ++k) {
    if (found.seen[k] == 0) continue;
    if (!(columns.mechanical_sigma[k] >= found.sigma[k])) columns.mechanical_sigma[k] = found.sigma[k];
    if (!std::isfinite(columns.mechanical_area_um2[k])) columns.mechanical_area_um2[k] = 0;
  }
  std::vector<float> strongest(found.seen.size(), 0.F);
  for (const FindingPart& part : found.parts) {
    if (!part.on_mesa) continue;
    const auto k = static_cast<std::size_t>(part.chip);
    const float area = columns.mechanical_area_um2[k];
    columns.mechanical_area_um2[k] = (std::isfinite(area) ? area : 0) + part.area_um2;
    data.table.flags[k] |= chip_flag::bit(ChipClass::mechanical);
    if (part.sigma <= strongest[k]) continue;
    strongest[k] = part.sigma;
    columns.mechanical_dx_um[k] = static_cast<float>(part.in_chip_um.x);
    columns.mechanical_dy_um[k] = static_cast<float>(part.in_chip_um.y);
  }
}

void AppearanceInspection::enter(ResultData& data) {
  if (layers_.empty()) return;
  ChipTable& table = data.table;
  AppearanceColumns& columns = table.appearance.emplace();
  for (auto* column :
       {&columns.mechanical_area_um2, &columns.mechanical_sigma, &columns.mechanical_dx_um, &columns.mechanical_dy_um})
    column->assign(table.size(), kNaN);
  AppearanceReport& report = data.appearance.emplace();
  for (Layer& layer : layers_) {
    enter(layer, data);
    std::vector<AppearanceFinding> findings =
        join_findings(layer.found.parts, table, *data.wafer.chips, layer.facts.name, layer.pixel_um);
    report.findings.insert(report.findings.end(), findings.begin(), findings.end());
    report.layers.push_back(layer.facts);
    table.layers.push_back(std::move(layer.found.columns));
    data.registrations.push_back(std::move(layer.found.registration));
  }
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const AppearanceFinding& a, const AppearanceFinding& b) { return a.sigma > b.sigma; });
  report.findings_total = std::ssize(report.findings);
  warn_of_many(data);
  layers_.clear();
}

void count_overlaps(ResultData& data) {
  if (!data.appearance) return;
  AppearanceReport& report = *data.appearance;
  report.overlaps.clear();
  report.mechanical_chips = report.mechanical_alone = 0;
  constexpr std::array kOthers{ChipClass::dark,  ChipClass::dim,        ChipClass::bright, ChipClass::partial,
                               ChipClass::leaky, ChipClass::wavelength, ChipClass::retest, ChipClass::suspect};
  std::uint32_t any_other = 0;
  for (const ChipClass c : kOthers) any_other |= chip_flag::bit(c);
  for (const ChipClass c : kOthers) {
    AppearanceReport::Overlap overlap{std::string(name_of(c)), 0, 0};
    for (std::size_t k = 0; k < data.table.size(); ++k) {
      const std::uint32_t flags = data.table.flags[k];
      if ((flags & chip_flag::bit(c)) == 0 || (flags & chip_flag::bit(ChipClass::missing)) != 0) continue;
      ++overlap.chips;
      overlap.also_mechanical += (flags & chip_flag::bit(ChipClass::mechanical)) != 0 ? 1 : 0;
    }
    if (overlap.chips > 0) report.overlaps.push_back(overlap);
  }
  for (const std::uint32_t flags : data.table.flags) {
    if ((flags & chip_flag::bit(ChipClass::mechanical)) == 0) continue;
    ++report.mechanical_chips;
    report.mechanical_alone += (flags & any_other) == 0 ? 1 : 0;
  }
}

}  // namespace pellucid

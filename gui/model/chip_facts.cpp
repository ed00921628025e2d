#include "gui/model/chip_facts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>

namespace pellucid::gui {
namespace {

using About = FactGroup::About;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Where they stand already: place, class and findings head the card.
constexpr std::array<std::string_view, 6> kElsewhere{"column", "row", "x_um", "y_um", "class", "flags"};
/// What a layer brings, the most telling first.
constexpr std::array<std::string_view, 8> kOfLayer{
    "relative_intensity", "intensity_e",  "intensity_sigma_e", "peak_e",
    "nonuniformity",      "background_e", "centroid_dx_um",    "centroid_dy_um"};

std::pair<std::string, std::string> name_and_layer(const std::string& column) {
  const std::size_t at = column.find('@');
  return at == std::string::npos ? std::pair{column, std::string()}
                                 : std::pair{column.substr(0, at), column.substr(at + 1)};
}

std::string on_layer(std::string_view name, const std::string& layer, const std::string& first) {
  return layer == first ? std::string(name) : std::string(name) + "@" + layer;
}

About about(std::string_view name) {
  if (std::ranges::find(kOfLayer, name) != kOfLayer.end()) return About::layer;
  if (name.starts_with("el_")) return About::el;
  if (name.find("_nm") != std::string_view::npos || name == "wavelength_source") return About::wavelength;
  if (name.starts_with("leak_") || name.starts_with("power_") || name.starts_with("r_sh")) return About::leak;
  return About::other;
}

/// Every column of the file but those that head the card.
std::vector<std::string> told_columns(const WaferResult& wafer) {
  std::vector<std::string> names;
  for (const ChipColumnInfo& info : wafer.columns()) {
    if (std::ranges::find(kElsewhere, info.name) == kElsewhere.end()) names.push_back(info.name);
  }
  return names;
}

class FactSorter {
 public:
  FactSorter(const WaferResult& wafer, const std::map<std::string, double>& values) : wafer_(wafer), values_(values) {}

  [[nodiscard]] std::vector<FactGroup> groups() const {
    std::vector<FactGroup> groups;
    const std::string& first = wafer_.summary().first_layer;
    for (const LayerSummary& layer : wafer_.summary().layers) {
      FactGroup group{About::layer, layer.name, {}};
      for (const std::string_view name : kOfLayer) add(group, on_layer(name, layer.name, first));
      if (!group.facts.empty()) groups.push_back(std::move(group));
    }
    for (const About what : {About::leak, About::wavelength, About::el, About::other}) {
      FactGroup group{what, {}, {}};
      for (const auto& [column, value] : values_) {
        if (about(name_and_layer(column).first) == what) add(group, column);
      }
      if (!group.facts.empty()) groups.push_back(std::move(group));
    }
    return groups;
  }

 private:
  void add(FactGroup& group, const std::string& column) const {
    const auto found = values_.find(column);
    if (found == values_.end() || is_sigma(column)) return;
    const auto sigma = values_.find(sigma_column_of(wafer_, column));
    group.facts.push_back(
        {column, wafer_.units_of(column), found->second, sigma == values_.end() ? kNaN : sigma->second});
  }
  [[nodiscard]] bool is_sigma(const std::string& column) const {
    return std::ranges::any_of(values_, [&](const auto& v) { return sigma_column_of(wafer_, v.first) == column; });
  }

  const WaferResult& wafer_;
  const std::map<std::string, double>& values_;
};

std::vector<PowerPoint> power_points(const WaferResult& wafer, const std::map<std::string, double>& values) {
  std::vector<PowerPoint> points;
  const auto value = [&](std::string_view name, const std::string& layer) {
    const auto found = values.find(on_layer(name, layer, wafer.summary().first_layer));
    return found == values.end() ? kNaN : found->second;
  };
  for (const LayerSummary& layer : wafer.summary().layers) {
    if (!layer.excitation || !wafer.has(on_layer("intensity_e", layer.name, wafer.summary().first_layer))) continue;
    PowerPoint& point = points.emplace_back();
    point.layer = layer.name;
    point.power_w_cm2 = layer.excitation->power_at_wafer_w_cm2();
    point.light_e = value("intensity_e", layer.name);
    point.sigma_e = value("intensity_sigma_e", layer.name);
    // The relative intensity is the light over what healthy chips give there: that gives their light back.
    const double relative = value("relative_intensity", layer.name);
    point.healthy_e = relative != 0 ? point.light_e / relative : kNaN;
  }
  std::ranges::sort(points, {}, &PowerPoint::power_w_cm2);
  return points;
}

}  // namespace

std::string sigma_column_of(const WaferResult& wafer, const std::string& column) {
  auto [name, layer] = name_and_layer(column);
  name = name == "intensity_e" ? "intensity_sigma_e" : name + "_sigma";
  if (!layer.empty()) name += "@" + layer;
  return wafer.has(name) ? name : std::string();
}

Result<ChipFacts> read_chip_facts(const WaferResult& wafer, std::size_t table_row) {
  std::vector<std::string> names = told_columns(wafer);
  const std::size_t told = names.size();
  names.insert(names.end(), {"x_um", "y_um", "flags"});
  const auto read = wafer.values(names, std::span(&table_row, 1));
  if (!read) return fail(read.error());
  std::map<std::string, double> values;
  for (std::size_t i = 0; i < told; ++i) {
    double value = (*read)[i].front();
    if (names[i] == "el_pass" && value > 1) value = kNaN;  // 255: no row
    values.emplace(names[i], value);
  }
  ChipFacts facts;
  facts.table_row = table_row;
  facts.place_um = {(*read)[told].front(), (*read)[told + 1].front()};
  facts.flags = static_cast<std::uint32_t>((*read)[told + 2].front());
  facts.groups = FactSorter(wafer, values).groups();
  facts.powers = power_points(wafer, values);
  return facts;
}

}  // namespace pellucid::gui

#include "results/wafer_map.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <optional>

#include "results/detail/columns.h"
#include "results/detail/map_page.h"
#include "results/map_colours.h"
#include "results/results_error.h"
#include "results/software.h"

namespace pellucid {

namespace {

using detail::Category;
using detail::CategoryMap;

constexpr double kNoCentre = std::numeric_limits<double>::quiet_NaN();

/// One value map to draw.
struct ValueMap {
  std::string name, title, unit;
  const std::vector<float>* values = nullptr;
  double centre = kNoCentre;
  std::optional<ChipClass> only;  ///< the figure is that of chips of this class
};

/// How the maps of the layer columns are called.
struct Wording {
  std::string_view column, name, title, unit;
  double centre = kNoCentre;
  bool for_every_layer = false;
};

constexpr std::array<Wording, 8> kWordings{{
    {"intensity_e", "intensity", "PL intensity", "e per chip", kNoCentre, true},
    {"relative_intensity", "relative_intensity", "Relative intensity", "1 = healthy", 1.0, true},
    {"intensity_sigma_e", "intensity_sigma", "Uncertainty of the intensity, 1 sigma", "e per chip"},
    {"nonuniformity", "nonuniformity", "Nonuniformity inside the mesa", "std / mean"},
    {"background_e", "background", "Local background", "e per pixel"},
    {"peak_e", "peak", "Brightest pixel", "e"},
    {"centroid_dx_um", "centroid_dx", "Emission centroid, shift in x", "µm", 0.0},
    {"centroid_dy_um", "centroid_dy", "Emission centroid, shift in y", "µm", 0.0},
}};

/// A file name keeps only what every file system and web page takes.
std::string file_word(std::string_view name) {
  std::string word;
  for (const char c : name) word += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' ? c : '_';
  return word;
}

bool has_a_value(const std::vector<float>& values) {
  return std::ranges::any_of(values, [](float v) { return std::isfinite(v); });
}

void add_layer_maps(const ChipTable& table, std::size_t index, std::vector<ValueMap>& maps) {
  const LayerColumns& layer = table.layers[index];
  for (const Wording& wording : kWordings) {
    const auto info = std::ranges::find(detail::kLayerColumns, wording.column, &detail::LayerColumnInfo::name);
    const auto& values = layer.*info->values;
    if ((index > 0 && !wording.for_every_layer) || !has_a_value(values)) continue;
    std::string name(wording.name), title(wording.title);
    if (index > 0) {
      name += "_" + file_word(layer.layer);
      title = (title.starts_with("PL ") ? "Light, " : title + ", ") + "layer " + layer.layer;
    }
    maps.push_back({std::move(name), std::move(title), std::string(wording.unit), &values, wording.centre, {}});
  }
}

std::vector<ValueMap> value_maps(const ChipTable& table) {
  std::vector<ValueMap> maps;
  for (std::size_t i = 0; i < table.layers.size(); ++i) add_layer_maps(table, i, maps);
  const auto add = [&](std::string name, std::string title, std::string unit, const std::vector<float>& values) {
    if (has_a_value(values))
      maps.push_back({std::move(name), std::move(title), std::move(unit), &values, kNoCentre, {}});
  };
  if (table.leak) {
    if (has_a_value(table.leak->leak_power_w_cm2)) {
      maps.push_back({"leak_power", "Leak power", "W/cm²", &table.leak->leak_power_w_cm2, kNoCentre, ChipClass::leaky});
    }
    add("power_exponent", "Power exponent", "d log PL / d log P", table.leak->power_exponent);
  }
  if (table.wavelength) {
    const WavelengthColumns& w = *table.wavelength;
    add("peak_nm", "Peak wavelength", "nm", w.peak_nm);
    add("centroid_nm", "Centroid wavelength", "nm", w.centroid_nm);
    add("dominant_nm", "Dominant wavelength (CIE 1931, equal energy)", "nm", w.dominant_nm);
    add("fwhm_nm", "Full width at half maximum", "nm", w.fwhm_nm);
    if (has_a_value(w.residual_nm))
      maps.push_back({"wavelength_residual", "Wavelength against the smooth wafer", "nm", &w.residual_nm, 0.0, {}});
  }
  if (table.appearance && has_a_value(table.appearance->mechanical_area_um2)) {
    maps.push_back({"mechanical_area", "Area of mechanical findings", "µm²", &table.appearance->mechanical_area_um2,
                    kNoCentre, ChipClass::mechanical});
  }
  if (!table.el) return maps;
  add("el_intensity", "EL intensity", "tester's unit", table.el->intensity);
  add("el_vf", "Forward voltage (EL)", "V", table.el->vf_v);
  add("el_ir", "Reverse leakage (EL)", "µA", table.el->ir_ua);
  return maps;
}

CategoryMap class_map(const ChipTable& table) {
  const ClassCounts counts = count_classes(table);
  std::array<std::uint8_t, 256> rank{};
  CategoryMap map;
  for (std::size_t i = 0; i < kBySeverity.size(); ++i) {
    const ChipClass c = kBySeverity[i];
    const auto code_order = std::ranges::find(kAllClasses, c) - kAllClasses.begin();
    const bool is_dot = c != ChipClass::good && c != ChipClass::unmeasured;
    map.categories.push_back({std::string(name_of(c)), colour_of(c), c == ChipClass::unmeasured, is_dot,
                              counts[static_cast<std::size_t>(code_order)]});
    rank[static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(i);
  }
  map.category_of.resize(table.size());
  std::ranges::transform(table.chip_class, map.category_of.begin(),
                         [&](ChipClass c) { return rank[static_cast<std::size_t>(c)]; });
  return map;
}

/// The verdicts side by side. Which way two differ follows from the EL verdict alone.
CategoryMap disagreement_map(const ChipTable& table, std::span<const std::int64_t> disagreements) {
  enum : std::uint8_t { both_pass, no_row, both_fail, overkill, underkill };
  CategoryMap map;
  map.categories = {{"EL pass", rgb(0xd9e7e0), false, false, 0},
                    {"no EL row", kHatchDark, true, false, 0},
                    {"EL fail", rgb(0x7fa8c9), false, true, 0},
                    {"overkill", rgb(0xe69f00), false, true, 0},
                    {"underkill", rgb(0xc1272d), false, true, 0}};
  map.category_of.resize(table.size());
  std::ranges::transform(table.el->pass, map.category_of.begin(), [](std::uint8_t pass) {
    return pass == 1 ? both_pass : pass == 0 ? both_fail : no_row;
  });
  for (const std::int64_t row : disagreements) {
    if (row < 0 || row >= static_cast<std::int64_t>(table.size())) continue;
    std::uint8_t& category = map.category_of[static_cast<std::size_t>(row)];
    if (category == both_pass) category = overkill;
    if (category == both_fail) category = underkill;
  }
  for (const std::uint8_t category : map.category_of) ++map.categories[category].chips;
  return map;
}

/// What light and reflectance find, side by side.
CategoryMap side_by_side_map(const ChipTable& table) {
  enum : std::uint8_t { nothing, unseen, light, mechanical, both, missing };
  CategoryMap map;
  map.categories = {{"no finding", rgb(0xd9e7e0), false, false, 0}, {"not measured", kHatchDark, true, false, 0},
                    {"light", rgb(0x7fa8c9), false, true, 0},       {"mechanical", rgb(0xe69f00), false, true, 0},
                    {"both", rgb(0xc1272d), false, true, 0},        {"missing", rgb(0x22262b), false, true, 0}};
  const auto bit = [](ChipClass c) { return chip_flag::bit(c); };
  const std::uint32_t by_light = bit(ChipClass::dark) | bit(ChipClass::dim) | bit(ChipClass::bright) |
                                 bit(ChipClass::partial) | bit(ChipClass::leaky) | bit(ChipClass::wavelength);
  map.category_of.resize(table.size());
  for (std::size_t k = 0; k < table.size(); ++k) {
    const std::uint32_t flags = table.flags[k];
    const bool marked = (flags & bit(ChipClass::mechanical)) != 0, optical = (flags & by_light) != 0;
    std::uint8_t category = marked ? (optical ? both : mechanical) : (optical ? light : nothing);
    if (table.chip_class[k] == ChipClass::unmeasured && !marked) category = unseen;
    if (table.chip_class[k] == ChipClass::missing) category = missing;
    map.category_of[k] = category;
    ++map.categories[category].chips;
  }
  return map;
}

std::string subtitle_of(const MapSubject& subject) {
  std::string words = "wafer " + subject.wafer.id;
  if (!subject.wafer.lot.empty()) words += "  ·  lot " + subject.wafer.lot;
  return words + "  ·  scan " + subject.scan_id;
}

/// Draws the pages of one call, which share the frame and the chips' pixels.
class MapPainter {
 public:
  explicit MapPainter(const MapSubject& subject)
      : subject_(subject),
        frame_(subject.wafer, subject.table, subject.wafer_from_design),
        cells_(frame_, subject.table) {
    const double share = 1.0 / (frame_.pitch_px() * frame_.pitch_px());
    if (frame_.pitch_px() < 1.0) chips_a_pixel_ = fmt::format("about {:.1f} chips a map pixel", std::max(share, 1.0));
  }

  [[nodiscard]] std::vector<std::uint8_t> draw(const ValueMap& map) const {
    detail::MapPage page = begin(map.title);
    detail::ValueScale scale = detail::value_scale(*map.values, subject_.table.chip_class, map.centre);
    const bool stretched = map.only && detail::stretch_to(*map.only, *map.values, subject_.table.chip_class, scale);
    const std::string span =
        stretched ? fmt::format("colours span 0 to the 95 %\nvalue of the {0} chips, whose\nvalues the bars count;\n",
                                name_of(*map.only))
                  : "colours span the 1 to 99 %\nrange of the good chips;\n";
    page.draw_plot(subject_.wafer, frame_, detail::value_image(cells_, *map.values, scale));
    const std::string note = chips_a_pixel_.empty() ? "" : chips_a_pixel_ + ":\ntheir mean is drawn";
    page.draw_colour_bar(scale, map.unit, span + "ends hold all beyond\n" + note);
    return page.png();
  }

  [[nodiscard]] std::vector<std::uint8_t> draw(const std::string& title, const CategoryMap& map,
                                               std::string note) const {
    detail::MapPage page = begin(title);
    page.draw_plot(subject_.wafer, frame_, detail::category_image(cells_, map, frame_.pitch_px()));
    if (!chips_a_pixel_.empty())
      note += "\n\n" + chips_a_pixel_ + ":\nthe worst is drawn; rare ones\nare enlarged to be seen";
    page.draw_legend(map, note);
    return page.png();
  }

 private:
  [[nodiscard]] detail::MapPage begin(const std::string& title) const {
    detail::MapPage page(title, subtitle_of(subject_), subject_.footer);
    page.draw_scale_bar(frame_);
    if (frame_.is_zoomed() && frame_.has_outline()) page.draw_locator(subject_.wafer, frame_);
    return page;
  }

  const MapSubject& subject_;
  detail::MapFrame frame_;
  detail::CellMap cells_;
  std::string chips_a_pixel_;
};

std::string class_note(const ChipTable& table) {
  const double yield = yield_of(count_classes(table));
  const std::string chips = detail::grouped(static_cast<std::int64_t>(table.size())) + " chips listed";
  return std::isfinite(yield) ? fmt::format("yield {:.3f} %\n{}", 100 * yield, chips)
                              : "nothing was measured\n" + chips;
}

WaferMap draw_one(const MapPainter& painter, const MapSubject& subject, const std::vector<ValueMap>& values,
                  std::size_t i) {
  if (i == 0) {
    return {"class", "Primary class",
            painter.draw("Primary class", class_map(subject.table), class_note(subject.table))};
  }
  if (i <= values.size()) return {values[i - 1].name, values[i - 1].title, painter.draw(values[i - 1])};
  if (subject.table.appearance && i == values.size() + 1) {
    const std::string title = "Light and mechanical findings side by side";
    return {"side_by_side", title,
            painter.draw(title, side_by_side_map(subject.table),
                         "light: dark, dim, bright, partial,\nleaky or off in wavelength")};
  }
  const std::string title = "Where PL and EL disagree";
  return {
      "disagreement", title,
      painter.draw(title, disagreement_map(subject.table, *subject.disagreements),
                   "overkill: PL fails, EL passes\nunderkill: PL passes, EL fails\nall others: the EL verdict alone")};
}

}  // namespace

MapSubject map_subject(const ResultData& data) {
  MapSubject subject{data.wafer, data.table, {}, data.scan_id, {}, {}};
  if (!data.registrations.empty()) subject.wafer_from_design = data.registrations.front().wafer_from_design;
  subject.footer = fmt::format("{} {}  ·  recipe {}", software().name, software().version, data.recipe_name);
  if (data.el) subject.disagreements = data.el->disagreements;
  return subject;
}

Result<std::vector<WaferMap>> draw_maps(const MapSubject& subject, std::stop_token stop) {
  try {
    const MapPainter painter(subject);
    const std::vector<ValueMap> values = value_maps(subject.table);
    const std::size_t side_by_side = subject.table.appearance ? 1 : 0;
    std::vector<WaferMap> maps(1 + values.size() + side_by_side + (subject.table.el && subject.disagreements ? 1 : 0));
    tbb::parallel_for(std::size_t{0}, maps.size(), [&](std::size_t i) {
      if (!stop.stop_requested()) maps[i] = draw_one(painter, subject, values, i);
    });
    if (stop.stop_requested()) return fail(cancelled());
    for (const WaferMap& map : maps) {
      if (map.png.empty()) return fail(internal_error(results_error::kDrawing, map.name, "the map could not be drawn"));
    }
    return maps;
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kDrawing, "", e.what()));
  }
}

}  // namespace pellucid

#include "results/detail/summary_parts.h"

#include <array>
#include <stdexcept>

namespace pellucid::detail {

namespace {

/// Keys of `el` that are no scores.
constexpr std::array<std::string_view, 13> kElFacts{
    "true_positive",     "true_negative",        "false_positive",       "false_negative", "retest",
    "unmeasured",        "without_pl_intensity", "without_el_intensity", "disagreements",  "match_agreement",
    "match_intensity_r", "match_verdict_phi",    "match_margin"};

std::string_view name_of(OrientationMark mark) {
  switch (mark) {
    case OrientationMark::notch:
      return "notch";
    case OrientationMark::flat:
      return "flat";
    case OrientationMark::none:
      break;
  }
  return "none";
}

OrientationMark mark_from(const std::string& name) {
  if (name == "notch") return OrientationMark::notch;
  if (name == "flat") return OrientationMark::flat;
  if (name == "none") return OrientationMark::none;
  throw std::runtime_error("unknown orientation mark '" + name + "'");
}

LayerKind kind_from(const std::string& name) {
  for (const LayerKind kind : {LayerKind::photoluminescence, LayerKind::electroluminescence, LayerKind::reflectance}) {
    if (name == detail::name_of(kind)) return kind;
  }
  throw std::runtime_error("unknown layer kind '" + name + "'");
}

Json grid_json(const ChipGrid& grid) {
  Json json{{"pitch_um", pair(grid.pitch_um)},   {"size_um", pair(grid.size_um)},
            {"columns", grid.columns},           {"rows", grid.rows},
            {"origin_um", pair(grid.origin_um)}, {"rotation_deg", grid.rotation_deg}};
  if (grid.field) {
    json["field"] = {
        {"columns", grid.field->columns}, {"rows", grid.field->rows}, {"street_um", pair(grid.field->street_um)}};
  }
  json["excluded"] = Json::array();
  for (const ExcludedArea& area : grid.excluded) {
    json["excluded"].push_back(
        {{"column", {area.column_begin, area.column_end}}, {"row", {area.row_begin, area.row_end}}});
  }
  json["anchor"] = grid.anchor == GridAnchor::image ? "image" : "outline";
  if (grid.anchor == GridAnchor::image) json["image_um"] = {pair(grid.image_low_um), pair(grid.image_high_um)};
  return json;
}

ChipGrid grid_from(const Json& json) {
  ChipGrid grid;
  grid.pitch_um = to_pair(json.at("pitch_um"));
  grid.size_um = to_pair(json.at("size_um"));
  grid.columns = json.at("columns");
  grid.rows = json.at("rows");
  grid.origin_um = to_pair(json.at("origin_um"));
  grid.rotation_deg = json.at("rotation_deg");
  if (json.contains("field")) {
    const Json& field = json["field"];
    grid.field = FieldDesign{field.at("columns"), field.at("rows"), to_pair(field.at("street_um"))};
  }
  for (const Json& area : json.at("excluded")) {
    grid.excluded.push_back(
        {area.at("column").at(0), area.at("column").at(1), area.at("row").at(0), area.at("row").at(1)});
  }
  grid.anchor = json.at("anchor") == "image" ? GridAnchor::image : GridAnchor::outline;
  if (grid.anchor == GridAnchor::image) {
    grid.image_low_um = to_pair(json.at("image_um").at(0));
    grid.image_high_um = to_pair(json.at("image_um").at(1));
  }
  return grid;
}

LayerRegistration registration_from(const Json& json, const std::string& layer) {
  LayerRegistration found;
  found.layer = layer;
  const Json& a = json.at("wafer_from_design");
  found.wafer_from_design = {to_number(a.at(0)),
                             to_number(a.at(1)),
                             to_number(a.at(2)),
                             to_number(a.at(3)),
                             {to_number(a.at(4)), to_number(a.at(5))}};
  found.pitch_um = to_pair(json.at("pitch_um"));
  found.angle_deg = to_number(json.at("angle_deg"));
  found.skew_deg = to_number(json.at("skew_deg"));
  found.offset_um = to_pair(json.at("offset_um"));
  found.residual_rms_um = to_number(json.at("residual_rms_um"));
  found.confidence = to_number(json.at("confidence"));
  found.confidence_basis = json.at("confidence_basis");
  found.odd_line_phase_px = to_number(json.at("odd_line_phase_px"));
  found.profile_fwhm_um = to_pair(json.at("profile_fwhm_um"));
  return found;
}

ElMatch match_from(const Json& json) {
  ElMatch match;
  const Json& ours = json.at("ours_from_el");
  match.ours_from_el = ours.at("matrix");
  match.shift = ours.at("shift");
  match.agreement = to_number(json.at("match_agreement"));
  match.intensity_r = to_number(json.at("match_intensity_r"));
  match.verdict_phi = to_number(json.at("match_verdict_phi"));
  match.margin = to_number(json.at("match_margin"));
  match.el_rows_on_chips = json.at("el_rows_on_chips");
  match.fixed_by_recipe = json.at("match_fixed_by_recipe");
  return match;
}

}  // namespace

std::string_view name_of(LayerKind kind) {
  switch (kind) {
    case LayerKind::photoluminescence:
      return "photoluminescence";
    case LayerKind::electroluminescence:
      return "electroluminescence";
    case LayerKind::reflectance:
      break;
  }
  return "reflectance";
}

std::string_view name_of(ScanMethod method) {
  return method == ScanMethod::raster ? "raster" : "camera";
}

Json wafer_json(const WaferDesign& wafer) {
  Json json{{"id", wafer.id}, {"lot", wafer.lot}};
  json["slot"] = wafer.slot ? Json(*wafer.slot) : Json(nullptr);
  json["diameter_mm"] = wafer.diameter_mm;
  json["edge_exclusion_mm"] = wafer.edge_exclusion_mm;
  json["orientation_mark"] = name_of(wafer.mark);
  json["orientation_deg"] = wafer.mark_deg;
  if (wafer.flat_length_mm) json["flat_length_mm"] = *wafer.flat_length_mm;
  if (wafer.chips) json["chips"] = grid_json(*wafer.chips);
  return json;
}

WaferDesign wafer_from(const Json& json) {
  WaferDesign wafer;
  wafer.id = json.at("id");
  wafer.lot = json.at("lot");
  if (!json.at("slot").is_null()) wafer.slot = json["slot"].get<std::int32_t>();
  wafer.diameter_mm = json.at("diameter_mm");
  wafer.edge_exclusion_mm = json.at("edge_exclusion_mm");
  wafer.mark = mark_from(json.at("orientation_mark"));
  wafer.mark_deg = json.at("orientation_deg");
  if (json.contains("flat_length_mm")) wafer.flat_length_mm = json["flat_length_mm"].get<double>();
  if (json.contains("chips")) wafer.chips = grid_from(json["chips"]);
  return wafer;
}

Json registration_json(const LayerRegistration& found) {
  const Affine2& a = found.wafer_from_design;
  return {{"layer", found.layer},
          {"pitch_um", pair(found.pitch_um)},
          {"angle_deg", number(found.angle_deg)},
          {"skew_deg", number(found.skew_deg)},
          {"offset_um", pair(found.offset_um)},
          {"residual_rms_um", number(found.residual_rms_um)},
          {"confidence", number(found.confidence)},
          {"confidence_basis", found.confidence_basis},
          {"odd_line_phase_px", number(found.odd_line_phase_px)},
          {"profile_fwhm_um", pair(found.profile_fwhm_um)},
          {"wafer_from_design",
           {number(a.xx), number(a.xy), number(a.yx), number(a.yy), number(a.shift.x), number(a.shift.y)}}};
}

Json layer_json(const LayerSummary& layer) {
  Json json{{"name", layer.name},
            {"kind", name_of(layer.kind)},
            {"method", name_of(layer.method)},
            {"pixel_um", pair(layer.pixel_um)}};
  if (layer.excitation) {
    json["excitation"] = {{"wavelength_nm", number(layer.excitation->wavelength_nm)},
                          {"power_density_w_cm2", number(layer.excitation->power_density_w_cm2)},
                          {"optical_density", number(layer.excitation->optical_density)}};
  }
  json["tiles"] = layer.tiles;
  json["missing_tiles"] = layer.missing_tiles;
  json["registration"] = layer.registration ? registration_json(*layer.registration) : Json(nullptr);
  return json;
}

LayerSummary layer_from(const Json& json) {
  LayerSummary layer;
  layer.name = json.at("name");
  layer.kind = kind_from(json.at("kind"));
  layer.method = json.at("method") == "camera" ? ScanMethod::camera : ScanMethod::raster;
  layer.pixel_um = to_pair(json.at("pixel_um"));
  if (json.contains("excitation")) {
    const Json& light = json["excitation"];
    layer.excitation = Excitation{to_number(light.at("wavelength_nm")), to_number(light.at("power_density_w_cm2")),
                                  to_number(light.at("optical_density"))};
  }
  layer.tiles = json.at("tiles");
  layer.missing_tiles = json.at("missing_tiles").get<std::vector<std::string>>();
  if (!json.at("registration").is_null()) layer.registration = registration_from(json["registration"], layer.name);
  return layer;
}

Json el_json(const ElReport& el, std::int64_t disagreements) {
  Json json = Json::object();
  for (const Score& score : el.scores) {
    json[score.name] = number(score.value);
    if (score.ci95) json[score.name + "_ci95"] = {number(score.ci95->first), number(score.ci95->second)};
  }
  json["true_positive"] = el.true_positive;
  json["true_negative"] = el.true_negative;
  json["false_positive"] = el.false_positive;
  json["false_negative"] = el.false_negative;
  json["retest"] = el.retest;
  json["unmeasured"] = el.unmeasured;
  json["without_pl_intensity"] = el.without_pl_intensity;
  json["without_el_intensity"] = el.without_el_intensity;
  json["disagreements"] = disagreements;
  for (const ElClassCounts& counts : el.by_class) {
    json["by_class"][std::string(pellucid::name_of(counts.chip_class))] = {{"el_pass", counts.el_pass},
                                                                           {"el_fail", counts.el_fail}};
  }
  json["ours_from_el"] = {{"matrix", el.match.ours_from_el}, {"shift", el.match.shift}};
  json["match_agreement"] = number(el.match.agreement);
  json["match_intensity_r"] = number(el.match.intensity_r);
  json["match_verdict_phi"] = number(el.match.verdict_phi);
  json["match_margin"] = number(el.match.margin);
  json["match_fixed_by_recipe"] = el.match.fixed_by_recipe;
  json["el_rows_on_chips"] = el.match.el_rows_on_chips;
  json["warnings"] = el.warnings;
  return json;
}

ElReport el_from(const Json& json) {
  ElReport el;
  for (const auto& [key, value] : json.items()) {
    const bool is_fact = std::ranges::find(kElFacts, key) != kElFacts.end() || key == "el_rows_on_chips";
    if (is_fact || !(value.is_number() || value.is_null())) continue;
    Score score{key, to_number(value), {}};
    if (const auto interval = json.find(key + "_ci95"); interval != json.end()) {
      score.ci95 = {to_number(interval->at(0)), to_number(interval->at(1))};
    }
    el.scores.push_back(std::move(score));
  }
  el.true_positive = json.at("true_positive");
  el.true_negative = json.at("true_negative");
  el.false_positive = json.at("false_positive");
  el.false_negative = json.at("false_negative");
  el.retest = json.at("retest");
  el.unmeasured = json.at("unmeasured");
  el.without_pl_intensity = json.at("without_pl_intensity");
  el.without_el_intensity = json.at("without_el_intensity");
  for (std::size_t i = 0; i < kAllClasses.size(); ++i) {
    const Json& counts = json.at("by_class").at(std::string(pellucid::name_of(kAllClasses[i])));
    el.by_class[i] = {kAllClasses[i], counts.at("el_pass"), counts.at("el_fail")};
  }
  el.match = match_from(json);
  el.warnings = json.at("warnings").get<std::vector<std::string>>();
  return el;
}

}  // namespace pellucid::detail

#include "samples/simulator/manifest.h"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

namespace pellucid::sim {
namespace {

using Json = nlohmann::ordered_json;

Json pair(Vec2 v) {
  return Json::array({v.x, v.y});
}

Json wafer_json(const WaferDesign& w) {
  Json j{{"id", w.id}, {"lot", w.lot}};
  if (w.slot) j["slot"] = *w.slot;
  j["diameter_mm"] = w.diameter_mm;
  j["orientation_mark"] = w.mark == OrientationMark::flat    ? "flat"
                          : w.mark == OrientationMark::notch ? "notch"
                                                             : "none";
  j["orientation_deg"] = w.mark_deg;
  if (w.flat_length_mm) j["flat_length_mm"] = *w.flat_length_mm;
  j["edge_exclusion_mm"] = w.edge_exclusion_mm;
  return j;
}

Json chips_json(const ChipGrid& g) {
  Json j{{"pitch_um", pair(g.pitch_um)},   {"size_um", pair(g.size_um)},    {"columns", g.columns}, {"rows", g.rows},
         {"origin_um", pair(g.origin_um)}, {"rotation_deg", g.rotation_deg}};
  if (g.field) {
    j["field"] = Json{{"columns", g.field->columns}, {"rows", g.field->rows}, {"street_um", pair(g.field->street_um)}};
  }
  if (!g.excluded.empty()) {
    j["excluded"] = Json::array();
    for (const ExcludedArea& a : g.excluded) {
      j["excluded"].push_back(Json{{"column", {a.column_begin, a.column_end}}, {"row", {a.row_begin, a.row_end}}});
    }
  }
  return j;
}

Json layer_json(const SimulationOptions& o, const LayerOptions& layer, const TilePlan& plan) {
  const bool raster = o.tiling.method == ScanMethod::raster;
  Json j{{"name", layer.name},
         {"kind", layer.kind == LayerKind::reflectance ? "reflectance" : "photoluminescence"},
         {"method", raster ? "raster" : "camera"}};
  if (layer.kind == LayerKind::photoluminescence) {
    j["excitation"] = Json{{"wavelength_nm", o.excitation.wavelength_nm},
                           {"power_density_w_cm2", o.excitation.power_density_w_cm2},
                           {"optical_density", layer.optical_density}};
  }
  j["detector"] = Json{{"bits", o.detector.bits},
                       {"saturation_dn", o.detector.saturation_dn},
                       {"offset_dn", o.detector.offset_dn},
                       {"gain_e_per_dn", o.detector.gain_e_per_dn},
                       {"read_noise_e", o.detector.read_noise_e}};
  j["pixel_um"] = pair(o.tiling.pixel_um);
  j["tiles"] = Json::array();
  for (const PlannedTile& tile : plan.tiles) {
    j["tiles"].push_back(Json{{"file", tile.file}, {"position_um", pair(tile.reported_um)}});
  }
  if (o.calibration.write_dark) j["dark"] = "calibration/dark.tif";
  if (o.calibration.write_flat) j["flat"] = "calibration/flat.tif";
  if (raster) {
    j["raster"] = Json{{"bidirectional", o.raster.bidirectional}};
    if (o.raster.write_line_power) j["raster"]["line_power"] = line_power_file(layer);
  }
  return j;
}

}  // namespace

std::string line_power_file(const LayerOptions& layer) {
  return layer.name + "/line_power.csv";
}

std::string manifest_text(const SimulationOptions& o, const WaferDesign& design, const std::vector<TilePlan>& plans) {
  const std::string own_id = fmt::format("{}-{}-sim{}", o.wafer.lot, o.wafer.id, o.seed);
  Json j{{"schema", "pellucid.scan/1"},
         {"scan_id", o.scan_id.empty() ? own_id : o.scan_id},
         {"acquired_at", o.acquired_at},
         {"tool", Json{{"id", "pellucid-simulator"}, {"recipe", o.preset}}},
         {"wafer", wafer_json(design)}};
  if (!o.surface.enabled) j["chips"] = chips_json(*design.chips);
  j["layers"] = Json::array();
  for (std::size_t i = 0; i < o.layers.size(); ++i) j["layers"].push_back(layer_json(o, o.layers[i], plans[i]));
  if (o.spectra.sites > 0) j["spectra"] = "spectra.h5";
  if (o.el.write) j["electrical"] = "el.csv";
  return j.dump(2) + "\n";
}

std::string line_power_text(const std::vector<double>& power) {
  std::string text = "line,relative_power\n";
  for (std::size_t i = 0; i < power.size(); ++i) fmt::format_to(std::back_inserter(text), "{},{:.6f}\n", i, power[i]);
  return text;
}

}  // namespace pellucid::sim

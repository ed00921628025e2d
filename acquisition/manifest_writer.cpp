#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "acquisition/error_code.h"
#include "acquisition/manifest.h"
#include "acquisition/scan_writer.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

json pair(Vec2 v) {
  return json::array({v.x, v.y});
}

std::string inside(const Scan& scan, const fs::path& path) {
  return path.lexically_relative(scan.folder).generic_string();
}

json wafer_json(const WaferDesign& wafer) {
  constexpr std::array kMarks{"none", "notch", "flat"};
  json node{{"id", wafer.id}};
  if (!wafer.lot.empty()) node["lot"] = wafer.lot;
  if (wafer.slot) node["slot"] = *wafer.slot;
  node["diameter_mm"] = wafer.diameter_mm;
  node["orientation_mark"] = kMarks[static_cast<std::size_t>(wafer.mark)];
  node["orientation_deg"] = wafer.mark_deg;
  node["edge_exclusion_mm"] = wafer.edge_exclusion_mm;
  if (wafer.flat_length_mm) node["flat_length_mm"] = *wafer.flat_length_mm;
  return node;
}

json chips_json(const ChipGrid& grid) {
  json node{{"pitch_um", pair(grid.pitch_um)}, {"size_um", pair(grid.size_um)}};
  if (grid.anchor == GridAnchor::image) node["anchor"] = "image";
  if (grid.columns > 0 && grid.rows > 0) {
    node["columns"] = grid.columns;
    node["rows"] = grid.rows;
    node["origin_um"] = pair(grid.origin_um);
  }
  node["rotation_deg"] = grid.rotation_deg;
  if (grid.field) {
    node["field"] = {
        {"columns", grid.field->columns}, {"rows", grid.field->rows}, {"street_um", pair(grid.field->street_um)}};
  }
  for (const ExcludedArea& area : grid.excluded) {
    node["excluded"].push_back(
        {{"column", {area.column_begin, area.column_end}}, {"row", {area.row_begin, area.row_end}}});
  }
  return node;
}

json layer_json(const Scan& scan, const LayerFiles& layer) {
  constexpr std::array kKinds{"photoluminescence", "electroluminescence", "reflectance"};
  const LayerGeometry& g = layer.geometry;
  json node{{"name", g.name}, {"kind", kKinds[static_cast<std::size_t>(g.kind)]}};
  node["method"] = g.method == ScanMethod::raster ? "raster" : "camera";
  if (g.excitation) {
    node["excitation"] = {{"wavelength_nm", g.excitation->wavelength_nm},
                          {"power_density_w_cm2", g.excitation->power_density_w_cm2},
                          {"optical_density", g.excitation->optical_density}};
  }
  node["detector"] = {{"bits", g.detector.bits},
                      {"saturation_dn", g.detector.saturation_dn},
                      {"offset_dn", g.detector.offset_dn},
                      {"gain_e_per_dn", g.detector.gain_e_per_dn},
                      {"read_noise_e", g.detector.read_noise_e}};
  node["pixel_um"] = pair(g.pixel_um);
  for (const TilePlacement& tile : g.tiles) {
    node["tiles"].push_back({{"file", tile.file}, {"position_um", pair(tile.position_um)}});
  }
  if (layer.dark) node["dark"] = inside(scan, *layer.dark);
  if (layer.flat) node["flat"] = inside(scan, *layer.flat);
  if (g.method == ScanMethod::raster) {
    node["raster"]["bidirectional"] = g.bidirectional;
    if (layer.line_power) node["raster"]["line_power"] = inside(scan, *layer.line_power);
  }
  return node;
}

}  // namespace

Result<void> write_manifest(const Scan& scan) {
  json root{{"schema", std::string(kScanSchema)}};
  if (!scan.scan_id.empty()) root["scan_id"] = scan.scan_id;
  if (!scan.acquired_at.empty()) root["acquired_at"] = scan.acquired_at;
  if (!scan.tool_id.empty()) root["tool"]["id"] = scan.tool_id;
  if (!scan.tool_recipe.empty()) root["tool"]["recipe"] = scan.tool_recipe;
  root["wafer"] = wafer_json(scan.wafer);
  if (scan.wafer.chips) root["chips"] = chips_json(*scan.wafer.chips);
  for (const LayerFiles& layer : scan.layers) root["layers"].push_back(layer_json(scan, layer));
  if (scan.spectra) root["spectra"] = inside(scan, *scan.spectra);
  if (scan.electrical) root["electrical"] = inside(scan, *scan.electrical);
  const fs::path path = scan.folder / kManifestName;
  std::ofstream stream(path, std::ios::binary);
  stream << root.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
  stream.close();
  if (!stream) return fail(internal_error(acquisition_code::kWrite, path.string(), "cannot be written"));
  return {};
}

}  // namespace pellucid

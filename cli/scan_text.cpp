#include "cli/scan_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/terminal.h"

namespace pellucid::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string row(std::string_view label, std::string_view text) {
  return fmt::format("  {:<13}{}\n", label, text);
}

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

std::int64_t missing_tiles(const LayerGeometry& layer) {
  return std::ranges::count(layer.tiles, false, &TilePlacement::present);
}

std::string chips_text(const ChipGrid& chips) {
  std::string text = fmt::format("pitch {:g} x {:g} um, mesa {:g} x {:g} um, grid {} x {}", chips.pitch_um.x,
                                 chips.pitch_um.y, chips.size_um.x, chips.size_um.y, chips.columns, chips.rows);
  if (chips.field) {
    text += fmt::format(", fields of {} x {} with streets {:g} x {:g} um", chips.field->columns, chips.field->rows,
                        chips.field->street_um.x, chips.field->street_um.y);
  }
  if (!chips.excluded.empty()) text += fmt::format(", {} excluded areas", chips.excluded.size());
  return text;
}

std::string layer_text(const LayerFiles& files) {
  const LayerGeometry& layer = files.geometry;
  const std::string tiles = layer.tiles.size() == 1 ? "1 tile" : fmt::format("{} tiles", layer.tiles.size());
  std::string text = fmt::format("{}: {}, {}, {}, pixel {:g} x {:g} um, {}-bit", layer.name, name_of(layer.kind),
                                 name_of(layer.method), tiles, layer.pixel_um.x, layer.pixel_um.y, layer.detector.bits);
  if (layer.excitation) text += fmt::format(", {:g} W/cm2", layer.excitation->power_at_wafer_w_cm2());
  if (layer.bidirectional) text += ", bidirectional";
  if (files.dark) text += ", dark";
  if (files.flat) text += ", flat";
  if (files.line_power) text += ", line power";
  if (missing_tiles(layer) > 0) text += fmt::format(", {} TILES MISSING", missing_tiles(layer));
  return text;
}

Json layer_json(const LayerFiles& files) {
  const LayerGeometry& layer = files.geometry;
  return {{"name", layer.name},
          {"kind", name_of(layer.kind)},
          {"method", name_of(layer.method)},
          {"tiles", layer.tiles.size()},
          {"missing_tiles", missing_tiles(layer)},
          {"pixel_um", {layer.pixel_um.x, layer.pixel_um.y}},
          {"bits", layer.detector.bits},
          {"bidirectional", layer.bidirectional},
          {"dark", files.dark.has_value()},
          {"flat", files.flat.has_value()},
          {"line_power", files.line_power.has_value()}};
}

}  // namespace

std::string scan_text(const Scan& scan) {
  std::string text = fmt::format("scan {}, wafer {}{}{}, {:g} mm\n\n", scan.scan_id, scan.wafer.id,
                                 scan.wafer.lot.empty() ? "" : ", lot ", scan.wafer.lot, scan.wafer.diameter_mm);
  if (!scan.acquired_at.empty() || !scan.tool_id.empty()) {
    text += row("acquired", fmt::format("{} {}", scan.acquired_at, scan.tool_id));
  }
  if (scan.wafer.chips) {
    text += row("chips", chips_text(*scan.wafer.chips));
  } else {
    text += row("chips", "none: an unpatterned wafer");
  }
  for (const LayerFiles& layer : scan.layers)
    text += row(&layer == &scan.layers.front() ? "layers" : "", layer_text(layer));
  text +=
      row("images", fmt::format("{:.1f} Mpixel, {}", static_cast<double>(scan.pixels) / 1e6, bytes_text(scan.bytes)));
  text += row("EL table", scan.electrical ? scan.electrical->filename().string() : "none");
  text += row("spectra", scan.spectra ? scan.spectra->filename().string() : "none");
  for (const std::string& warning : scan.warnings) text += row("warning", warning);
  return text + row("SHA-256", scan.manifest_sha256 + " (scan.json)");
}

std::string scan_json(const Scan& scan) {
  Json layers = Json::array();
  for (const LayerFiles& layer : scan.layers) layers.push_back(layer_json(layer));
  Json json{{"kind", "scan"},
            {"scan_id", scan.scan_id},
            {"wafer", scan.wafer.id},
            {"lot", scan.wafer.lot},
            {"diameter_mm", scan.wafer.diameter_mm},
            {"layers", layers},
            {"pixels", scan.pixels},
            {"bytes", scan.bytes},
            {"electrical", scan.electrical.has_value()},
            {"spectra", scan.spectra.has_value()},
            {"manifest_sha256", scan.manifest_sha256},
            {"warnings", scan.warnings}};
  if (scan.wafer.chips) {
    const ChipGrid& chips = *scan.wafer.chips;
    json["chips"] = {
        {"pitch_um", {chips.pitch_um.x, chips.pitch_um.y}}, {"columns", chips.columns}, {"rows", chips.rows}};
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace pellucid::cli

#include "acquisition/manifest_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

namespace pellucid {
namespace {

constexpr double kLargest_um = 1e7;  ///< of a stage: ten metres
constexpr double kSmallest_um = 1e-3;
constexpr double kLargest_dn = 3.5e38;
constexpr int kFloatBits = 32;

void parse_excitation(const JsonNode& layer, LayerGeometry& geometry) {
  const Need need = geometry.kind == LayerKind::photoluminescence ? Need::required : Need::optional;
  const auto node = layer.object("excitation", need);
  if (!node) return;
  Excitation excitation;
  excitation.wavelength_nm = node->number("wavelength_nm", {100, 20'000, true, "nm"}, Need::required).value_or(0);
  excitation.power_density_w_cm2 =
      node->number("power_density_w_cm2", {0, 1e12, false, "W/cm2"}, Need::required).value_or(0);
  excitation.optical_density = node->number("optical_density", {0, 20, true, {}}, Need::optional).value_or(0);
  geometry.excitation = excitation;
}

void parse_detector(const JsonNode& layer, LayerGeometry& geometry, std::vector<std::string>& warnings) {
  const auto node = layer.object("detector", Need::required);
  if (!node) return;
  Detector& detector = geometry.detector;
  const auto bits = node->integer("bits", 8, kFloatBits, Need::required);
  if (bits && *bits > 16 && *bits != kFloatBits) {
    node->fault("bits", "is not known", "8 to 16, or 32 for float", std::to_string(*bits));
  }
  detector.bits = static_cast<int>(bits.value_or(16));
  const auto saturation = node->number("saturation_dn", {0, kLargest_dn, false, "DN"}, Need::required);
  detector.saturation_dn = saturation.value_or(65535);
  detector.offset_dn = node->number("offset_dn", {0, kLargest_dn, true, "DN"}, Need::required).value_or(0);
  detector.gain_e_per_dn = node->number("gain_e_per_dn", {0, 1e12, false, "e/DN"}, Need::required).value_or(1);
  detector.read_noise_e = node->number("read_noise_e", {0, 1e12, true, "e"}, Need::required).value_or(0);
  if (saturation && detector.offset_dn >= *saturation) {
    node->fault("offset_dn", "is not below saturation_dn", fmt::format("less than {} DN", *saturation),
                fmt::format("{} DN", detector.offset_dn));
  }
  const double top = std::ldexp(1.0, detector.bits) - 1;
  if (saturation && detector.bits<kFloatBits&& * saturation> top) {
    warnings.push_back(fmt::format("{} is {} DN, above the detector's range of {} DN: no pixel can count as saturated",
                                   node->path_of("saturation_dn"), *saturation, top));
  }
}

void parse_tiles(const JsonNode& layer, LayerGeometry& geometry) {
  std::set<std::string> files;
  for (const JsonNode& node : layer.objects("tiles", Need::required, 1)) {
    TilePlacement tile;
    const auto file = node.text("file", Need::required);
    const auto position = node.pair("position_um", {-kLargest_um, kLargest_um, true, "um"}, Need::required);
    if (!file || !position) continue;
    if (!files.insert(*file).second) node.fault("file", "is listed twice", "a file for every tile", *file);
    tile.file = *file;
    tile.position_um = *position;
    geometry.tiles.push_back(std::move(tile));
  }
}

void parse_raster(const JsonNode& layer, LayerGeometry& geometry, LayerPaths& paths,
                  std::vector<std::string>& warnings) {
  const auto node = layer.object("raster", Need::optional);
  if (!node) return;
  if (geometry.method != ScanMethod::raster) {
    warnings.push_back(fmt::format("{} is ignored: the layer's method is camera", layer.path_of("raster")));
    return;
  }
  geometry.bidirectional = node->flag("bidirectional").value_or(false);
  paths.line_power = node->text("line_power", Need::optional);
}

/// Result folders name groups after layers.
void check_name(const JsonNode& layer, const std::string& name, std::set<std::string>& names) {
  constexpr std::size_t kLongest = 100;
  const bool plain =
      name.size() <= kLongest && name != "." && name != ".." &&
      std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == '/' || c == 0x7f; });
  if (!plain)
    layer.fault("name", "cannot name a layer", "a short text without '/' and control characters",
                name.substr(0, kLongest));
  if (!names.insert(name).second) layer.fault("name", "is used by two layers", "a unique name", name);
}

LayerGeometry parse_layer(const JsonNode& layer, LayerPaths& paths, std::set<std::string>& names,
                          std::vector<std::string>& warnings) {
  LayerGeometry geometry;
  if (const auto name = layer.text("name", Need::required)) {
    check_name(layer, *name, names);
    geometry.name = *name;
  }
  constexpr LayerKind kKinds[] = {LayerKind::photoluminescence, LayerKind::electroluminescence, LayerKind::reflectance};
  const auto kind = layer.choice("kind", {"photoluminescence", "electroluminescence", "reflectance"}, Need::required);
  // An unknown kind has been noted; as reflectance it does not also ask for an excitation.
  geometry.kind = kKinds[kind.value_or(2)];
  const auto method = layer.choice("method", {"raster", "camera"}, Need::required);
  geometry.method = method.value_or(1) == 0 ? ScanMethod::raster : ScanMethod::camera;
  parse_excitation(layer, geometry);
  parse_detector(layer, geometry, warnings);
  geometry.pixel_um = layer.pair("pixel_um", {kSmallest_um, 1e5, true, "um"}, Need::required).value_or(Vec2{1, 1});
  parse_tiles(layer, geometry);
  paths.dark = layer.text("dark", Need::optional);
  paths.flat = layer.text("flat", Need::optional);
  parse_raster(layer, geometry, paths, warnings);
  return geometry;
}

}  // namespace

void parse_layers(const JsonNode& root, Manifest& manifest) {
  std::set<std::string> names;
  for (const JsonNode& node : root.objects("layers", Need::required, 1)) {
    LayerPaths paths;
    LayerFiles layer;
    layer.geometry = parse_layer(node, paths, names, manifest.scan.warnings);
    manifest.scan.layers.push_back(std::move(layer));
    manifest.layer_paths.push_back(std::move(paths));
  }
}

}  // namespace pellucid

#include "samples/simulator/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace pellucid {
namespace {

struct Grid {
  std::int32_t count = 0;
  double origin_um = 0;
};

/// As many chips as a length holds, centred; fields and their streets counted in.
Grid fill(double length_um, double pitch, double size, std::int32_t per_field, double street, std::int32_t wanted) {
  const auto extent = [&](std::int32_t n) {
    return (n - 1) * pitch + (per_field > 0 ? (n - 1) / per_field * street : 0.0);
  };
  std::int32_t n = wanted;
  if (n == 0) {
    n = std::max(1, static_cast<std::int32_t>((length_um - size) / pitch) + 1);
    while (n > 1 && extent(n) + size > length_um) --n;
  }
  return {n, -0.5 * extent(n)};
}

Result<void> need(bool holds, const char* knob, const char* expected, double found) {
  if (holds) return {};
  return fail({ErrorKind::usage, "simulator.option", "", fmt::format("{} is out of range", knob), expected,
               fmt::format("{}", found)});
}

constexpr double kMostChips = 2e8, kMostPixels = 1e11;

using Rule = Result<void>;

Rule check_wafer(const SimulationOptions& o) {
  const Vec2 pitch = o.chips.pitch_um, size = o.chips.size_um;
  if (auto r = need(o.wafer.diameter_mm >= 25 && o.wafer.diameter_mm <= 300, "wafer.diameter_mm", "25 to 300",
                    o.wafer.diameter_mm);
      !r)
    return r;
  if (auto r = need(o.wafer.edge_exclusion_mm >= 0 && o.wafer.edge_exclusion_mm < o.wafer.diameter_mm / 4,
                    "wafer.edge_exclusion_mm", "0 to a quarter of the diameter", o.wafer.edge_exclusion_mm);
      !r)
    return r;
  if (o.wafer.flat_length_mm) {
    if (auto r = need(*o.wafer.flat_length_mm > 0 && *o.wafer.flat_length_mm < o.wafer.diameter_mm,
                      "wafer.flat_length_mm", "above 0, below the diameter", *o.wafer.flat_length_mm);
        !r)
      return r;
  }
  if (auto r = need(size.x > 0 && size.x <= pitch.x, "chips.size_um[0]", "above 0, at most the pitch", size.x); !r)
    return r;
  if (auto r = need(size.y > 0 && size.y <= pitch.y, "chips.size_um[1]", "above 0, at most the pitch", size.y); !r)
    return r;
  if (o.chips.shape == MesaShape::rounded_rectangle) {
    if (auto r = need(o.chips.corner_radius_um >= 0 && o.chips.corner_radius_um <= 0.5 * std::min(size.x, size.y),
                      "chips.corner_radius_um", "0 to half the shorter side", o.chips.corner_radius_um);
        !r)
      return r;
  }
  if (o.chips.field) {
    if (auto r = need(o.chips.field->columns > 0 && o.chips.field->rows > 0, "chips.field", "at least 1 x 1 chips",
                      o.chips.field->columns);
        !r)
      return r;
  }
  const WaferDesign design = design_of(o);
  const double chips = static_cast<double>(design.chips->columns) * design.chips->rows;
  return need(design.chips->columns > 0 && design.chips->rows > 0 && chips <= kMostChips, "chips.columns x chips.rows",
              "1 to 2e8 chips", chips);
}

Rule check_light(const SimulationOptions& o) {
  const std::pair<const char*, double> not_negative[] = {{"light.chip_e", o.light.chip_e},
                                                         {"light.spread", o.light.spread},
                                                         {"light.a_spread", o.light.a_spread},
                                                         {"light.background_e_per_px", o.light.background_e_per_px},
                                                         {"optics.psf_sigma_um", o.optics.psf_sigma_um},
                                                         {"detector.read_noise_e", o.detector.read_noise_e},
                                                         {"detector.offset_dn", o.detector.offset_dn},
                                                         {"lattice.drift_um", o.lattice.drift_um},
                                                         {"camera.stage_jitter_um", o.camera.stage_jitter_um},
                                                         {"tiling.margin_um", o.tiling.margin_um},
                                                         {"noise.spikes_per_mpx", o.noise.spikes_per_mpx},
                                                         {"noise.hot_pixel_fraction", o.noise.hot_pixel_fraction},
                                                         {"defects.leak_floor", o.defects.leak_floor}};
  for (const auto& [name, value] : not_negative) {
    if (auto r = need(value >= 0 && std::isfinite(value), name, "0 or more", value); !r) return r;
  }
  if (auto r = need(o.optics.halo_weight >= 0 && o.optics.halo_weight < 1, "optics.halo_weight", "0 up to 1",
                    o.optics.halo_weight);
      !r)
    return r;
  if (auto r = need(o.detector.bits == 8 || o.detector.bits == 16 || o.detector.bits == 32, "detector.bits",
                    "8, 16 or 32", o.detector.bits);
      !r)
    return r;
  const double top = o.detector.bits == 8 ? 255 : o.detector.bits == 16 ? 65535 : 1e9;
  if (auto r = need(o.detector.saturation_dn > o.detector.offset_dn && o.detector.saturation_dn <= top,
                    "detector.saturation_dn", "above the offset, within the bits", o.detector.saturation_dn);
      !r)
    return r;
  if (auto r = need(o.detector.gain_e_per_dn > 0, "detector.gain_e_per_dn", "above 0", o.detector.gain_e_per_dn); !r)
    return r;
  if (auto r = need(o.excitation.power_density_w_cm2 > 0, "excitation.power_density_w_cm2", "above 0",
                    o.excitation.power_density_w_cm2);
      !r)
    return r;
  const DefectOptions& d = o.defects;
  const double all = d.missing + d.dark + d.dim + d.bright + d.partial + d.leaky;
  const double least = std::min({d.missing, d.dark, d.dim, d.bright, d.partial, d.leaky});
  if (auto r = need(least >= 0 && all <= 1, "defects", "probabilities from 0, at most 1 in all", all); !r) return r;
  if (auto r = need(d.spot_diameter > 0 && d.spot_diameter <= 0.6, "defects.spot_diameter", "above 0, at most 0.6",
                    d.spot_diameter);
      !r)
    return r;
  return need(d.leak_min_ohm > 0 && d.leak_max_ohm >= d.leak_min_ohm, "defects.leak_min_ohm",
              "above 0, at most leak_max_ohm", d.leak_min_ohm);
}

Rule check_patterns(const SimulationOptions& o) {
  for (const DefectPattern& p : o.defects.patterns) {
    if (auto r =
            need(p.probability >= 0 && p.probability <= 1, "defects.patterns.probability", "0 to 1", p.probability);
        !r)
      return r;
    const bool needs_radius =
        p.shape == PatternShape::cluster || p.shape == PatternShape::ring || p.shape == PatternShape::edge;
    if (auto r = need(!needs_radius || p.radius_um > 0, "defects.patterns.radius_um", "above 0", p.radius_um); !r)
      return r;
    const bool needs_width = p.shape == PatternShape::scratch || p.shape == PatternShape::ring;
    if (auto r = need(!needs_width || p.width_um > 0, "defects.patterns.width_um", "above 0", p.width_um); !r) return r;
    if (auto r = need(p.shape != PatternShape::reticle || o.chips.field.has_value(), "defects.patterns: reticle",
                      "chips.field", 0);
        !r)
      return r;
  }
  return {};
}

Rule check_images(const SimulationOptions& o) {
  const TilingOptions& t = o.tiling;
  if (auto r = need(t.pixel_um.x > 0 && t.pixel_um.y > 0, "tiling.pixel_um", "above 0", t.pixel_um.x); !r) return r;
  if (auto r = need(t.tile_width_px >= 0 && t.tile_height_px >= 0, "tiling.tile_width_px", "0 or more",
                    static_cast<double>(t.tile_width_px));
      !r)
    return r;
  const bool sized = t.tile_width_px > 0 && t.tile_height_px > 0;
  if (auto r = need(t.method == ScanMethod::raster || sized, "tiling.tile_width_px", "a size, for a camera",
                    static_cast<double>(t.tile_width_px));
      !r)
    return r;
  if (auto r = need(t.overlap_px >= 0 && (!sized || 2 * t.overlap_px < std::min(t.tile_width_px, t.tile_height_px)),
                    "tiling.overlap_px", "0 up to half a tile", static_cast<double>(t.overlap_px));
      !r)
    return r;
  const double side = (o.wafer.diameter_mm * 1000 + 2 * t.margin_um);
  const double pixels = side / t.pixel_um.x * (side / t.pixel_um.y);
  if (auto r = need(pixels <= kMostPixels, "tiling.pixel_um", "at most 1e11 pixels a layer", pixels); !r) return r;
  const bool aligned = o.tiff.block_px >= 0 && o.tiff.block_px % 16 == 0;
  if (auto r = need(aligned, "tiff.block_px", "a multiple of 16, or 0", static_cast<double>(o.tiff.block_px)); !r)
    return r;
  if (auto r = need(o.tiff.strip_rows > 0, "tiff.strip_rows", "above 0", static_cast<double>(o.tiff.strip_rows)); !r)
    return r;
  if (auto r = need(o.el.orientation >= 0 && o.el.orientation < 8, "el.orientation", "0 to 7", o.el.orientation); !r)
    return r;
  if (auto r = need(o.raster.power_drift >= 0 && o.raster.power_drift < 0.9, "raster.power_drift", "0 to 0.9",
                    o.raster.power_drift);
      !r)
    return r;
  return need(o.raster.power_drift_lines > 0, "raster.power_drift_lines", "above 0", o.raster.power_drift_lines);
}

Rule check_layers(const SimulationOptions& o) {
  const bool first_is_pl = !o.layers.empty() && o.layers.front().kind == LayerKind::photoluminescence;
  if (auto r = need(first_is_pl, "layers[0].kind", "photoluminescence", 0); !r) return r;
  std::set<std::string> names;
  for (const LayerOptions& layer : o.layers) {
    const bool plain =
        !layer.name.empty() && layer.name.find_first_of("/\\.") == std::string::npos && layer.name != "calibration";
    if (!plain || !names.insert(layer.name).second) {
      return fail({ErrorKind::usage, "simulator.option", "", "a layer's name is also its folder's",
                   "a plain name, once", layer.name});
    }
    if (auto r =
            need(layer.kind != LayerKind::electroluminescence, "layers.kind", "photoluminescence or reflectance", 1);
        !r)
      return r;
    if (auto r = need(std::abs(layer.optical_density) <= 6, "layers.optical_density", "-6 to 6", layer.optical_density);
        !r)
      return r;
  }
  return {};
}

}  // namespace

WaferDesign design_of(const SimulationOptions& o) {
  WaferDesign w;
  w.id = o.wafer.id;
  w.lot = o.wafer.lot;
  w.slot = o.wafer.slot;
  w.diameter_mm = o.wafer.diameter_mm;
  w.edge_exclusion_mm = o.wafer.edge_exclusion_mm;
  w.mark = o.wafer.mark;
  w.mark_deg = o.wafer.mark_deg;
  w.flat_length_mm = o.wafer.flat_length_mm;
  const ChipLayoutOptions& c = o.chips;
  const double diameter_um = o.wafer.diameter_mm * 1000;
  const Grid x = fill(diameter_um, c.pitch_um.x, c.size_um.x, c.field ? c.field->columns : 0,
                      c.field ? c.field->street_um.x : 0, c.columns);
  const Grid y = fill(diameter_um, c.pitch_um.y, c.size_um.y, c.field ? c.field->rows : 0,
                      c.field ? c.field->street_um.y : 0, c.rows);
  ChipGrid grid;
  grid.pitch_um = c.pitch_um;
  grid.size_um = c.size_um;
  grid.columns = x.count;
  grid.rows = y.count;
  grid.origin_um = c.origin_um.value_or(Vec2{x.origin_um, y.origin_um});
  grid.rotation_deg = c.rotation_deg;
  grid.field = c.field;
  grid.excluded = c.excluded;
  w.chips = std::move(grid);
  return w;
}

Result<void> check(const SimulationOptions& options) {
  for (const auto rule : {check_wafer, check_light, check_patterns, check_images, check_layers}) {
    if (auto r = rule(options); !r) return r;
  }
  return {};
}

}  // namespace pellucid

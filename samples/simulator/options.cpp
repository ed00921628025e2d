#include "samples/simulator/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <string_view>
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

constexpr double kMostChips = 2e8, kMostPixels = 1e11, kLeastPitch_um = 0.5;

/// Keeps the first fault found.
class Checker {
 public:
  void need(bool holds, std::string_view knob, std::string_view expected, double found) {
    if (!holds) fault(fmt::format("{} is out of range", knob), expected, fmt::format("{}", found));
  }
  void fault(std::string what, std::string_view expected, std::string found) {
    if (!error_)
      error_ = {ErrorKind::usage, "simulator.option", "", std::move(what), std::string(expected), std::move(found)};
  }
  void not_negative(std::string_view knob, double value) {
    need(value >= 0 && std::isfinite(value), knob, "0 or more", value);
  }
  void positive(std::string_view knob, double value) {
    need(value > 0 && std::isfinite(value), knob, "above 0", value);
  }
  void within(std::string_view knob, double value, double low, double high) {
    need(value >= low && value <= high, knob, fmt::format("{} to {}", low, high), value);
  }
  [[nodiscard]] bool good() const { return !error_; }
  [[nodiscard]] Result<void> result() const {
    if (error_) return fail(*error_);
    return {};
  }

 private:
  std::optional<Error> error_;
};

void check_wafer(Checker& c, const SimulationOptions& o) {
  c.within("wafer.diameter_mm", o.wafer.diameter_mm, 25, 300);
  c.within("wafer.edge_exclusion_mm", o.wafer.edge_exclusion_mm, 0, o.wafer.diameter_mm / 4);
  if (o.wafer.flat_length_mm) {
    const double flat = *o.wafer.flat_length_mm;
    c.need(flat > 0 && flat < o.wafer.diameter_mm, "wafer.flat_length_mm", "above 0, below the diameter", flat);
  }
  c.within("lattice.angle_deg", o.lattice.angle_deg, -45, 45);
  c.within("lattice.skew_deg", o.lattice.skew_deg, -10, 10);
  c.within("lattice.scale_ppm[0]", o.lattice.scale_ppm.x, -1e5, 1e5);
  c.within("lattice.scale_ppm[1]", o.lattice.scale_ppm.y, -1e5, 1e5);
  c.need(std::isfinite(o.lattice.offset_um.x + o.lattice.offset_um.y), "lattice.offset_um", "finite numbers",
         o.lattice.offset_um.x + o.lattice.offset_um.y);
  c.not_negative("lattice.drift_um", o.lattice.drift_um);
}

void check_chips(Checker& c, const SimulationOptions& o) {
  const Vec2 pitch = o.chips.pitch_um, size = o.chips.size_um;
  c.need(pitch.x >= kLeastPitch_um, "chips.pitch_um[0]", "0.5 or more", pitch.x);
  c.need(pitch.y >= kLeastPitch_um, "chips.pitch_um[1]", "0.5 or more", pitch.y);
  c.need(size.x > 0 && size.x <= pitch.x, "chips.size_um[0]", "above 0, at most the pitch", size.x);
  c.need(size.y > 0 && size.y <= pitch.y, "chips.size_um[1]", "above 0, at most the pitch", size.y);
  c.need(std::isfinite(o.chips.rotation_deg), "chips.rotation_deg", "a number", o.chips.rotation_deg);
  if (o.chips.shape == MesaShape::rounded_rectangle) {
    c.within("chips.corner_radius_um", o.chips.corner_radius_um, 0, 0.5 * std::min(size.x, size.y));
  }
  c.need(o.chips.columns >= 0, "chips.columns", "0 or more", o.chips.columns);
  c.need(o.chips.rows >= 0, "chips.rows", "0 or more", o.chips.rows);
  if (o.chips.field) {
    c.need(o.chips.field->columns > 0, "chips.field.columns", "1 or more", o.chips.field->columns);
    c.need(o.chips.field->rows > 0, "chips.field.rows", "1 or more", o.chips.field->rows);
    c.not_negative("chips.field.street_um[0]", o.chips.field->street_um.x);
    c.not_negative("chips.field.street_um[1]", o.chips.field->street_um.y);
  }
  if (!c.good()) return;  // the design is made of them
  const WaferDesign design = design_of(o);
  c.within("chips.columns x chips.rows", static_cast<double>(design.chips->columns) * design.chips->rows, 1,
           kMostChips);
}

void check_light(Checker& c, const SimulationOptions& o) {
  c.not_negative("light.chip_e", o.light.chip_e);
  c.not_negative("light.spread", o.light.spread);
  c.not_negative("light.a_spread", o.light.a_spread);
  c.within("light.a_defective", o.light.a_defective, 0, 1);
  c.positive("light.a_defective_per_s", o.light.a_defective_per_s);
  c.not_negative("light.background_e_per_px", o.light.background_e_per_px);
  c.positive("light.ripple_period_mm", o.light.ripple_period_mm);
  const RecombinationOptions& r = o.light.recombination;
  c.positive("light.recombination.a_per_s", r.a_per_s);
  c.positive("light.recombination.b_cm3_per_s", r.b_cm3_per_s);
  c.not_negative("light.recombination.c_cm6_per_s", r.c_cm6_per_s);
  c.positive("light.recombination.well_thickness_nm", r.well_thickness_nm);
  c.positive("light.recombination.absorbed_fraction", r.absorbed_fraction);
  c.positive("light.recombination.wavelength_nm", r.wavelength_nm);
  c.positive("light.recombination.temperature_k", r.temperature_k);
  c.positive("excitation.power_density_w_cm2", o.excitation.power_density_w_cm2);
  c.not_negative("optics.psf_sigma_um", o.optics.psf_sigma_um);
  c.need(o.optics.halo_weight >= 0 && o.optics.halo_weight < 1, "optics.halo_weight", "0 up to 1",
         o.optics.halo_weight);
  if (o.optics.halo_weight > 0) c.positive("optics.halo_sigma_um", o.optics.halo_sigma_um);
}

void check_detector(Checker& c, const SimulationOptions& o) {
  const int bits = o.detector.bits;
  c.need(bits == 8 || bits == 16 || bits == 32, "detector.bits", "8, 16 or 32", bits);
  c.not_negative("detector.offset_dn", o.detector.offset_dn);
  c.positive("detector.gain_e_per_dn", o.detector.gain_e_per_dn);
  c.not_negative("detector.read_noise_e", o.detector.read_noise_e);
  c.not_negative("detector.pmt_half_e", o.detector.pmt_half_e);
  c.within("detector.saturation_dn", o.detector.saturation_dn, o.detector.offset_dn + 1,
           bits == 8    ? 255
           : bits == 16 ? 65535
                        : 1e9);
  c.within("calibration.vignetting", o.calibration.vignetting, 0, 0.9);
  c.within("calibration.pixel_gain_sigma", o.calibration.pixel_gain_sigma, 0, 0.5);
  c.not_negative("calibration.dark_pattern_dn", o.calibration.dark_pattern_dn);
  c.positive("calibration.flat_level_dn", o.calibration.flat_level_dn);
  c.within("noise.hot_pixel_fraction", o.noise.hot_pixel_fraction, 0, 0.5);
  c.not_negative("noise.hot_pixel_dn", o.noise.hot_pixel_dn);
  c.within("noise.spikes_per_mpx", o.noise.spikes_per_mpx, 0, 40000);
  c.not_negative("noise.spike_e", o.noise.spike_e);
  c.within("raster.odd_line_phase_px", o.raster.odd_line_phase_px, -100, 100);
  c.within("raster.power_drift", o.raster.power_drift, 0, 0.9);
  c.positive("raster.power_drift_lines", o.raster.power_drift_lines);
  c.within("raster.power_jitter", o.raster.power_jitter, 0, 0.5);
  c.not_negative("camera.stage_jitter_um", o.camera.stage_jitter_um);
}

void check_defects(Checker& c, const SimulationOptions& o) {
  const DefectOptions& d = o.defects;
  const double least = std::min({d.missing, d.dark, d.dim, d.bright, d.partial, d.leaky});
  const double all = d.missing + d.dark + d.dim + d.bright + d.partial + d.leaky;
  c.need(least >= 0 && all <= 1, "defects", "probabilities from 0, at most 1 in all", all);
  c.not_negative("defects.dim_level", d.dim_level);
  c.not_negative("defects.bright_level", d.bright_level);
  c.within("defects.leak_floor", d.leak_floor, 0, 1);
  c.within("defects.spot_diameter", d.spot_diameter, 0.01, 0.6);
  c.positive("defects.leak_min_ohm", d.leak_min_ohm);
  c.need(d.leak_max_ohm >= d.leak_min_ohm, "defects.leak_max_ohm", "leak_min_ohm or more", d.leak_max_ohm);
  for (const DefectPattern& p : d.patterns) {
    c.within("defects.patterns.probability", p.probability, 0, 1);
    const bool round =
        p.shape == PatternShape::cluster || p.shape == PatternShape::ring || p.shape == PatternShape::edge;
    if (round) c.positive("defects.patterns.radius_um", p.radius_um);
    if (p.shape == PatternShape::scratch || p.shape == PatternShape::ring)
      c.positive("defects.patterns.width_um", p.width_um);
    if (p.shape == PatternShape::reticle && !o.chips.field)
      c.fault("a reticle pattern repeats in fields", "chips.field", "none");
  }
}

void check_reflectance(Checker& c, const SimulationOptions& o) {
  const ReflectanceOptions& r = o.reflectance;
  c.not_negative("reflectance.ground_e_per_px", r.ground_e_per_px);
  c.within("reflectance.vignetting", r.vignetting, 0, 0.9);
  c.within("reflectance.tilt", std::abs(r.tilt.x) + std::abs(r.tilt.y), 0, 0.9);
  c.within("reflectance.texture", r.texture, 0, 1);
  c.within("reflectance.mesa_spread", r.mesa_spread, 0, 1);
  const double least = std::min({r.particle, r.crack, r.chipping, r.residue});
  const double all = r.particle + r.crack + r.chipping + r.residue;
  c.need(least >= 0 && all <= 1, "reflectance", "probabilities from 0, at most 1 in all", all);
  c.within("reflectance.scratches", r.scratches, 0, 1000);
  c.not_negative("reflectance.contrast_sigma", r.contrast_sigma);
  c.positive("reflectance.particle_px", r.particle_px);
  c.positive("reflectance.crack_px", r.crack_px);
  c.within("reflectance.chipping_share", r.chipping_share, 1e-4, 0.5);
  for (const LayerOptions& layer : o.layers) {
    if (layer.kind == LayerKind::reflectance)
      c.need(layer.mesa_e_per_px > -r.ground_e_per_px, "layers.mesa_e_per_px", "above minus the ground",
             layer.mesa_e_per_px);
  }
}

void check_images(Checker& c, const SimulationOptions& o) {
  const TilingOptions& t = o.tiling;
  c.positive("tiling.pixel_um[0]", t.pixel_um.x);
  c.positive("tiling.pixel_um[1]", t.pixel_um.y);
  c.not_negative("tiling.margin_um", t.margin_um);
  const auto width = static_cast<double>(t.tile_width_px), height = static_cast<double>(t.tile_height_px);
  const double least = t.method == ScanMethod::camera ? 16 : 0;
  c.within("tiling.tile_width_px", width, least, 1e6);
  c.within("tiling.tile_height_px", height, least, 1e6);
  const auto overlap = static_cast<double>(t.overlap_px);
  const double shorter = std::min(width > 0 ? width : 1e6, height > 0 ? height : 1e6);
  c.need(overlap >= 0 && 2 * overlap < shorter, "tiling.overlap_px", "0 up to half a tile", overlap);
  const double side = o.wafer.diameter_mm * 1000 + 2 * t.margin_um;
  c.within("tiling.pixel_um: pixels of a layer", side / t.pixel_um.x * (side / t.pixel_um.y), 1, kMostPixels);
  const bool aligned = o.tiff.block_px >= 0 && o.tiff.block_px <= 65536 && o.tiff.block_px % 16 == 0;
  c.need(aligned, "tiff.block_px", "a multiple of 16, or 0", static_cast<double>(o.tiff.block_px));
  c.within("tiff.strip_rows", static_cast<double>(o.tiff.strip_rows), 1, 1e6);
  c.within("el.orientation", o.el.orientation, 0, 7);
  c.within("el.only_failures", o.el.only_failures, 0, 1);
  c.within("el.untested", o.el.untested, 0, 1);
}

void check_spectra(Checker& c, const SimulationOptions& o) {
  const SpectraOptions& s = o.spectra;
  if (s.sites == 0) return;
  c.within("spectra.sites", static_cast<double>(s.sites), 1, 1e7);
  c.within("spectra.channels", s.channels, 16, 1e5);
  c.positive("spectra.first_nm", s.first_nm);
  c.positive("spectra.step_nm", s.step_nm);
  c.positive("spectra.fwhm_nm", s.fwhm_nm);
  c.positive("spectra.asymmetry", s.asymmetry);
  c.positive("spectra.peak_counts", s.peak_counts);
  c.not_negative("spectra.background_counts", s.background_counts);
  c.not_negative("spectra.read_noise_counts", s.read_noise_counts);
  c.not_negative("spectra.chip_spread_nm", s.chip_spread_nm);
  c.within("spectra.off_share", s.off_share, 0, 1);
  c.within("spectra.saturated_share", s.saturated_share, 0, 1);
  c.within("spectra.spikes", s.spikes, 0, 100);
  c.within("spectra.saturation_counts", s.saturation_counts, 1, 65535);
}

void check_layers(Checker& c, const SimulationOptions& o) {
  if (o.layers.empty() || o.layers.front().kind != LayerKind::photoluminescence) {
    c.fault("the first layer is of the wrong kind", "photoluminescence",
            o.layers.empty() ? "no layer" : o.layers.front().name);
  }
  std::set<std::string> names;
  for (const LayerOptions& layer : o.layers) {
    const bool plain =
        !layer.name.empty() && layer.name.find_first_of("/\\.") == std::string::npos && layer.name != "calibration";
    if (!plain || !names.insert(layer.name).second) {
      c.fault("a layer's name is also its folder's", "a plain name, once", layer.name);
    }
    if (layer.kind == LayerKind::electroluminescence)
      c.fault("a layer is of the wrong kind", "photoluminescence or reflectance", layer.name);
    c.within("layers.optical_density", layer.optical_density, -6, 6);
  }
}

void check_surface(Checker& c, const SimulationOptions& o) {
  if (!o.surface.enabled) return;
  c.not_negative("surface.light_e", o.surface.light_e);
  c.not_negative("surface.outside_e", o.surface.outside_e);
  c.within("surface.texture", o.surface.texture, 0, 0.3);
  c.positive("surface.texture_um", o.surface.texture_um);
  c.within("surface.tile_step", o.surface.tile_step, 0, 0.3);
  for (const DefectPopulation& p : o.surface.populations) {
    c.within("surface.populations.count", p.count, 0, 100000);
    for (const Vec2 range : {p.length_um, p.width_um, p.contrast})
      c.need(range.x > 0 && range.y >= range.x, "surface.populations: a range", "two positive numbers, rising",
             range.y);
  }
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
  for (ExcludedArea area : c.excluded) {
    // Those of a preset may lie outside once the wafer is made smaller.
    area = {std::max(0, area.column_begin), std::min(grid.columns, area.column_end), std::max(0, area.row_begin),
            std::min(grid.rows, area.row_end)};
    if (area.column_begin < area.column_end && area.row_begin < area.row_end) grid.excluded.push_back(area);
  }
  w.chips = std::move(grid);
  return w;
}

Result<void> check(const SimulationOptions& options) {
  Checker checker;
  for (const auto part : {check_wafer, check_chips, check_light, check_detector, check_defects, check_reflectance,
                          check_images, check_layers, check_surface, check_spectra}) {
    part(checker, options);
  }
  return checker.result();
}

}  // namespace pellucid

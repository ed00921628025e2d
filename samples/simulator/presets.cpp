#include <algorithm>
#include <array>
#include <cstddef>

#include "samples/simulator/options.h"

namespace pellucid {
namespace {

void single_defects(SimulationOptions& o, double each) {
  o.defects.missing = 0.2 * each;
  o.defects.dark = o.defects.dim = o.defects.bright = o.defects.partial = each;
}

/// Marks that break the wafer's symmetry, as test keys do: shares of the grid.
void alignment_marks(SimulationOptions& o) {
  const WaferDesign design = design_of(o);
  const std::int32_t c = design.chips->columns, r = design.chips->rows;
  const std::int32_t w = std::max(4, c / 80), h = std::max(4, r / 80);
  o.chips.excluded = {{c / 6, c / 6 + w, r / 2, r / 2 + h}, {c - c / 5, c - c / 5 + w, r / 2 - h, r / 2}};
}

SimulationOptions demo() {
  SimulationOptions o;
  o.wafer.flat_length_mm = 16;
  o.chips.pitch_um = {50, 65};
  o.chips.size_um = {34, 48};
  o.tiling.pixel_um = {5, 5};
  o.lattice = {0.12, {80, -60}, 0.004, {23, -31}, 2.0};
  o.optics.psf_sigma_um = 4;
  o.light.background_gradient = 0.4;
  o.light.ripple = 0.02;
  o.raster = {true, 0.7, true, 0.03, 3000, 0.004, 1};
  o.calibration = {true, true, 0.08, 0.004, 1.5, 30000, 1024};
  o.noise.spikes_per_mpx = 2;
  single_defects(o, 0.001);
  const double r = 25000;
  o.defects.patterns = {
      {PatternShape::scratch, DefectKind::dark, 0.9, {-0.62 * r, 0.18 * r}, {0.05 * r, 0.55 * r}, 0, 160, 0, 0},
      {PatternShape::cluster, DefectKind::dim, 0.8, {0.45 * r, -0.3 * r}, {}, 900, 0, 0, 0},
      {PatternShape::cluster, DefectKind::dark, 0.7, {-0.35 * r, -0.45 * r}, {}, 500, 0, 0, 0},
      {PatternShape::ring, DefectKind::dim, 0.02, {0, 0}, {}, 0.7 * r, 900, 0, 0},
      {PatternShape::edge, DefectKind::dark, 0.03, {}, {}, 0.94 * r, 0, 0, 0}};
  o.el.write = true;
  o.el.orientation = 5;
  o.el.first = {1, 1};
  alignment_marks(o);
  return o;
}

SimulationOptions small_wafer() {
  SimulationOptions o;
  o.wafer.diameter_mm = 25;
  o.wafer.flat_length_mm = 8;
  o.chips.pitch_um = {160, 200};
  o.chips.size_um = {104, 136};
  o.tiling.pixel_um = {16, 16};
  o.lattice = {0.15, {100, -50}, 0, {40, -25}, 0};
  o.optics.psf_sigma_um = 14;
  single_defects(o, 0.003);
  o.el.write = true;
  o.el.orientation = 3;
  o.el.first = {1, 1};
  alignment_marks(o);
  return o;
}

SimulationOptions low_light() {
  SimulationOptions o;
  o.light.chip_e = 250;
  o.light.background_e_per_px = 0.5;
  o.chips.pitch_um = {40, 40};
  o.chips.size_um = {24, 24};
  o.wafer.diameter_mm = 25;
  o.lattice = {0.2, {60, 40}, 0, {11, -7}, 0};
  o.optics.psf_sigma_um = 4;
  o.detector.read_noise_e = 1;
  o.detector.gain_e_per_dn = 0.2;
  single_defects(o, 0.002);
  alignment_marks(o);
  return o;
}

SimulationOptions camera() {
  SimulationOptions o;
  o.wafer.diameter_mm = 25;
  o.wafer.mark = OrientationMark::notch;
  o.chips.pitch_um = {40, 50};
  o.chips.size_um = {26, 34};
  o.chips.shape = MesaShape::rounded_rectangle;
  o.chips.field = FieldDesign{60, 50, {60, 80}};
  o.tiling.method = ScanMethod::camera;
  o.tiling.pixel_um = {4, 4};
  o.tiling.tile_width_px = 1024;
  o.tiling.tile_height_px = 1024;
  o.tiling.overlap_px = 64;
  o.camera.stage_jitter_um = 4;
  o.lattice = {-0.1, {40, 40}, 0, {15, 20}, 0};
  o.optics.psf_sigma_um = 4;
  o.calibration = {true, true, 0.15, 0.005, 2, 30000, 1024};
  o.noise.hot_pixel_fraction = 2e-5;
  o.noise.spikes_per_mpx = 1;
  single_defects(o, 0.002);
  o.defects.patterns = {{PatternShape::reticle, DefectKind::dim, 0.95, {}, {}, 0, 0, 17, 31}};
  alignment_marks(o);
  return o;
}

SimulationOptions power_series() {
  SimulationOptions o;
  o.wafer.diameter_mm = 25;
  o.chips.pitch_um = {60, 60};
  o.chips.size_um = {20, 20};
  o.tiling.pixel_um = {5, 5};
  o.excitation.power_density_w_cm2 = 100;
  o.light.chip_e = 40000;
  o.light.a_spread = 0.05;
  o.lattice = {0.1, {50, 50}, 0, {10, 5}, 0};
  o.optics.psf_sigma_um = 4;
  o.layers = {{"od0", LayerKind::photoluminescence, 0.0, {0, 0}, 0},
              {"od05", LayerKind::photoluminescence, 0.5, {3, -2}, 0},
              {"od1", LayerKind::photoluminescence, 1.0, {-2, 4}, 0},
              {"od15", LayerKind::photoluminescence, 1.5, {1, 1}, 0},
              {"reflectance", LayerKind::reflectance, 0.0, {2, 2}, 2000}};
  single_defects(o, 0.002);
  o.defects.leaky = 0.02;
  o.el.write = true;
  o.el.orientation = 6;
  alignment_marks(o);
  return o;
}

SimulationOptions appearance() {
  SimulationOptions o;
  o.wafer.diameter_mm = 25;
  o.chips.pitch_um = {40, 50};
  o.chips.size_um = {26, 34};
  o.tiling.pixel_um = {2.5, 2.5};
  o.tiling.tile_width_px = 2048;
  o.tiling.tile_height_px = 2048;
  o.lattice = {0.05, {30, -20}, 0, {8, -5}, 0};
  o.layers.push_back({"reflectance", LayerKind::reflectance, 0.0, {6, -9}, 2500});
  o.reflectance.tilt = {0.1, -0.06};
  o.reflectance.vignetting = 0.15;
  o.reflectance.texture = 0.01;
  o.reflectance.particle = o.reflectance.crack = o.reflectance.chipping = o.reflectance.residue = 0.001;
  o.reflectance.scratches = 6;
  single_defects(o, 0.002);
  return o;
}

SimulationOptions wafer_8inch() {
  SimulationOptions o;
  o.wafer.diameter_mm = 200;
  o.wafer.edge_exclusion_mm = 3;
  o.wafer.mark = OrientationMark::notch;
  o.chips.pitch_um = {20, 40};
  o.chips.size_um = {12, 30};
  o.chips.field = FieldDesign{500, 300, {60, 80}};
  o.tiling.pixel_um = {2.5, 2.5};
  o.lattice = {0.01, {30, -20}, 0, {12, -9}, 2};
  o.raster = {true, 0.6, true, 0.02, 9000, 0.003, 1};
  o.optics.turn_mesas = false;
  single_defects(o, 0.001);
  o.defects.patterns = {{PatternShape::scratch, DefectKind::dark, 0.9, {-40000, 20000}, {5000, 52000}, 0, 120, 0, 0},
                        {PatternShape::cluster, DefectKind::dim, 0.8, {35000, -25000}, {}, 3000, 0, 0, 0}};
  alignment_marks(o);
  return o;
}

/// Lengths and contrasts of what epi wafers show.
SimulationOptions epi() {
  SimulationOptions o;
  o.wafer.diameter_mm = 50;
  o.wafer.flat_length_mm = 16;
  o.wafer.edge_exclusion_mm = 1.5;
  o.tiling.pixel_um = {5, 5};
  o.optics.psf_sigma_um = 4;
  o.light.bow = -0.15;
  o.light.ripple = 0.02;
  o.calibration = {true, true, 0.08, 0.004, 1.5, 30000, 1024};
  o.noise.spikes_per_mpx = 1;
  o.surface.enabled = true;
  o.surface.light_e = 3000;
  o.surface.texture = 0.004;
  using K = SurfaceDefectKind;
  o.surface.populations = {{K::dark_spot, 60, {20, 200}, {1, 1}, {0.15, 0.9}},
                           {K::bright_spot, 30, {20, 150}, {1, 1}, {0.15, 1.5}},
                           {K::line, 40, {200, 1500}, {6, 15}, {0.15, 0.6}},
                           {K::triangle, 30, {150, 500}, {0.6, 1.1}, {0.1, 0.5}},
                           {K::scratch, 4, {3000, 7000}, {10, 30}, {0.2, 0.7}}};
  return o;
}

/// A 100 mm SiC wafer with a notch under a camera: overlapping tiles that differ in brightness.
SimulationOptions sic() {
  SimulationOptions o = epi();
  o.wafer.diameter_mm = 100;
  o.wafer.flat_length_mm.reset();
  o.wafer.mark = OrientationMark::notch;
  o.wafer.edge_exclusion_mm = 3;
  o.tiling.method = ScanMethod::camera;
  o.tiling.pixel_um = {8, 8};
  o.tiling.tile_width_px = o.tiling.tile_height_px = 1024;
  o.tiling.overlap_px = 64;
  o.optics.psf_sigma_um = 7;
  o.camera.stage_jitter_um = 4;
  o.calibration.vignetting = 0.25;
  o.noise.hot_pixel_fraction = 2e-4;
  o.surface.tile_step = 0.03;
  o.surface.light_e = 1500;
  using K = SurfaceDefectKind;
  o.surface.populations = {{K::dark_spot, 80, {40, 200}, {1, 1}, {0.15, 0.9}},
                           {K::bright_spot, 20, {40, 150}, {1, 1}, {0.2, 1.5}},
                           {K::line, 60, {300, 2000}, {8, 20}, {0.2, 0.6}},
                           {K::triangle, 60, {200, 700}, {0.5, 1.0}, {0.1, 0.5}},
                           {K::scratch, 3, {4000, 9000}, {16, 40}, {0.2, 0.7}}};
  return o;
}

struct Preset {
  std::string_view name, description;
  SimulationOptions (*make)();
};

constexpr std::array<Preset, 9> kPresets{{
    {"demo",
     "50 mm wafer, 100 megapixel raster, half a million chips, line power, odd-line phase, dark, flat, EL, patterns",
     demo},
    {"small", "25 mm wafer, 2.5 megapixels, about 13,000 chips, EL: quick", small_wafer},
    {"low_light", "25 mm wafer, 250 photoelectrons a chip", low_light},
    {"camera", "25 mm wafer, overlapping camera tiles with 4 um stage jitter, streets, flat, dark, hot pixels", camera},
    {"power_series", "25 mm wafer, four optical densities and reflectance, leaky chips, EL", power_series},
    {"appearance", "25 mm wafer, PL and reflectance: cracks, chipped corners, particles, residue, scratches",
     appearance},
    {"epi", "50 mm wafer without chips, 100 megapixel raster: spots, lines, triangles, scratches on a cloudy epi", epi},
    {"sic", "100 mm wafer without chips, notch, camera tiles that differ in brightness: SiC defects", sic},
    {"wafer_8inch", "200 mm wafer, 6.4 gigapixel raster, 37 million chips in fields", wafer_8inch},
}};

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const Preset& p : kPresets) names.emplace_back(p.name);
  return names;
}

std::string_view preset_description(std::string_view name) {
  for (const Preset& p : kPresets) {
    if (p.name == name) return p.description;
  }
  return {};
}

Result<SimulationOptions> simulation_preset(std::string_view name) {
  std::string known;
  for (const Preset& p : kPresets) {
    if (p.name == name) {
      SimulationOptions o = p.make();
      o.preset = name;
      return o;
    }
    known += (known.empty() ? "" : ", ") + std::string(p.name);
  }
  return fail({ErrorKind::usage, "simulator.preset", "", "unknown preset", known, std::string(name)});
}

}  // namespace pellucid

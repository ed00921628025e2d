#include "bench/accuracy/random_wafer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace pellucid::bench {
namespace {

class Dice {
 public:
  explicit Dice(int number) : engine_(static_cast<std::uint64_t>(number) * 7919 + 17) {}
  double between(double low, double high) { return std::uniform_real_distribution(low, high)(engine_); }
  double log_between(double low, double high) { return std::exp(between(std::log(low), std::log(high))); }
  bool chance(double p) { return between(0, 1) < p; }
  std::int32_t whole(std::int32_t low, std::int32_t high) { return std::uniform_int_distribution(low, high)(engine_); }

 private:
  std::mt19937_64 engine_;
};

void draw_chips(SimulationOptions& o, Dice& dice) {
  o.wafer.diameter_mm = dice.between(25, 30);
  o.wafer.edge_exclusion_mm = dice.between(0.3, 1.5);
  if (dice.chance(0.5)) o.wafer.flat_length_mm = dice.between(6, 11);
  const double pixel = dice.between(7, 12);
  o.tiling.pixel_um = {pixel, dice.chance(0.25) ? pixel * dice.between(0.8, 1.25) : pixel};
  const Vec2 pitch_px{dice.log_between(4, 20), dice.log_between(4, 20)};
  o.chips.pitch_um = {pitch_px.x * o.tiling.pixel_um.x, pitch_px.y * o.tiling.pixel_um.y};
  o.chips.size_um = {o.chips.pitch_um.x * dice.between(0.45, 0.8), o.chips.pitch_um.y * dice.between(0.45, 0.8)};
  constexpr std::array kShapes{MesaShape::rectangle, MesaShape::rounded_rectangle, MesaShape::ellipse,
                               MesaShape::hexagon};
  o.chips.shape = kShapes[static_cast<std::size_t>(dice.whole(0, 3))];
  o.chips.corner_radius_um = 0.2 * std::min(o.chips.size_um.x, o.chips.size_um.y);
  if (dice.chance(0.5)) {
    o.chips.field = FieldDesign{dice.whole(8, 60),
                                dice.whole(8, 60),
                                {o.chips.pitch_um.x * dice.between(0.3, 2), o.chips.pitch_um.y * dice.between(0.3, 2)}};
  }
  if (dice.chance(0.5)) {
    const WaferDesign design = design_of(o);
    const std::int32_t c = design.chips->columns, r = design.chips->rows;
    o.chips.excluded = {{c / 6, c / 6 + std::max(3, c / 60), r / 2, r / 2 + std::max(3, r / 60)}};
  }
}

void draw_place(SimulationOptions& o, Dice& dice) {
  o.lattice.angle_deg = dice.between(-0.5, 0.5);
  o.lattice.scale_ppm = {dice.between(-300, 300), dice.between(-300, 300)};
  o.lattice.offset_um = {o.chips.pitch_um.x * dice.between(-3, 3), o.chips.pitch_um.y * dice.between(-3, 3)};
  // The image must hold the whole wafer where it lies.
  o.tiling.margin_um = 200 + 3.5 * std::max(o.chips.pitch_um.x, o.chips.pitch_um.y);
}

void draw_image(SimulationOptions& o, Dice& dice) {
  o.optics.psf_sigma_um = o.tiling.pixel_um.x * dice.between(0.4, 0.9);
  o.light.chip_e = dice.log_between(800, 10000);
  o.light.background_e_per_px = dice.log_between(0.5, 10);
  o.light.spread = dice.between(0.01, 0.08);
  o.light.tilt = {dice.between(-0.15, 0.15), dice.between(-0.15, 0.15)};
  o.light.bow = dice.between(-0.15, 0.1);
  o.detector.read_noise_e = dice.between(1, 4);
  o.detector.gain_e_per_dn = dice.between(0.3, 1);
  o.defects.missing = 0.05;
  const double pitch_px = std::max(o.chips.pitch_um.x / o.tiling.pixel_um.x, o.chips.pitch_um.y / o.tiling.pixel_um.y);
  if (dice.chance(0.5)) {
    o.tiling.method = ScanMethod::camera;
    o.tiling.tile_width_px = dice.whole(400, 1000);
    o.tiling.tile_height_px = dice.whole(400, 1000);
    o.tiling.overlap_px = static_cast<std::int64_t>(std::ceil(1.5 * pitch_px)) + 4;
    o.camera.stage_jitter_um = dice.between(1, 5);
    o.calibration = {true, true, dice.between(0, 0.25), 0.005, 1.5, 30000, 1024};
  } else if (dice.chance(0.5)) {
    o.raster.bidirectional = true;
    o.raster.odd_line_phase_px = dice.between(-1.5, 1.5);
  }
}

}  // namespace

SimulationOptions random_wafer(int number) {
  SimulationOptions o;
  Dice dice(number);
  o.seed = static_cast<std::uint64_t>(number) + 1;
  draw_chips(o, dice);
  draw_place(o, dice);
  draw_image(o, dice);
  return o;
}

}  // namespace pellucid::bench

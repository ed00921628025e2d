#include "samples/simulator/chip_state.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "samples/simulator/random.h"

namespace pellucid::sim {
namespace {

// Spec: results, defaults of a recipe.
constexpr double kDimBelow = 0.78, kBrightAbove = 1.30, kDarkSigmas = 3.0, kDarkFloor = 0.005;

std::uint64_t chip_hash(std::uint64_t seed, Stream stream, ChipIndex chip) {
  return hash(seed, stream, static_cast<std::uint32_t>(chip.column), static_cast<std::uint32_t>(chip.row));
}

double log_normal(std::uint64_t h, double sigma) {
  return sigma > 0 ? std::exp(sigma * normal_of(h)) : 1.0;
}

}  // namespace

double mesa_area_um2(const ChipLayoutOptions& chips) {
  const double box = chips.size_um.x * chips.size_um.y;
  switch (chips.shape) {
    case MesaShape::rectangle:
      return box;
    case MesaShape::rounded_rectangle:
      return box - (4.0 - std::numbers::pi) * chips.corner_radius_um * chips.corner_radius_um;
    case MesaShape::ellipse:
      return box * std::numbers::pi / 4.0;
    case MesaShape::hexagon:
      return box * 0.75;
  }
  return box;
}

ChipModel::ChipModel(const SimulationOptions& options)
    : o_(options),
      lattice_(options),
      defects_(options),
      recombination_(options.light.recombination, mesa_area_um2(options.chips)),
      mesa_area_um2_(mesa_area_um2(options.chips)) {
  const double inf = std::numeric_limits<double>::infinity();
  int pl_layers = 0;
  for (const LayerOptions& layer : o_.layers) {
    power_w_cm2_.push_back(o_.excitation.power_density_w_cm2 * std::pow(10.0, -layer.optical_density));
    healthy_light_.push_back(recombination_.light(power_w_cm2_.back(), o_.light.recombination.a_per_s, inf, 0));
    sees_mesas_ |= layer.kind == LayerKind::reflectance;
    pl_layers += layer.kind == LayerKind::photoluminescence ? 1 : 0;
  }
  sees_powers_ = pl_layers > 1;
  reference_light_ = healthy_light_.front();
  // Noise of a chip without light under an unweighted profile: the mesa widened by the point spread.
  const double spread2 = 12.0 * o_.optics.psf_sigma_um * o_.optics.psf_sigma_um;
  const double pixels = std::hypot(o_.chips.size_um.x, std::sqrt(spread2)) *
                        std::hypot(o_.chips.size_um.y, std::sqrt(spread2)) /
                        (o_.tiling.pixel_um.x * o_.tiling.pixel_um.y);
  const double read = o_.detector.read_noise_e;
  dark_sigma_e_ = std::sqrt(pixels * (o_.light.background_e_per_px + read * read));
}

double ChipModel::trend_at(Vec2 p) const {
  const double u = p.x / lattice_.radius_um(), v = p.y / lattice_.radius_um();
  double trend = 1.0 + o_.light.tilt.x * u + o_.light.tilt.y * v + o_.light.bow * (u * u + v * v);
  if (o_.light.ripple != 0) {
    const double k = 2.0 * std::numbers::pi / (o_.light.ripple_period_mm * 1000.0);
    trend += o_.light.ripple * std::sin(k * p.x + 0.7) * std::cos(k * p.y - 0.4);
  }
  return std::max(trend, 0.0);
}

double ChipModel::background_e(Vec2 p) const {
  const double a = o_.light.background_gradient_deg * std::numbers::pi / 180.0;
  const double u = (std::cos(a) * p.x + std::sin(a) * p.y) / lattice_.radius_um();
  return o_.light.background_e_per_px * std::max(0.0, 1.0 + 0.5 * o_.light.background_gradient * u);
}

double ChipModel::emitting_share(DefectKind kind) const {
  switch (kind) {
    case DefectKind::partial_left:
    case DefectKind::partial_right:
    case DefectKind::partial_bottom:
    case DefectKind::partial_top:
      return 0.5;
    case DefectKind::partial_spot: {
      const double d = o_.defects.spot_diameter * std::min(o_.chips.size_um.x, o_.chips.size_um.y);
      return 1.0 - std::numbers::pi * d * d / 4.0 / mesa_area_um2_;
    }
    default:
      return 1.0;
  }
}

ChipState ChipModel::state(ChipIndex chip) const {
  ChipState s;
  s.index = chip;
  s.design_um = lattice_.design_um(chip);
  s.stage_um = lattice_.stage_um(s.design_um);
  s.kind = defects_.at(chip, s.design_um);
  s.trend = trend_at(s.design_um);
  s.brightness = log_normal(chip_hash(o_.seed, Stream::chip_normal, chip), o_.light.spread);
  s.a_per_s = o_.light.recombination.a_per_s * log_normal(chip_hash(o_.seed, Stream::chip_a, chip), o_.light.a_spread);
  const double defective = to_unit(mix(chip_hash(o_.seed, Stream::chip_a, chip) + 1));
  if (defective < o_.light.a_defective) {
    const double most = o_.light.a_defective_per_s / o_.light.recombination.a_per_s;
    s.a_per_s *= std::pow(most, defective / o_.light.a_defective);
  }
  s.r_sh_ohm = std::numeric_limits<double>::infinity();
  switch (s.kind) {
    case DefectKind::missing:
    case DefectKind::dark:
      s.brightness = 0;
      break;
    case DefectKind::dim:
      s.brightness *= o_.defects.dim_level;
      break;
    case DefectKind::bright:
      s.brightness *= o_.defects.bright_level;
      break;
    case DefectKind::leaky:
      s.r_sh_ohm = defects_.leak_ohm(chip);
      break;
    default:
      s.brightness *= emitting_share(s.kind);
      break;
  }
  return s;
}

double ChipModel::healthy_e(const ChipState& chip, std::size_t layer) const {
  if (o_.layers[layer].kind == LayerKind::reflectance) {
    return o_.layers[layer].mesa_e_per_px * mesa_area_um2_ / (o_.tiling.pixel_um.x * o_.tiling.pixel_um.y);
  }
  return o_.light.chip_e * chip.trend * healthy_light_[layer] / reference_light_;
}

double ChipModel::light_e(const ChipState& chip, std::size_t layer) const {
  const double healthy = healthy_e(chip, layer);
  if (o_.layers[layer].kind == LayerKind::reflectance) {
    if (chip.kind == DefectKind::missing) return 0;
    return healthy * log_normal(chip_hash(o_.seed, Stream::reflect, chip.index), o_.reflectance.mesa_spread);
  }
  const bool as_designed = std::isinf(chip.r_sh_ohm) && o_.light.a_spread == 0 && o_.light.a_defective == 0;
  if (as_designed || chip.brightness == 0) return healthy * chip.brightness;
  const double own = recombination_.light(power_w_cm2_[layer], chip.a_per_s, chip.r_sh_ohm, o_.defects.leak_floor);
  return healthy * chip.brightness * own / healthy_light_[layer];
}

ChipClass ChipModel::ideal_class(const ChipState& chip) const {
  if (chip.kind == DefectKind::missing && sees_mesas_) return ChipClass::missing;
  if (chip.kind == DefectKind::leaky && sees_powers_) return ChipClass::leaky;
  const double light = light_e(chip, 0), healthy = healthy_e(chip, 0);
  const double dark_below = kDarkSigmas * std::hypot(dark_sigma_e_, kDarkFloor * healthy);
  if (light < dark_below && light < kDimBelow * healthy) return ChipClass::dark;
  if (chip.kind >= DefectKind::partial_left) return ChipClass::partial;
  if (light < kDimBelow * healthy) return ChipClass::dim;
  return light > kBrightAbove * healthy ? ChipClass::bright : ChipClass::good;
}

}  // namespace pellucid::sim

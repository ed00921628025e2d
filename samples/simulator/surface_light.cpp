#include "samples/simulator/surface_light.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <numbers>

#include "samples/simulator/random.h"

namespace pellucid::sim {
namespace {

constexpr int kWaves = 24;
constexpr std::int64_t kTextureStep_px = 8;
constexpr double kReach = 4;  // of the blur's sigma beyond a defect's edge
constexpr std::uint64_t kDraw = 0x5eed, kWave = 0x3a7e, kStep = 0x57e9;

double radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}
Vec2 turned(Vec2 p, double degrees) {
  const double c = std::cos(radians(degrees)), s = std::sin(radians(degrees));
  return {c * p.x - s * p.y, s * p.x + c * p.y};
}
/// 1 well inside an edge, 0 well outside, blurred.
double step(double depth_um, double blur_um) {
  return 0.5 * std::erfc(-depth_um / (std::numbers::sqrt2 * blur_um));
}
/// A stripe of a width, blurred, at a distance from its middle.
double stripe(double distance_um, double width_um, double blur_um) {
  return step(0.5 * width_um - distance_um, blur_um) - step(-0.5 * width_um - distance_um, blur_um);
}
double to_segment(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 d = b - a, q = p - a;
  const double square = d.x * d.x + d.y * d.y;
  const double t = square > 0 ? std::clamp((q.x * d.x + q.y * d.y) / square, 0.0, 1.0) : 0;
  return std::hypot(q.x - t * d.x, q.y - t * d.y);
}

/// In the defect's own frame: x along its length, from its centre. 0 to 1.
double shape(const PlantedDefect& d, Vec2 p, double blur_um) {
  const double half = 0.5 * d.length_um;
  switch (d.kind) {
    case SurfaceDefectKind::dark_spot:
    case SurfaceDefectKind::bright_spot:
      return step(half - std::hypot(p.x, p.y), blur_um);
    case SurfaceDefectKind::line:
      return stripe(std::abs(p.y), d.width_um, blur_um) * (step(half - p.x, blur_um) - step(-half - p.x, blur_um));
    case SurfaceDefectKind::triangle: {
      // Tip at +2/3 of the height, base at -1/3: the centroid is the origin.
      const double tip = d.length_um * 2 / 3, base = -d.length_um / 3;
      const double slope = std::hypot(d.length_um, 0.5 * d.width_um);
      const double side = ((tip - p.x) * 0.5 * d.width_um - std::abs(p.y) * d.length_um) / slope;
      return step(side, blur_um) * step(p.x - base, blur_um);
    }
    case SurfaceDefectKind::scratch:
      break;
  }
  constexpr int kParts = 40;
  double distance = 1e300;
  const auto at = [&](int i) {
    const double u = 2.0 * i / kParts - 1;
    return Vec2{u * half, d.bend_um * (1 - u * u)};
  };
  for (int i = 0; i < kParts; ++i) distance = std::min(distance, to_segment(p, at(i), at(i + 1)));
  return stripe(distance, d.width_um, blur_um);
}

/// Half of the largest extent.
double reach_of(const PlantedDefect& d) {
  return std::max(0.67 * d.length_um, 0.5 * d.length_um + std::abs(d.bend_um)) + d.width_um;
}

PlantedDefect drawn(const DefectPopulation& of, double bright_share, Random& random) {
  const auto between = [&](Vec2 range) { return range.x * std::pow(range.y / range.x, random.unit()); };
  PlantedDefect d;
  d.kind = of.kind;
  d.length_um = between(of.length_um);
  d.width_um = between(of.width_um);
  d.angle_deg = 180 * random.unit();
  d.contrast = between(of.contrast);
  const double bright = random.unit();
  const bool either = of.kind == SurfaceDefectKind::line || of.kind == SurfaceDefectKind::triangle;
  if (of.kind != SurfaceDefectKind::bright_spot && !(either && bright < bright_share)) d.contrast = -d.contrast;
  const double bend = random.unit();
  if (of.kind == SurfaceDefectKind::triangle) d.width_um *= d.length_um, d.angle_deg *= 2;
  if (of.kind == SurfaceDefectKind::scratch) d.bend_um = (bend - 0.5) * 0.6 * d.length_um;
  if (of.kind == SurfaceDefectKind::dark_spot || of.kind == SurfaceDefectKind::bright_spot) d.width_um = d.length_um;
  return d;
}

}  // namespace

std::vector<PlantedDefect> draw_defects(const SimulationOptions& o) {
  const SurfaceOptions& s = o.surface;
  std::vector<PlantedDefect> all;
  for (PlantedDefect d : s.planted) {
    d.centre_um = d.centre_um + s.offset_um;
    all.push_back(d);
  }
  Random random(hash(o.seed, Stream::pattern, kDraw));
  const double usable = o.wafer.diameter_mm * 500 - o.wafer.edge_exclusion_mm * 1000 - 400;
  const double flat = o.wafer.flat_length_mm
                          ? std::sqrt(std::max(0.0, std::pow(o.wafer.diameter_mm * 500, 2) -
                                                        std::pow(*o.wafer.flat_length_mm * 500, 2))) -
                                o.wafer.edge_exclusion_mm * 1000 - 400
                          : usable;
  const Vec2 mark{std::cos(radians(o.wafer.mark_deg)), std::sin(radians(o.wafer.mark_deg))};
  for (const DefectPopulation& population : s.populations) {
    for (int i = 0; i < population.count; ++i) {
      PlantedDefect d = drawn(population, s.bright_share, random);
      const double reach = reach_of(d);
      for (int attempt = 0; attempt < 400; ++attempt) {
        const Vec2 p{(2 * random.unit() - 1) * usable, (2 * random.unit() - 1) * usable};
        const bool on_wafer =
            std::hypot(p.x, p.y) + reach < usable - (o.wafer.mark == OrientationMark::notch ? 1500 : 0) &&
            p.x * mark.x + p.y * mark.y + reach < flat;
        const bool alone = std::ranges::none_of(all, [&](const PlantedDefect& other) {
          const Vec2 q = other.centre_um - s.offset_um;
          return std::hypot(p.x - q.x, p.y - q.y) < reach + reach_of(other) + s.keep_apart_um;
        });
        if (!on_wafer || !alone) continue;
        d.centre_um = p + s.offset_um;
        all.push_back(d);
        break;
      }
    }
  }
  return all;
}

std::string defect_truth_text(const std::vector<PlantedDefect>& defects) {
  std::string text = "id,kind,x_um,y_um,length_um,width_um,angle_deg,bend_um,contrast\n";
  for (std::size_t i = 0; i < defects.size(); ++i) {
    const PlantedDefect& d = defects[i];
    fmt::format_to(std::back_inserter(text), "{},{},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f},{:.3f},{:.5f}\n", i + 1,
                   name_of(d.kind), d.centre_um.x, d.centre_um.y, d.length_um, d.width_um, d.angle_deg, d.bend_um,
                   d.contrast);
  }
  return text;
}

SurfaceLight::SurfaceLight(const SimulationOptions& options, std::vector<PlantedDefect> defects)
    : o_(options), defects_(std::move(defects)), blur_um_(std::max(options.optics.psf_sigma_um, 0.05)) {
  Random random(hash(o_.seed, Stream::pattern, kWave));
  for (int i = 0; i < kWaves; ++i) {
    const double k = 2 * std::numbers::pi / (o_.surface.texture_um * (0.6 + 0.9 * random.unit()));
    const double a = 2 * std::numbers::pi * random.unit();
    waves_.push_back({{k * std::cos(a), k * std::sin(a)}, 2 * std::numbers::pi * random.unit()});
  }
}

double SurfaceLight::trend(Vec2 p) const {
  const double radius = o_.wafer.diameter_mm * 500, u = p.x / radius, v = p.y / radius;
  double t = 1 + o_.light.tilt.x * u + o_.light.tilt.y * v + o_.light.bow * (u * u + v * v);
  if (o_.light.ripple != 0) {
    const double k = 2 * std::numbers::pi / (o_.light.ripple_period_mm * 1000);
    t += o_.light.ripple * std::sin(k * p.x + 0.7) * std::cos(k * p.y - 0.4);
  }
  return std::max(t, 0.0);
}

double SurfaceLight::texture(Vec2 p) const {
  double sum = 0;
  for (const Wave& w : waves_) sum += std::sin(w.per_um.x * p.x + w.per_um.y * p.y + w.phase);
  return sum * std::sqrt(2.0 / kWaves);
}

/// Of the wafer's outline, blurred: circle, flat, notch.
double SurfaceLight::inside(Vec2 p) const {
  const double radius = o_.wafer.diameter_mm * 500;
  double depth = radius - std::hypot(p.x, p.y);
  const Vec2 mark{std::cos(radians(o_.wafer.mark_deg)), std::sin(radians(o_.wafer.mark_deg))};
  if (o_.wafer.mark == OrientationMark::flat && o_.wafer.flat_length_mm) {
    const double chord = std::sqrt(radius * radius - std::pow(*o_.wafer.flat_length_mm * 500, 2));
    depth = std::min(depth, chord - (p.x * mark.x + p.y * mark.y));
  }
  if (o_.wafer.mark == OrientationMark::notch) {
    const double along = radius - (p.x * mark.x + p.y * mark.y), across = std::abs(p.x * mark.y - p.y * mark.x);
    depth = std::min(depth, (along + across - o_.surface.notch_mm * 1000) / std::numbers::sqrt2);
  }
  return step(depth, blur_um_);
}

void SurfaceLight::add_texture(Vec2 corner, std::int64_t width, std::int64_t height, std::vector<float>& factor) const {
  const Vec2 pixel = o_.tiling.pixel_um;
  const std::int64_t across = width / kTextureStep_px + 2, down = height / kTextureStep_px + 2;
  std::vector<double> node(static_cast<std::size_t>(across * down));
  for (std::int64_t j = 0; j < down; ++j) {
    for (std::int64_t i = 0; i < across; ++i) {
      const auto x = static_cast<double>(i * kTextureStep_px), y = static_cast<double>(j * kTextureStep_px);
      node[static_cast<std::size_t>(j * across + i)] = texture({corner.x + x * pixel.x, corner.y - y * pixel.y});
    }
  }
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const double u = (static_cast<double>(x) + 0.5) / kTextureStep_px,
                   v = (static_cast<double>(y) + 0.5) / kTextureStep_px;
      const auto i = static_cast<std::int64_t>(u), j = static_cast<std::int64_t>(v);
      const double s = u - static_cast<double>(i), t = v - static_cast<double>(j);
      const double* n = node.data() + j * across + i;
      const double value = (1 - t) * ((1 - s) * n[0] + s * n[1]) + t * ((1 - s) * n[across] + s * n[across + 1]);
      factor[static_cast<std::size_t>(y * width + x)] *= static_cast<float>(1 + o_.surface.texture * value);
    }
  }
}

void SurfaceLight::add_defect(const PlantedDefect& d, Vec2 corner, LightBlock& block,
                              std::vector<float>& factor) const {
  const Vec2 pixel = o_.tiling.pixel_um;
  const double reach = reach_of(d) + kReach * blur_um_;
  const auto cut = [](double v, std::int64_t most) {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(v)), 0, most);
  };
  const std::int64_t x0 = cut((d.centre_um.x - reach - corner.x) / pixel.x, block.rect.width);
  const std::int64_t x1 = cut((d.centre_um.x + reach - corner.x) / pixel.x + 1, block.rect.width);
  const std::int64_t y0 = cut((corner.y - d.centre_um.y - reach) / pixel.y, block.rect.height);
  const std::int64_t y1 = cut((corner.y - d.centre_um.y + reach) / pixel.y + 1, block.rect.height);
  for (std::int64_t y = y0; y < y1; ++y) {
    for (std::int64_t x = x0; x < x1; ++x) {
      const Vec2 at{corner.x + (static_cast<double>(x) + 0.5) * pixel.x,
                    corner.y - (static_cast<double>(y) + 0.5) * pixel.y};
      const double p = shape(d, turned(at - d.centre_um, -d.angle_deg), blur_um_);
      factor[static_cast<std::size_t>(y * block.rect.width + x)] *= static_cast<float>(1 + d.contrast * p);
    }
  }
}

void SurfaceLight::render(std::size_t, const PlannedTile& tile, PixelRect rect, LightBlock& block) const {
  const Vec2 pixel = o_.tiling.pixel_um;
  block.reset(rect, tile.first_line + rect.y, 0.0F);
  const Vec2 corner{tile.true_um.x + static_cast<double>(rect.x) * pixel.x,
                    tile.true_um.y - static_cast<double>(rect.y) * pixel.y};
  std::vector<float> factor(static_cast<std::size_t>(rect.width * rect.height), 1.0F);
  if (o_.surface.texture > 0) add_texture(corner, rect.width, rect.height, factor);
  for (const PlantedDefect& d : defects_) add_defect(d, corner, block, factor);
  const std::uint64_t own = hash(o_.seed, Stream::tile_jitter, kStep ^ std::bit_cast<std::uint64_t>(tile.reported_um.x),
                                 std::bit_cast<std::uint64_t>(tile.reported_um.y));
  const double brightness = 1 + o_.surface.tile_step * normal_of(own);
  const double radius = o_.wafer.diameter_mm * 500;
  for (std::int64_t y = 0; y < rect.height; ++y) {
    float* out = block.row(y);
    for (std::int64_t x = 0; x < rect.width; ++x) {
      const Vec2 at = Vec2{corner.x + (static_cast<double>(x) + 0.5) * pixel.x,
                           corner.y - (static_cast<double>(y) + 0.5) * pixel.y} -
                      o_.surface.offset_um;
      const bool near_edge = std::hypot(at.x, at.y) > 0.8 * radius;
      const double share = near_edge ? inside(at) : 1;
      const double light =
          o_.surface.light_e * trend(at) * double{factor[static_cast<std::size_t>(y * rect.width + x)]};
      out[x] = static_cast<float>(brightness * (o_.surface.outside_e + share * light));
    }
  }
}

}  // namespace pellucid::sim

namespace pellucid {

std::string_view name_of(SurfaceDefectKind kind) {
  switch (kind) {
    case SurfaceDefectKind::dark_spot:
      return "dark_spot";
    case SurfaceDefectKind::bright_spot:
      return "bright_spot";
    case SurfaceDefectKind::line:
      return "line";
    case SurfaceDefectKind::triangle:
      return "triangle";
    case SurfaceDefectKind::scratch:
      break;
  }
  return "scratch";
}

}  // namespace pellucid

#include "samples/simulator/reflectance.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "samples/simulator/random.h"

namespace pellucid::sim {
namespace {

constexpr double kScratch_um = 2000;
constexpr double kLongest_px = 1;  ///< between the ends of the line that a particle's pixels gather around
constexpr int kFine = 5;           ///< samples a pixel along each axis
constexpr double kMarked_px = 3;   ///< of a mesa that a scratch must cover to mark it
constexpr double kBeside_px = 1;   ///< of a scratch: pixels that show some of it
constexpr std::array<const char*, 6> kNames{"none", "particle", "crack", "chipping", "residue", "scratch"};

std::uint64_t chip_hash(const SimulationOptions& o, ChipIndex chip) {
  return hash(o.seed, Stream::blemish, static_cast<std::uint32_t>(chip.column), static_cast<std::uint32_t>(chip.row));
}

double distance_to_line(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 d = b - a;
  const double length2 = d.x * d.x + d.y * d.y;
  const double t = length2 > 0 ? std::clamp(((p.x - a.x) * d.x + (p.y - a.y) * d.y) / length2, 0.0, 1.0) : 0;
  const Vec2 off = p - a - t * d;
  return std::hypot(off.x, off.y);
}

bool covers(const Blemish& b, Vec2 p) {
  if (b.kind == BlemishKind::chipping) {
    // A triangle at the corner: within both legs and under the line between their ends.
    const double u = (p.x - b.from_um.x) / b.to_um.x, v = (p.y - b.from_um.y) / b.to_um.y;
    return u >= 0 && v >= 0 && u + v <= 1;
  }
  return distance_to_line(p, b.from_um, b.to_um) <= b.radius_um;
}

/// Box of a defect [um].
std::pair<Vec2, Vec2> box_of(const Blemish& b) {
  const Vec2 end = b.kind == BlemishKind::chipping ? b.from_um + b.to_um : b.to_um;
  const Vec2 r{b.radius_um, b.radius_um};
  return {Vec2{std::min(b.from_um.x, end.x), std::min(b.from_um.y, end.y)} - r,
          Vec2{std::max(b.from_um.x, end.x), std::max(b.from_um.y, end.y)} + r};
}

}  // namespace

double Blemish::area_um2() const {
  if (kind == BlemishKind::chipping) return 0.5 * std::abs(to_um.x * to_um.y);
  if (kind == BlemishKind::particle) return pixels_um2;
  const Vec2 d = to_um - from_um;
  return 2 * radius_um * std::hypot(d.x, d.y) + std::numbers::pi * radius_um * radius_um;
}

Reflectance::Reflectance(const SimulationOptions& options) : o_(options) {
  const TilePlan plan = plan_tiles(o_, 0);
  tile_px_ = {static_cast<double>(plan.width), static_cast<double>(plan.height)};
  Random random(hash(o_.seed, Stream::scratch));
  const double reach = 0.8 * 500 * o_.wafer.diameter_mm;
  for (int k = 0; k < o_.reflectance.scratches; ++k) {
    const double angle = 2 * std::numbers::pi * random.unit();
    const double at = 2 * std::numbers::pi * random.unit(), far = reach * std::sqrt(random.unit());
    Blemish b;
    b.kind = BlemishKind::scratch;
    b.chip = {-1, -1};
    b.from_um = {far * std::cos(at), far * std::sin(at)};
    b.to_um = b.from_um + kScratch_um * Vec2{std::cos(angle), std::sin(angle)};
    b.radius_um = 0.5 * o_.reflectance.crack_px * o_.tiling.pixel_um.x;
    b.contrast_sigma = random.unit() < 0.5 ? -o_.reflectance.contrast_sigma : o_.reflectance.contrast_sigma;
    scratches_.push_back(b);
  }
}

std::optional<Blemish> Reflectance::blemish(const ChipState& chip) const {
  if (chip.kind == DefectKind::missing) return std::nullopt;
  const ReflectanceOptions& r = o_.reflectance;
  Random random(chip_hash(o_, chip.index));
  double draw = random.unit();
  BlemishKind kind = BlemishKind::none;
  for (const auto& [share, which] : {std::pair{r.particle, BlemishKind::particle},
                                     {r.crack, BlemishKind::crack},
                                     {r.chipping, BlemishKind::chipping},
                                     {r.residue, BlemishKind::residue}}) {
    if (draw < share) {
      kind = which;
      break;
    }
    draw -= share;
  }
  if (kind == BlemishKind::none) return std::nullopt;
  const Vec2 half = 0.5 * o_.chips.size_um;
  const double pixel = std::sqrt(o_.tiling.pixel_um.x * o_.tiling.pixel_um.y);
  Blemish b;
  b.kind = kind;
  b.chip = chip.index;
  const double sign = random.unit() < 0.5 ? -1 : 1;
  b.contrast_sigma = sign * r.contrast_sigma;
  const auto inside = [&] {
    return chip.stage_um + Vec2{half.x * (2 * random.unit() - 1), half.y * (2 * random.unit() - 1)};
  };
  switch (kind) {
    case BlemishKind::particle: {
      const Vec2 middle = inside();
      const double angle = std::numbers::pi * random.unit();
      const Vec2 half_length = 0.5 * kLongest_px * random.unit() * pixel * Vec2{std::cos(angle), std::sin(angle)};
      b.pixels_um2 = std::round(r.particle_px) * pixel * pixel;
      b.from_um = middle - half_length;
      b.to_um = middle + half_length;
      break;
    }
    case BlemishKind::residue:
      b.radius_um = (0.2 + 0.3 * random.unit()) * std::min(half.x, half.y) + pixel;
      b.from_um = b.to_um = inside();
      break;
    case BlemishKind::crack:
      b.radius_um = 0.5 * r.crack_px * pixel;
      b.from_um = inside();
      b.to_um = inside();
      break;
    default: {
      const double stretch = 0.8 + 0.4 * random.unit();  // of one leg, at the same area
      const double sx = random.unit() < 0.5 ? -1 : 1, sy = random.unit() < 0.5 ? -1 : 1;
      b.from_um = chip.stage_um + Vec2{sx * half.x, sy * half.y};
      const double leg = std::sqrt(2 * r.chipping_share * 4 * half.x * half.y);
      b.to_um = {-sx * leg * stretch, -sy * leg / stretch};
      b.contrast_sigma = (o_.layers.back().mesa_e_per_px < 0 ? 1 : -1) * r.contrast_sigma;
    }
  }
  return b;
}

double Reflectance::scratched_px(const ChipState& chip, double beside_px) const {
  constexpr int kSteps = 3;  // a pixel
  const Vec2 half = 0.5 * o_.chips.size_um, step = (1.0 / kSteps) * o_.tiling.pixel_um;
  const double beside_um = beside_px * std::max(o_.tiling.pixel_um.x, o_.tiling.pixel_um.y);
  int covered = 0;
  for (Blemish b : scratches_) {
    b.radius_um += beside_um;
    if (distance_to_line(chip.stage_um, b.from_um, b.to_um) > std::hypot(half.x, half.y) + b.radius_um) continue;
    for (double y = -half.y + 0.5 * step.y; y < half.y; y += step.y) {
      for (double x = -half.x + 0.5 * step.x; x < half.x; x += step.x)
        covered += covers(b, chip.stage_um + Vec2{x, y}) ? 1 : 0;
    }
  }
  return static_cast<double>(covered) / (kSteps * kSteps);
}

bool Reflectance::is_marked(const ChipState& chip) const {
  return chip.kind != DefectKind::missing && (blemish(chip) || scratched_px(chip, 0) >= kMarked_px);
}

bool Reflectance::is_grazed(const ChipState& chip) const {
  return chip.kind != DefectKind::missing && !is_marked(chip) && scratched_px(chip, kBeside_px) > 0;
}

void Reflectance::add_texture(const ChipState& chip, Vec2 centre, LightBlock& block) const {
  Random random(hash(o_.seed, Stream::texture, static_cast<std::uint32_t>(chip.index.column),
                     static_cast<std::uint32_t>(chip.index.row)));
  const double amplitude = o_.reflectance.texture * normal_of(random.bits());
  const double phase_x = 2 * std::numbers::pi * random.unit(), phase_y = 2 * std::numbers::pi * random.unit();
  const Vec2 half{0.5 * o_.chips.size_um.x / o_.tiling.pixel_um.x, 0.5 * o_.chips.size_um.y / o_.tiling.pixel_um.y};
  const auto begin = [](double at, std::int64_t from) {
    return std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(at)) - from);
  };
  const std::int64_t x1 =
      std::min<std::int64_t>(block.rect.width, static_cast<std::int64_t>(centre.x + half.x) + 1 - block.rect.x);
  const std::int64_t y1 =
      std::min<std::int64_t>(block.rect.height, static_cast<std::int64_t>(centre.y + half.y) + 1 - block.rect.y);
  for (std::int64_t y = begin(centre.y - half.y, block.rect.y); y < y1; ++y) {
    const double v = (static_cast<double>(y + block.rect.y) + 0.5 - centre.y) / half.y;
    const double wave = std::cos(std::numbers::pi * v + phase_y);
    for (std::int64_t x = begin(centre.x - half.x, block.rect.x); x < x1; ++x) {
      const double u = (static_cast<double>(x + block.rect.x) + 0.5 - centre.x) / half.x;
      float& e = block.row(y)[x];
      e *= static_cast<float>(1 + amplitude * wave * std::cos(std::numbers::pi * u + phase_x));
    }
  }
}

namespace {

/// Where a place of the stage frame lies in a block, and a block's pixel in the stage frame.
class BlockPlace {
 public:
  BlockPlace(const SimulationOptions& o, Vec2 shift_um, const PlannedTile& tile, const LightBlock& block)
      : pixel_(o.tiling.pixel_um),
        shift_(shift_um),
        corner_(tile.true_um),
        block_(block),
        phase_(o.tiling.method == ScanMethod::raster ? o.raster.odd_line_phase_px : 0) {}
  [[nodiscard]] double column(double x_um) const {
    return (x_um + shift_.x - corner_.x) / pixel_.x - static_cast<double>(block_.rect.x);
  }
  [[nodiscard]] double row(double y_um) const {
    return (corner_.y - y_um - shift_.y) / pixel_.y - static_cast<double>(block_.rect.y);
  }
  /// `in_x`, `in_y`: within the pixel, 0 .. 1.
  [[nodiscard]] Vec2 stage_um(std::int64_t x, std::int64_t y, double in_x, double in_y) const {
    const double px = static_cast<double>(x + block_.rect.x) + in_x - (((block_.first_line + y) & 1) != 0 ? phase_ : 0);
    const double py = static_cast<double>(y + block_.rect.y) + in_y;
    return Vec2{corner_.x + px * pixel_.x, corner_.y - py * pixel_.y} - shift_;
  }
  [[nodiscard]] bool holds(std::int64_t x, std::int64_t y) const {
    return x >= 0 && y >= 0 && x < block_.rect.width && y < block_.rect.height;
  }

 private:
  Vec2 pixel_, shift_, corner_;
  const LightBlock& block_;
  double phase_;
};

/// Every pixel is off by so many sigmas of its own photons and read noise.
void shift_pixel(float& e, double sigmas, double read_noise_e) {
  const double sigma = std::sqrt(std::max(1.0, static_cast<double>(e)) + read_noise_e * read_noise_e);
  e = std::max(0.F, e + static_cast<float>(sigmas * sigma));
}

}  // namespace

/// A particle covers whole pixels, those nearest to its line: an angle or a row.
void Reflectance::add_particle(const Blemish& b, Vec2 shift_um, const PlannedTile& tile, LightBlock& block) const {
  const BlockPlace place(o_, shift_um, tile, block);
  const Vec2 middle = 0.5 * (b.from_um + b.to_um);
  const auto x0 = static_cast<std::int64_t>(std::floor(place.column(middle.x)));
  const auto y0 = static_cast<std::int64_t>(std::floor(place.row(middle.y)));
  const auto reach = static_cast<std::int64_t>(std::ceil(std::sqrt(o_.reflectance.particle_px) + kLongest_px));
  struct Near {
    double distance_um;
    std::int64_t x, y;
  };
  std::vector<Near> pixels;
  for (std::int64_t y = y0 - reach; y <= y0 + reach; ++y) {
    for (std::int64_t x = x0 - reach; x <= x0 + reach; ++x)
      pixels.push_back({distance_to_line(place.stage_um(x, y, 0.5, 0.5), b.from_um, b.to_um), x, y});
  }
  std::stable_sort(pixels.begin(), pixels.end(),
                   [](const Near& p, const Near& q) { return p.distance_um < q.distance_um; });
  pixels.resize(std::min(pixels.size(), static_cast<std::size_t>(std::llround(o_.reflectance.particle_px))));
  for (const Near& p : pixels) {
    if (place.holds(p.x, p.y)) shift_pixel(block.row(p.y)[p.x], b.contrast_sigma, o_.detector.read_noise_e);
  }
}

void Reflectance::add_blemish(const Blemish& b, Vec2 shift_um, const PlannedTile& tile, LightBlock& block) const {
  if (b.kind == BlemishKind::particle) return add_particle(b, shift_um, tile, block);
  const BlockPlace place(o_, shift_um, tile, block);
  const auto [low, high] = box_of(b);
  const auto from = [](double at) { return std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(at))); };
  const auto to = [](double at, std::int64_t size) {
    return std::min(size, static_cast<std::int64_t>(std::ceil(at)) + 1);
  };
  const std::int64_t x1 = to(place.column(high.x), block.rect.width), y1 = to(place.row(low.y), block.rect.height);
  for (std::int64_t y = from(place.row(high.y)); y < y1; ++y) {
    for (std::int64_t x = from(place.column(low.x)); x < x1; ++x) {
      int in = 0;
      for (int k = 0; k < kFine * kFine; ++k)
        in += covers(b, place.stage_um(x, y, (k % kFine + 0.5) / kFine, (k / kFine + 0.5) / kFine)) ? 1 : 0;
      if (in == 0) continue;
      shift_pixel(block.row(y)[x], b.contrast_sigma * in / (kFine * kFine), o_.detector.read_noise_e);
    }
  }
}

void Reflectance::finish(const std::vector<ChipState>& chips, std::size_t layer, const PlannedTile& tile,
                         LightBlock& block) const {
  const ReflectanceOptions& r = o_.reflectance;
  const Vec2 shift = o_.layers[layer].shift_um, pixel = o_.tiling.pixel_um;
  const double radius = 500 * o_.wafer.diameter_mm;
  for (float& e : block.light_e) e += static_cast<float>(r.ground_e_per_px);
  if (r.texture > 0) {
    for (const ChipState& chip : chips) {
      if (chip.kind == DefectKind::missing) continue;
      const Vec2 at = chip.stage_um + shift;
      add_texture(chip, {(at.x - tile.true_um.x) / pixel.x, (tile.true_um.y - at.y) / pixel.y}, block);
    }
  }
  for (std::int64_t y = 0; y < block.rect.height; ++y) {
    const double py = static_cast<double>(y + block.rect.y) + 0.5, v = 2 * py / tile_px_.y - 1;
    for (std::int64_t x = 0; x < block.rect.width; ++x) {
      const double px = static_cast<double>(x + block.rect.x) + 0.5, u = 2 * px / tile_px_.x - 1;
      const double tilt =
          (r.tilt.x * (tile.true_um.x + px * pixel.x) + r.tilt.y * (tile.true_um.y - py * pixel.y)) / radius;
      block.row(y)[x] *= static_cast<float>((1 + tilt) * (1 - 0.5 * r.vignetting * (u * u + v * v)));
    }
  }
  for (const ChipState& chip : chips) {
    if (const auto b = blemish(chip)) add_blemish(*b, shift, tile, block);
  }
  for (const Blemish& b : scratches_) add_blemish(b, shift, tile, block);
}

std::string mechanical_csv(const SimulationOptions& o, const ChipModel& model) {
  const Reflectance reflectance(o);
  std::string csv = "kind,column,row,x_um,y_um,area_um2,contrast_sigma\n";
  const auto line = [&](const char* kind, ChipIndex chip, Vec2 at, double area_um2, double contrast_sigma) {
    csv += fmt::format("{},{},{},{:.3f},{:.3f},{:.3f},{:.2f}\n", kind, chip.column, chip.row, at.x, at.y, area_um2,
                       contrast_sigma);
  };
  for (std::int32_t row = 0; row < model.lattice().rows(); ++row) {
    for (std::int32_t column = 0; column < model.lattice().columns(); ++column) {
      if (!model.lattice().exists({column, row})) continue;
      const ChipState chip = model.state({column, row});
      const auto own = reflectance.blemish(chip);
      if (own) {
        const Vec2 middle = own->kind == BlemishKind::chipping ? own->from_um + (1.0 / 3) * own->to_um
                                                               : 0.5 * (own->from_um + own->to_um);
        line(kNames[static_cast<std::size_t>(own->kind)], chip.index, middle, own->area_um2(), own->contrast_sigma);
      } else if (!reflectance.scratches().empty()) {
        const bool marked = reflectance.is_marked(chip);
        if (!marked && !reflectance.is_grazed(chip)) continue;
        const double area_um2 = reflectance.scratched_px(chip, 0) * o.tiling.pixel_um.x * o.tiling.pixel_um.y;
        line(marked ? "scratch" : "grazed", chip.index, chip.stage_um, area_um2, o.reflectance.contrast_sigma);
      }
    }
  }
  return csv;
}

}  // namespace pellucid::sim

#include "core/unpatterned/surface_patch.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/model/disjoint_sets.h"
#include "core/unpatterned/hull.h"

namespace pellucid {
namespace {

/// Pixels of one row and sign, side by side.
struct Run {
  std::int64_t y = 0, begin = 0, end = 0;
  bool bright = false;
};

class Collector {
 public:
  Collector(const Plate& plate, std::span<const float> difference_e, std::span<const float> strength,
            std::span<const std::uint8_t> level, const NodeSurface& background, const NodeSurface& noise_e)
      : plate_(plate),
        difference_(difference_e),
        strength_(strength),
        level_(level),
        background_(background),
        noise_(noise_e) {}

  PlatePatches run() {
    find_runs();
    std::vector<std::int64_t> patch_of(runs_.size(), -1);
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const std::size_t root = sets_.find(i);
      if (patch_of[root] < 0) {
        patch_of[root] = std::ssize(found_.patches);
        found_.patches.emplace_back();
        found_.patches.back().bright = runs_[i].bright;
      }
      add(runs_[i], patch_of[root]);
    }
    for (SurfacePatch& patch : found_.patches) patch.hull_um = convex_hull(std::move(patch.hull_um));
    return std::move(found_);
  }

 private:
  void find_runs() {
    std::size_t above = 0, above_end = 0;
    for (std::int64_t y = 0; y < plate_.height; ++y) {
      const std::size_t first = runs_.size(), row = plate_.at(0, y);
      for (std::int64_t x = 0; x < plate_.width;) {
        const float s = strength_[row + static_cast<std::size_t>(x)];
        if (s == 0 || plate_.use[row + static_cast<std::size_t>(x)] != PixelUse::own) {
          ++x;
          continue;
        }
        Run run{y, x, x, s > 0};
        while (run.end < plate_.width && strength_[row + static_cast<std::size_t>(run.end)] != 0 &&
               (strength_[row + static_cast<std::size_t>(run.end)] > 0) == run.bright &&
               plate_.use[row + static_cast<std::size_t>(run.end)] == PixelUse::own)
          ++run.end;
        x = run.end;
        sets_.add();
        runs_.push_back(run);
      }
      for (std::size_t i = first; i < runs_.size(); ++i) {
        while (above < above_end && runs_[above].end < runs_[i].begin) ++above;
        for (std::size_t k = above; k < above_end && runs_[k].begin <= runs_[i].end; ++k) {
          if (runs_[k].bright == runs_[i].bright) sets_.join(k, i);
        }
      }
      above = first;
      above_end = runs_.size();
    }
  }

  void add(const Run& run, std::int64_t patch_index) {
    SurfacePatch& patch = found_.patches[static_cast<std::size_t>(patch_index)];
    const double pixel_area = plate_.pixel_um.x * plate_.pixel_um.y;
    for (std::int64_t x = run.begin; x < run.end; ++x) {
      const std::size_t i = plate_.at(x, run.y);
      const double px = static_cast<double>(x) + 0.5, py = static_cast<double>(run.y) + 0.5;
      const double d = double{difference_[i]}, level = background_.at(px, py), noise = noise_.at(px, py);
      const Vec2 at = plate_.wafer_um(px, py);
      const double w = std::max(0.0, run.bright ? d : -d) + 1e-6 * noise;
      patch.pixels += 1;
      patch.area_um2 += pixel_area;
      patch.difference_e += d;
      patch.background_e += level;
      patch.variance_e2 += noise * noise;
      patch.weight += w, patch.x += w * at.x, patch.y += w * at.y;
      const double contrast = smoothed(x, run.y) / std::max(level, 1e-9);
      if (std::abs(contrast) > std::abs(patch.peak_contrast)) patch.peak_contrast = contrast;
      if (std::abs(strength_[i]) > std::abs(patch.strength)) patch.strength = strength_[i], patch.level = level_[i];
    }
    reach(run, patch);
    touch(run, patch_index, patch);
  }

  /// Difference over 3 x 3 pixels, 1-2-1 each way.
  [[nodiscard]] double smoothed(std::int64_t x, std::int64_t y) const {
    double sum = 0, weights = 0;
    for (std::int64_t v = std::max<std::int64_t>(0, y - 1); v <= std::min(plate_.height - 1, y + 1); ++v) {
      for (std::int64_t u = std::max<std::int64_t>(0, x - 1); u <= std::min(plate_.width - 1, x + 1); ++u) {
        const double w = (u == x ? 2 : 1) * (v == y ? 2 : 1);
        sum += w * double{difference_[plate_.at(u, v)]};
        weights += w;
      }
    }
    return sum / weights;
  }

  void reach(const Run& run, SurfacePatch& patch) const {
    const Vec2 top = plate_.wafer_um(static_cast<double>(run.begin), static_cast<double>(run.y));
    const Vec2 low = plate_.wafer_um(static_cast<double>(run.end), static_cast<double>(run.y + 1));
    patch.low_um = {std::min(patch.low_um.x, top.x), std::min(patch.low_um.y, low.y)};
    patch.high_um = {std::max(patch.high_um.x, low.x), std::max(patch.high_um.y, top.y)};
    for (const Vec2 corner : {top, Vec2{top.x, low.y}, Vec2{low.x, top.y}, low}) patch.hull_um.push_back(corner);
    if (patch.hull_um.size() > 4096) patch.hull_um = convex_hull(std::move(patch.hull_um));
  }

  /// Pixels beside which this plate's own pixels end, by the plate's edge or another tile's part.
  void touch(const Run& run, std::int64_t patch_index, SurfacePatch& patch) {
    const auto ends = [&](std::int64_t x, std::int64_t y) {
      if (x < 0 || y < 0 || x >= plate_.width || y >= plate_.height) return true;
      return plate_.use[plate_.at(x, y)] == PixelUse::context;
    };
    const auto off = [&](std::int64_t x, std::int64_t y) {
      return x >= 0 && y >= 0 && x < plate_.width && y < plate_.height && plate_.use[plate_.at(x, y)] == PixelUse::none;
    };
    using Side = PatchContact::Side;
    const Vec2 top = plate_.wafer_um(static_cast<double>(run.begin), static_cast<double>(run.y));
    const Vec2 low = plate_.wafer_um(static_cast<double>(run.end), static_cast<double>(run.y + 1));
    if (ends(run.begin - 1, run.y)) found_.contacts.push_back({Side::left, top.x, low.y, top.y, patch_index});
    if (ends(run.end, run.y)) found_.contacts.push_back({Side::right, low.x, low.y, top.y, patch_index});
    if (ends(run.begin, run.y - 1) || ends(run.end - 1, run.y - 1))
      found_.contacts.push_back({Side::top, top.y, top.x, low.x, patch_index});
    if (ends(run.begin, run.y + 1) || ends(run.end - 1, run.y + 1))
      found_.contacts.push_back({Side::bottom, low.y, top.x, low.x, patch_index});
    patch.at_edge = patch.at_edge || off(run.begin - 1, run.y) || off(run.end, run.y) || off(run.begin, run.y - 1) ||
                    off(run.begin, run.y + 1);
  }

  const Plate& plate_;
  std::span<const float> difference_, strength_;
  std::span<const std::uint8_t> level_;
  const NodeSurface& background_;
  const NodeSurface& noise_;
  std::vector<Run> runs_;
  DisjointSets sets_;
  PlatePatches found_;
};

}  // namespace

void SurfacePatch::add(const SurfacePatch& other) {
  at_edge = at_edge || other.at_edge;
  pixels += other.pixels;
  area_um2 += other.area_um2;
  difference_e += other.difference_e;
  background_e += other.background_e;
  variance_e2 += other.variance_e2;
  weight += other.weight, x += other.x, y += other.y;
  if (std::abs(other.peak_contrast) > std::abs(peak_contrast)) peak_contrast = other.peak_contrast;
  if (std::abs(other.strength) > std::abs(strength)) strength = other.strength, level = other.level;
  low_um = {std::min(low_um.x, other.low_um.x), std::min(low_um.y, other.low_um.y)};
  high_um = {std::max(high_um.x, other.high_um.x), std::max(high_um.y, other.high_um.y)};
  hull_um.insert(hull_um.end(), other.hull_um.begin(), other.hull_um.end());
  hull_um = convex_hull(std::move(hull_um));
}

PlatePatches collect_patches(const Plate& plate, std::span<const float> difference_e, std::span<const float> strength,
                             std::span<const std::uint8_t> level, const NodeSurface& background,
                             const NodeSurface& noise_e) {
  return Collector(plate, difference_e, strength, level, background, noise_e).run();
}

}  // namespace pellucid

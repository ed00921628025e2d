#include "core/unpatterned/search_surface.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <memory>
#include <optional>

#include "core/model/median.h"
#include "core/unpatterned/fixed_pattern.h"
#include "core/unpatterned/join_patches.h"
#include "core/unpatterned/plate_pass.h"
#include "core/unpatterned/surface_shape.h"
#include "core/unpatterned/tile_parts.h"

namespace pellucid {
namespace {

constexpr double kStage_um = 12;          // a tile may lie this far from where the stage says
constexpr std::int64_t kLeastPixels = 3;  // of a defect: one pixel smooths to more
constexpr double kSurvey_um = 20;         // step of the area's sum

struct Scratch {
  RawPixels raw;
  PlatePass pass;
};

/// What the ordered end of the pipeline collects.
struct Collected {
  explicit Collected(const WaferGrid& cells) : grid(cells) {}

  void add(std::vector<PlateResult>& plates, std::int32_t tile) {
    for (PlateResult& plate : plates) {
      grid.add(plate.cells);
      saturated += plate.saturated;
      if (!plate.searched) continue;
      textures.push_back(plate.texture);
      for (SurfacePatch& patch : plate.found.patches) texture_near.push_back(plate.texture[patch.level]);
      noises.push_back(plate.noise_contrast);
      for (PatchContact& contact : plate.found.contacts) contact.patch += std::ssize(patches);
      contacts.insert(contacts.end(), plate.found.contacts.begin(), plate.found.contacts.end());
      tiles.insert(tiles.end(), plate.found.patches.size(), tile);
      std::ranges::move(plate.found.patches, std::back_inserter(patches));
    }
  }

  GridSums grid;
  std::vector<SurfacePatch> patches;
  std::vector<std::int32_t> tiles;  ///< by patch
  std::vector<PatchContact> contacts;
  std::vector<std::array<float, PlateSearch::kLevels>> textures;  ///< by plate, by level
  std::vector<float> texture_near;                                ///< by patch: of its plate at its level
  std::vector<double> noises;
  std::int64_t saturated = 0;
  std::optional<Error> error;
};

/// How far out of the noise a pixel must stand for `false_alarms` expected among all that are looked at.
double seed_sigma_of(double pixels, double false_alarms) {
  // Levels of 1, 1/4, 1/16, ... of the pixels, both signs.
  const double tests = std::max(1.0, 2 * 4.0 / 3.0 * pixels);
  double low = 3, high = 12;
  for (int step = 0; step < 60; ++step) {
    const double t = 0.5 * (low + high);
    (0.5 * std::erfc(t / std::sqrt(2.0)) * tests > false_alarms ? low : high) = t;
  }
  return high;
}

struct Item {
  EncodedBlock block;
  std::vector<PlateResult> plates;
  std::optional<Error> error;
};
using ItemPointer = std::shared_ptr<Item>;

Result<void> run_pipeline(BlockSource& source, const PlateContext& context, Collected& all, const Progress& progress,
                          const std::stop_token& stop) {
  tbb::enumerable_thread_specific<Scratch> scratch;
  std::atomic<bool> failed{false};
  std::int64_t done = 0;
  const double total = std::max<double>(1, static_cast<double>(source.block_count()));
  const auto read = [&](tbb::flow_control& control) -> ItemPointer {
    auto item = std::make_shared<Item>();
    if (!failed && !stop.stop_requested()) {
      auto next = source.next();
      if (!next) {
        item->error = next.error();
        failed = true;
        return item;
      }
      if (*next) {
        item->block = std::move(**next);
        return item;
      }
    }
    control.stop();
    return nullptr;
  };
  const auto look = [&](ItemPointer item) -> ItemPointer {
    if (item->error || !PlatePass::concerns(context, item->block)) return item;
    Scratch& s = scratch.local();
    auto block = CalibratedBlock::open(source, item->block, context.calibration, s.raw);
    auto plates = block.and_then([&](const CalibratedBlock& b) { return s.pass.run(context, b); });
    if (plates) {
      item->plates = std::move(*plates);
    } else {
      item->error = std::move(plates.error());
      failed = true;
    }
    return item;
  };
  const auto end = [&](const ItemPointer& item) {
    if (item->error) {
      if (!all.error) all.error = item->error;
      return;
    }
    all.add(item->plates, item->block.tile);
    report(progress, "search " + context.layer.name, static_cast<double>(++done) / total);
  };
  const auto tokens = static_cast<std::size_t>(2 * tbb::this_task_arena::max_concurrency());
  tbb::parallel_pipeline(tokens, tbb::make_filter<void, ItemPointer>(tbb::filter_mode::serial_in_order, read) &
                                     tbb::make_filter<ItemPointer, ItemPointer>(tbb::filter_mode::parallel, look) &
                                     tbb::make_filter<ItemPointer, void>(tbb::filter_mode::serial_in_order, end));
  if (all.error) return fail(*all.error);
  if (stop.stop_requested()) return fail(cancelled());
  return {};
}

double median_texture(const Collected& all, std::size_t level) {
  std::vector<float> of_level;
  for (const auto& texture : all.textures) {
    if (texture[level] > 0) of_level.push_back(texture[level]);
  }
  return of_level.empty() ? 1 : double{median_of(std::move(of_level))};
}

/// A plate at the rim shows too little of the surface to tell its texture: what stands out of it must stand out of the
/// whole wafer's as well. What does not is set to no strength.
void weigh_by_texture(Collected& all, double seed_sigma) {
  std::array<double, PlateSearch::kLevels> wafer{};
  for (std::size_t level = 0; level < wafer.size(); ++level) wafer[level] = median_texture(all, level);
  for (std::size_t i = 0; i < all.patches.size(); ++i) {
    SurfacePatch& patch = all.patches[i];
    const double here = std::max(1.0, double{all.texture_near[i]});
    patch.strength /= std::max(1.0, wafer[patch.level] / here);
    if (std::abs(patch.strength) < seed_sigma) patch.strength = 0;
  }
}

std::vector<SurfaceDefect> defects_of(Collected& all, const LayerGeometry& layer, const UnpatternedOptions& options,
                                      double seed_sigma, std::int64_t& fixed_pattern) {
  weigh_by_texture(all, seed_sigma);
  fixed_pattern = drop_fixed_pattern(layer, all.tiles, all.patches, all.contacts);
  const double tolerance = std::max(layer.pixel_um.x, layer.pixel_um.y) * 1.5 + kStage_um;
  auto patches = join_at_edges(std::move(all.patches), std::move(all.contacts), tolerance);
  patches = join_lines(std::move(patches), options.join_gap_um);
  std::vector<SurfaceDefect> defects;
  for (const SurfacePatch& patch : patches) {
    if (patch.pixels < kLeastPixels || patch.strength == 0) continue;
    SurfaceDefect d = describe_patch(patch, options);
    if (std::abs(d.peak_contrast) < options.min_contrast || d.length_um < options.min_size_um) continue;
    defects.push_back(d);
  }
  std::ranges::sort(defects, [](const SurfaceDefect& a, const SurfaceDefect& b) {
    return a.centre_um.y != b.centre_um.y ? a.centre_um.y < b.centre_um.y : a.centre_um.x < b.centre_um.x;
  });
  return defects;
}

}  // namespace

WaferGrid lay_grid(const WaferOutline& outline, double cell_um) {
  const Vec2 c = outline.centre_um();
  const double reach = outline.radius_um() + std::max(std::abs(c.x), std::abs(c.y));
  const double half = std::ceil(reach / cell_um);
  const auto side = static_cast<std::int32_t>(2 * half);
  return {cell_um, {-half * cell_um, -half * cell_um}, side, side};
}

double usable_mm2(const WaferOutline& outline, double margin_um) {
  double area_um2 = 0;
  const double low = outline.centre_um().y - outline.radius_um(), high = low + 2 * outline.radius_um();
  for (double y = low + 0.5 * kSurvey_um; y < high; y += kSurvey_um) {
    const auto spans = outline.spans(y, margin_um);
    for (int i = 0; i < spans.count; ++i) {
      const Vec2 range = spans.range[static_cast<std::size_t>(i)];
      area_um2 += kSurvey_um * (range.y - range.x);
    }
  }
  return area_um2 * 1e-6;
}

Result<SurfaceFindings> search_surface(BlockSource& source, const LayerCalibration& calibration,
                                       const SurfaceRequest& request, const UnpatternedOptions& options,
                                       const Progress& progress, std::stop_token stop) {
  const LayerGeometry& layer = source.geometry();
  const double pixel_area_um2 = layer.pixel_um.x * layer.pixel_um.y;
  const double pixels = usable_mm2(request.outline, request.margin_um) * 1e6 / pixel_area_um2;
  SurfaceFindings found;
  found.seed_sigma = seed_sigma_of(pixels, options.false_alarms);
  const PlateContext context{layer,   calibration,      request,
                             options, own_parts(layer), {found.seed_sigma, options.min_contrast}};
  Collected all(request.grid);
  if (auto ran = run_pipeline(source, context, all, progress, stop); !ran) return fail(ran.error());
  found.grid = all.grid.planes(layer.name, pixel_area_um2);
  found.measured_mm2 =
      std::min(all.grid.pixels() * pixel_area_um2 * 1e-6, usable_mm2(request.outline, request.margin_um));
  found.texture = median_texture(all, 0);
  found.noise_contrast = median_of(std::move(all.noises));
  found.saturated = all.saturated;
  found.defects = defects_of(all, layer, options, found.seed_sigma, found.fixed_pattern);
  return found;
}

}  // namespace pellucid

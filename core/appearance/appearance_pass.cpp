#include "core/appearance/appearance_pass.h"

#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "core/appearance/block_look.h"

namespace pellucid {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kSeenEnough = 0.5F;

/// Brings the looks of all blocks together, in their order.
class Collector {
 public:
  Collector(const LayerGeometry& layer, const AppearanceModel& model, std::int64_t chips)
      : layer_(layer), shift_px_(layer.tiles.size()), weight_(layer.tiles.size()) {
    const auto n = static_cast<std::size_t>(chips);
    LayerColumns& c = out_.columns;
    c.layer = layer.name;
    for (auto* column : {&c.intensity_e, &c.intensity_sigma_e, &c.relative_intensity, &c.background_e, &out_.sigma})
      column->assign(n, kNaN);
    coverage_.assign(n, 0);
    out_.seen.assign(n, 0);
    out_.no_mesa.assign(n, 0);
    out_.registration = model.registration;
  }

  void add(BlockLook& block, double missing_below) {
    for (const ChipLook& look : block.chips) add(look, missing_below);
    out_.parts.insert(out_.parts.end(), block.parts.begin(), block.parts.end());
    const auto tile = static_cast<std::size_t>(block.tile);
    const double total = weight_[tile] + block.shift_chips;
    if (total > 0) shift_px_[tile] = shift_px_[tile] + (block.shift_chips / total) * (block.shift_px - shift_px_[tile]);
    weight_[tile] = total;
  }

  LayerAppearance finish() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t t = 0; t < weight_.size(); ++t) {
      out_.registration.tile_correction_um[t] =
          weight_[t] > 0 ? Vec2{-shift_px_[t].x * layer_.pixel_um.x, shift_px_[t].y * layer_.pixel_um.y}
                         : Vec2{nan, nan};
    }
    return std::move(out_);
  }

 private:
  /// A chip of which two tiles show a part each counts by those parts.
  void add(const ChipLook& look, double missing_below) {
    const auto k = static_cast<std::size_t>(look.chip);
    const float before = coverage_[k], total = before + look.seen;
    const auto mix = [&](float& column, float value) {
      if (!std::isfinite(value)) return;
      column = before > 0 && std::isfinite(column) ? (before * column + look.seen * value) / total : value;
    };
    LayerColumns& c = out_.columns;
    mix(c.intensity_e[k], look.mesa_e);
    mix(c.intensity_sigma_e[k], look.mesa_sigma_e);
    mix(c.relative_intensity[k], look.mesa);
    mix(c.background_e[k], look.ground_e);
    out_.sigma[k] = std::isfinite(out_.sigma[k]) ? std::max(out_.sigma[k], look.sigma) : look.sigma;
    // Each part has a say on whether a mesa is there; the larger one decides.
    if (look.seen > before) out_.no_mesa[k] = no_mesa(look, missing_below) ? 1 : 0;
    coverage_[k] = total;
    out_.seen[k] = total >= kSeenEnough ? 1 : 0;
  }

  const LayerGeometry& layer_;
  LayerAppearance out_;
  std::vector<float> coverage_;
  std::vector<Vec2> shift_px_;
  std::vector<double> weight_;
};

struct Item {
  EncodedBlock block;
  BlockLook look;
  std::optional<Error> error;
};

}  // namespace

Result<LayerAppearance> inspect_appearance(BlockSource& source, const RegionReader& reader,
                                           const LayerCalibration& calibration, const AppearanceModel& model,
                                           const ChipDirectory& directory, double missing_below,
                                           const Progress& progress, const std::stop_token& stop) {
  const LayerGeometry& layer = source.geometry();
  const CornerFilters corners(model.golden.width(), model.golden.height(), model.mesa_half_px);
  const TileOwner owner(layer, {0.5 * model.pitch_px.x * layer.pixel_um.x, 0.5 * model.pitch_px.y * layer.pixel_um.y});
  const LookContext context{layer, reader, calibration, model, directory, corners, owner, missing_below};
  Collector collector(layer, model, directory.size());
  std::optional<Error> error;
  std::atomic<bool> failed{false};
  const double total = std::max(1.0, static_cast<double>(source.block_count()));
  double done = 0;
  using ItemPtr = std::shared_ptr<Item>;
  const auto next = [&](tbb::flow_control& control) -> ItemPtr {
    auto item = std::make_shared<Item>();
    auto block = failed || stop.stop_requested() ? Result<std::optional<EncodedBlock>>(std::nullopt) : source.next();
    if (!block) {
      failed = true;
      item->error = block.error();
    } else if (!*block) {
      control.stop();
      return nullptr;
    } else {
      item->block = std::move(**block);
    }
    return item;
  };
  const auto look = [&](ItemPtr item) -> ItemPtr {
    if (item->error) return item;
    auto looked = look_at_block(context, item->block.tile, item->block.rect);
    if (looked) {
      item->look = std::move(*looked);
    } else {
      item->error = std::move(looked.error());
      failed = true;
    }
    return item;
  };
  const auto end = [&](const ItemPtr& item) {
    if (item->error) {
      if (!error) error = item->error;
      return;
    }
    collector.add(item->look, missing_below);
    report(progress, "inspect " + layer.name, ++done / total);
  };
  const auto tokens = static_cast<std::size_t>(2 * tbb::this_task_arena::max_concurrency());
  tbb::parallel_pipeline(tokens, tbb::make_filter<void, ItemPtr>(tbb::filter_mode::serial_in_order, next) &
                                     tbb::make_filter<ItemPtr, ItemPtr>(tbb::filter_mode::parallel, look) &
                                     tbb::make_filter<ItemPtr, void>(tbb::filter_mode::serial_in_order, end));
  if (error) return fail(*error);
  if (stop.stop_requested()) return fail(cancelled());
  return collector.finish();
}

}  // namespace pellucid

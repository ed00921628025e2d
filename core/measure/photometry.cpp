#include "core/measure/photometry.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>

#include "core/flow/parallel.h"
#include "core/measure/block_pass.h"

namespace pellucid {
namespace {

struct Scratch {
  RawPixels raw;
  PassScratch pass;
};

/// What the ordered end of the pipeline collects.
struct Collected {
  std::vector<PatchShift> tile_shift;  ///< mean shift of every tile's patches, weighted
  std::vector<double> tile_weight;
  std::int64_t tiles_unsure = 0;
  std::optional<Error> error;
};

void collect(BlockResult& block, LayerSums& sums, Collected& all) {
  sums.pieces.add(std::move(block.pieces));
  for (const std::int64_t chip : block.saturated) sums.saturated[static_cast<std::size_t>(chip)] = 1;
  const auto tile = static_cast<std::size_t>(block.tile);
  all.tiles_unsure += std::ranges::any_of(block.shifts, &PatchShift::may_be_a_pitch_off) ? 1 : 0;
  for (const PatchShift& shift : block.shifts) {
    if (shift.chips == 0) continue;
    const double w = shift.chips;
    PatchShift& mean = all.tile_shift[tile];
    const double total = all.tile_weight[tile] + w;
    mean.constant = mean.constant + (w / total) * (shift.constant - mean.constant);
    mean.chips += shift.chips;
    all.tile_weight[tile] = total;
  }
}

Result<void> run_pipeline(BlockSource& source, const PassContext& context, LayerSums& sums, Collected& all,
                          const Progress& progress, const std::stop_token& stop) {
  tbb::enumerable_thread_specific<Scratch> scratch;
  std::atomic<bool> failed{false};
  std::int64_t done = 0;
  const double total = std::max<double>(1, static_cast<double>(source.block_count()));
  struct Item {
    EncodedBlock block;
    BlockResult result;
    std::optional<Error> error;
  };
  using ItemPtr = std::shared_ptr<Item>;
  const auto read = [&](tbb::flow_control& control) -> ItemPtr {
    if (failed || stop.stop_requested()) {
      control.stop();
      return nullptr;
    }
    auto next = source.next();
    if (!next) {
      failed = true;
      auto item = std::make_shared<Item>();
      item->error = next.error();
      return item;
    }
    if (!*next) {
      control.stop();
      return nullptr;
    }
    auto item = std::make_shared<Item>();
    item->block = std::move(**next);
    return item;
  };
  const auto sum = [&](ItemPtr item) -> ItemPtr {
    if (item->error) return item;
    Scratch& s = scratch.local();
    auto block = CalibratedBlock::open(source, item->block, context.calibration, s.raw);
    auto summed = block.and_then(
        [&](const CalibratedBlock& b) { return sum_block(context, b, item->block.sequence, s.pass, sums); });
    if (summed) {
      item->result = std::move(*summed);
    } else {
      item->error = std::move(summed.error());
      failed = true;
    }
    return item;
  };
  const auto end = [&](const ItemPtr& item) {
    if (item->error) {
      if (!all.error) all.error = item->error;
      return;
    }
    collect(item->result, sums, all);
    report(progress, "measure " + context.layer.name, static_cast<double>(++done) / total);
  };
  const auto tokens = static_cast<std::size_t>(2 * tbb::this_task_arena::max_concurrency());
  tbb::parallel_pipeline(tokens, tbb::make_filter<void, ItemPtr>(tbb::filter_mode::serial_in_order, read) &
                                     tbb::make_filter<ItemPtr, ItemPtr>(tbb::filter_mode::parallel, sum) &
                                     tbb::make_filter<ItemPtr, void>(tbb::filter_mode::serial_in_order, end));
  if (all.error) return fail(*all.error);
  if (stop.stop_requested()) return fail(cancelled());
  return {};
}

/// The affine part that all tile corrections share belongs to the lattice, not to the tiles.
void settle_tiles(const PassContext& context, const Collected& all, LayerPhotometry& out, Affine2& wafer_from_design) {
  const LayerGeometry& layer = context.layer;
  auto& corrections = out.registration.tile_correction_um;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Eigen::Matrix3d a = Eigen::Matrix3d::Zero();
  std::array<Eigen::Vector3d, 2> b{Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero()};
  const double reach = std::max(1.0, context.survey.wafer.usable_radius_um());
  const Affine2 design_from_wafer = wafer_from_design.inverse();
  const auto basis = [&](const TilePlacement& tile) {
    const Vec2 centre = design_from_wafer(
        layer.wafer_from_pixel(tile, {0.5 * static_cast<double>(tile.width), 0.5 * static_cast<double>(tile.height)}));
    return Eigen::Vector3d(1, centre.x / reach, centre.y / reach);
  };
  int seen = 0;
  for (std::size_t t = 0; t < layer.tiles.size(); ++t) {
    const Vec2 s = all.tile_shift[t].constant;
    const bool known = all.tile_weight[t] > 0;
    corrections[t] = known ? Vec2{-s.x * layer.pixel_um.x, s.y * layer.pixel_um.y} : Vec2{nan, nan};
    if (!known) continue;
    const Eigen::Vector3d row = basis(layer.tiles[t]);
    a += row * row.transpose();
    b[0] += corrections[t].x * row;
    b[1] += corrections[t].y * row;
    ++seen;
  }
  if (seen == 0) return;
  // Stage errors of a few um over few tiles must not pass for a stretch of the lattice.
  const double prior = 9.0 / std::pow(4e-4 * reach, 2);
  a.diagonal() += Eigen::Vector3d(1e-9, prior, prior);
  const std::array<Eigen::Vector3d, 2> c{a.ldlt().solve(b[0]), a.ldlt().solve(b[1])};
  double square = 0;
  for (std::size_t t = 0; t < layer.tiles.size(); ++t) {
    if (!(all.tile_weight[t] > 0)) continue;
    const Eigen::Vector3d row = basis(layer.tiles[t]);
    corrections[t] = corrections[t] - Vec2{row.dot(c[0]), row.dot(c[1])};
    square += 0.5 * (corrections[t].x * corrections[t].x + corrections[t].y * corrections[t].y);
  }
  // The light lay at -correction from the lattice: the common part moves the lattice there.
  const Affine2 moved{
      1 - c[0][1] / reach, -c[0][2] / reach, -c[1][1] / reach, 1 - c[1][2] / reach, {-c[0][0], -c[1][0]}};
  wafer_from_design = wafer_from_design * moved;
  out.registration.residual_rms_um = std::sqrt(square / seen);
}

void place_on_lattice(const ChipDirectory& directory, const Affine2& wafer_from_design, bool all,
                      LayerPhotometry& out) {
  out.x_um.resize(static_cast<std::size_t>(directory.size()));
  out.y_um.resize(static_cast<std::size_t>(directory.size()));
  parallel_ranges(directory.rows(), 16, [&](std::int64_t begin, std::int64_t end) {
    directory.for_rows(begin, end, [&](std::int64_t k, std::int32_t column, std::int32_t row) {
      const auto at = static_cast<std::size_t>(k);
      if (!all && std::isfinite(out.x_um[at])) return;
      const Vec2 p = wafer_from_design({directory.column_um(column), directory.row_um(row)});
      out.x_um[at] = static_cast<float>(p.x);
      out.y_um[at] = static_cast<float>(p.y);
    });
  });
}

}  // namespace

Result<LayerPhotometry> measure_layer(BlockSource& source, const LayerCalibration& calibration, const Survey& survey,
                                      const ChipDirectory& directory, const MeasureOptions& options,
                                      const Progress& progress, std::stop_token stop, LiveLight* live) {
  const LayerGeometry& layer = source.geometry();
  PassContext context(layer, calibration, survey, directory, options);
  const std::shared_ptr<LiveSquares> squares = live != nullptr ? live->begin(layer.name, survey, directory) : nullptr;
  context.live = squares.get();
  // A camera's tiles jitter about one lattice; a raster's positions are where the stage says that its pixels are.
  const bool camera = layer.method == ScanMethod::camera;
  LayerSums sums(directory.size(), !camera);
  Collected all;
  all.tile_shift.resize(layer.tiles.size());
  all.tile_weight.assign(layer.tiles.size(), 0);
  if (auto ran = run_pipeline(source, context, sums, all, progress, stop); !ran) return fail(ran.error());
  sums.merge_pieces();
  report(progress, "solve " + layer.name, 0);
  LayerPhotometry out = solve_layer(context, std::move(sums), options);
  out.tiles_unsure = camera ? all.tiles_unsure : 0;
  Affine2 lattice = survey.wafer_from_design;
  if (camera) settle_tiles(context, all, out, lattice);
  place_on_lattice(directory, lattice, camera, out);
  out.registration.wafer_from_design = lattice;
  out.registration.offset_um = lattice.shift;
  report(progress, "solve " + layer.name, 1);
  return out;
}

}  // namespace pellucid

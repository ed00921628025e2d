#include "core/measure/block_pass.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

constexpr double kPatch_px = 1100;  ///< a stage drifts little over this
/// Calibrated, a cell of this size stays in a core's own cache; long rows are read at the speed of memory.
constexpr Vec2 kCell_px{2048, 64};
constexpr double kCellBoxes = 3;  ///< at least, a side

/// Even parts of a patch, `wanted` pixels wide and high or so: from the top down, then to the right.
std::vector<Patch> cut(const Patch& patch, Vec2 wanted) {
  const Vec2 size = patch.high - patch.low;
  const int across = std::max(1, static_cast<int>(std::lround(size.x / wanted.x)));
  const int down = std::max(1, static_cast<int>(std::lround(size.y / wanted.y)));
  std::vector<Patch> parts;
  for (int i = 0; i < across; ++i) {
    for (int j = 0; j < down; ++j) {
      parts.push_back({patch.low + Vec2{size.x * i / across, size.y * j / down},
                       patch.low + Vec2{size.x * (i + 1) / across, size.y * (j + 1) / down}});
    }
  }
  return parts;
}

Patch area_of(const CalibratedBlock& block) {
  return {{0, 0}, {static_cast<double>(block.rect().width), static_cast<double>(block.rect().height)}};
}

/// A camera frame moves as one; a raster is cut into patches that follow the stage's drift.
std::vector<Patch> cut_patches(const PassContext& context, const CalibratedBlock& block) {
  const Patch all = area_of(block);
  if (context.layer.method == ScanMethod::camera) return {all};
  return cut(all, {kPatch_px, kPatch_px});
}

/// Chips whose centres lie outside the block but whose boxes reach in belong to the cell at that edge.
Patch widened_at_edges(Patch cell, const PassContext& context, const CalibratedBlock& block) {
  const Patch all = area_of(block);
  const double reach_x = context.weights.width() + std::abs(context.survey.odd_line_phase_px) + 1;
  const double reach_y = context.weights.height() + 1;
  if (cell.low.x <= all.low.x) cell.low.x -= reach_x;
  if (cell.low.y <= all.low.y) cell.low.y -= reach_y;
  if (cell.high.x >= all.high.x) cell.high.x += reach_x;
  if (cell.high.y >= all.high.y) cell.high.y += reach_y;
  return cell;
}

}  // namespace

Result<BlockResult> sum_block(const PassContext& context, const CalibratedBlock& block, std::int64_t sequence,
                              PassScratch& scratch, LayerSums& sums) {
  BlockResult result;
  result.tile = block.tile();
  CellPass pass(context, block, sequence, scratch.cell, sums, result);
  const Vec2 cell_px{std::max(kCell_px.x, kCellBoxes * context.weights.width()),
                     std::max(kCell_px.y, kCellBoxes * context.weights.height())};
  for (const Patch& patch : cut_patches(context, block)) {
    const Result<PatchShift> shift = locate_patch(context, block, patch, scratch.bands);
    if (!shift) return fail(shift.error());
    result.shifts.push_back(*shift);
    for (const Patch& cell : cut(patch, cell_px)) {
      if (auto ran = pass.run(widened_at_edges(cell, context, block), *shift); !ran) return fail(ran.error());
    }
  }
  return result;
}

}  // namespace pellucid

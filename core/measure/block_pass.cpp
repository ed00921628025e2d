#include "core/measure/block_pass.h"

#include <algorithm>
#include <cmath>

#include "core/measure/chip_sites.h"
#include "core/measure/piece_sums.h"

namespace pellucid {
namespace {

constexpr double kPatch_px = 1100;  ///< a stage drifts little over this

/// A camera frame moves as one; a raster is cut into patches that follow the stage's drift.
std::vector<Patch> cut_patches(const PassContext& context, const ElectronImage& image) {
  const auto w = static_cast<double>(image.rect.width);
  const auto h = static_cast<double>(image.rect.height);
  const bool camera = context.layer.method == ScanMethod::camera;
  const int across = camera ? 1 : std::max(1, static_cast<int>(std::lround(w / kPatch_px)));
  const int down = camera ? 1 : std::max(1, static_cast<int>(std::lround(h / kPatch_px)));
  std::vector<Patch> patches;
  for (int j = 0; j < down; ++j) {
    for (int i = 0; i < across; ++i) {
      patches.push_back({{w * i / across, h * j / down}, {w * (i + 1) / across, h * (j + 1) / down}});
    }
  }
  return patches;
}

/// Sums the chips of one patch. Chips whose centres lie outside the block but whose boxes reach in belong to the patch
/// at that edge.
class PatchPass {
 public:
  PatchPass(const PassContext& context, const ElectronImage& image, std::int64_t sequence, LayerSums& sums,
            BlockResult& result)
      : context_(context),
        image_(image),
        sequence_(sequence),
        sums_(sums),
        result_(result),
        block_from_design_(context.block_from_design(image.tile, image.rect)),
        masked_chips_(masked_sites()) {}

  void run(const Patch& patch) {
    const PatchShift shift = locate_patch(context_, image_, patch, block_from_design_);
    result_.shifts.push_back(shift);
    const double reach_x = context_.weights.width() + std::abs(context_.survey.odd_line_phase_px) + 1;
    const double reach_y = context_.weights.height() + 1;
    Patch reach = patch;
    if (patch.low.x <= 0) reach.low.x -= reach_x;
    if (patch.low.y <= 0) reach.low.y -= reach_y;
    if (patch.high.x >= static_cast<double>(image_.rect.width)) reach.high.x += reach_x;
    if (patch.high.y >= static_cast<double>(image_.rect.height)) reach.high.y += reach_y;
    const Vec2 slack{std::abs(shift.constant.x) + 2, std::abs(shift.constant.y) + 2};
    const SiteRange range =
        sites_in(*context_.survey.wafer.chips, block_from_design_.inverse(), reach.low - slack, reach.high + slack);
    const std::int32_t row_end = std::min(range.row_end, context_.directory.rows());
    for (std::int32_t row = std::max(0, range.row_begin); row < row_end; ++row) {
      boxes_.clear();
      chips_.clear();
      run_row(reach, shift, range, row);
      flush();
    }
  }

  void note_saturated() {
    const ChipGrid& grid = *context_.survey.wafer.chips;
    const Affine2 design_from_block = block_from_design_.inverse();
    const Vec2 shift = result_.shifts.empty() ? Vec2{} : result_.shifts.front().constant;
    for (const PixelXY p : image_.saturated) {
      const Vec2 u = design_from_block(Vec2{p.x + 0.5, p.y + 0.5} - shift);
      const std::int64_t chip = context_.directory.find(grid.nearest_column(u.x), grid.nearest_row(u.y));
      if (chip >= 0 && (result_.saturated.empty() || result_.saturated.back() != chip))
        result_.saturated.push_back(chip);
    }
  }

 private:
  struct Chip {
    std::int64_t index = 0;
    Vec2 centre;
    ChipNorms::Streets streets = 0;
  };

  void run_row(const Patch& reach, const PatchShift& shift, const SiteRange& range, std::int32_t row) {
    const double v = context_.directory.row_um(row);
    const std::int32_t column_end = std::min(range.column_end, context_.directory.columns());
    for (std::int32_t column = std::max(0, range.column_begin); column < column_end; ++column) {
      const Vec2 design{context_.directory.column_um(column), v};
      const Vec2 predicted = block_from_design_(design);
      // Patches divide chips by their predicted centres: half-open, so that each chip is in one patch.
      if (predicted.x < reach.low.x || predicted.y < reach.low.y || predicted.x >= reach.high.x ||
          predicted.y >= reach.high.y)
        continue;
      const std::int64_t index = context_.directory.find(column, row);
      if (index < 0) continue;
      take({index, predicted + shift.at(predicted), context_.directory.streets(column, row)}, design);
    }
  }

  void take(const Chip& chip, Vec2 design_um) {
    const ChipWeights& w = context_.weights;
    const ChipBox box{w.place_x(chip.centre.x), w.place_x(chip.centre.x + context_.survey.odd_line_phase_px),
                      w.place_y(chip.centre.y)};
    const auto x_low = std::min(box.x_even.first, box.x_odd.first);
    const auto x_high = std::max(box.x_even.first, box.x_odd.first) + w.width();
    const auto y_high = box.y.first + w.height();
    if (x_high <= 0 || y_high <= 0 || x_low >= image_.rect.width || box.y.first >= image_.rect.height) return;
    const Ownership owner = ownership(context_, image_.tile, design_um);
    if (owner == Ownership::another_tile) return;
    const bool whole = x_low >= 0 && box.y.first >= 0 && x_high <= image_.rect.width && y_high <= image_.rect.height;
    const bool masked =
        !masked_chips_.empty() && std::binary_search(masked_chips_.begin(), masked_chips_.end(), chip.index);
    if (!whole || masked || owner == Ownership::shared) {
      add_piece(chip);
      return;
    }
    boxes_.push_back(box);
    chips_.push_back(chip);
  }

  void flush() {
    box_sums_.resize(boxes_.size());
    sum_boxes(image_, context_.weights, boxes_, box_sums_);
    for (std::size_t k = 0; k < boxes_.size(); ++k) {
      if (box_sums_[k].peak > context_.spike_limit_e) {
        add_piece(chips_[k]);
        continue;
      }
      const std::int64_t chip = chips_[k].index;
      const auto x = static_cast<std::int64_t>(chips_[k].centre.x);
      const auto y = static_cast<std::int64_t>(chips_[k].centre.y);
      const double scale =
          light_scale(context_.calibration, image_.rect.x + x, image_.rect.y + y, image_.first_line + y);
      sums_.set(chip, box_sums_[k], boxes_[k].phase(image_.odd_line(boxes_[k].y.first)), static_cast<float>(scale));
      sums_.state[static_cast<std::size_t>(chip)] = SumState::whole;
      const Vec2 at = found_um(chips_[k].centre);
      sums_.x_um[static_cast<std::size_t>(chip)] = static_cast<float>(at.x);
      sums_.y_um[static_cast<std::size_t>(chip)] = static_cast<float>(at.y);
    }
  }

  void add_piece(const Chip& chip) {
    ChipPiece piece = sum_piece(context_, image_, chip.centre, chip.streets, context_.spike_limit_e);
    if (piece.norms.norm[1].background <= 0) return;  // no pixel of the chip's window here
    piece.chip = chip.index;
    piece.sequence = sequence_;
    const Vec2 at = found_um(chip.centre);
    piece.x_um = static_cast<float>(at.x);
    piece.y_um = static_cast<float>(at.y);
    result_.pieces.push_back(piece);
  }

  [[nodiscard]] Vec2 found_um(Vec2 block_px) const {
    const TilePlacement& tile = context_.layer.tiles[static_cast<std::size_t>(image_.tile)];
    return context_.layer.wafer_from_pixel(
        tile, block_px + Vec2{static_cast<double>(image_.rect.x), static_cast<double>(image_.rect.y)});
  }

  /// Chips within reach of a masked pixel, sorted.
  [[nodiscard]] std::vector<std::int64_t> masked_sites() const {
    std::vector<std::int64_t> chips;
    const ChipGrid& grid = *context_.survey.wafer.chips;
    const Affine2 design_from_block = block_from_design_.inverse();
    for (const PixelXY p : image_.masked) {
      const Vec2 u = design_from_block({p.x + 0.5, p.y + 0.5});
      const std::int32_t column = grid.nearest_column(u.x);
      const std::int32_t row = grid.nearest_row(u.y);
      for (int d = 0; d < kPlaces; ++d) {  // the tile's own shift is not known yet: neighbours as well
        const std::int64_t chip = context_.directory.find(column + d % 3 - 1, row + d / 3 - 1);
        if (chip >= 0) chips.push_back(chip);
      }
    }
    std::sort(chips.begin(), chips.end());
    chips.erase(std::unique(chips.begin(), chips.end()), chips.end());
    return chips;
  }

  const PassContext& context_;
  const ElectronImage& image_;
  std::int64_t sequence_;
  LayerSums& sums_;
  BlockResult& result_;
  Affine2 block_from_design_;
  std::vector<std::int64_t> masked_chips_;
  std::vector<ChipBox> boxes_;
  std::vector<ChipSums> box_sums_;
  std::vector<Chip> chips_;
};

}  // namespace

BlockResult sum_block(const PassContext& context, const ElectronImage& image, std::int64_t sequence, LayerSums& sums) {
  BlockResult result;
  result.tile = image.tile;
  PatchPass pass(context, image, sequence, sums, result);
  for (const Patch& patch : cut_patches(context, image)) pass.run(patch);
  pass.note_saturated();
  return result;
}

}  // namespace pellucid

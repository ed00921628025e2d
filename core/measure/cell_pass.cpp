#include "core/measure/cell_pass.h"

#include <algorithm>
#include <cmath>

#include "core/measure/piece_sums.h"

namespace pellucid {

CellPass::CellPass(const PassContext& context, const CalibratedBlock& block, std::int64_t sequence,
                   ElectronImage& image, LayerSums& sums, BlockResult& result)
    : context_(context), block_(block), sequence_(sequence), image_(image), sums_(sums), result_(result) {}

Result<void> CellPass::run(const Patch& cell, const PatchShift& shift) {
  if (auto looked = look_at(cell, shift); !looked) return looked;
  const Vec2 origin{static_cast<double>(image_.rect.x - block_.rect().x),
                    static_cast<double>(image_.rect.y - block_.rect().y)};
  const Patch centres{cell.low - origin, cell.high - origin};
  constexpr Vec2 kSlack{2, 2};
  const SiteRange range =
      sites_in(*context_.survey.wafer.chips, image_from_design_.inverse(), centres.low - kSlack, centres.high + kSlack);
  const std::int32_t row_end = std::min(range.row_end, context_.directory.rows());
  for (std::int32_t row = std::max(0, range.row_begin); row < row_end; ++row) {
    boxes_.clear();
    chips_.clear();
    run_row(centres, range, row);
    flush();
  }
  note_saturated();
  return {};
}

/// Calibrates the pixels of the cell's chips and relates them to the design.
Result<void> CellPass::look_at(const Patch& cell, const PatchShift& shift) {
  const Vec2 reach{0.5 * context_.weights.width() + std::abs(context_.survey.odd_line_phase_px) + 2,
                   0.5 * context_.weights.height() + 2};
  const auto side = [](double low, double high, std::int64_t size, std::int64_t& from, std::int64_t& count) {
    from = std::clamp(static_cast<std::int64_t>(std::floor(low)), std::int64_t{0}, size);
    count = std::clamp(static_cast<std::int64_t>(std::ceil(high)), from, size) - from;
  };
  const auto [low_x, high_x] = std::minmax({shift.at(cell.low).x, shift.at({cell.low.x, cell.high.y}).x,
                                            shift.at({cell.high.x, cell.low.y}).x, shift.at(cell.high).x});
  const auto [low_y, high_y] = std::minmax({shift.at(cell.low).y, shift.at({cell.low.x, cell.high.y}).y,
                                            shift.at({cell.high.x, cell.low.y}).y, shift.at(cell.high).y});
  PixelRect part;
  side(cell.low.x + low_x - reach.x, cell.high.x + high_x + reach.x, block_.rect().width, part.x, part.width);
  side(cell.low.y + low_y - reach.y, cell.high.y + high_y + reach.y, block_.rect().height, part.y, part.height);
  if (auto read = block_.scroll(part, image_); !read) return read;
  image_from_design_ = context_.block_from_design(image_.tile, image_.rect);
  shift_ = shift;
  shift_.centre = shift.centre - Vec2{static_cast<double>(part.x), static_cast<double>(part.y)};
  sole_ = context_.sole_px(image_.tile, image_.rect);
  masked_chips_ = masked_sites();
  return {};
}

void CellPass::run_row(const Patch& centres, const SiteRange& range, std::int32_t row) {
  const ChipDirectory& directory = context_.directory;
  row_ = row;
  const double v = directory.row_um(row);
  for (const ChipDirectory::Run* run = directory.runs_begin(row); run != directory.runs_end(row); ++run) {
    const std::int32_t end = std::min(range.column_end, run->end);
    for (std::int32_t column = std::max(range.column_begin, run->begin); column < end; ++column) {
      const Vec2 design{directory.column_um(column), v};
      const Vec2 predicted = image_from_design_(design);
      // Cells divide chips by their predicted centres: half-open, so that each chip is in one cell.
      if (predicted.x < centres.low.x || predicted.y < centres.low.y || predicted.x >= centres.high.x ||
          predicted.y >= centres.high.y)
        continue;
      const Chip chip{run->start + (column - run->begin), predicted + shift_.at(predicted),
                      directory.streets(column, row), column};
      take(chip, predicted, design);
    }
  }
}

void CellPass::take(const Chip& chip, Vec2 predicted, Vec2 design_um) {
  const ChipWeights& w = context_.weights;
  const BoxPlace even = w.place_x(chip.centre.x);
  const double odd_phase = context_.survey.odd_line_phase_px;
  const ChipBox box{even, odd_phase == 0 ? even : w.place_x(chip.centre.x + odd_phase), w.place_y(chip.centre.y)};
  const auto x_low = std::min(box.x_even.first, box.x_odd.first);
  const auto x_high = std::max(box.x_even.first, box.x_odd.first) + w.width();
  const auto y_high = box.y.first + w.height();
  if (x_high <= 0 || y_high <= 0 || x_low >= image_.rect.width || box.y.first >= image_.rect.height) return;
  const Ownership owner = sole_.holds(predicted) ? Ownership::ours : ownership(context_, image_.tile, design_um);
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

void CellPass::flush() {
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
    const double scale = light_scale(context_.calibration, image_.rect.x + x, image_.rect.y + y, image_.first_line + y);
    sums_.set(chip, box_sums_[k], boxes_[k].phase(image_.odd_line(boxes_[k].y.first)), static_cast<float>(scale));
    sums_.state[static_cast<std::size_t>(chip)] = SumState::whole;
    if (!sums_.x_um.empty()) sums_.set_place(chip, found_um(chips_[k].centre));
  }
  if (context_.live != nullptr) tell_live();
}

/// Light as if a chip's neighbours were like it, over the survey's background: the solve begins with the same.
void CellPass::tell_live() {
  live_.clear();
  const auto background = static_cast<float>(context_.survey.background_e);
  for (std::size_t k = 0; k < boxes_.size(); ++k) {
    const ChipPhase phase = boxes_[k].phase(image_.odd_line(boxes_[k].y.first));
    const LightRow& m = context_.box_norms.light_row(phase, chips_[k].streets);
    const float light = (box_sums_[k].light * m.per_own - background * m.background) * m.alike;
    if (box_sums_[k].peak <= context_.spike_limit_e && std::isfinite(light)) live_.push_back({chips_[k].column, light});
  }
  context_.live->add(row_, live_);
}

void CellPass::add_piece(const Chip& chip) {
  ChipPiece piece = sum_piece(context_, image_, chip.centre, chip.streets, context_.spike_limit_e);
  if (piece.norms.norm[1].background <= 0) return;  // no pixel of the chip's window here
  piece.chip = chip.index;
  piece.sequence = sequence_;
  piece.found_um = found_um(chip.centre);
  result_.pieces.push_back(piece);
  if (context_.live != nullptr) tell_live(piece, chip.column);
}

/// A piece that shows most of its chip is as good to look at as the whole.
void CellPass::tell_live(const ChipPiece& piece, std::int32_t column) {
  constexpr float kMost = 0.7F;
  const LightRow m = LightRow::from(piece.norms.norm[kLightSum]);
  const LightRow& whole = context_.box_norms.light_row(ChipPhase(16, 16, 16, false), 0);
  const float light =
      (piece.sums.light * m.per_own - static_cast<float>(context_.survey.background_e) * m.background) * m.alike;
  if (!std::isfinite(light) || !(whole.per_own > kMost * m.per_own)) return;
  const LiveSquares::Chip seen{column, light};
  context_.live->add(row_, {&seen, 1});
}

void CellPass::note_saturated() {
  if (image_.saturated.empty()) return;
  const ChipGrid& grid = *context_.survey.wafer.chips;
  const Affine2 design_from_image = image_from_design_.inverse();
  for (const PixelXY p : image_.saturated) {
    const Vec2 at{p.x + 0.5, p.y + 0.5};
    const Vec2 u = design_from_image(at - shift_.at(at));
    const std::int64_t chip = context_.directory.find(grid.nearest_column(u.x), grid.nearest_row(u.y));
    if (chip >= 0 && (result_.saturated.empty() || result_.saturated.back() != chip)) result_.saturated.push_back(chip);
  }
}

Vec2 CellPass::found_um(Vec2 cell_px) const {
  const TilePlacement& tile = context_.layer.tiles[static_cast<std::size_t>(image_.tile)];
  return context_.layer.wafer_from_pixel(
      tile, cell_px + Vec2{static_cast<double>(image_.rect.x), static_cast<double>(image_.rect.y)});
}

/// Chips within reach of a masked pixel, sorted.
std::vector<std::int64_t> CellPass::masked_sites() const {
  std::vector<std::int64_t> chips;
  if (image_.masked.empty()) return chips;
  const ChipGrid& grid = *context_.survey.wafer.chips;
  const Affine2 design_from_image = image_from_design_.inverse();
  for (const PixelXY p : image_.masked) {
    const Vec2 u = design_from_image({p.x + 0.5, p.y + 0.5});
    const std::int32_t column = grid.nearest_column(u.x);
    const std::int32_t row = grid.nearest_row(u.y);
    for (int d = 0; d < kPlaces; ++d) {  // where the light lies is known to a neighbour
      const std::int64_t chip = context_.directory.find(column + d % 3 - 1, row + d / 3 - 1);
      if (chip >= 0) chips.push_back(chip);
    }
  }
  std::sort(chips.begin(), chips.end());
  chips.erase(std::unique(chips.begin(), chips.end()), chips.end());
  return chips;
}

}  // namespace pellucid

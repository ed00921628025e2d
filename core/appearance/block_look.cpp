#include "core/appearance/block_look.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr double kPieceWidth_px = 1536, kPieceHeight_px = 384, kPieceChips = 10;  ///< at least so many chips a side
constexpr double kRim_px = 3;                                                     ///< beyond a chip's cell
constexpr std::size_t kFewestForCoarse = 12, kFewestForFine = 5, kFewestForPiece = 24, kMostForFine = 150;
constexpr int kFineSteps = 4;
constexpr double kStill_px = 0.01, kMostStep_px = 1, kPieceStray_px = 1.5;
constexpr float kWhole = 0.98F;
constexpr double kHealthyLow = 0.6, kHealthyHigh = 1.5;
/// A lattice that may lie anywhere, of chips that are as they always are.
constexpr double kFreePlace = 0.5 * 0.5;

/// Even parts of a block: rows of pieces from the top down.
std::vector<PixelRect> cut_block(const PixelRect& rect, Vec2 pitch_px) {
  const auto count = [](std::int64_t size, double wanted) {
    return std::max<std::int64_t>(1, std::llround(static_cast<double>(size) / wanted));
  };
  const std::int64_t across = count(rect.width, std::max(kPieceWidth_px, kPieceChips * pitch_px.x));
  const std::int64_t down = count(rect.height, std::max(kPieceHeight_px, kPieceChips * pitch_px.y));
  std::vector<PixelRect> pieces;
  for (std::int64_t j = 0; j < down; ++j) {
    for (std::int64_t i = 0; i < across; ++i) {
      const std::int64_t x = rect.width * i / across, y = rect.height * j / down;
      pieces.push_back({rect.x + x, rect.y + y, rect.width * (i + 1) / across - x, rect.height * (j + 1) / down - y});
    }
  }
  return pieces;
}

class BlockWork {
 public:
  BlockWork(const LookContext& context, std::int32_t tile)
      : context_(context),
        placement_(context.layer.tiles[static_cast<std::size_t>(tile)]),
        fit_(context.model),
        inspection_(context.model, context.corners, context.layer.pixel_um),
        free_(context.model.mode_variance) {
    look_.tile = tile;
    free_[kShiftXMode] = free_[kShiftYMode] = kFreePlace;
  }

  Result<BlockLook> run(const PixelRect& rect) {
    const std::vector<PixelRect> pieces = cut_block(rect, context_.model.pitch_px);
    if (auto located = locate(pieces); !located) return fail(located.error());
    for (const PixelRect& piece : pieces) {
      if (auto looked = look_at(piece); !looked) return fail(looked.error());
    }
    return std::move(look_);
  }

 private:
  /// Calibrates a piece with a rim of a chip around it, as far as the tile reaches.
  Result<void> read(const PixelRect& piece) {
    const Vec2 pitch = context_.model.pitch_px;
    const auto rim_x = static_cast<std::int64_t>(pitch.x + kRim_px),
               rim_y = static_cast<std::int64_t>(pitch.y + kRim_px);
    const std::int64_t left = std::max<std::int64_t>(0, piece.x - rim_x),
                       top = std::max<std::int64_t>(0, piece.y - rim_y);
    const PixelRect wide{left, top, std::min(placement_.width, piece.x + piece.width + rim_x) - left,
                         std::min(placement_.height, piece.y + piece.height + rim_y) - top};
    if (auto got = context_.reader.read(look_.tile, wide, raw_); !got) return got;
    calibrate(raw_, context_.layer, context_.calibration, image_);
    mark_unusable(image_);
    return {};
  }

  [[nodiscard]] Affine2 image_from_design(Vec2 shift_px) const {
    const Vec2 pixel = context_.layer.pixel_um;
    const Affine2 image_from_wafer{1 / pixel.x, 0, 0, -1 / pixel.y,
                                   Vec2{-placement_.position_um.x / pixel.x - static_cast<double>(image_.rect.x),
                                        placement_.position_um.y / pixel.y - static_cast<double>(image_.rect.y)} +
                                       shift_px};
    return image_from_wafer * context_.model.wafer_from_design;
  }

  [[nodiscard]] double scale_at(Vec2 p) const {
    const auto x = std::clamp<std::int64_t>(static_cast<std::int64_t>(p.x), 0, image_.rect.width - 1);
    const auto y = std::clamp<std::int64_t>(static_cast<std::int64_t>(p.y), 0, image_.rect.height - 1);
    return light_scale(context_.calibration, image_.rect.x + x, image_.rect.y + y, image_.first_line + y);
  }

  /// Whole chips that look like one, evenly thinned out.
  static std::vector<const CellChip*> healthy(const CellChips& cells) {
    std::vector<const CellChip*> chips;
    for (const CellChip& chip : cells.chips()) {
      const double relative = cells.relative_mesa(chip);
      if (chip.seen >= kWhole && relative > kHealthyLow && relative < kHealthyHigh) chips.push_back(&chip);
    }
    const std::size_t every = (chips.size() + kMostForFine - 1) / kMostForFine;
    if (every > 1) {
      for (std::size_t k = 0; k * every < chips.size(); ++k) chips[k] = chips[k * every];
      chips.resize((chips.size() + every - 1) / every);
    }
    return chips;
  }

  /// Moves the chips to where their light lies; false where too few of them say so.
  bool refine(CellChips& cells, std::size_t fewest, Vec2& shift) {
    double cost_before = std::numeric_limits<double>::infinity();
    Vec2 last;
    for (int step = 0; step < kFineSteps; ++step) {
      cells.measure_levels(2 * kMostForFine);
      const std::vector<const CellChip*> chips = healthy(cells);
      if (chips.size() < fewest) return false;
      std::vector<double> x, y, costs;
      for (const CellChip* chip : chips) {
        fit_.read(image_, *chip, cells.light(*chip), scale_at(chip->centre_px));
        costs.push_back(fit_.cost());
        const ChipModes modes = fit_.solve(free_, nullptr);
        x.push_back(modes[kShiftXMode]);
        y.push_back(modes[kShiftYMode]);
      }
      const double cost = median_of(costs);
      if (cost > cost_before) {  // a step too far: the one before was better
        cells.move(-1 * last);
        shift = shift - last;
        break;
      }
      cost_before = cost;
      const Vec2 by{std::clamp(median_of(x), -kMostStep_px, kMostStep_px),
                    std::clamp(median_of(y), -kMostStep_px, kMostStep_px)};
      shift = shift + by;
      last = by;
      cells.move(by);
      if (std::hypot(by.x, by.y) < kStill_px) break;
    }
    return true;
  }

  /// The block's own shift, from its piece nearest to the wafer's middle: that shows the most chips.
  Result<void> locate(const std::vector<PixelRect>& pieces) {
    const auto distance = [&](const PixelRect& p) {
      const Vec2 at =
          context_.layer.wafer_from_pixel(placement_, {static_cast<double>(p.x) + 0.5 * static_cast<double>(p.width),
                                                       static_cast<double>(p.y) + 0.5 * static_cast<double>(p.height)});
      return std::hypot(at.x, at.y);
    };
    const PixelRect& piece =
        *std::min_element(pieces.begin(), pieces.end(),
                          [&](const PixelRect& a, const PixelRect& b) { return distance(a) < distance(b); });
    if (auto got = read(piece); !got) return got;
    CellChips cells(context_.model, context_.directory, image_, image_from_design({}));
    if (cells.chips().size() < kFewestForFine) return {};
    Vec2 shift;
    if (cells.chips().size() >= kFewestForCoarse) {
      shift = coarse_shift(context_.model, cells);
      cells.move(shift);
    }
    if (refine(cells, kFewestForFine, shift)) shift_ = shift;
    return {};
  }

  Result<void> look_at(const PixelRect& piece) {
    if (auto got = read(piece); !got) return got;
    CellChips cells(context_.model, context_.directory, image_, image_from_design(shift_));
    if (cells.chips().empty()) return {};
    Vec2 shift = shift_;
    const bool located =
        refine(cells, kFewestForPiece, shift) && std::hypot(shift.x - shift_.x, shift.y - shift_.y) < kPieceStray_px;
    if (!located) {
      cells.move(shift_ - shift);
      shift = shift_;
    }
    cells.measure_levels();
    const Vec2 origin{static_cast<double>(piece.x - image_.rect.x), static_cast<double>(piece.y - image_.rect.y)};
    const Vec2 end = origin + Vec2{static_cast<double>(piece.width), static_cast<double>(piece.height)};
    double looked = 0;
    for (const CellChip& chip : cells.chips()) {
      if (!ours(chip, shift, piece, origin, end)) continue;
      const ChipLook look =
          inspection_.look(cells, chip, scale_at(chip.centre_px), context_.missing_below, look_.parts);
      if (look.seen <= 0) continue;
      look_.chips.push_back(look);
      ++looked;
    }
    const double total = look_.shift_chips + looked;
    if (total > 0) look_.shift_px = look_.shift_px + (looked / total) * (shift - look_.shift_px);
    look_.shift_chips = total;
    return {};
  }

  /// Pieces divide chips by their predicted centres, half-open; the outermost ones of a tile take those beyond its
  /// border as well.
  [[nodiscard]] bool ours(const CellChip& chip, Vec2 shift, const PixelRect& piece, Vec2 low, Vec2 high) const {
    const Vec2 p = chip.centre_px - shift;
    const bool in_x = (p.x >= low.x || piece.x == 0) && (p.x < high.x || piece.x + piece.width == placement_.width);
    const bool in_y = (p.y >= low.y || piece.y == 0) && (p.y < high.y || piece.y + piece.height == placement_.height);
    return in_x && in_y && context_.owner.tells(look_.tile, context_.model.wafer_from_design(chip.design_um));
  }

  const LookContext& context_;
  const TilePlacement& placement_;
  RawPixels raw_;
  ElectronImage image_;
  CellFit fit_;
  ChipInspection inspection_;
  ChipModes free_;
  Vec2 shift_;
  BlockLook look_;
};

}  // namespace

Result<BlockLook> look_at_block(const LookContext& context, std::int32_t tile, const PixelRect& rect) {
  return BlockWork(context, tile).run(rect);
}

}  // namespace pellucid

/// A block of one tile of which any part is decoded and calibrated when it is looked at: in pieces so small that they
/// stay in a core's cache. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>

#include "core/flow/block_source.h"
#include "core/measure/electron_image.h"

namespace pellucid {

class CalibratedBlock {
 public:
  /// Writes `part`, a rectangle in the block's own pixels, to the rows of `out` from `row` on: there is room for it.
  using Fill = std::function<Result<void>(const PixelRect& part, std::int64_t row, ElectronImage& out)>;

  /// `first_line`: line of the whole layer of the first row.
  CalibratedBlock(std::int32_t tile, PixelRect rect, std::int64_t first_line, Fill fill)
      : tile_(tile), rect_(rect), first_line_(first_line), fill_(std::move(fill)) {}
  /// Of decoded pixels. Both references must outlive the block.
  CalibratedBlock(const RawPixels& raw, const LayerGeometry& layer, const LayerCalibration& calibration);
  /// Of a block that is decoded here: as a whole, or in small parts where the source can do that at no extra cost.
  /// `raw` is room for decoded pixels. All references must outlive the block. Errors as BlockSource::decode.
  [[nodiscard]] static Result<CalibratedBlock> open(const BlockSource& source, const EncodedBlock& block,
                                                    const LayerCalibration& calibration, RawPixels& raw);

  [[nodiscard]] std::int32_t tile() const { return tile_; }
  [[nodiscard]] const PixelRect& rect() const { return rect_; }  ///< in the tile

  /// Any part; `out`'s buffers are reused. Errors as BlockSource::decode.
  [[nodiscard]] Result<void> read(const PixelRect& part, ElectronImage& out) const;
  /// The same where `out` holds an earlier part of this block: rows that both have are kept.
  [[nodiscard]] Result<void> scroll(const PixelRect& part, ElectronImage& out) const;
  /// Bands of `height` rows (even) that begin at `tops` (even), stacked in one image, `x` and `width` their columns.
  [[nodiscard]] Result<void> stack(std::int64_t x, std::int64_t width, const std::vector<std::int64_t>& tops,
                                   std::int64_t height, ElectronImage& out) const;

 private:
  void lay_out(const PixelRect& part, ElectronImage& out) const;

  std::int32_t tile_;
  PixelRect rect_;
  std::int64_t first_line_;
  Fill fill_;
};

}  // namespace pellucid

/// The two ways to look at an image (ports). Implemented by acquisition (files, cameras) and by the simulator; used by
/// core/measure, which never knows what stands behind them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/flow/raw_pixels.h"
#include "core/model/error.h"
#include "core/model/geometry.h"
#include "core/model/layer.h"

namespace pellucid {

/// One block, not yet decoded: a TIFF tile, a band of strips, or a whole camera frame. Cheap to move.
struct EncodedBlock {
  std::int32_t tile = -1;
  PixelRect rect;                       ///< the pixels it holds, in the tile's pixel frame
  std::int64_t sequence = 0;            ///< 0, 1, 2, ... in the order of the source; results are merged in this order
  std::shared_ptr<const void> payload;  ///< the source's own bytes or file position; opaque
};

/// Blocks of one layer in the order in which they are stored or arrive. Not thread-safe: the pipeline owns the only
/// caller of `next`; `decode` may be called from many threads at once.
class BlockSource {
 public:
  virtual ~BlockSource() = default;
  [[nodiscard]] virtual const LayerGeometry& geometry() const = 0;
  /// The next block, still encoded; nullopt after the last. Every pixel of every present tile is in exactly one block.
  [[nodiscard]] virtual Result<std::optional<EncodedBlock>> next() = 0;
  /// Decodes a block, or where `cuts` says so any rectangle of it, into `out`, in the file's own sample type.
  /// Thread-safe. Errors name file and block.
  [[nodiscard]] virtual Result<void> decode(const EncodedBlock& block, RawPixels& out) const = 0;
  /// Are small parts of a block decoded in no more time than their share of it?
  [[nodiscard]] virtual bool cuts(const EncodedBlock& /*block*/) const { return false; }
  /// Number of blocks where it is known ahead, for progress; 0 where not.
  [[nodiscard]] virtual std::int64_t block_count() const { return 0; }
};

/// Random access to one layer's tiles, in full-resolution pixels. Thread-safe.
class RegionReader {
 public:
  virtual ~RegionReader() = default;
  [[nodiscard]] virtual const LayerGeometry& geometry() const = 0;
  /// Reads a rectangle that lies wholly inside a present tile into `out`, in its own sample type.
  [[nodiscard]] virtual Result<void> read(std::int32_t tile, PixelRect rect, RawPixels& out) const = 0;
};

}  // namespace pellucid

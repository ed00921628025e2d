/// A scan folder's tiles as a BlockSource and as a RegionReader (core/flow). The thread contracts are the ports'.
#pragma once

#include <cstddef>
#include <memory>

#include "acquisition/scan.h"
#include "core/flow/block_source.h"
#include "core/model/error.h"

namespace pellucid {

/// The blocks of one layer, tile after tile as in the manifest, each tile from its top down. A camera tile of at most
/// 64 Mpixel is one block; all else comes as groups of TIFF tiles of about 1024 x 1024 pixels, or as bands of strips of
/// at least 256 rows and at most 16 Mpixel (a larger compressed strip is one block). Tiles not present are left out.
/// next(), decode(): acquisition.{missing, truncated, corrupt}, naming file and strip or TIFF tile; also where a file
/// has changed since the scan was opened.
[[nodiscard]] Result<std::unique_ptr<BlockSource>> open_blocks(const Scan& scan, std::size_t layer);

/// Any rectangle of one layer's present tiles.
[[nodiscard]] Result<std::unique_ptr<RegionReader>> open_regions(const Scan& scan, std::size_t layer);

}  // namespace pellucid

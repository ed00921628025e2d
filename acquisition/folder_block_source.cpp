#include "acquisition/folder_block_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "acquisition/block_layout.h"
#include "acquisition/error_code.h"
#include "acquisition/read_ahead.h"
#include "acquisition/read_only_file.h"
#include "acquisition/tiff_pool.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;

constexpr std::size_t kIdleHandles = 8;
/// Decode buffers above this are not kept between blocks, so that memory stays bounded by the blocks in flight.
constexpr std::size_t kKeptByBlocks = std::size_t{8} << 20;
/// Windows of one tile often share a compressed strip: keeping it spares decoding it for each.
constexpr std::size_t kKeptByRegions = std::size_t{16} << 20;

/// The files of a layer that both ports read.
struct LayerImages {
  LayerGeometry geometry;
  std::vector<fs::path> paths;

  [[nodiscard]] const TilePlacement& tile(std::int32_t index) const {
    return geometry.tiles[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const fs::path& path(std::int32_t index) const { return paths[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(geometry.tiles.size()); }
  [[nodiscard]] std::vector<fs::path> present_paths() const {
    std::vector<fs::path> present;
    for (std::int32_t index = 0; index < size(); ++index) {
      if (tile(index).present) present.push_back(path(index));
    }
    return present;
  }

  [[nodiscard]] Result<TiffPool::Lease> take(TiffPool& pool, std::int32_t index) const {
    Result<TiffPool::Lease> lease = pool.take(path(index));
    if (!lease) return lease;
    const TiffHeader& header = (*lease)->header();
    if (header.width == tile(index).width && header.height == tile(index).height) return lease;
    return fail(bad_input(code::kSize, path(index).string(), "size changed while the scan was read",
                          fmt::format("{} x {} pixels", tile(index).width, tile(index).height),
                          fmt::format("{} x {} pixels", header.width, header.height)));
  }

  [[nodiscard]] Result<void> read(TiffPool& pool, std::int32_t index, const PixelRect& rect, RawPixels& out,
                                  const ReadOnlyFile* shared = nullptr) const {
    Result<TiffPool::Lease> lease = take(pool, index);
    if (!lease) return fail(std::move(lease.error()));
    return (*lease)->read(index, rect, out, shared);
  }
};

/// Where each block of a layer lies: tile after tile. Immutable.
class BlockMap {
 public:
  /// One layout a tile; of a missing tile without blocks.
  explicit BlockMap(std::vector<BlockLayout> layouts) : layouts_(std::move(layouts)) {
    for (const BlockLayout& layout : layouts_) end_.push_back((end_.empty() ? 0 : end_.back()) + layout.count());
  }

  [[nodiscard]] std::int64_t count() const { return end_.empty() ? 0 : end_.back(); }
  [[nodiscard]] EncodedBlock block(std::int64_t sequence) const {
    const auto tile = static_cast<std::size_t>(std::upper_bound(end_.begin(), end_.end(), sequence) - end_.begin());
    const std::int64_t in_tile = sequence - (tile == 0 ? 0 : end_[tile - 1]);
    return {static_cast<std::int32_t>(tile), layouts_[tile].rect(in_tile), sequence, nullptr};
  }

 private:
  std::vector<BlockLayout> layouts_;
  std::vector<std::int64_t> end_;  ///< the first sequence number after each tile's blocks
};

class FolderBlockSource final : public BlockSource {
 public:
  /// `cuts`: by tile, are its pixels stored as they are, in frames that are passed over row by row?
  FolderBlockSource(LayerImages images, BlockMap blocks, std::vector<bool> cuts)
      : images_(std::move(images)),
        blocks_(std::move(blocks)),
        cuts_(std::move(cuts)),
        ahead_(images_.present_paths()) {}

  [[nodiscard]] const LayerGeometry& geometry() const override { return images_.geometry; }
  [[nodiscard]] std::int64_t block_count() const override { return blocks_.count(); }

  [[nodiscard]] Result<std::optional<EncodedBlock>> next() override {
    if (sequence_ == blocks_.count()) return std::nullopt;
    ahead_.reached(static_cast<double>(sequence_) / static_cast<double>(blocks_.count()));
    EncodedBlock block = blocks_.block(sequence_++);
    if (!file_ || block.tile != tile_) {
      tile_ = block.tile;
      file_ = ReadOnlyFile::open_for_sequence(images_.path(tile_));  // where that fails, decode() tells why
    }
    block.payload = file_;
    return block;
  }

  [[nodiscard]] bool cuts(const EncodedBlock& block) const override {
    return cuts_[static_cast<std::size_t>(block.tile)];
  }

  [[nodiscard]] Result<void> decode(const EncodedBlock& block, RawPixels& out) const override {
    return images_.read(pool_, block.tile, block.rect, out, static_cast<const ReadOnlyFile*>(block.payload.get()));
  }

 private:
  const LayerImages images_;
  const BlockMap blocks_;
  const std::vector<bool> cuts_;
  ReadAhead ahead_;
  mutable TiffPool pool_{kIdleHandles, kKeptByBlocks};
  std::int64_t sequence_ = 0;
  std::int32_t tile_ = -1;
  std::shared_ptr<const ReadOnlyFile> file_;  ///< of `tile_`; blocks in flight keep theirs open
};

class FolderRegionReader final : public RegionReader {
 public:
  explicit FolderRegionReader(LayerImages images) : images_(std::move(images)) {}

  [[nodiscard]] const LayerGeometry& geometry() const override { return images_.geometry; }

  [[nodiscard]] Result<void> read(std::int32_t tile, PixelRect rect, RawPixels& out) const override {
    if (tile < 0 || tile >= images_.size() || !images_.tile(tile).present) {
      return fail(internal_error("acquisition.region", {}, fmt::format("no tile {} to read from", tile)));
    }
    return images_.read(pool_, tile, rect, out);
  }

 private:
  const LayerImages images_;
  mutable TiffPool pool_{kIdleHandles, kKeptByRegions};
};

Result<LayerImages> images_of(const Scan& scan, std::size_t layer) {
  if (layer >= scan.layers.size()) {
    return fail(internal_error("acquisition.layer", scan.folder.string(), fmt::format("no layer {}", layer)));
  }
  const LayerFiles& files = scan.layers[layer];
  return LayerImages{files.geometry, files.tile_paths};
}

}  // namespace

Result<std::unique_ptr<BlockSource>> open_blocks(const Scan& scan, std::size_t layer) {
  Result<LayerImages> images = images_of(scan, layer);
  if (!images) return fail(std::move(images.error()));
  std::vector<BlockLayout> layouts;
  std::vector<bool> cuts;
  for (std::int32_t tile = 0; tile < images->size(); ++tile) {
    BlockLayout layout{0, 0, 1, 1};
    bool cut = false;
    if (images->tile(tile).present) {
      const Result<TiffHeader> header = read_tiff_header(images->path(tile));
      if (!header) return fail(header.error());
      layout = lay_out_blocks(*header, images->geometry.method);
      cut = !header->compressed && images->geometry.method == ScanMethod::camera;
    }
    layouts.push_back(layout);
    cuts.push_back(cut);
  }
  return std::make_unique<FolderBlockSource>(std::move(*images), BlockMap(std::move(layouts)), std::move(cuts));
}

Result<std::unique_ptr<RegionReader>> open_regions(const Scan& scan, std::size_t layer) {
  Result<LayerImages> images = images_of(scan, layer);
  if (!images) return fail(std::move(images.error()));
  return std::make_unique<FolderRegionReader>(std::move(*images));
}

}  // namespace pellucid

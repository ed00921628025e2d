#include "acquisition/layer_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "acquisition/error_code.h"
#include "acquisition/frame.h"
#include "acquisition/line_power.h"
#include "acquisition/scan_paths.h"
#include "acquisition/tiff_header.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;

SampleType type_of_bits(int bits) {
  if (bits <= 8) return SampleType::u8;
  return bits <= 16 ? SampleType::u16 : SampleType::f32;
}

std::string size_text(std::int64_t width, std::int64_t height) {
  return fmt::format("{} x {} pixels", width, height);
}

/// With --allow-missing-tiles these are as good as a missing file.
bool is_unreadable(const Error& error) {
  return error.code == code::kMissing || error.code == code::kTruncated || error.code == code::kCorrupt;
}

void check_tile(Scan& scan, LayerFiles& layer, std::size_t index, const OpenOptions& options,
                std::vector<Error>& faults) {
  TilePlacement& tile = layer.geometry.tiles[index];
  tile.present = false;
  Result<fs::path> path =
      resolve_inside(scan.folder, tile.file, fmt::format("a tile of layer \"{}\"", layer.geometry.name));
  layer.tile_paths.push_back(path.value_or(fs::path()));
  if (!path) {
    faults.push_back(std::move(path.error()));
    return;
  }
  Result<TiffHeader> header = read_tiff_header(*path);
  if (!header) {
    if (options.allow_missing_tiles && is_unreadable(header.error())) {
      scan.warnings.push_back("left out: " + header.error().message());
    } else {
      faults.push_back(std::move(header.error()));
    }
    return;
  }
  tile.width = header->width;
  tile.height = header->height;
  const SampleType expected = type_of_bits(layer.geometry.detector.bits);
  if (header->type != expected) {
    faults.push_back(
        bad_input(code::kFormat, path->string(), "wrong bit depth",
                  fmt::format("{}, as detector.bits is {}", name_of(expected), layer.geometry.detector.bits),
                  name_of(header->type)));
  }
  if (header->more_pages) scan.warnings.push_back(path->string() + ": holds further pages; only the first is read");
  tile.present = true;
  scan.bytes += header->file_bytes;
  scan.pixels += header->pixels();
}

/// The tiles of a camera have one size: the first present one's.
void check_camera_sizes(LayerFiles& layer, std::vector<Error>& faults) {
  std::vector<TilePlacement>& tiles = layer.geometry.tiles;
  const auto first = std::find_if(tiles.begin(), tiles.end(), [](const TilePlacement& t) { return t.present; });
  if (first == tiles.end()) return;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    TilePlacement& tile = tiles[i];
    if (!tile.present) {
      tile.width = first->width;
      tile.height = first->height;
    } else if (tile.width != first->width || tile.height != first->height) {
      faults.push_back(bad_input(code::kSize, layer.tile_paths[i].string(), "wrong size of a camera tile",
                                 fmt::format("{}, as {}", size_text(first->width, first->height), first->file),
                                 size_text(tile.width, tile.height)));
    }
  }
}

/// Tiles of a raster form a grid: one extent for all tiles that begin at (about) the same place along an axis.
void check_raster_axis(LayerFiles& layer, std::int64_t TilePlacement::*extent, double Vec2::*axis, const char* line,
                       std::vector<Error>& faults) {
  std::vector<TilePlacement>& tiles = layer.geometry.tiles;
  // The stage reports positions to a few micrometres: starts nearer than a few pixels are one row or column.
  constexpr double kSameStart_px = 8;
  std::multimap<double, std::size_t> by_start;
  for (std::size_t i = 0; i < tiles.size(); ++i) by_start.emplace(tiles[i].position_um.*axis, i);
  const TilePlacement* first = nullptr;
  double last_start = 0;
  for (const auto& [start, i] : by_start) {
    TilePlacement& tile = tiles[i];
    const double same_px = first == nullptr ? 0 : std::min(kSameStart_px, 0.5 * static_cast<double>(first->*extent));
    if (first == nullptr || !first->present || start - last_start > same_px * layer.geometry.pixel_um.*axis)
      first = &tile;
    last_start = start;
    if (tile.present && tile.*extent != first->*extent) {
      faults.push_back(bad_input(
          code::kSize, layer.tile_paths[i].string(), fmt::format("wrong size in a {} of raster tiles", line),
          fmt::format("{} pixels, as {}", first->*extent, first->file), fmt::format("{} pixels", tile.*extent)));
    }
  }
}

void fill_missing_raster_sizes(LayerGeometry& geometry) {
  const auto typical =
      std::find_if(geometry.tiles.begin(), geometry.tiles.end(), [](const TilePlacement& t) { return t.present; });
  if (typical == geometry.tiles.end()) return;
  for (TilePlacement& tile : geometry.tiles) {
    if (tile.present) continue;
    tile.width = typical->width;
    tile.height = typical->height;
  }
}

void check_sizes(LayerFiles& layer, const Scan& scan, std::vector<Error>& faults) {
  const std::vector<TilePlacement>& tiles = layer.geometry.tiles;
  if (std::none_of(tiles.begin(), tiles.end(), [](const TilePlacement& t) { return t.present; })) {
    if (tiles.empty()) return;  // noted in the manifest
    faults.push_back(bad_input(code::kMissing, (scan.folder / kManifestName).string(),
                               fmt::format("no tile of layer \"{}\" can be read", layer.geometry.name),
                               fmt::format("at least 1 of {} tiles", tiles.size()), "none"));
    return;
  }
  if (layer.geometry.method == ScanMethod::camera) {
    check_camera_sizes(layer, faults);
  } else {
    check_raster_axis(layer, &TilePlacement::height, &Vec2::y, "row", faults);
    check_raster_axis(layer, &TilePlacement::width, &Vec2::x, "column", faults);
    fill_missing_raster_sizes(layer.geometry);
  }
}

/// Dark and flat: a frame of the tile's size (camera) or one line of its width (raster).
std::optional<fs::path> check_frame(const Scan& scan, const LayerFiles& layer, const std::optional<std::string>& name,
                                    std::string_view role, std::vector<Error>& faults) {
  if (!name) return std::nullopt;
  Result<fs::path> path =
      resolve_inside(scan.folder, *name, fmt::format("the {} of layer \"{}\"", role, layer.geometry.name));
  if (!path) {
    faults.push_back(std::move(path.error()));
    return std::nullopt;
  }
  Result<TiffHeader> header = read_frame_header(*path);
  if (!header) {
    faults.push_back(std::move(header.error()));
    return std::nullopt;
  }
  const bool camera = layer.geometry.method == ScanMethod::camera;
  for (const TilePlacement& tile : layer.geometry.tiles) {
    const std::int64_t height = camera ? tile.height : 1;
    if (!tile.present || (header->width == tile.width && header->height == height)) continue;
    faults.push_back(bad_input(code::kSize, path->string(), fmt::format("wrong size of the {}", role),
                               fmt::format("{}, {} {}", size_text(tile.width, height),
                                           camera ? "the size of tile" : "one line of tile", tile.file),
                               size_text(header->width, header->height)));
    break;
  }
  return *path;
}

std::optional<fs::path> check_line_power(const Scan& scan, const LayerFiles& layer,
                                         const std::optional<std::string>& name, std::vector<Error>& faults) {
  if (!name) return std::nullopt;
  Result<fs::path> path =
      resolve_inside(scan.folder, *name, fmt::format("the line power of layer \"{}\"", layer.geometry.name));
  if (!path) {
    faults.push_back(std::move(path.error()));
    return std::nullopt;
  }
  if (const auto power = read_line_power(*path, count_lines(layer.geometry)); !power) faults.push_back(power.error());
  return *path;
}

}  // namespace

void check_layer_files(Scan& scan, std::size_t index, const LayerPaths& paths, const OpenOptions& options,
                       std::vector<Error>& faults) {
  LayerFiles& layer = scan.layers[index];
  layer.tile_paths.reserve(layer.geometry.tiles.size());
  for (std::size_t tile = 0; tile < layer.geometry.tiles.size(); ++tile) check_tile(scan, layer, tile, options, faults);
  check_sizes(layer, scan, faults);
  layer.dark = check_frame(scan, layer, paths.dark, "dark", faults);
  layer.flat = check_frame(scan, layer, paths.flat, "flat", faults);
  layer.line_power = check_line_power(scan, layer, paths.line_power, faults);
}

}  // namespace pellucid

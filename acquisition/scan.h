/// A scan folder (spec: "pellucid.scan/1"): opened, checked, described. Reads no pixel of a tile.
/// What open_scan() returns is a plain value; every function here may be called from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "core/model/layer.h"
#include "core/model/progress.h"
#include "core/model/wafer.h"

namespace pellucid {

/// One layer and the files that correct it; paths are absolute.
struct LayerFiles {
  LayerGeometry geometry;  ///< tiles with their sizes; a tile that was allowed to be missing has the others' size
  std::optional<std::filesystem::path> dark, flat, line_power;

  /// Absolute path of a tile.
  std::vector<std::filesystem::path> tile_paths;
};

struct Scan {
  std::filesystem::path folder;  ///< absolute, links resolved
  std::string scan_id;           ///< the folder's name where the manifest has none
  std::string acquired_at, tool_id, tool_recipe;
  WaferDesign wafer;
  std::vector<LayerFiles> layers;
  std::optional<std::filesystem::path> spectra, electrical;
  std::string manifest_sha256;         ///< of scan.json's bytes, lower-case hexadecimal
  std::int64_t bytes = 0, pixels = 0;  ///< of all present tiles
  std::vector<std::string> warnings;   ///< what was accepted but is worth telling
};

struct OpenOptions {
  /// A tile whose file is missing, truncated or not a readable TIFF is marked not present, with a warning.
  bool allow_missing_tiles = false;
};

/// Parses scan.json and checks whatever can be checked without decoding pixels: every value of the manifest, that no
/// path leaves the folder, the header of every TIFF, the sizes of dark and flat, line_power.csv, el.csv's header row.
/// detector.bits and the files must agree: 8 is 8-bit unsigned, 9 to 16 is 16-bit unsigned, 32 is float; dark and flat
/// may be of any of the three. All tiles of a camera layer have one size; those of a raster share the height along a
/// row and the width along a column.
/// Keys that are not known are accepted. `chips.anchor` ("outline" by default, or "image") is an optional key of ours:
/// with "image", columns, rows and origin_um may be left out (columns = rows = 0) and follow from the image.
/// Errors: acquisition.*, naming file, expected and found; the first of what validate_scan() would list.
[[nodiscard]] Result<Scan> open_scan(const std::filesystem::path& folder, const OpenOptions& options = {});

/// Every fault of a scan, not only the first; also decodes every tile, dark and flat and reads el.csv wholly.
/// Empty: the scan is good. On a stop request the list ends with cancelled().
[[nodiscard]] std::vector<Error> validate_scan(const std::filesystem::path& folder, const Progress& progress = {},
                                               std::stop_token stop = {});

}  // namespace pellucid

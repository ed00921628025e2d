/// scan.json as plain values, before any other file is looked at. Private to the room; any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "acquisition/scan.h"
#include "core/model/error.h"

namespace pellucid {

/// The file names of a layer as the manifest writes them, relative to the scan folder.
struct LayerPaths {
  std::optional<std::string> dark, flat, line_power;
};

struct Manifest {
  Scan scan;  ///< without paths, sizes of tiles, bytes and pixels
  std::vector<LayerPaths> layer_paths;
  std::optional<std::string> spectra, electrical;
};

inline constexpr std::string_view kManifestName = "scan.json";
inline constexpr std::string_view kScanSchema = "pellucid.scan/1";

/// Reads FOLDER/scan.json. Every fault found is added to `faults`; nullopt where nothing more can be said of the scan
/// (no file, no JSON, another schema). With faults, what is returned is good only for finding more of them.
[[nodiscard]] std::optional<Manifest> read_manifest(const std::filesystem::path& folder, std::vector<Error>& faults);

/// Parses a manifest from text; `file` is named in the faults.
[[nodiscard]] std::optional<Manifest> parse_manifest(const std::string& text, const std::string& file,
                                                     std::vector<Error>& faults);

}  // namespace pellucid

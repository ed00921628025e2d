/// What a folder is that somebody opens: a result, a scan, or a folder with some of them below it. Reads the disk: call
/// it from a worker. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace pellucid::gui {

enum class FolderKind : std::uint8_t {
  nothing,
  result,
  surface,  ///< a result of a wafer without chips
  scan,
  results,
  scans,
};

struct FolderFound {
  FolderKind kind = FolderKind::nothing;
  std::filesystem::path folder;
  std::vector<std::filesystem::path> below;  ///< results or scans, absolute, sorted; of kinds `results` and `scans`
};

/// Results before scans where a folder holds both: they are what a person wants to see.
[[nodiscard]] FolderFound look_at(const std::filesystem::path& folder);

/// The same with scans alone: `scan`, `scans` or `nothing`.
[[nodiscard]] FolderFound look_for_scans(const std::filesystem::path& folder);

/// Every result below a folder, sorted. Not looked into: results, scans, folders whose name begins with a dot.
[[nodiscard]] std::vector<std::filesystem::path> find_results(const std::filesystem::path& root);

}  // namespace pellucid::gui

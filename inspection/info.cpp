#include "inspection/info.h"

#include <system_error>
#include <utility>

namespace pellucid {

Result<FolderInfo> info(const std::filesystem::path& folder) {
  std::error_code problem;
  if (std::filesystem::exists(folder / "summary.json", problem)) {
    auto summary = read_summary(folder / "summary.json");
    if (!summary) return fail(std::move(summary.error()));
    return FolderInfo(std::move(*summary));
  }
  if (std::filesystem::exists(folder / "scan.json", problem)) {
    auto scan = open_scan(folder, OpenOptions{.allow_missing_tiles = true});
    if (!scan) return fail(std::move(scan.error()));
    return FolderInfo(std::move(*scan));
  }
  const bool there = std::filesystem::is_directory(folder, problem);
  return fail(bad_input("inspection.neither", folder.string(), "is neither a scan nor a result folder",
                        "scan.json or summary.json in it", there ? "neither" : "no such folder"));
}

}  // namespace pellucid

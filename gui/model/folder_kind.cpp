#include "gui/model/folder_kind.h"

#include <algorithm>
#include <system_error>

#include "batch/batch.h"

namespace pellucid::gui {
namespace {

namespace fs = std::filesystem;

bool holds(const fs::path& folder, const char* file) {
  std::error_code problem;
  return fs::is_regular_file(folder / file, problem);
}

}  // namespace

std::vector<fs::path> find_results(const fs::path& root) {
  std::vector<fs::path> found;
  std::error_code problem;
  fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied, problem);
  while (!problem && at != fs::recursive_directory_iterator()) {
    std::error_code unreadable;
    if (at->is_directory(unreadable)) {
      const bool hidden = at->path().filename().string().starts_with('.');
      const bool result = !hidden && holds(at->path(), "summary.json");
      if (result) found.push_back(at->path());
      if (hidden || result || holds(at->path(), "scan.json")) at.disable_recursion_pending();
    }
    at.increment(problem);
  }
  std::ranges::sort(found);
  return found;
}

FolderFound look_for_scans(const fs::path& folder) {
  if (holds(folder, "scan.json")) return {FolderKind::scan, folder, {}};
  FolderFound found{FolderKind::nothing, folder, {}};
  if (const auto scans = find_scans(folder, {}); scans && !scans->empty()) {
    found.kind = FolderKind::scans;
    for (const fs::path& scan : *scans) found.below.push_back(folder / scan);
  }
  return found;
}

FolderFound look_at(const fs::path& folder) {
  if (holds(folder, "summary.json")) {
    const bool without_chips = holds(folder, "wafer.h5") && !holds(folder, "chips.h5");
    return {without_chips ? FolderKind::surface : FolderKind::result, folder, {}};
  }
  if (holds(folder, "scan.json")) return {FolderKind::scan, folder, {}};
  if (auto results = find_results(folder); !results.empty()) return {FolderKind::results, folder, std::move(results)};
  return look_for_scans(folder);
}

}  // namespace pellucid::gui

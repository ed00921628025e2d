#include "acquisition/scan_paths.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "acquisition/error_code.h"
#include "acquisition/manifest.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

bool is_below(const fs::path& path, const fs::path& folder) {
  const auto [in_folder, in_path] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return in_folder == folder.end() && in_path != path.end();
}

}  // namespace

Result<fs::path> resolve_inside(const fs::path& folder, const std::string& name, std::string_view role) {
  const std::string manifest = (folder / kManifestName).string();
  const auto refuse = [&](std::string_view found) {
    return fail(bad_input(acquisition_code::kPath, manifest, fmt::format("{} leaves the scan folder", role),
                          "a relative path inside the scan folder", found));
  };
  if (name.find('\0') != std::string::npos) {
    return fail(bad_input(acquisition_code::kPath, manifest, fmt::format("{} is not a path", role), "a file name",
                          "a text with a zero byte"));
  }
  const fs::path relative(name);
  if (relative.is_absolute()) return refuse(name);
  if (std::find(relative.begin(), relative.end(), fs::path("..")) != relative.end()) return refuse(name);
  std::error_code failed;
  const fs::path target = fs::weakly_canonical(folder / relative, failed);
  if (failed) {
    return fail(bad_input(acquisition_code::kPath, manifest, fmt::format("{} cannot be followed", role),
                          "a path inside the scan folder", fmt::format("{} ({})", name, failed.message())));
  }
  if (!is_below(target, folder)) return refuse(fmt::format("{}, a link to {}", name, target.string()));
  return folder / relative;
}

}  // namespace pellucid

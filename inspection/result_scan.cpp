#include "inspection/result_scan.h"

#include <system_error>

namespace pellucid {

Result<Scan> open_result_scan(const std::filesystem::path& path, const std::string& manifest_sha256,
                              std::string_view what, std::string_view remedy) {
  std::error_code problem;
  if (!std::filesystem::is_directory(path, problem))
    return fail(bad_input("inspection.no_scan", path.string(), what, remedy, "no such folder"));
  auto scan = open_scan(path, OpenOptions{true});
  if (scan && scan->manifest_sha256 != manifest_sha256) {
    return fail(bad_input("inspection.no_scan", path.string(), what, remedy,
                          "another scan: the SHA-256 of its scan.json differs"));
  }
  return scan;
}

}  // namespace pellucid

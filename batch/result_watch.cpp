#include "batch/result_watch.h"

#include <system_error>
#include <utility>

namespace pellucid {

namespace fs = std::filesystem;

ResultWatch::ResultWatch(fs::path root) : root_(std::move(root)), seen_(results()) {}

ResultWatch::Seen ResultWatch::results() const {
  Seen found;
  std::error_code problem;
  fs::recursive_directory_iterator entry(root_, fs::directory_options::skip_permission_denied, problem);
  while (!problem && entry != fs::recursive_directory_iterator()) {
    std::error_code ignored;
    const bool hidden = entry->path().filename().string().starts_with('.');
    const auto written = fs::last_write_time(entry->path() / "summary.json", ignored);
    const bool is_result = !hidden && !ignored && entry->is_directory(ignored);
    if (is_result) found[entry->path()] = written;
    if (hidden || is_result) entry.disable_recursion_pending();
    entry.increment(problem);
  }
  return found;
}

std::vector<fs::path> ResultWatch::look() {
  Seen now = results();
  std::vector<fs::path> fresh;
  for (const auto& [path, written] : now) {
    const auto before = seen_.find(path);
    if (before == seen_.end() || before->second != written) fresh.push_back(path);
  }
  seen_ = std::move(now);
  return fresh;
}

}  // namespace pellucid

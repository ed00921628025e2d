#include "inspection/whole_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>

namespace pellucid {
namespace {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

tl::unexpected<Error> write_failed(const std::filesystem::path& path, int reason) {
  return fail(
      internal_error("inspection.write", path.string(), std::string("cannot be written: ") + std::strerror(reason)));
}

/// Bytes on the disk, not in a cache only: a rename must never stand before its content. 0, or errno.
int write_durably(const std::filesystem::path& path, std::string_view text) {
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "wb"));
  if (!file) return errno;
  if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size()) return errno;
  if (std::fflush(file.get()) != 0 || fsync(fileno(file.get())) != 0) return errno;
  return 0;
}

}  // namespace

Result<void> write_whole_file(const std::filesystem::path& path, std::string_view text, bool overwrite) {
  std::error_code problem;
  if (!overwrite && std::filesystem::exists(path, problem)) {
    return fail(Error{ErrorKind::usage, "inspection.exists", path.string(), "exists already",
                      "a new file, or --overwrite", "a file"});
  }
  std::filesystem::path temporary = path;
  temporary += ".tmp" + std::to_string(getpid());
  if (const int reason = write_durably(temporary, text); reason != 0) {
    std::filesystem::remove(temporary, problem);
    return write_failed(path, reason);
  }
  std::filesystem::rename(temporary, path, problem);
  if (!problem) return {};
  const int reason = problem.value();
  std::filesystem::remove(temporary, problem);
  return write_failed(path, reason);
}

}  // namespace pellucid

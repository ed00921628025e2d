#include "results/detail/atomic_path.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "results/results_error.h"

namespace pellucid::detail {

namespace {

namespace fs = std::filesystem;

Error io_error(const fs::path& path, std::string_view doing, int code) {
  Error error = internal_error(results_error::kIo, path.string(), doing);
  error.found = std::strerror(code);
  return error;
}

fs::path hidden_beside(const fs::path& path, std::string_view word) {
  static std::atomic<unsigned> serial{0};
  return path.parent_path() / fmt::format(".{}.{}-{}-{}", path.filename().string(), word, ::getpid(), serial++);
}

/// "a/b/" and "a/b" are one folder, and "b" lies in ".".
fs::path with_parent(const fs::path& path) {
  const fs::path absolute = fs::absolute(path).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

Result<void> flush_tree(const fs::path& root) {
  if (!fs::is_directory(root)) return flush_to_disk(root);
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    if (auto flushed = flush_to_disk(entry.path()); !flushed) return flushed;
  }
  return flush_to_disk(root);
}

/// For file systems that cannot exchange two names: for a moment there is no folder of that name, never half a one.
Result<void> move_aside_and_in(const fs::path& partial, const fs::path& final_path) {
  const fs::path old = hidden_beside(final_path, "old");
  if (::rename(final_path.c_str(), old.c_str()) != 0)
    return fail(io_error(final_path, "cannot move the old result away", errno));
  if (::rename(partial.c_str(), final_path.c_str()) != 0) {
    const int code = errno;
    ::rename(old.c_str(), final_path.c_str());
    return fail(io_error(final_path, "cannot give the result its name", code));
  }
  std::error_code ignored;
  fs::remove_all(old, ignored);
  return {};
}

Result<void> replace_folder(const fs::path& partial, const fs::path& final_path) {
  if (::renameat2(AT_FDCWD, partial.c_str(), AT_FDCWD, final_path.c_str(), RENAME_EXCHANGE) == 0) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);  // it holds the old result now
    return {};
  }
  return move_aside_and_in(partial, final_path);
}

}  // namespace

void begin_flush(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ::sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
  ::close(file);
}

Result<void> flush_to_disk(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(io_error(path, "cannot open it to flush it", errno));
  const int status = ::fsync(file);
  const int code = errno;
  ::close(file);
  // Some network file systems cannot flush a folder and say so with EINVAL: nothing is lost by that.
  if (status != 0 && code != EINVAL && code != EROFS) return fail(io_error(path, "cannot flush it to the disk", code));
  return {};
}

PartialPath::PartialPath(fs::path final_path)
    : final_(with_parent(final_path)), partial_(hidden_beside(final_, "partial")) {}

PartialPath::~PartialPath() {
  if (published_) return;
  std::error_code ignored;
  fs::remove_all(partial_, ignored);
}

Result<void> PartialPath::publish(bool replace) {
  try {
    if (auto flushed = flush_tree(partial_); !flushed) return flushed;
    const bool is_folder = fs::is_directory(partial_);
    if (is_folder && fs::exists(final_)) {
      if (!replace)
        return fail({ErrorKind::usage, std::string(results_error::kExists), final_.string(), "it exists already",
                     "a new name", ""});
      if (auto replaced = replace_folder(partial_, final_); !replaced) return replaced;
    } else if (::rename(partial_.c_str(), final_.c_str()) != 0) {
      return fail(io_error(final_, "cannot give it its name", errno));
    }
    published_ = true;
    return flush_to_disk(final_.parent_path());
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kIo, final_.string(), e.what()));
  }
}

}  // namespace pellucid::detail

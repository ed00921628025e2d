/// Files that outlive a crash: what these functions have done is on the disk when they return, names included. Any
/// thread; two writers of one path must not run at once.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/model/error.h"
#include "mes/file_facts.h"

namespace pellucid::mes::detail {

/// "PATH: WHAT: No space left on device", from errno.
[[nodiscard]] Error disk_error(const std::filesystem::path& path, std::string_view what, int reason);

/// FILE.tmp, then its final name. Errors of all functions: internal "mes.io".
[[nodiscard]] Result<void> write_durably(const std::filesystem::path& file, std::string_view text);
/// Replaces `to`; hashes what goes through. Not yet its folder: see sync_folder.
[[nodiscard]] Result<FileFacts> copy_synced(const std::filesystem::path& from, const std::filesystem::path& to);
[[nodiscard]] Result<void> rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);
[[nodiscard]] Result<void> sync_folder(const std::filesystem::path& folder);
/// Makes it and what is missing above it.
[[nodiscard]] Result<void> make_folder(const std::filesystem::path& folder);
/// At most 1 MiB. Errors: bad_input "mes.unreadable".
[[nodiscard]] Result<std::string> read_small_file(const std::filesystem::path& file);

/// A lock between processes, held as long as the object: a process that dies lets go of it.
class FileLock {
 public:
  enum class When { now_or_never, wait };
  FileLock() = default;
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  /// A lock that is not held where `now_or_never` found another holder.
  [[nodiscard]] static Result<FileLock> take(const std::filesystem::path& file, When when);
  [[nodiscard]] bool is_held() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

}  // namespace pellucid::mes::detail

#include "mes/detail/disk.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "core/model/sha256.h"
#include "mes/mes_error.h"

namespace pellucid::mes::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 1 << 20;

/// A descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : value_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return value_; }
  /// A network share may tell of a full disk only now.
  [[nodiscard]] bool close() { return ::close(std::exchange(value_, -1)) == 0; }

 private:
  int value_;
};

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Error disk_error(const fs::path& path, std::string_view what, int reason) {
  return internal_error(mes_error::kIo, path.string(), std::string(what) + ": " + std::strerror(reason));
}

Result<void> write_durably(const fs::path& file, std::string_view text) {
  fs::path temporary = file;
  temporary += ".tmp";
  Descriptor out(temporary, O_WRONLY | O_CREAT | O_TRUNC);
  if (out.get() < 0 || !write_all(out.get(), text) || ::fsync(out.get()) != 0 || !out.close()) {
    return fail(disk_error(file, "cannot be written", errno));
  }
  return rename_durably(temporary, file);
}

Result<FileFacts> copy_synced(const fs::path& from, const fs::path& to) {
  const Descriptor in(from, O_RDONLY);
  if (in.get() < 0) return fail(disk_error(from, "cannot be read", errno));
  Descriptor out(to, O_WRONLY | O_CREAT | O_TRUNC);
  if (out.get() < 0) return fail(disk_error(to, "cannot be written", errno));
  FileFacts facts{to, 0, {}};
  Sha256 hash;
  std::vector<char> buffer(1 << 20);
  for (;;) {
    const ssize_t read = ::read(in.get(), buffer.data(), buffer.size());
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return fail(disk_error(from, "cannot be read", errno));
    if (read == 0) break;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(read));
    if (!write_all(out.get(), bytes)) return fail(disk_error(to, "cannot be written", errno));
    hash.add(bytes);
    facts.bytes += bytes.size();
  }
  if (::fsync(out.get()) != 0 || !out.close()) return fail(disk_error(to, "cannot be written", errno));
  facts.sha256 = hash.hex();
  return facts;
}

Result<void> rename_durably(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return fail(disk_error(to, "cannot be given its name", errno));
  auto synced = sync_folder(to.parent_path());
  if (synced && from.parent_path() != to.parent_path()) synced = sync_folder(from.parent_path());
  return synced;
}

Result<void> sync_folder(const fs::path& folder) {
  const Descriptor opened(folder, O_RDONLY | O_DIRECTORY);
  // Some network filesystems know no fsync of a folder: there the rename itself is all one can have.
  const bool synced = opened.get() >= 0 && (::fsync(opened.get()) == 0 || errno == EINVAL || errno == ENOTSUP);
  if (!synced) return fail(disk_error(folder, "cannot be brought to the disk", errno));
  return {};
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code problem;
  if (fs::is_directory(folder, problem)) return {};
  if (auto above = folder.has_parent_path() ? make_folder(folder.parent_path()) : Result<void>(); !above) return above;
  fs::create_directory(folder, problem);
  if (problem) return fail(disk_error(folder, "cannot be made", problem.value()));
  return sync_folder(folder.has_parent_path() ? folder.parent_path() : fs::path("."));
}

Result<std::string> read_small_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::error_code problem;
  if (!stream || fs::is_directory(file, problem)) {
    return fail(bad_input(mes_error::kUnreadable, file.string(), "cannot be read", "a file", "none"));
  }
  std::string text(kMostBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMostBytes) {
    return fail(bad_input(mes_error::kUnreadable, file.string(), "is too large", "at most 1 MiB", "more"));
  }
  return text;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<FileLock> FileLock::take(const fs::path& file, When when) {
  FileLock lock;
  lock.descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock.descriptor_ < 0) return fail(disk_error(file, "cannot be opened", errno));
  int answer = 0;
  do {
    answer = ::flock(lock.descriptor_, when == When::wait ? LOCK_EX : LOCK_EX | LOCK_NB);
  } while (answer != 0 && errno == EINTR);
  if (answer == 0) return lock;
  if (errno == EWOULDBLOCK) return FileLock();
  return fail(disk_error(file, "cannot be locked", errno));
}

}  // namespace pellucid::mes::detail

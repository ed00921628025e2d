#include "acquisition/read_only_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace pellucid {

std::shared_ptr<const ReadOnlyFile> ReadOnlyFile::open_for_sequence(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  (void)::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return std::shared_ptr<const ReadOnlyFile>(new ReadOnlyFile(descriptor));
}

ReadOnlyFile::~ReadOnlyFile() {
  ::close(descriptor_);
}

ReadCount read_at(int descriptor, std::int64_t offset, std::int64_t bytes, std::byte* to) {
  ReadCount done;
  while (done.bytes < bytes) {
    const auto left = static_cast<std::size_t>(bytes - done.bytes);
    const ssize_t got = ::pread(descriptor, to + done.bytes, left, offset + done.bytes);
    if (got < 0 && errno == EINTR) continue;
    done.failed = got < 0;
    if (got <= 0) break;
    done.bytes += got;
  }
  return done;
}

}  // namespace pellucid

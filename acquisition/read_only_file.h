/// A file that many threads read at once, each where it likes. Thread-safe. Private to the room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace pellucid {

class ReadOnlyFile {
 public:
  /// nullptr where it cannot be opened. The kernel is told that the file is read from its start to its end: it then
  /// fetches twice as far ahead, and as all threads share one descriptor it sees one sequence where each thread's own
  /// descriptor would show jumps.
  [[nodiscard]] static std::shared_ptr<const ReadOnlyFile> open_for_sequence(const std::filesystem::path& path);
  ~ReadOnlyFile();
  ReadOnlyFile(const ReadOnlyFile&) = delete;
  ReadOnlyFile& operator=(const ReadOnlyFile&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  explicit ReadOnlyFile(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
};

struct ReadCount {
  std::int64_t bytes = 0;
  bool failed = false;  ///< fewer bytes than asked for are the disk's fault, not the file's end
};

/// Reads `bytes` bytes from `offset` on, or as many as there are.
[[nodiscard]] ReadCount read_at(int descriptor, std::int64_t offset, std::int64_t bytes, std::byte* to);

}  // namespace pellucid

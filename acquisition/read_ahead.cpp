#include "acquisition/read_ahead.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace pellucid {
namespace {

/// Bytes asked for at once. Short, and few of them at a time: whoever needs other bytes now does not wait for long.
constexpr std::int64_t kPiece = std::int64_t{1} << 20;

/// Is a byte in memory already?
bool is_cached(int file, std::int64_t offset) {
  char byte = 0;
  const iovec to{&byte, 1};
  return ::preadv2(file, &to, 1, offset, RWF_NOWAIT) == 1;
}

/// Until a byte is in memory.
void wait_for(int file, std::int64_t offset) {
  char byte = 0;
  (void)!::pread(file, &byte, 1, offset);
}

}  // namespace

ReadAhead::ReadAhead(std::vector<std::filesystem::path> files, std::int64_t most_ahead)
    : files_(std::move(files)), most_ahead_(most_ahead) {
  for (std::size_t file = 0; file < files_.size(); ++file) {
    std::error_code unknown;
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(files_[file], unknown));
    for (std::int64_t at = 0; !unknown && at < size; at += kPiece) {
      pieces_.push_back({file, at, std::min(kPiece, size - at), bytes_});
      bytes_ += pieces_.back().bytes;
    }
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

ReadAhead::~ReadAhead() = default;

void ReadAhead::reached(double share) {
  const auto read = static_cast<std::int64_t>(share * static_cast<double>(bytes_));
  if (read < reported_ + kPiece) return;
  reported_ = read;
  const std::lock_guard lock(mutex_);
  read_ = read;
  moved_.notify_one();
}

void ReadAhead::run(const std::stop_token& stop) {
  for (std::size_t file = 0, next = 0; file < files_.size(); ++file) {
    const int descriptor = ::open(files_[file].c_str(), O_RDONLY | O_CLOEXEC);
    const Piece* before = nullptr;
    for (; next < pieces_.size() && pieces_[next].file == file && !stop.stop_requested(); ++next) {
      const Piece& piece = pieces_[next];
      if (descriptor < 0 || !is_wanted(piece, stop) || is_cached(descriptor, piece.middle())) continue;
      (void)::posix_fadvise(descriptor, piece.offset, piece.bytes, POSIX_FADV_WILLNEED);
      if (before != nullptr) wait_for(descriptor, before->middle());
      before = &piece;
    }
    if (descriptor >= 0) ::close(descriptor);
    if (stop.stop_requested()) return;
  }
}

bool ReadAhead::is_wanted(const Piece& piece, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, stop, [&] { return piece.before < read_ + most_ahead_; });
  return piece.before + piece.bytes > read_;  // otherwise the reader was faster
}

}  // namespace pellucid

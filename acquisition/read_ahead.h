/// Files on their way from the disk before they are wanted: while the processor is busy with something else, the disk
/// is as well. A hint: nothing is promised, nothing fails. Private to the room.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

namespace pellucid {

class ReadAhead {
 public:
  static constexpr std::int64_t kMostAhead = std::int64_t{512} << 20;
  /// Begins to fetch the files one after the other, in a thread of its own that mostly waits, and stays at most so many
  /// bytes before the reader.
  explicit ReadAhead(std::vector<std::filesystem::path> files, std::int64_t most_ahead = kMostAhead);
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// So much of all files [0, 1] has been read. Cheap; one thread at a time.
  void reached(double share);

 private:
  /// A stretch of a file.
  struct Piece {
    std::size_t file = 0;
    std::int64_t offset = 0, bytes = 0;
    std::int64_t before = 0;  ///< bytes of all pieces before it
    [[nodiscard]] std::int64_t middle() const { return offset + bytes / 2; }
  };
  void run(const std::stop_token& stop);
  /// Waits until the reader is near.
  [[nodiscard]] bool is_wanted(const Piece& piece, const std::stop_token& stop);

  std::vector<std::filesystem::path> files_;
  std::vector<Piece> pieces_;
  std::int64_t most_ahead_;
  std::int64_t bytes_ = 0;  ///< of all files
  std::mutex mutex_;
  std::condition_variable_any moved_;
  std::int64_t read_ = 0;      ///< bytes; guarded by mutex_
  std::int64_t reported_ = 0;  ///< the reader's own
  std::jthread thread_;        ///< last: it uses all the others
};

}  // namespace pellucid

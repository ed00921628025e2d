/// Messages for a host that is away, in order, in one file: they outlive the process and, once synced, the machine.
/// From one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/model/error.h"

namespace pellucid::gem {

struct SpoolLimits {
  std::size_t max_messages = 100'000;
  std::size_t max_bytes = 256 << 20;
  bool overwrite = false;  ///< full: the oldest goes, instead of the newest not being kept
};

struct SpooledMessage {
  std::uint8_t stream = 0;
  std::uint8_t function = 0;
  std::string text;  ///< SECS-II bytes

  bool operator==(const SpooledMessage&) const = default;
};

class Spool {
 public:
  /// Takes up what an earlier run left; a message that was cut short at the end of the file is dropped.
  /// Errors: internal "gem.spool".
  [[nodiscard]] static Result<std::unique_ptr<Spool>> open(const std::filesystem::path& file, SpoolLimits limits = {});
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  /// False where it was not kept: full, or the disk refused.
  bool push(const SpooledMessage& message);
  /// The message `index` places behind the oldest; nothing where there is none or the file cannot be read.
  [[nodiscard]] std::optional<SpooledMessage> at(std::size_t index) const;
  /// The oldest has been received by the host.
  void pop();
  void purge();
  /// What was pushed and popped is on the disk when this returns. Cheap where nothing changed.
  void sync();

  [[nodiscard]] std::size_t size() const { return records_.size(); }
  [[nodiscard]] bool empty() const { return records_.empty(); }
  [[nodiscard]] std::uint64_t total() const { return total_; }  ///< messages ever meant for it, since it was last empty
  [[nodiscard]] std::uint64_t popped() const { return popped_; }  ///< messages that have left it in this run
  void set_overwrite(bool overwrite) { limits_.overwrite = overwrite; }

 private:
  struct Record {
    std::uint64_t at = 0;
    std::uint32_t bytes = 0;  ///< stream, function and text
  };

  explicit Spool(SpoolLimits limits) : limits_(limits) {}
  Result<void> take_up(const std::filesystem::path& file);
  bool write_head();

  SpoolLimits limits_;
  int file_ = -1;
  std::deque<Record> records_;
  std::uint64_t end_ = 0;    ///< where the next record goes
  std::uint64_t freed_ = 0;  ///< everything before it has given its blocks back
  std::uint64_t total_ = 0, popped_ = 0;
  bool changed_ = false;
};

}  // namespace pellucid::gem

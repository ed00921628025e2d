/// The port of a place that deliveries go to. A file drop and an MQTT broker stand beside it in this room; the GEM host
/// is reached from a higher floor. From the deliverer's thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "core/model/error.h"
#include "mes/outbox_entry.h"

namespace pellucid::mes {

enum class Outcome : std::uint8_t {
  done,     ///< the target has said that it has it
  refused,  ///< this entry cannot be delivered now; others may
  away,     ///< the target cannot be reached: nothing can be delivered now
  stopped,  ///< a stop was asked for; no attempt was made of it
};

struct Attempt {
  Outcome outcome = Outcome::done;
  std::string why;  ///< of one that is not done
};

struct Delivery {
  const OutboxEntry& entry;
  std::filesystem::path payload;  ///< folder with the files 0, 1, ... of a file drop's entry
  /// Remembers for good that the files are where they belong, before anybody is told of them: after a crash it is then
  /// known whether a file that is gone was taken, or never came.
  std::function<Result<void>()> remember_placed;
};

class OutboxTarget {
 public:
  virtual ~OutboxTarget() = default;
  /// Comes back within bounded time. After a crash the same may be delivered again, whole or in part.
  virtual Attempt deliver(const Delivery& delivery, std::stop_token stop) = 0;
};

}  // namespace pellucid::mes

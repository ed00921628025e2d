/// A file on its way to the disk while it is being written: the flush that PartialPath::publish() waits for is then
/// short. A hint: nothing is promised, nothing fails. Private to the room.
#pragma once

#include <filesystem>
#include <thread>

namespace pellucid::detail {

/// While it lives, a thread of its own, which mostly sleeps, asks the system again and again to begin to write what the
/// file holds by then. The file need not be there yet.
class EarlyFlush {
 public:
  explicit EarlyFlush(std::filesystem::path path);

 private:
  std::jthread thread_;  ///< stops and is waited for at the end
};

}  // namespace pellucid::detail

/// Files and folders that appear whole or not at all: made beside their final name under a hidden one, flushed to the
/// disk, renamed. What was not published is removed when the object goes. Private to the room; one thread an object.
#pragma once

#include <filesystem>

#include "core/model/error.h"

namespace pellucid::detail {

/// A path beside `final_path`, `.NAME.partial-PID-N`, removed with all below it unless published.
class PartialPath {
 public:
  explicit PartialPath(std::filesystem::path final_path);
  ~PartialPath();
  PartialPath(const PartialPath&) = delete;
  PartialPath& operator=(const PartialPath&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return partial_; }
  /// Flushes what is there and gives it its final name. A file that is there is replaced; a folder that is there only
  /// where `replace` is set: the two change places in one step where the file system can, and the old one is then
  /// removed. Errors: results.exists, results.io.
  [[nodiscard]] Result<void> publish(bool replace);

 private:
  std::filesystem::path final_, partial_;
  bool published_ = false;
};

/// Asks the system to begin to write a file to the disk and does not wait: the flush that publish() waits for is then
/// short where other work comes between. A hint: nothing is promised, nothing fails.
void begin_flush(const std::filesystem::path& path);

/// Flushes a file or a folder's own entry to the disk.
[[nodiscard]] Result<void> flush_to_disk(const std::filesystem::path& path);

}  // namespace pellucid::detail

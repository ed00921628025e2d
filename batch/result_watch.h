/// New results below a folder, found by looking again: how a GEM equipment reports what a `pellucid batch` in another
/// process finishes. Result folders appear whole (docs/adr/0003), so that one look is enough. From one thread.
#pragma once

#include <filesystem>
#include <map>
#include <vector>

namespace pellucid {

class ResultWatch {
 public:
  /// What is there already is not new.
  explicit ResultWatch(std::filesystem::path root);
  /// Result folders that came, or were replaced, since the last look; sorted.
  [[nodiscard]] std::vector<std::filesystem::path> look();

 private:
  using Seen = std::map<std::filesystem::path, std::filesystem::file_time_type>;
  [[nodiscard]] Seen results() const;

  std::filesystem::path root_;
  Seen seen_;
};

}  // namespace pellucid

/// Files that appear whole or not at all. One thread an object; two writers of one path must not run at once.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

#include "core/model/error.h"

namespace pellucid {

/// A file that is written piece by piece beside its final path, under a temporary name: nobody ever sees half of it.
/// What was not published is removed with the object.
class WholeFile {
 public:
  /// Errors: usage "inspection.exists" where it is there and may not be replaced, internal "inspection.write".
  [[nodiscard]] static Result<WholeFile> create(const std::filesystem::path& path, bool overwrite);
  WholeFile(WholeFile&& other) noexcept;
  WholeFile& operator=(WholeFile&&) = delete;
  ~WholeFile();

  /// False where the disk took less than everything; publish() then fails.
  bool write(std::string_view text);
  /// Where the text is until it is published; readable after finish().
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  /// Everything is on the disk, not in a cache only: a rename must never stand before its content.
  [[nodiscard]] Result<void> finish();
  /// Finishes where that was not done, and gives the file its name.
  [[nodiscard]] Result<void> publish();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  explicit WholeFile(std::filesystem::path path);

  std::filesystem::path path_, temporary_;
  std::unique_ptr<std::FILE, Closer> file_;
  int problem_ = 0;  ///< errno of the first thing that went wrong
};

/// Writes a small file at once. Errors: as WholeFile's.
[[nodiscard]] Result<void> write_whole_file(const std::filesystem::path& path, std::string_view text, bool overwrite);

}  // namespace pellucid

/// Lines of JSON from a chip table, one object a row. Private to the room. Freely shared once made; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "results/detail/note_text.h"
#include "results/detail/strip.h"
#include "results/detail/text_columns.h"

namespace pellucid::detail {

class JsonLines {
 public:
  /// Both have to outlive it.
  JsonLines(const std::vector<TextColumn>& columns, const std::optional<RowNotes>& notes);
  [[nodiscard]] static std::string header() { return {}; }
  /// The most bytes that a row is given.
  [[nodiscard]] std::size_t longest_line() const { return longest_line_; }
  [[nodiscard]] const NoteText& notes() const { return notes_; }
  /// Writes the lines of `strip`, at most longest_line() bytes for each; returns the end.
  char* append(char* out, const Strip& strip) const;

 private:
  const std::vector<TextColumn>& columns_;
  NoteText notes_;
  std::vector<std::string> keys_;
  std::size_t longest_line_ = 2;
};

}  // namespace pellucid::detail

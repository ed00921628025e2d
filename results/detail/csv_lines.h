/// Lines of CSV from a chip table, a strip of rows at a time: cells column by column, then put together row by row.
/// Private to the room. Freely shared once made; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "results/detail/fixed_cells.h"
#include "results/detail/fixed_text.h"
#include "results/detail/note_text.h"
#include "results/detail/strip.h"
#include "results/detail/text_columns.h"

namespace pellucid::detail {

class CsvLines {
 public:
  /// Both have to outlive it.
  CsvLines(const std::vector<TextColumn>& columns, const std::optional<RowNotes>& notes);
  [[nodiscard]] std::string header() const;
  /// The most bytes that a row is given.
  [[nodiscard]] std::size_t longest_line() const {
    return columns_.size() * (kFixedTextMax + 1) + notes_.longest() + 1;
  }
  [[nodiscard]] const NoteText& notes() const { return notes_; }
  /// Writes the lines of `strip` and at most longest_line() bytes for each; returns the end.
  char* append(char* out, const Strip& strip) const;

 private:
  void fill(std::size_t column, const Strip& strip, bool is_run, TextCell* cells) const;

  const std::vector<TextColumn>& columns_;
  std::vector<std::vector<TextCell>> byte_cells_;  ///< a column: the cell of each byte; none where it holds no bytes
  NoteText notes_;
};

}  // namespace pellucid::detail

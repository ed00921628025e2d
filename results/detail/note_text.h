/// The notes of an export's rows as they stand in a line. Private to the room. Freely shared once made.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/table_export.h"

namespace pellucid::detail {

/// Empty where a row has none.
class NoteText {
 public:
  /// `notes` has to outlive it.
  NoteText(const std::optional<RowNotes>& notes, bool json);
  [[nodiscard]] const std::string& header() const { return header_; }
  [[nodiscard]] std::size_t longest() const { return longest_; }
  [[nodiscard]] std::string_view of(std::size_t row) const;
  [[nodiscard]] bool is_defect(std::size_t row) const;

 private:
  const std::optional<RowNotes>& notes_;
  std::string header_;
  std::vector<std::string> lines_;  ///< one a row listed, then that of all others
  std::size_t longest_ = 0;
};

}  // namespace pellucid::detail

#include "results/detail/json_lines.h"

#include <cstring>

#include "results/detail/fixed_text.h"

namespace pellucid::detail {

JsonLines::JsonLines(const std::vector<TextColumn>& columns, const std::optional<RowNotes>& notes)
    : columns_(columns), notes_(notes, true) {
  longest_line_ += notes_.longest();
  for (const TextColumn& column : columns) {
    keys_.emplace_back(keys_.empty() ? "{" : ",").append(quoted(column.name, true)).append(":");
    longest_line_ += keys_.back().size() + kFixedTextMax;
  }
}

char* JsonLines::append(char* out, const Strip& strip) const {
  for (std::size_t k = 0; k < strip.count; ++k) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      out = append_text(out, keys_[i]);
      char* const end = append_value(out, columns_[i], strip.rows[k], "\"");
      out = end == out ? append_text(out, "null") : end;
    }
    out = append_text(out, notes_.of(strip.rows[k]));
    out = append_text(out, "}\n");
  }
  return out;
}

}  // namespace pellucid::detail

#include "results/detail/note_text.h"

#include <algorithm>
#include <utility>

#include "results/detail/text_columns.h"

namespace pellucid::detail {

NoteText::NoteText(const std::optional<RowNotes>& notes, bool json) : notes_(notes) {
  if (!notes_) return;
  for (const std::string& name : notes_->names) header_.append(",").append(quoted(name, false));
  for (std::size_t i = 0; i <= notes_->rows.size(); ++i) {
    const bool none = i == notes_->rows.size();
    std::string line;
    for (std::size_t n = 0; n < notes_->names.size(); ++n) {
      const std::string text = none ? std::string() : notes_->texts[i][n];
      if (json) line.append(",").append(quoted(notes_->names[n], true)).append(text.empty() ? ":null" : ":");
      if (!json) line.append(",");
      if (!text.empty()) line.append(quoted(text, json));
    }
    longest_ = std::max(longest_, line.size());
    lines_.push_back(std::move(line));
  }
}

std::string_view NoteText::of(std::size_t row) const {
  if (!notes_) return {};
  const auto at = std::ranges::lower_bound(notes_->rows, row);
  const bool found = at != notes_->rows.end() && *at == row;
  return found ? lines_[static_cast<std::size_t>(at - notes_->rows.begin())] : lines_.back();
}

bool NoteText::is_defect(std::size_t row) const {
  if (!notes_) return false;
  const auto at = std::ranges::lower_bound(notes_->rows, row);
  return at != notes_->rows.end() && *at == row &&
         notes_->is_defect[static_cast<std::size_t>(at - notes_->rows.begin())];
}

}  // namespace pellucid::detail

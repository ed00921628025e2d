/// What people say of single chips of a result. The result itself is never touched: beside `W03.result` stands
/// `W03.result.review.jsonl`, a journal that is only ever appended to, one JSON object a line, each on the disk before
/// the call returns. Several programs and people may append at once: no line is lost or torn. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"

namespace pellucid {

enum class ReviewVerdict : std::uint8_t {
  confirm,     ///< the measured class is right
  reclassify,  ///< it is another: `chip_class`
  comment,     ///< a remark only; a class said before stays
  undo,        ///< takes back this reviewer's last word on this chip that still stands
};
[[nodiscard]] std::string_view name_of(ReviewVerdict verdict);  ///< "confirm", ...

/// One line of the journal.
struct ReviewEntry {
  std::string when;      ///< "2026-10-05T14:03:22.125Z", UTC; append_review fills it where it is empty
  std::string reviewer;  ///< who; not empty
  ChipIndex chip;
  ReviewVerdict verdict = ReviewVerdict::confirm;
  ChipClass measured = ChipClass::good;  ///< class in the result when this was said
  std::optional<ChipClass> chip_class;   ///< reclassify: the new one; else nothing
  std::string comment;
};

/// What stands of a chip after all lines. The latest word counts, whoever's.
struct ChipReview {
  ChipIndex chip;
  ChipClass measured = ChipClass::good;  ///< class in the result when it was last said
  std::optional<ChipClass> chip_class;   ///< confirmed or reclassified; nothing: only comments
  std::string reviewer, when;            ///< of the latest word that stands
  std::string comment;                   ///< the latest that is not empty
};

struct Review {
  std::vector<ReviewEntry> entries;   ///< every line, in their order
  std::vector<ChipReview> chips;      ///< those of which something stands; ascending by row, then column
  std::vector<std::string> warnings;  ///< lines that cannot be read, with their number

  /// nullptr where nothing stands of the chip.
  [[nodiscard]] const ChipReview* find(ChipIndex chip) const;
};

/// "W03.result" -> "W03.result.review.jsonl", beside it.
[[nodiscard]] std::filesystem::path review_path(const std::filesystem::path& result);

/// No journal: an empty review. A line that cannot be read (torn by a crash) is left out with a warning. Errors:
/// bad_input "inspection.review" where the file is no journal, or one of another scan's result.
[[nodiscard]] Result<Review> load_review(const std::filesystem::path& result);

/// What the lines come to. Pure.
[[nodiscard]] std::vector<ChipReview> fold_review(std::span<const ReviewEntry> entries);

/// Appends all lines at once, or none, and waits until they are on the disk. `measured` is taken from the caller.
/// Errors: usage "inspection.review" (no reviewer, a reclassification without a class, nothing to undo), bad_input as
/// load_review, internal "inspection.write".
[[nodiscard]] Result<void> append_review(const std::filesystem::path& result, std::span<const ReviewEntry> entries);

/// Reviewed classes over the table's: (row of the table, class) ascending by row, of chips that have a reviewed class.
struct ReviewedClass {
  std::size_t index = 0;
  ChipClass chip_class = ChipClass::good;
  const ChipReview* review = nullptr;  ///< in the Review
};
/// Comments alone are listed with the measured class. Chips that the table does not list are left out.
[[nodiscard]] std::vector<ReviewedClass> reviewed_rows(const Review& review, const ChipTable& table);

}  // namespace pellucid

/// What the readers of both KLARF versions share. Private to the room; one thread an object.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "mes/detail/text.h"
#include "mes/detail/token_reader.h"
#include "mes/klarf_read.h"
#include "mes/mes_error.h"

namespace pellucid::mes::detail {

/// Where a reader stands and what it has found.
struct KlarfScan {
  TokenReader& words;
  const std::string& path;
  const KlarfRowVisitor& visitor;
  KlarfFile file;
  std::vector<double> row;  ///< the one being read

  [[nodiscard]] tl::unexpected<Error> wrong(std::int64_t line, std::string_view what, std::string_view expected,
                                            std::string_view found) const {
    return fail(syntax_error(path, line, what, expected, shown(found)));
  }
  void warn(std::int64_t line, std::string_view what) {
    file.warnings.push_back("line " + std::to_string(line) + ": " + std::string(what));
  }
  /// A cell of a defect's row. NA is no number, and may be; a text in quotes is none either.
  Result<double> cell(const Token& word, std::string_view column) const {
    if (word.quoted || same_word(word.text, "NA") || same_word(word.text, "N/A")) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    if (const auto value = number(word.text)) return *value;
    return wrong(word.line, "a value of " + std::string(column) + " is no number", "a number or NA", word.text);
  }
  /// Keeps the row, or hands it on.
  void take_row(KlarfWafer& wafer, std::vector<std::string>& images) {
    if (visitor) {
      visitor(wafer, row, images.size());
    } else {
      wafer.values.insert(wafer.values.end(), row.begin(), row.end());
      for (std::string& image : images)
        wafer.images.push_back({static_cast<std::size_t>(wafer.rows), std::move(image)});
    }
    images.clear();
    ++wafer.rows;
  }
};

[[nodiscard]] Result<void> read_klarf12(KlarfScan& scan);
[[nodiscard]] Result<void> read_klarf18(KlarfScan& scan);

/// In capitals, as columns are compared.
[[nodiscard]] inline std::string capitals(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

/// Columns that say nothing without a number in them.
[[nodiscard]] inline bool is_image_list(std::string_view column) {
  return column == "IMAGELIST" || column == "IMAGEINFO";
}

}  // namespace pellucid::mes::detail

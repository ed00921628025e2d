#include "cli/chip_option.h"

#include <charconv>

namespace pellucid::cli {

Result<ChipIndex> parse_chip(const std::string& text) {
  ChipIndex chip;
  const char *begin = text.data(), *end = begin + text.size();
  const auto column = std::from_chars(begin, end, chip.column);
  const bool divided = column.ec == std::errc() && column.ptr != end && *column.ptr == ',';
  const auto row = std::from_chars(divided ? column.ptr + 1 : end, end, chip.row);
  if (divided && row.ec == std::errc() && row.ptr == end) return chip;
  return fail(Error{ErrorKind::usage, "cli.chip", "", "no chip", "COLUMN,ROW, two whole numbers", text});
}

}  // namespace pellucid::cli

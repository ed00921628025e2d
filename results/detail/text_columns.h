/// The columns of a chip table as text: names, order, decimals, and one cell. Private to the room. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"

namespace pellucid::detail {

enum class ValueKind : std::uint8_t { integer, real, class_name, flags, verdict, code };

/// One column of the text: where its values are and how they are written.
struct TextColumn {
  std::string name;
  ValueKind kind = ValueKind::real;
  int decimals = 0;
  const void* values = nullptr;  ///< of the table
  std::size_t size = 0;
};

/// Every column that the table holds, in the order of an export.
[[nodiscard]] std::vector<TextColumn> all_text_columns(const ChipTable& table);

/// The columns asked for, in the order asked for; all of them without a name. Errors: results.column (usage),
/// results.shape (a column is cut short).
[[nodiscard]] Result<std::vector<TextColumn>> chosen_text_columns(const ChipTable& table,
                                                                  const std::vector<std::string>& names);

/// Writes `text`; returns the end.
char* append_text(char* out, std::string_view text);

/// Writes the value of one cell, at most kFixedTextMax bytes; nothing where it was not measured. `quote` stands around
/// texts. Returns the end.
char* append_value(char* out, const TextColumn& column, std::size_t row, std::string_view quote);

/// A name as a CSV field or a JSON string: a layer's may hold what these may not hold bare.
[[nodiscard]] std::string quoted(const std::string& name, bool json);

}  // namespace pellucid::detail

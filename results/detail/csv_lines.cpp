#include "results/detail/csv_lines.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

namespace pellucid::detail {

namespace {

using Numbers = std::array<double, kStripRows>;

/// Behind the strip's count they are left as they were.
template <class T>
void load(const void* values, const Strip& strip, bool is_run, Numbers& numbers) {
  const T* const from = static_cast<const T*>(values);
  if (is_run) {
    std::transform(from + strip.rows[0], from + strip.rows[0] + strip.count, numbers.begin(),
                   [](T value) { return static_cast<double>(value); });
  } else {
    for (std::size_t k = 0; k < strip.count; ++k) numbers[k] = static_cast<double>(from[strip.rows[k]]);
  }
}

bool is_run(const Strip& strip) {
  for (std::size_t k = 1; k < strip.count; ++k) {
    if (strip.rows[k] != strip.rows[0] + k) return false;
  }
  return true;
}

bool holds_bytes(ValueKind kind) {
  return kind == ValueKind::class_name || kind == ValueKind::verdict || kind == ValueKind::code;
}

/// What append_value writes for each byte.
std::vector<TextCell> cells_of_bytes(TextColumn column) {
  std::array<std::uint8_t, 256> bytes;  // NOLINT: filled below
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  column.values = bytes.data();
  std::vector<TextCell> cells;
  for (const std::uint8_t byte : bytes) {
    std::array<char, kFixedTextMax> text;  // NOLINT: filled as far as it is read
    const char* const end = append_value(text.data(), column, byte, {});
    const std::string_view made(text.data(), static_cast<std::size_t>(end - text.data()));
    cells.push_back(made.size() > TextCell::kLongestText ? TextCell() : TextCell(made));
  }
  return cells;
}

}  // namespace

CsvLines::CsvLines(const std::vector<TextColumn>& columns, const std::optional<RowNotes>& notes)
    : columns_(columns), notes_(notes, false) {
  for (const TextColumn& column : columns)
    byte_cells_.push_back(holds_bytes(column.kind) ? cells_of_bytes(column) : std::vector<TextCell>());
}

std::string CsvLines::header() const {
  std::string line;
  for (const TextColumn& column : columns_) line.append(line.empty() ? "" : ",").append(quoted(column.name, false));
  return line.append(notes_.header()).append("\n");
}

void CsvLines::fill(std::size_t at, const Strip& strip, bool is_run, TextCell* cells) const {
  const TextColumn& column = columns_[at];
  static thread_local Numbers numbers{};
  switch (column.kind) {
    case ValueKind::real:
      load<float>(column.values, strip, is_run, numbers);
      return fixed_cells(numbers.data(), column.decimals, cells);
    case ValueKind::integer:
      load<std::int32_t>(column.values, strip, is_run, numbers);
      return fixed_cells(numbers.data(), 0, cells);
    case ValueKind::flags:
      load<std::uint32_t>(column.values, strip, is_run, numbers);
      return fixed_cells(numbers.data(), 0, cells);
    case ValueKind::class_name:
    case ValueKind::verdict:
    case ValueKind::code:
      break;
  }
  const auto* const bytes = static_cast<const std::uint8_t*>(column.values);
  for (std::size_t k = 0; k < strip.count; ++k) cells[k] = byte_cells_[at][bytes[strip.rows[k]]];
}

char* CsvLines::append(char* out, const Strip& strip) const {
  const std::size_t columns = columns_.size();
  static thread_local std::vector<TextCell> cells;
  cells.resize(columns * kStripRows + 1);  // one more: a cell is read beyond its end
  const bool run = is_run(strip);
  for (std::size_t c = 0; c < columns; ++c) fill(c, strip, run, &cells[c * kStripRows]);
  for (std::size_t k = 0; k < strip.count; ++k) {
    const TextCell* cell = &cells[k];
    for (std::size_t c = 0; c < columns; ++c, cell += kStripRows) {
      if (cell->length() != 0) [[likely]] {
        out = cell->append_to(out);
      } else {
        out = append_value(out, columns_[c], strip.rows[k], {});
        *out++ = ',';
      }
    }
    const std::string_view note = notes_.of(strip.rows[k]);
    --out;  // the last comma
    out = append_text(out, note);
    *out++ = '\n';
  }
  return out;
}

}  // namespace pellucid::detail

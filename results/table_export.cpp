#include "results/table_export.h"

#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <memory>

#include "results/detail/atomic_path.h"
#include "results/detail/columns.h"
#include "results/detail/fixed_text.h"
#include "results/results_error.h"

namespace pellucid {

namespace {

enum class ValueKind : std::uint8_t { integer, real, class_name, flags, verdict, code };

/// One column of the text: where its values are and how they are written.
struct TextColumn {
  std::string name;
  ValueKind kind = ValueKind::real;
  int decimals = 0;
  const void* values = nullptr;
  std::size_t size = 0;
};

template <class T>
TextColumn text_column(std::string name, ValueKind kind, int decimals, const std::vector<T>& values) {
  return {std::move(name), kind, decimals, values.data(), values.size()};
}

std::vector<TextColumn> all_columns(const ChipTable& table) {
  std::vector<TextColumn> columns{text_column("column", ValueKind::integer, 0, table.column),
                                  text_column("row", ValueKind::integer, 0, table.row),
                                  text_column("x_um", ValueKind::real, 3, table.x_um),
                                  text_column("y_um", ValueKind::real, 3, table.y_um),
                                  text_column("class", ValueKind::class_name, 0, table.chip_class),
                                  text_column("flags", ValueKind::flags, 0, table.flags)};
  for (std::size_t i = 0; i < table.layers.size(); ++i) {
    for (const auto& info : detail::kLayerColumns) {
      const auto& values = table.layers[i].*info.values;
      if (!detail::is_there(values, table.size())) continue;
      const std::string name = detail::dataset_name(info.name, i, table.layers[i].layer);
      columns.push_back(text_column(name, ValueKind::real, info.decimals, values));
    }
  }
  if (table.leak) {
    for (const auto& info : detail::kLeakColumns) {
      const auto& values = (*table.leak).*info.values;
      if (!values.empty())
        columns.push_back(text_column(std::string(info.name), ValueKind::real, info.decimals, values));
    }
  }
  if (table.wavelength) {
    for (const auto& info : detail::kWavelengthColumns) {
      const auto& values = (*table.wavelength).*info.values;
      if (!values.empty()) columns.push_back(text_column(std::string(info.name), ValueKind::real, 4, values));
    }
    columns.push_back(
        text_column(std::string(detail::kWavelengthSource), ValueKind::code, 0, table.wavelength->source));
  }
  if (table.appearance) {
    for (const auto& info : detail::kAppearanceColumns) {
      columns.push_back(
          text_column(std::string(info.name), ValueKind::real, info.decimals, (*table.appearance).*info.values));
    }
  }
  if (!table.el) return columns;
  for (const auto& info : detail::kElColumns) {
    const auto& values = (*table.el).*info.values;
    if (!detail::is_there(values, table.size())) continue;
    columns.push_back(text_column(std::string(info.name), ValueKind::real, info.decimals, values));
  }
  columns.push_back(text_column("el_pass", ValueKind::verdict, 0, table.el->pass));
  return columns;
}

/// The columns asked for, in the order asked for.
Result<std::vector<TextColumn>> chosen_columns(const ChipTable& table, const std::vector<std::string>& names) {
  std::vector<TextColumn> all = all_columns(table);
  for (const TextColumn& column : all) {
    if (column.size == table.size()) continue;
    return fail(internal_error(results_error::kShape, "", "the column '" + column.name + "' is cut short"));
  }
  if (names.empty()) return all;
  std::vector<TextColumn> chosen;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(all, name, &TextColumn::name);
    if (found == all.end()) {
      std::string known;
      for (const TextColumn& column : all) known.append(known.empty() ? "" : ", ").append(column.name);
      return fail(
          {ErrorKind::usage, std::string(results_error::kColumn), "", "the table has no such column", known, name});
    }
    chosen.push_back(*found);
  }
  return chosen;
}

char* append_text(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

/// The value of one cell; nothing where it was not measured. `quote` stands around texts.
char* append_value(char* out, const TextColumn& column, std::size_t row, std::string_view quote) {
  switch (column.kind) {
    case ValueKind::integer:
      return detail::append_integer(out, static_cast<const std::int32_t*>(column.values)[row]);
    case ValueKind::flags:
      return detail::append_integer(out, static_cast<const std::uint32_t*>(column.values)[row]);
    case ValueKind::class_name:
      out = append_text(out, quote);
      out = append_text(out, name_of(static_cast<const ChipClass*>(column.values)[row]));
      return append_text(out, quote);
    case ValueKind::verdict: {
      const std::uint8_t pass = static_cast<const std::uint8_t*>(column.values)[row];
      if (pass <= 1) *out++ = static_cast<char>('0' + pass);
      return out;
    }
    case ValueKind::code:
      return detail::append_integer(out,
                                    static_cast<std::int32_t>(static_cast<const std::uint8_t*>(column.values)[row]));
    case ValueKind::real:
      break;
  }
  const float value = static_cast<const float*>(column.values)[row];
  return std::isfinite(value) ? detail::append_fixed(out, value, column.decimals) : out;
}

/// A layer's name may hold what a CSV field or a JSON key may not hold bare.
std::string quoted(const std::string& name, bool json) {
  if (!json && name.find_first_of("\",\r\n") == std::string::npos) return name;
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"')
      text += json ? "\\\"" : "\"\"";
    else if (json && c == '\\')
      text += "\\\\";
    else if (json && static_cast<unsigned char>(c) < 0x20)
      text += ' ';
    else
      text += c;
  }
  return text + "\"";
}

/// The notes of a row as they stand in a line; empty where it has none.
class NoteText {
 public:
  NoteText(const std::optional<RowNotes>& notes, bool json) : notes_(notes) {
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
  [[nodiscard]] const std::string& header() const { return header_; }
  [[nodiscard]] std::size_t longest() const { return longest_; }
  [[nodiscard]] std::string_view of(std::size_t row) const {
    if (!notes_) return {};
    const auto at = std::ranges::lower_bound(notes_->rows, row);
    const bool found = at != notes_->rows.end() && *at == row;
    return found ? lines_[static_cast<std::size_t>(at - notes_->rows.begin())] : lines_.back();
  }
  [[nodiscard]] bool is_defect(std::size_t row) const {
    if (!notes_) return false;
    const auto at = std::ranges::lower_bound(notes_->rows, row);
    return at != notes_->rows.end() && *at == row &&
           notes_->is_defect[static_cast<std::size_t>(at - notes_->rows.begin())];
  }

 private:
  const std::optional<RowNotes>& notes_;
  std::string header_;
  std::vector<std::string> lines_;  ///< one a row listed, then that of all others
  std::size_t longest_ = 0;
};

class CsvFormat {
 public:
  CsvFormat(const std::vector<TextColumn>& columns, const std::optional<RowNotes>& notes)
      : columns_(columns), notes_(notes, false) {}
  [[nodiscard]] std::string header() const {
    std::string line;
    for (const TextColumn& column : columns_) line.append(line.empty() ? "" : ",").append(quoted(column.name, false));
    return line.append(notes_.header()).append("\n");
  }
  [[nodiscard]] std::size_t longest_line() const {
    return columns_.size() * (detail::kFixedTextMax + 1) + notes_.longest() + 1;
  }
  [[nodiscard]] const NoteText& notes() const { return notes_; }
  char* append_row(char* out, std::size_t row) const {
    for (const TextColumn& column : columns_) {
      out = append_value(out, column, row, {});
      *out++ = ',';
    }
    out = append_text(out - 1, notes_.of(row));
    *out++ = '\n';
    return out;
  }

 private:
  const std::vector<TextColumn>& columns_;
  NoteText notes_;
};

class JsonFormat {
 public:
  JsonFormat(const std::vector<TextColumn>& columns, const std::optional<RowNotes>& notes)
      : columns_(columns), notes_(notes, true) {
    longest_line_ += notes_.longest();
    for (const TextColumn& column : columns) {
      keys_.emplace_back(keys_.empty() ? "{" : ",").append(quoted(column.name, true)).append(":");
      longest_line_ += keys_.back().size() + detail::kFixedTextMax;
    }
  }
  [[nodiscard]] static std::string header() { return {}; }
  [[nodiscard]] std::size_t longest_line() const { return longest_line_; }
  char* append_row(char* out, std::size_t row) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      out = append_text(out, keys_[i]);
      char* const end = append_value(out, columns_[i], row, "\"");
      out = end == out ? append_text(out, "null") : end;
    }
    out = append_text(out, notes_.of(row));
    return append_text(out, "}\n");
  }
  [[nodiscard]] const NoteText& notes() const { return notes_; }

 private:
  const std::vector<TextColumn>& columns_;
  NoteText notes_;
  std::vector<std::string> keys_;
  std::size_t longest_line_ = 2;
};

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Rows of one piece of the file: formatted by any thread, written in order.
struct Block {
  std::size_t first_row = 0;
  char* text = nullptr;
  std::size_t length = 0;
};

template <class Format>
std::size_t print_rows(const ChipTable& table, const Format& format, const ExportOptions& options, std::size_t begin,
                       std::size_t end, char* text) {
  char* out = text;
  for (std::size_t k = begin; k < end; ++k) {
    const std::size_t row = options.rows ? (*options.rows)[k] : k;
    if (!options.only_defects || table.chip_class[row] != ChipClass::good || format.notes().is_defect(row))
      out = format.append_row(out, row);
  }
  return static_cast<std::size_t>(out - text);
}

/// False where the file took less than everything.
template <class Format>
bool write_rows(std::FILE* file, const ChipTable& table, const Format& format, const ExportOptions& options,
                const std::stop_token& stop) {
  const std::size_t rows = options.rows ? options.rows->size() : table.size();
  constexpr std::size_t kRowsABlock = 1024;
  const std::string header = format.header();
  std::atomic<bool> good = std::fwrite(header.data(), 1, header.size(), file) == header.size();
  // A block is written before the one that comes `in_flight` later is taken up, so that one can use its room again.
  const auto in_flight = static_cast<std::size_t>(2 * tbb::this_task_arena::max_concurrency());
  std::vector<std::unique_ptr<char[]>> rooms(in_flight);
  std::size_t next_row = 0, serial = 0;
  const auto next = [&](tbb::flow_control& control) -> Block {
    if (next_row >= rows || stop.stop_requested() || !good) {
      control.stop();
      return {};
    }
    auto& room = rooms[serial++ % in_flight];
    if (!room) room.reset(new char[format.longest_line() * kRowsABlock]);
    const std::size_t first = next_row;
    next_row += kRowsABlock;
    return {first, room.get(), 0};
  };
  const auto print = [&](Block block) {
    const std::size_t end = std::min(block.first_row + kRowsABlock, rows);
    block.length = print_rows(table, format, options, block.first_row, end, block.text);
    return block;
  };
  const auto write = [&](const Block& block) {
    good = good && std::fwrite(block.text, 1, block.length, file) == block.length;
  };
  tbb::parallel_pipeline(in_flight, tbb::make_filter<void, Block>(tbb::filter_mode::serial_in_order, next) &
                                        tbb::make_filter<Block, Block>(tbb::filter_mode::parallel, print) &
                                        tbb::make_filter<Block, void>(tbb::filter_mode::serial_in_order, write));
  return good;
}

template <class Format>
Result<void> export_table(const ChipTable& table, const std::filesystem::path& path, const ExportOptions& options,
                          const std::stop_token& stop) {
  try {
    auto columns = chosen_columns(table, options.columns);
    if (!columns) {
      columns.error().path = path.string();
      return fail(columns.error());
    }
    if (options.rows && std::ranges::any_of(*options.rows, [&](std::size_t row) { return row >= table.size(); }))
      return fail(internal_error(results_error::kShape, path.string(), "a row beyond the table was asked for"));
    detail::PartialPath partial(path);
    File file(std::fopen(partial.path().c_str(), "wbe"));
    if (!file) return fail(internal_error(results_error::kIo, path.string(), "cannot create the file"));
    const bool written = write_rows(file.get(), table, Format(*columns, options.notes), options, stop);
    if (stop.stop_requested()) return fail(cancelled());
    const bool closed = std::fclose(file.release()) == 0;
    if (!written || !closed) return fail(internal_error(results_error::kIo, path.string(), "cannot write the file"));
    return partial.publish(true);
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kInternal, path.string(), e.what()));
  }
}

}  // namespace

std::vector<std::string> export_columns(const ChipTable& table) {
  std::vector<std::string> names;
  for (const TextColumn& column : all_columns(table)) names.push_back(column.name);
  return names;
}

Result<void> export_csv(const ChipTable& table, const std::filesystem::path& path, const ExportOptions& options,
                        std::stop_token stop) {
  return export_table<CsvFormat>(table, path, options, stop);
}

Result<void> export_json_lines(const ChipTable& table, const std::filesystem::path& path, const ExportOptions& options,
                               std::stop_token stop) {
  return export_table<JsonFormat>(table, path, options, stop);
}

}  // namespace pellucid

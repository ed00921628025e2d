#include "results/table_export.h"

#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "results/chips_h5.h"
#include "results/detail/atomic_path.h"
#include "results/detail/csv_lines.h"
#include "results/detail/json_lines.h"
#include "results/detail/strip.h"
#include "results/detail/text_columns.h"
#include "results/results_error.h"

namespace pellucid {

namespace {

using detail::Strip;

constexpr std::size_t kRowsABlock = 4096;
constexpr std::size_t kRowsAWindow = 131'072;  // of a file: two chunks of those that this room writes

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Rows of one piece of the file: formatted by any thread, written in order.
struct Block {
  std::size_t first_row = 0, end_row = 0;
  char* text = nullptr;
  std::size_t length = 0, lines = 0;
};

/// A file that grows by the lines of one table after another.
class LineFile {
 public:
  LineFile(File file, const ExportOptions& options, const std::stop_token& stop)
      : file_(std::move(file)), options_(options), stop_(stop) {
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);  // blocks are large
  }
  void put(std::string_view text) {
    good_ = good_ && std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
  }
  /// Every row, or those of the options. The longest line is the same for every table.
  template <class Lines>
  void put_rows(const ChipTable& table, const Lines& lines);
  [[nodiscard]] bool close() { return std::fclose(file_.release()) == 0 && good_; }
  [[nodiscard]] std::size_t lines() const { return lines_; }

 private:
  template <class Lines>
  void print(const ChipTable& table, const Lines& lines, Block& block) const;

  File file_;
  const ExportOptions& options_;
  const std::stop_token& stop_;
  std::vector<std::unique_ptr<char[]>> rooms_;  ///< of blocks in flight
  std::atomic<bool> good_ = true;
  std::size_t lines_ = 0;
};

template <class Lines>
void LineFile::print(const ChipTable& table, const Lines& lines, Block& block) const {
  char* out = block.text;
  Strip strip;
  const auto print_strip = [&] {
    if (strip.count > 0) out = lines.append(out, strip);
    block.lines += strip.count;
    strip.count = 0;
  };
  for (std::size_t k = block.first_row; k < block.end_row; ++k) {
    const std::size_t row = options_.rows ? (*options_.rows)[k] : k;
    if (options_.only_defects && table.chip_class[row] == ChipClass::good && !lines.notes().is_defect(row)) continue;
    strip.rows[strip.count++] = row;
    if (strip.count == strip.rows.size()) print_strip();
  }
  print_strip();
  block.length = static_cast<std::size_t>(out - block.text);
}

template <class Lines>
void LineFile::put_rows(const ChipTable& table, const Lines& lines) {
  const std::size_t rows = options_.rows ? options_.rows->size() : table.size();
  // A block is written before the one that comes `in_flight` later is taken up, so that one can use its room again.
  const auto in_flight = static_cast<std::size_t>(2 * tbb::this_task_arena::max_concurrency());
  rooms_.resize(in_flight);
  std::size_t next_row = 0, serial = 0;
  const auto next = [&](tbb::flow_control& control) -> Block {
    if (next_row >= rows || stop_.stop_requested() || !good_) {
      control.stop();
      return {};
    }
    auto& room = rooms_[serial++ % in_flight];
    if (!room) room.reset(new char[lines.longest_line() * kRowsABlock]);
    const std::size_t first = next_row;
    next_row = std::min(rows, first + kRowsABlock);
    return {first, next_row, room.get()};
  };
  const auto print_block = [&](Block block) {
    print(table, lines, block);
    return block;
  };
  const auto write = [&](const Block& block) {
    put({block.text, block.length});
    lines_ += block.lines;
  };
  tbb::parallel_pipeline(in_flight, tbb::make_filter<void, Block>(tbb::filter_mode::serial_in_order, next) &
                                        tbb::make_filter<Block, Block>(tbb::filter_mode::parallel, print_block) &
                                        tbb::make_filter<Block, void>(tbb::filter_mode::serial_in_order, write));
}

/// One table after another, then none.
using Tables = std::function<Result<const ChipTable*>()>;

/// The lines of all tables; how many they are.
template <class Lines>
Result<std::size_t> write_tables(const Tables& tables, const std::filesystem::path& path, const ExportOptions& options,
                                 const std::stop_token& stop) {
  std::optional<detail::PartialPath> partial;
  std::optional<LineFile> file;
  for (;;) {
    const auto table = tables();
    if (!table) return fail(table.error());
    if (*table == nullptr) break;
    auto columns = detail::chosen_text_columns(**table, options.columns);
    if (!columns) {
      columns.error().path = path.string();
      return fail(columns.error());
    }
    const Lines lines(*columns, options.notes);
    if (!file) {
      partial.emplace(path);
      File made(std::fopen(partial->path().c_str(), "wbe"));
      if (!made) return fail(internal_error(results_error::kIo, path.string(), "cannot create the file"));
      file.emplace(std::move(made), options, stop);
      file->put(lines.header());
    }
    file->put_rows(**table, lines);
    if (stop.stop_requested()) return fail(cancelled());
  }
  if (!file->close()) return fail(internal_error(results_error::kIo, path.string(), "cannot write the file"));
  if (auto published = partial->publish(true); !published) return fail(published.error());
  return file->lines();
}

template <class Lines>
Result<std::size_t> write_table(const ChipTable& table, const std::filesystem::path& path, const ExportOptions& options,
                                const std::stop_token& stop) {
  try {
    if (options.rows && std::ranges::any_of(*options.rows, [&](std::size_t row) { return row >= table.size(); }))
      return fail(internal_error(results_error::kShape, path.string(), "a row beyond the table was asked for"));
    const ChipTable* left = &table;
    return write_tables<Lines>([&] { return std::exchange(left, nullptr); }, path, options, stop);
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kInternal, path.string(), e.what()));
  }
}

/// A file's table, a window of rows after another; the next is read while one is written.
class WindowReader {
 public:
  WindowReader(const std::filesystem::path& chips, const ExportOptions& options, const std::stop_token& stop)
      : chips_(chips), stop_(stop), part_{{}, 0, kRowsAWindow} {
    for (const std::string& name : options.columns) part_.columns.push_back(name.substr(0, name.find('@')));
    if (!part_.columns.empty() && options.only_defects) part_.columns.emplace_back("class");
    begin();
  }
  ~WindowReader() { reading_.wait(); }
  WindowReader(const WindowReader&) = delete;
  WindowReader& operator=(const WindowReader&) = delete;

  /// Stands until the next call.
  Result<const ChipTable*> next() {
    if (!more_) return nullptr;
    reading_.wait();
    if (!read_) return fail(read_.error());
    table_ = std::move(*read_);
    more_ = table_.size() == kRowsAWindow;
    const bool is_beyond = part_.first_row > 0 && table_.size() == 0;
    part_.first_row += table_.size();
    if (more_) begin();
    return is_beyond ? nullptr : &table_;
  }

 private:
  void begin() {
    reading_.run([this] { read_ = read_chip_table(chips_, part_, stop_); });
  }

  const std::filesystem::path& chips_;
  const std::stop_token& stop_;
  TablePart part_;
  Result<ChipTable> read_;
  ChipTable table_;
  bool more_ = true;
  tbb::task_group reading_;
};

template <class Lines>
Result<std::size_t> write_windows(const std::filesystem::path& chips, const std::filesystem::path& path,
                                  const ExportOptions& options, const std::stop_token& stop) {
  try {
    WindowReader windows(chips, options, stop);
    auto written = write_tables<Lines>([&] { return windows.next(); }, path, options, stop);
    if (written || written.error().code != results_error::kColumn) return written;
    // Which columns there are is told of all of them, not of those that were read.
    const auto all = read_chip_table(chips, {{}, 0, 1}, stop);
    auto chosen = all ? detail::chosen_text_columns(*all, options.columns) : fail(all.error());
    if (chosen) return written;
    chosen.error().path = path.string();
    return fail(chosen.error());
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kInternal, path.string(), e.what()));
  }
}

}  // namespace

std::vector<std::string> export_columns(const ChipTable& table) {
  std::vector<std::string> names;
  for (const detail::TextColumn& column : detail::all_text_columns(table)) names.push_back(column.name);
  return names;
}

Result<std::size_t> export_csv(const ChipTable& table, const std::filesystem::path& path, const ExportOptions& options,
                               std::stop_token stop) {
  return write_table<detail::CsvLines>(table, path, options, stop);
}

Result<std::size_t> export_json_lines(const ChipTable& table, const std::filesystem::path& path,
                                      const ExportOptions& options, std::stop_token stop) {
  return write_table<detail::JsonLines>(table, path, options, stop);
}

Result<std::size_t> export_file_csv(const std::filesystem::path& chips_h5, const std::filesystem::path& path,
                                    const ExportOptions& options, std::stop_token stop) {
  return write_windows<detail::CsvLines>(chips_h5, path, options, stop);
}

Result<std::size_t> export_file_json_lines(const std::filesystem::path& chips_h5, const std::filesystem::path& path,
                                           const ExportOptions& options, std::stop_token stop) {
  return write_windows<detail::JsonLines>(chips_h5, path, options, stop);
}

}  // namespace pellucid

#include "acquisition/csv_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include "acquisition/error_code.h"

namespace pellucid {
namespace {

namespace code = acquisition_code;

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxLineBytes = std::size_t{1} << 16;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(kBlank) - first + 1);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return text;
}

void split(std::string_view line, std::vector<std::string_view>& fields) {
  fields.clear();
  for (;;) {
    const std::size_t comma = line.find(',');
    fields.push_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return;
    line.remove_prefix(comma + 1);
  }
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

}  // namespace

Result<CsvReader> CsvReader::open(const std::filesystem::path& path) {
  CsvReader reader(path);
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) {
    return fail(bad_input(code::kMissing, path.string(), "missing file", "a CSV file", "nothing"));
  }
  reader.stream_.open(path, std::ios::binary);
  if (!reader.stream_)
    return fail(bad_input(code::kMissing, path.string(), "cannot be opened", "a readable CSV file", "none"));
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (reader.refill() && reader.buffer_.starts_with(kByteOrderMark)) reader.position_ = kByteOrderMark.size();
  const Result<std::optional<std::string_view>> line = reader.next_line();
  if (!line) return fail(line.error());
  if (!*line) return fail(bad_input(code::kTable, path.string(), "empty table", "a header row", "nothing"));
  split(**line, reader.fields_);
  for (const std::string_view name : reader.fields_) reader.names_.push_back(lower(name));
  return reader;
}

bool CsvReader::refill() {
  buffer_.erase(0, position_);
  position_ = 0;
  const std::size_t kept = buffer_.size();
  buffer_.resize(kept + kPieceBytes);
  stream_.read(buffer_.data() + kept, static_cast<std::streamsize>(kPieceBytes));
  buffer_.resize(kept + static_cast<std::size_t>(stream_.gcount()));
  return buffer_.size() > kept;
}

Result<std::optional<std::string_view>> CsvReader::next_line() {
  for (;;) {
    std::size_t end = buffer_.find('\n', position_);
    while (end == std::string::npos) {
      if (buffer_.size() - position_ > kMaxLineBytes) {
        ++line_;
        return fail(fault("a line is too long for a table", fmt::format("at most {} bytes", kMaxLineBytes), "more"));
      }
      const std::size_t searched = buffer_.size() - position_;
      if (!refill()) break;
      end = buffer_.find('\n', searched);
    }
    if (end == std::string::npos && position_ == buffer_.size()) return std::nullopt;
    const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
    const std::string_view line = std::string_view(buffer_).substr(position_, stop - position_);
    position_ = end == std::string::npos ? stop : stop + 1;
    ++line_;
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) return line;
  }
}

Result<std::optional<std::size_t>> CsvReader::column(std::string_view name) const {
  const auto first = std::find(names_.begin(), names_.end(), name);
  if (first == names_.end()) return std::nullopt;
  if (std::find(first + 1, names_.end(), name) != names_.end()) {
    return fail(fault(fmt::format("column \"{}\" stands twice", name), "one", "two"));
  }
  return static_cast<std::size_t>(first - names_.begin());
}

Result<std::size_t> CsvReader::required_column(std::string_view name) const {
  const Result<std::optional<std::size_t>> found = column(name);
  if (!found) return fail(found.error());
  if (*found) return **found;
  std::string present = fmt::format("{}", fmt::join(names_, ","));
  constexpr std::size_t kLongest = 120;
  if (present.size() > kLongest) present = present.substr(0, kLongest) + "...";
  return fail(fault(fmt::format("column \"{}\" is missing", name), name, present));
}

Result<const std::vector<std::string_view>*> CsvReader::next() {
  const Result<std::optional<std::string_view>> line = next_line();
  if (!line) return fail(line.error());
  if (!*line) {
    fields_.clear();
    return &fields_;
  }
  split(**line, fields_);
  if (fields_.size() != names_.size()) {
    return fail(fault("wrong number of fields", std::to_string(names_.size()), std::to_string(fields_.size())));
  }
  return &fields_;
}

Error CsvReader::fault(std::string_view what, std::string_view expected, std::string_view found) const {
  return bad_input(code::kTable, path_.string(), fmt::format("line {}: {}", line_, what), expected, found);
}

std::optional<double> CsvReader::number(std::string_view field) {
  if (field.starts_with('+')) field.remove_prefix(1);
  double value = 0;
  const auto [end, failed] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (failed != std::errc{} || end != field.data() + field.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> CsvReader::integer(std::string_view field) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (failed == std::errc{} && end == field.data() + field.size()) return value;
  // Table tools write "12.0" once a column has held a hole.
  const std::optional<double> real = number(field);
  if (real && *real == std::floor(*real) && std::abs(*real) < 1e15) return static_cast<std::int64_t>(*real);
  return std::nullopt;
}

}  // namespace pellucid

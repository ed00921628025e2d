/// Reads a comma-separated table in large pieces: a header row, then rows of numbers. Handles a byte order mark, CRLF,
/// blank lines, blanks around fields and fields in quotes. Private to the room. Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"

namespace pellucid {

class CsvReader {
 public:
  /// Opens the file and reads the header row. Errors: acquisition.{missing, table}.
  [[nodiscard]] static Result<CsvReader> open(const std::filesystem::path& path);

  /// Index of a column, whatever its case; nullopt where absent, an error where it stands twice.
  [[nodiscard]] Result<std::optional<std::size_t>> column(std::string_view name) const;
  /// As column(), but an absent one is an error.
  [[nodiscard]] Result<std::size_t> required_column(std::string_view name) const;

  /// The next row's fields, one a column of the header; empty after the last. The views live until the next call.
  [[nodiscard]] Result<const std::vector<std::string_view>*> next();
  /// The number of the row's line in the file, from 1.
  [[nodiscard]] std::int64_t line() const { return line_; }
  [[nodiscard]] Error fault(std::string_view what, std::string_view expected, std::string_view found) const;
  /// Parses a whole field. nullopt where it is not a finite number.
  [[nodiscard]] static std::optional<double> number(std::string_view field);
  [[nodiscard]] static std::optional<std::int64_t> integer(std::string_view field);

 private:
  explicit CsvReader(std::filesystem::path path) : path_(std::move(path)) {}
  /// The next line that is not blank, without its end; nullopt at the end of the file.
  [[nodiscard]] Result<std::optional<std::string_view>> next_line();
  [[nodiscard]] bool refill();

  std::filesystem::path path_;
  std::ifstream stream_;
  std::vector<std::string> names_;
  std::vector<std::string_view> fields_;
  std::string buffer_;
  std::size_t position_ = 0;
  std::int64_t line_ = 0;
};

}  // namespace pellucid

/// The columns of a chips.h5 one at a time: for a program that looks at a few of them and must not hold the whole
/// table. Whoever wants all of it calls read_chip_table (chips_h5.h). The file is opened anew for every call, so that
/// an object holds no handle and may be used from any thread; a file that has changed since is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"

namespace pellucid {

struct ChipColumnInfo {
  std::string name;      ///< as in the file: "intensity_e", "intensity_e@LAYER", ...
  std::string units;     ///< "e", "um", ...; empty where the file does not say
  bool is_real = false;  ///< float32; else a whole number
};

class ChipColumns {
 public:
  ChipColumns() = default;  ///< of no file: no column, no row
  /// Errors: results.not_found, results.malformed, results.schema.
  [[nodiscard]] static Result<ChipColumns> open(const std::filesystem::path& chips_h5);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// In the order in which the file lists them: by name.
  [[nodiscard]] const std::vector<ChipColumnInfo>& columns() const { return columns_; }
  [[nodiscard]] bool has(std::string_view name) const;

  /// One whole column, `rows` long. Errors: results.column (usage) where there is none of that name; those of open.
  [[nodiscard]] Result<std::vector<float>> floats(const std::string& name) const;  ///< integers are converted
  [[nodiscard]] Result<std::vector<std::int32_t>> integers(const std::string& name) const;
  [[nodiscard]] Result<std::vector<std::uint32_t>> flags() const;
  [[nodiscard]] Result<std::vector<ChipClass>> classes() const;
  /// A column of bytes, e.g. `el_pass`.
  [[nodiscard]] Result<std::vector<std::uint8_t>> bytes(const std::string& name) const;

  /// Some rows of some columns: [column asked for][row asked for], in any order. Only the chunks that they lie in are
  /// read, so that a chip or a screenful of them costs milliseconds. Every row has to be below rows(). Errors: those of
  /// floats.
  [[nodiscard]] Result<std::vector<std::vector<float>>> values(std::span<const std::string> names,
                                                               std::span<const std::size_t> rows) const;

 private:
  template <class T>
  Result<std::vector<T>> read(const std::string& name, std::int64_t type) const;
  [[nodiscard]] Error no_such_column(const std::string& name) const;

  std::filesystem::path path_;
  std::size_t rows_ = 0;
  std::vector<ChipColumnInfo> columns_;
};

}  // namespace pellucid

/// Opening a chips.h5 for the functions that read from it. Private to the room; any thread.
#pragma once

#include <algorithm>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "core/model/chip_table.h"
#include "results/chips_h5.h"
#include "results/detail/column_reader.h"
#include "results/detail/h5.h"
#include "results/results_error.h"

namespace pellucid::detail {

/// Chips in `/chips`.
[[nodiscard]] inline std::size_t chip_rows(hid_t chips) {
  const H5 dataset(H5Dopen2(chips, "column", H5P_DEFAULT), H5Dclose, "open the dataset 'column'");
  return rows_of(dataset, "column");
}

/// Throws where a class code is unknown.
inline void check_classes(const std::vector<ChipClass>& classes) {
  const auto is_unknown = [](ChipClass c) { return c > ChipClass::retest && c != ChipClass::unmeasured; };
  const auto unknown = std::ranges::find_if(classes, is_unknown);
  if (unknown == classes.end()) return;
  throw H5Failure("row " + std::to_string(unknown - classes.begin()) + " has the unknown class code " +
                  std::to_string(static_cast<int>(*unknown)));
}

/// Opens the file and hands it to `read`; every failure becomes an Error that names the file.
template <class T, class Read>
Result<T> read_chips_file(const std::filesystem::path& path, Read read) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    return fail(bad_input(results_error::kNotFound, path.string(), "there is no such file", "chips.h5"));
  }
  try {
    const H5Quiet quiet;
    const H5 file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open it as HDF5");
    const std::string schema = H5Aexists(file, "schema") > 0 ? read_text_attribute(file, "schema") : "none";
    if (schema != kResultSchema) {
      return fail(bad_input(results_error::kSchema, path.string(), "another schema", kResultSchema, schema));
    }
    return read(file);
  } catch (const H5Failure& e) {
    return fail(bad_input(results_error::kMalformed, path.string(), e.what()));
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kInternal, path.string(), e.what()));
  }
}

}  // namespace pellucid::detail

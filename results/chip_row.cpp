// One row of chips.h5, and what a judgement needs beside it: read without the rest of the table.
#include <string>

#include "results/chips_h5.h"
#include "results/detail/chips_file.h"
#include "results/detail/h5.h"
#include "results/detail/shapes_h5.h"

namespace pellucid {

namespace {

using detail::H5;
using detail::H5Failure;

H5 open_chips(hid_t file) {
  return {H5Gopen2(file, "chips", H5P_DEFAULT), H5Gclose, "open the group '/chips'"};
}

/// One element of a dataset of `rows` numbers; nothing where it is none of those.
std::optional<NamedValue> read_value(hid_t group, const std::string& name, std::size_t rows, std::size_t row) {
  const H5 dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, "open the dataset '" + name + "'");
  const H5 space(H5Dget_space(dataset), H5Sclose, "read the shape of '" + name + "'");
  const H5 type(H5Dget_type(dataset), H5Tclose, "read a type");
  const H5T_class_t kind = H5Tget_class(type);
  const bool is_number = kind == H5T_INTEGER || kind == H5T_FLOAT;
  if (!is_number || H5Sget_simple_extent_ndims(space) != 1 ||
      H5Sget_simple_extent_npoints(space) != static_cast<hssize_t>(rows))
    return std::nullopt;
  NamedValue found{name, {}, 0};
  if (H5Aexists(dataset, "units") > 0) found.units = detail::read_text_attribute(dataset, "units");
  const hsize_t first = row, count = 1;
  const H5 memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a data space");
  detail::require(H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr), "choose a row");
  detail::require(H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, &found.value), "read '" + name + "'");
  return found;
}

}  // namespace

Result<std::size_t> count_chip_rows(const std::filesystem::path& path) {
  return detail::read_chips_file<std::size_t>(path, [](hid_t file) { return detail::chip_rows(open_chips(file)); });
}

Result<std::vector<NamedValue>> read_chip_row(const std::filesystem::path& path, std::size_t row) {
  return detail::read_chips_file<std::vector<NamedValue>>(path, [row](hid_t file) {
    const H5 group = open_chips(file);
    const std::size_t rows = detail::chip_rows(group);
    if (row >= rows) throw H5Failure("there is no row " + std::to_string(row) + " among " + std::to_string(rows));
    std::vector<NamedValue> values;
    for (const std::string& name : detail::link_names(group)) {
      if (auto value = read_value(group, name, rows, row)) values.push_back(std::move(*value));
    }
    return values;
  });
}

Result<std::optional<ShapeEvidence>> read_shapes(const std::filesystem::path& path) {
  return detail::read_chips_file<std::optional<ShapeEvidence>>(path, [](hid_t file) {
    std::optional<ShapeEvidence> shapes;
    if (!detail::has_link(file, "judge")) return shapes;
    const H5 group(H5Gopen2(file, "judge", H5P_DEFAULT), H5Gclose, "open the group '/judge'");
    shapes = detail::read_shapes(group, detail::chip_rows(open_chips(file)));
    return shapes;
  });
}

}  // namespace pellucid

#include "results/chip_columns.h"

#include <algorithm>
#include <type_traits>

#include "results/detail/chips_file.h"

namespace pellucid {

namespace {

using detail::H5;

ChipColumnInfo column_info(hid_t group, const std::string& name) {
  const H5 dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, "open the dataset '" + name + "'");
  const H5 type(H5Dget_type(dataset), H5Tclose, "read a type");
  const std::string units = H5Aexists(dataset, "units") > 0 ? detail::read_text_attribute(dataset, "units") : "";
  return {name, units, H5Tget_class(type) == H5T_FLOAT};
}

}  // namespace

Result<ChipColumns> ChipColumns::open(const std::filesystem::path& chips_h5) {
  return detail::read_chips_file<ChipColumns>(chips_h5, [&](hid_t file) {
    const H5 group(H5Gopen2(file, "chips", H5P_DEFAULT), H5Gclose, "open the group '/chips'");
    ChipColumns columns;
    columns.path_ = chips_h5;
    columns.rows_ = detail::chip_rows(group);
    for (const std::string& name : detail::link_names(group)) columns.columns_.push_back(column_info(group, name));
    return columns;
  });
}

bool ChipColumns::has(std::string_view name) const {
  return std::ranges::find(columns_, name, &ChipColumnInfo::name) != columns_.end();
}

Error ChipColumns::no_such_column(const std::string& name) const {
  return {ErrorKind::usage, std::string(results_error::kColumn), path_.string(), "there is no such column", "", name};
}

template <class T>
Result<std::vector<T>> ChipColumns::read(const std::string& name, std::int64_t type) const {
  if (!has(name)) return fail(no_such_column(name));
  return detail::read_chips_file<std::vector<T>>(path_, [&](hid_t file) {
    const H5 group(H5Gopen2(file, "chips", H5P_DEFAULT), H5Gclose, "open the group '/chips'");
    detail::ColumnReader reader(group, rows_);
    std::vector<T> values;
    reader.add(name, static_cast<hid_t>(type), values);
    reader.read();
    if constexpr (std::is_same_v<T, ChipClass>) detail::check_classes(values);
    return values;
  });
}

Result<std::vector<float>> ChipColumns::floats(const std::string& name) const {
  return read<float>(name, H5T_IEEE_F32LE);
}

Result<std::vector<std::int32_t>> ChipColumns::integers(const std::string& name) const {
  return read<std::int32_t>(name, H5T_STD_I32LE);
}

Result<std::vector<std::uint32_t>> ChipColumns::flags() const {
  return read<std::uint32_t>("flags", H5T_STD_U32LE);
}

Result<std::vector<ChipClass>> ChipColumns::classes() const {
  static_assert(sizeof(ChipClass) == 1);
  return read<ChipClass>("class", H5T_STD_U8LE);
}

Result<std::vector<std::uint8_t>> ChipColumns::bytes(const std::string& name) const {
  return read<std::uint8_t>(name, H5T_STD_U8LE);
}

Result<std::vector<std::vector<float>>> ChipColumns::values(std::span<const std::string> names,
                                                            std::span<const std::size_t> rows) const {
  for (const std::string& name : names) {
    if (!has(name)) return fail(no_such_column(name));
  }
  using Columns = std::vector<std::vector<float>>;
  const std::vector<hsize_t> places(rows.begin(), rows.end());
  return detail::read_chips_file<Columns>(path_, [&](hid_t file) {
    const H5 group(H5Gopen2(file, "chips", H5P_DEFAULT), H5Gclose, "open the group '/chips'");
    Columns columns(names.size(), std::vector<float>(places.size()));
    if (places.empty()) return columns;
    const hsize_t count = places.size();
    const H5 target(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a shape");
    for (std::size_t i = 0; i < names.size(); ++i) {
      const H5 dataset(H5Dopen2(group, names[i].c_str(), H5P_DEFAULT), H5Dclose, "open the dataset '" + names[i] + "'");
      if (detail::rows_of(dataset, names[i]) != rows_)
        throw detail::H5Failure("the dataset '" + names[i] + "' changed");
      const H5 source(H5Dget_space(dataset), H5Sclose, "read a shape");
      detail::require(H5Sselect_elements(source, H5S_SELECT_SET, places.size(), places.data()), "choose rows");
      detail::require(H5Dread(dataset, H5T_IEEE_F32LE, target, source, H5P_DEFAULT, columns[i].data()),
                      "read the dataset '" + names[i] + "'");
    }
    return columns;
  });
}

}  // namespace pellucid

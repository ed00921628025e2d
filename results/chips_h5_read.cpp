#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <limits>

#include "results/chips_h5.h"
#include "results/detail/chunk_codec.h"
#include "results/detail/columns.h"
#include "results/detail/h5.h"
#include "results/results_error.h"

namespace pellucid {

namespace {

using detail::H5;
using detail::H5Failure;

constexpr hssize_t kMostRows = 2'000'000'000;

/// The rows of a dataset of one dimension.
std::size_t rows_of(hid_t dataset, const std::string& name) {
  const H5 space(H5Dget_space(dataset), H5Sclose, "read the shape of '" + name + "'");
  const hssize_t rows = H5Sget_simple_extent_npoints(space);
  if (H5Sget_simple_extent_ndims(space) != 1 || rows < 0 || rows > kMostRows) {
    throw H5Failure("the dataset '" + name + "' is not one column of at most " + std::to_string(kMostRows) + " rows");
  }
  return static_cast<std::size_t>(rows);
}

/// Rows a chunk where the dataset is stored as this room stores it (chunks, shuffle, deflate, same type); else 0.
std::size_t own_chunk_rows(hid_t dataset, hid_t type) {
  const H5 stored(H5Dget_type(dataset), H5Tclose, "read a type");
  const H5 list(H5Dget_create_plist(dataset), H5Pclose, "read a creation list");
  if (H5Tequal(stored, type) <= 0 || H5Pget_layout(list) != H5D_CHUNKED || H5Pget_nfilters(list) != 2) return 0;
  constexpr H5Z_filter_t kFilters[2] = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE};
  for (unsigned i = 0; i < 2; ++i) {
    unsigned flags = 0, config = 0;
    std::size_t values = 0;
    if (H5Pget_filter2(list, i, &flags, &values, nullptr, 0, nullptr, &config) != kFilters[i]) return 0;
  }
  hsize_t rows = 0;
  return H5Pget_chunk(list, 1, &rows) == 1 ? static_cast<std::size_t>(rows) : 0;
}

/// Chunks of one column, fetched one after the other and unpacked in parallel. False where one is not there or broken:
/// HDF5 then says what is wrong.
bool read_chunks(hid_t dataset, std::size_t chunk_rows, std::size_t element_size, std::span<std::uint8_t> out) {
  const std::size_t chunk_bytes = chunk_rows * element_size;
  const std::size_t count = (out.size() + chunk_bytes - 1) / chunk_bytes;
  std::vector<std::vector<std::uint8_t>> packed(count);
  for (std::size_t i = 0; i < count; ++i) {
    const hsize_t offset = i * chunk_rows;
    hsize_t bytes = 0;
    std::uint32_t skipped_filters = 0;
    if (H5Dget_chunk_storage_size(dataset, &offset, &bytes) < 0 || bytes == 0 || bytes > 2 * chunk_bytes + 4096) return false;
    packed[i].resize(bytes);
    if (H5Dread_chunk(dataset, H5P_DEFAULT, &offset, &skipped_filters, packed[i].data()) < 0) return false;
    if (skipped_filters != 0) return false;
  }
  std::atomic<bool> whole = true;
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
    const std::span<std::uint8_t> target = out.subspan(i * chunk_bytes, std::min(chunk_bytes, out.size() - i * chunk_bytes));
    if (target.size() == chunk_bytes) {
      if (!detail::decode_chunk(packed[i], element_size, target)) whole = false;
      return;
    }
    std::vector<std::uint8_t> all(chunk_bytes);
    if (!detail::decode_chunk(packed[i], element_size, all)) whole = false;
    std::copy_n(all.begin(), target.size(), target.begin());
  });
  return whole;
}

class TableReader {
 public:
  explicit TableReader(hid_t group) : group_(group) {
    const H5 dataset = open("column");
    rows_ = rows_of(dataset, "column");
  }

  [[nodiscard]] std::size_t rows() const { return rows_; }

  template <class T>
  std::vector<T> read(const std::string& name, hid_t type) const {
    const H5 dataset = open(name);
    const std::size_t rows = rows_of(dataset, name);
    if (rows != rows_) {
      throw H5Failure("the dataset '" + name + "' has " + std::to_string(rows) + " rows, 'column' has " + std::to_string(rows_));
    }
    std::vector<T> values(rows);
    const std::span<std::uint8_t> bytes(reinterpret_cast<std::uint8_t*>(values.data()), rows * sizeof(T));
    const std::size_t chunk_rows = rows == 0 ? 0 : own_chunk_rows(dataset, type);
    if (chunk_rows > 0 && chunk_rows <= rows && read_chunks(dataset, chunk_rows, sizeof(T), bytes)) return values;
    detail::require(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read the dataset '" + name + "'");
    return values;
  }

  [[nodiscard]] bool has(const std::string& name) const { return detail::has_link(group_, name); }

  /// NaN where the column is not there.
  [[nodiscard]] std::vector<float> read_floats(const std::string& name) const {
    if (!has(name)) return std::vector<float>(rows_, std::numeric_limits<float>::quiet_NaN());
    return read<float>(name, H5T_IEEE_F32LE);
  }

 private:
  [[nodiscard]] H5 open(const std::string& name) const {
    return {H5Dopen2(group_, name.c_str(), H5P_DEFAULT), H5Dclose, "open the dataset '" + name + "'"};
  }

  hid_t group_;
  std::size_t rows_ = 0;
};

std::vector<ChipClass> read_classes(const TableReader& reader) {
  const std::vector<std::uint8_t> codes = reader.read<std::uint8_t>("class", H5T_STD_U8LE);
  std::vector<ChipClass> classes(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const bool known = codes[i] <= static_cast<std::uint8_t>(ChipClass::retest) ||
                       codes[i] == static_cast<std::uint8_t>(ChipClass::unmeasured);
    if (!known) throw H5Failure("row " + std::to_string(i) + " has the unknown class code " + std::to_string(codes[i]));
    classes[i] = static_cast<ChipClass>(codes[i]);
  }
  return classes;
}

LayerColumns read_layer(const TableReader& reader, std::size_t index, const std::string& name) {
  LayerColumns layer;
  layer.layer = name;
  for (const auto& info : detail::kLayerColumns) {
    layer.*info.values = reader.read_floats(detail::dataset_name(info.name, index, name));
  }
  return layer;
}

ElColumns read_el(const TableReader& reader) {
  ElColumns el;
  for (const auto& info : detail::kElColumns) el.*info.values = reader.read_floats(std::string(info.name));
  el.pass = reader.read<std::uint8_t>("el_pass", H5T_STD_U8LE);
  return el;
}

ChipTable read_table(hid_t file) {
  const H5 group(H5Gopen2(file, "chips", H5P_DEFAULT), H5Gclose, "open the group '/chips'");
  const TableReader reader(group);
  ChipTable table;
  table.column = reader.read<std::int32_t>("column", H5T_STD_I32LE);
  table.row = reader.read<std::int32_t>("row", H5T_STD_I32LE);
  table.x_um = reader.read<float>("x_um", H5T_IEEE_F32LE);
  table.y_um = reader.read<float>("y_um", H5T_IEEE_F32LE);
  if (H5Aexists(group, "layers") > 0) {
    const std::vector<std::string> names = detail::read_texts_attribute(group, "layers");
    for (std::size_t i = 0; i < names.size(); ++i) table.layers.push_back(read_layer(reader, i, names[i]));
  }
  table.chip_class = read_classes(reader);
  table.flags = reader.read<std::uint32_t>("flags", H5T_STD_U32LE);
  if (reader.has("el_pass")) table.el = read_el(reader);
  return table;
}

herr_t append_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

std::vector<Vec2> read_corrections(hid_t group) {
  const std::string name = "tile_correction_um";
  if (!detail::has_link(group, name)) return {};
  const H5 dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, "open '" + name + "'");
  const H5 space(H5Dget_space(dataset), H5Sclose, "read the shape of '" + name + "'");
  hsize_t extent[2] = {0, 0};
  if (H5Sget_simple_extent_ndims(space) != 2) throw H5Failure("the dataset '" + name + "' is not a matrix");
  H5Sget_simple_extent_dims(space, extent, nullptr);
  constexpr hsize_t kMostTiles = 100'000'000;
  if (extent[1] != 2 || extent[0] > kMostTiles) throw H5Failure("the dataset '" + name + "' is not n x 2");
  std::vector<double> numbers(extent[0] * 2);
  detail::require(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), "read '" + name + "'");
  std::vector<Vec2> corrections(extent[0]);
  for (std::size_t i = 0; i < corrections.size(); ++i) corrections[i] = {numbers[2 * i], numbers[2 * i + 1]};
  return corrections;
}

LayerRegistration read_registration(hid_t parent, const std::string& layer) {
  const H5 group(H5Gopen2(parent, layer.c_str(), H5P_DEFAULT), H5Gclose, "open '/registration/" + layer + "'");
  const auto number = [&](const char* name) { return detail::read_numbers_attribute(group, name, 1)[0]; };
  const auto pair = [&](const char* name) {
    const std::vector<double> values = detail::read_numbers_attribute(group, name, 2);
    return Vec2{values[0], values[1]};
  };
  LayerRegistration found;
  found.layer = layer;
  const std::vector<double> a = detail::read_numbers_attribute(group, "wafer_from_design", 6);
  found.wafer_from_design = {a[0], a[1], a[2], a[3], {a[4], a[5]}};
  found.pitch_um = pair("pitch_um");
  found.angle_deg = number("angle_deg");
  found.skew_deg = number("skew_deg");
  found.offset_um = pair("offset_um");
  found.residual_rms_um = number("residual_rms_um");
  found.confidence = number("confidence");
  found.confidence_basis = detail::read_text_attribute(group, "confidence_basis");
  found.odd_line_phase_px = number("odd_line_phase_px");
  found.profile_fwhm_um = pair("profile_fwhm_um");
  found.tile_correction_um = read_corrections(group);
  return found;
}

/// Opens the file and hands it to `read`; every failure becomes an Error that names the file.
template <class T, class Read>
Result<T> read_file(const std::filesystem::path& path, Read read) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    return fail(bad_input(results_error::kNotFound, path.string(), "there is no such file", "chips.h5"));
  }
  try {
    const detail::H5Quiet quiet;
    const H5 file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open it as HDF5");
    const std::string schema = H5Aexists(file, "schema") > 0 ? detail::read_text_attribute(file, "schema") : "none";
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

}  // namespace

Result<ChipTable> read_chip_table(const std::filesystem::path& path) {
  return read_file<ChipTable>(path, [](hid_t file) { return read_table(file); });
}

Result<std::vector<LayerRegistration>> read_registrations(const std::filesystem::path& path) {
  return read_file<std::vector<LayerRegistration>>(path, [](hid_t file) {
    const H5 group(H5Gopen2(file, "registration", H5P_DEFAULT), H5Gclose, "open the group '/registration'");
    std::vector<std::string> names;
    hsize_t position = 0;
    detail::require(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &position, append_name, &names), "list the layers");
    std::vector<LayerRegistration> found;
    for (const std::string& name : names) found.push_back(read_registration(group, name));
    return found;
  });
}

}  // namespace pellucid

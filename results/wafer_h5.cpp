#include "results/wafer_h5.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include "results/chips_h5.h"
#include "results/detail/atomic_path.h"
#include "results/detail/defect_columns.h"
#include "results/detail/h5.h"
#include "results/results_error.h"

namespace pellucid {
namespace {

using detail::H5;
using detail::kDefectColumns;

constexpr std::size_t kMostCells = std::size_t{1} << 28;

H5 make_group(hid_t parent, const std::string& name) {
  const H5 list = detail::creation_list(H5P_GROUP_CREATE);
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, list, H5P_DEFAULT), H5Gclose,
          "create the group '" + name + "'"};
}

/// A dataset of any rank, in one chunk a dataset as far as that is not too large, deflated.
template <class T>
void write_dataset(hid_t group, const std::string& name, hid_t file_type, hid_t memory_type,
                   const std::vector<T>& values, const std::vector<hsize_t>& extent, std::string_view unit,
                   std::string_view title = {}) {
  const H5 space(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose, "make a space");
  const H5 list = detail::creation_list(H5P_DATASET_CREATE);
  if (!values.empty()) {
    std::vector<hsize_t> chunk = extent;
    for (hsize_t& side : chunk) side = std::min<hsize_t>(side, extent.size() == 1 ? 65536 : 512);
    detail::require(H5Pset_chunk(list, static_cast<int>(chunk.size()), chunk.data()), "set chunks");
    detail::require(H5Pset_shuffle(list), "set the shuffle filter");
    detail::require(H5Pset_deflate(list, 4), "set the deflate filter");
  }
  const H5 dataset(H5Dcreate2(group, name.c_str(), file_type, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
                   "create the dataset '" + name + "'");
  detail::write_attribute(dataset, "units", unit);
  if (!title.empty()) detail::write_attribute(dataset, "title", title);
  if (!values.empty())
    detail::require(H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
                    "write '" + name + "'");
}

void write_grid(hid_t file, const Surface& surface) {
  const WaferGrid& grid = surface.grid;
  const H5 group = make_group(file, "grid");
  detail::write_attribute(group, "cell_um", std::span<const double>(&grid.cell_um, 1));
  const std::array<double, 2> low{grid.low_um.x, grid.low_um.y};
  detail::write_attribute(group, "low_um", std::span<const double>(low));
  detail::write_attribute(group, "columns", std::int64_t{grid.columns});
  detail::write_attribute(group, "rows", std::int64_t{grid.rows});
  std::vector<std::string> names;
  for (const LayerGrid& layer : surface.layers) names.push_back(layer.layer);
  detail::write_attribute(group, "layers", std::span<const std::string>(names));
  for (const LayerGrid& layer : surface.layers) {
    const H5 of_layer = make_group(group, layer.layer);
    std::vector<std::string> planes;
    for (const GridPlane& plane : layer.planes) {
      write_dataset(of_layer, plane.name, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, plane.values,
                    {static_cast<hsize_t>(grid.rows), static_cast<hsize_t>(grid.columns)}, plane.unit, plane.title);
      planes.push_back(plane.name);
    }
    detail::write_attribute(of_layer, "planes", std::span<const std::string>(planes));
  }
}

void write_defects(hid_t file, const std::vector<SurfaceDefect>& defects) {
  const H5 group = make_group(file, "defects");
  detail::write_attribute(group, "schema", kResultSchema);
  detail::write_attribute(group, "rows", std::ssize(defects));
  const std::vector<hsize_t> extent{defects.size()};
  std::vector<std::uint8_t> codes;
  for (const SurfaceDefect& d : defects) codes.push_back(static_cast<std::uint8_t>(d.surface_class));
  write_dataset(group, "class", H5T_STD_U8LE, H5T_NATIVE_UINT8, codes, extent, "code");
  std::string names;
  for (const SurfaceClass c : kSurfaceClasses)
    names += fmt::format("{}{} {}", names.empty() ? "" : ", ", static_cast<int>(c), name_of(c));
  detail::write_attribute(group, "codes", names);
  std::vector<double> column(defects.size());
  for (const auto& info : kDefectColumns) {
    std::ranges::transform(defects, column.begin(), info.get);
    write_dataset(group, std::string(info.name), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, column, extent, info.unit);
  }
}

std::size_t count_of(hid_t dataset) {
  const H5 space(H5Dget_space(dataset), H5Sclose, "read a shape");
  const auto count = H5Sget_simple_extent_npoints(space);
  if (count < 0 || static_cast<std::size_t>(count) > kMostCells) throw detail::H5Failure("a dataset is too large");
  return static_cast<std::size_t>(count);
}

template <class T>
std::vector<T> read_dataset(hid_t group, const std::string& name, hid_t type, std::size_t expected) {
  const H5 dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, "open the dataset '" + name + "'");
  if (count_of(dataset) != expected) throw detail::H5Failure("'" + name + "' has another length");
  std::vector<T> values(expected);
  if (expected > 0) {
    detail::require(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read '" + name + "'");
  }
  return values;
}

Surface read_all(hid_t file) {
  Surface surface;
  const H5 grid(H5Gopen2(file, "grid", H5P_DEFAULT), H5Gclose, "open the group 'grid'");
  surface.grid.cell_um = detail::read_numbers_attribute(grid, "cell_um", 1)[0];
  const std::vector<double> low = detail::read_numbers_attribute(grid, "low_um", 2);
  surface.grid.low_um = {low[0], low[1]};
  surface.grid.columns = static_cast<std::int32_t>(detail::read_numbers_attribute(grid, "columns", 1)[0]);
  surface.grid.rows = static_cast<std::int32_t>(detail::read_numbers_attribute(grid, "rows", 1)[0]);
  if (surface.grid.columns < 0 || surface.grid.rows < 0 || surface.grid.size() > kMostCells)
    throw detail::H5Failure("the grid is too large");
  for (const std::string& name : detail::read_texts_attribute(grid, "layers")) {
    const H5 of_layer(H5Gopen2(grid, name.c_str(), H5P_DEFAULT), H5Gclose, "open the layer '" + name + "'");
    LayerGrid layer{name, {}};
    for (const std::string& plane : detail::read_texts_attribute(of_layer, "planes")) {
      const H5 dataset(H5Dopen2(of_layer, plane.c_str(), H5P_DEFAULT), H5Dclose, "open the plane '" + plane + "'");
      layer.planes.push_back({plane, detail::read_text_attribute(dataset, "units"),
                              detail::read_text_attribute(dataset, "title"),
                              read_dataset<float>(of_layer, plane, H5T_NATIVE_FLOAT, surface.grid.size())});
    }
    surface.layers.push_back(std::move(layer));
  }
  const H5 group(H5Gopen2(file, "defects", H5P_DEFAULT), H5Gclose, "open the group 'defects'");
  const double stated = detail::read_numbers_attribute(group, "rows", 1)[0];
  if (!(stated >= 0) || stated > static_cast<double>(kMostCells)) throw detail::H5Failure("too many defects");
  const auto rows = static_cast<std::size_t>(stated);
  const auto codes = read_dataset<std::uint8_t>(group, "class", H5T_NATIVE_UINT8, rows);
  surface.defects.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    if (codes[i] < 1 || codes[i] > kSurfaceClasses.size()) throw detail::H5Failure("an unknown class of defects");
    surface.defects[i].surface_class = static_cast<SurfaceClass>(codes[i]);
  }
  for (const auto& info : kDefectColumns) {
    const auto values = read_dataset<double>(group, std::string(info.name), H5T_NATIVE_DOUBLE, rows);
    for (std::size_t i = 0; i < rows; ++i) info.set(surface.defects[i], values[i]);
  }
  return surface;
}

template <class Line>
Result<void> write_lines(const std::filesystem::path& path, const std::string& head, std::size_t count, Line line) {
  detail::PartialPath partial(path);
  std::ofstream file(partial.path(), std::ios::binary);
  file << head;
  for (std::size_t i = 0; i < count && file; ++i) file << line(i);
  file.close();
  if (!file) return fail(internal_error(results_error::kIo, path.string(), "cannot write the file"));
  return partial.publish(true);
}

std::string value_text(const detail::DefectColumn& column, const SurfaceDefect& defect) {
  const double value = column.get(defect);
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, column.decimals) : std::string();
}

}  // namespace

Result<void> write_wafer_h5(const std::filesystem::path& path, const Surface& surface) {
  const detail::H5Quiet quiet;
  try {
    const H5 list = detail::creation_list(H5P_FILE_CREATE);
    const H5 file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, list, H5P_DEFAULT), H5Fclose, "create the file");
    write_grid(file, surface);
    write_defects(file, surface.defects);
    return {};
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kHdf5, path.string(), e.what()));
  }
}

Result<Surface> read_wafer_h5(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored))
    return fail(bad_input(results_error::kNotFound, path.string(), "cannot read the file", kWaferFile));
  const detail::H5Quiet quiet;
  try {
    const H5 file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file as HDF5");
    return read_all(file);
  } catch (const std::exception& e) {
    return fail(bad_input(results_error::kMalformed, path.string(), e.what(), "a wafer.h5 of a result"));
  }
}

std::vector<DefectFigure> defect_figures() {
  std::vector<DefectFigure> figures;
  for (const detail::DefectColumn& column : detail::kDefectColumns)
    figures.push_back({column.name, column.unit, column.get});
  return figures;
}

Result<void> write_defects_csv(const std::vector<SurfaceDefect>& defects, const std::filesystem::path& path) {
  std::string head = "id,class";
  for (const auto& column : kDefectColumns) fmt::format_to(std::back_inserter(head), ",{}", column.name);
  return write_lines(path, head + "\n", defects.size(), [&](std::size_t i) {
    std::string line = fmt::format("{},{}", i + 1, name_of(defects[i].surface_class));
    for (const auto& column : kDefectColumns) line += "," + value_text(column, defects[i]);
    return line + "\n";
  });
}

Result<void> write_defects_jsonl(const std::vector<SurfaceDefect>& defects, const std::filesystem::path& path) {
  return write_lines(path, "", defects.size(), [&](std::size_t i) {
    std::string line = fmt::format(R"({{"id":{},"class":"{}")", i + 1, name_of(defects[i].surface_class));
    for (const auto& column : kDefectColumns) {
      const std::string value = value_text(column, defects[i]);
      line += fmt::format(R"(,"{}":{})", column.name, value.empty() ? "null" : value);
    }
    return line + "}\n";
  });
}

}  // namespace pellucid

#include <algorithm>
#include <functional>
#include <utility>

#include "results/chips_h5.h"
#include "results/detail/chips_file.h"
#include "results/detail/column_reader.h"
#include "results/detail/columns.h"
#include "results/detail/h5.h"
#include "results/results_error.h"

namespace pellucid {

namespace {

using detail::H5;
using detail::H5Failure;

/// Says yes to the columns of a part, whatever their layer.
std::function<bool(const std::string&)> wanted_of(const TablePart& part) {
  if (part.columns.empty()) return {};
  return [&part](const std::string& name) {
    if (name == "column" || name == "row") return true;
    return std::ranges::find(part.columns, name.substr(0, name.find('@'))) != part.columns.end();
  };
}

Result<ChipTable> read_table(hid_t file, const TablePart& part, const std::stop_token& stop) {
  const H5 group(H5Gopen2(file, "chips", H5P_DEFAULT), H5Gclose, "open the group '/chips'");
  const std::size_t rows = detail::chip_rows(group);
  const std::size_t first = std::min(part.first_row, rows);
  detail::ColumnReader reader(group, rows, first, std::min(part.rows, rows - first), wanted_of(part));
  ChipTable table;
  reader.add("column", H5T_STD_I32LE, table.column);
  reader.add("row", H5T_STD_I32LE, table.row);
  reader.add("x_um", H5T_IEEE_F32LE, table.x_um);
  reader.add("y_um", H5T_IEEE_F32LE, table.y_um);
  std::vector<std::string> names;
  if (H5Aexists(group, "layers") > 0) names = detail::read_texts_attribute(group, "layers");
  table.layers.resize(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    LayerColumns& layer = table.layers[i];
    layer.layer = names[i];
    for (const auto& info : detail::kLayerColumns)
      reader.add_floats(detail::dataset_name(info.name, i, names[i]), layer.*info.values);
  }
  if (detail::has_link(group, "leak_power_w_cm2")) {
    LeakColumns& leak = table.leak.emplace();
    for (const auto& info : detail::kLeakColumns) {
      const std::string name(info.name);
      if (detail::has_link(group, name)) reader.add_floats(name, leak.*info.values);
    }
  }
  if (detail::has_link(group, std::string(detail::kWavelengthSource))) {
    WavelengthColumns& wavelength = table.wavelength.emplace();
    for (const auto& info : detail::kWavelengthColumns) {
      const std::string name(info.name);
      if (detail::has_link(group, name)) reader.add_floats(name, wavelength.*info.values);
    }
    reader.add(std::string(detail::kWavelengthSource), H5T_STD_U8LE, wavelength.source);
  }
  if (detail::has_link(group, "mechanical_sigma")) {
    AppearanceColumns& appearance = table.appearance.emplace();
    for (const auto& info : detail::kAppearanceColumns)
      reader.add_floats(std::string(info.name), appearance.*info.values);
  }
  static_assert(sizeof(ChipClass) == 1 && sizeof(WavelengthSource) == 1);
  reader.add("class", H5T_STD_U8LE, table.chip_class);
  reader.add("flags", H5T_STD_U32LE, table.flags);
  if (detail::has_link(group, "el_pass")) {
    ElColumns& el = table.el.emplace();
    for (const auto& info : detail::kElColumns) reader.add_floats(std::string(info.name), el.*info.values);
    reader.add("el_pass", H5T_STD_U8LE, el.pass);
  }
  reader.read(stop);
  if (stop.stop_requested()) return fail(cancelled());
  detail::check_classes(table.chip_class);
  return table;
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
  detail::require(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()),
                  "read '" + name + "'");
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

}  // namespace

Result<ChipTable> read_chip_table(const std::filesystem::path& path, const TablePart& part, std::stop_token stop) {
  return detail::read_chips_file<ChipTable>(path, [&](hid_t file) { return read_table(file, part, stop); });
}

Result<std::vector<LayerRegistration>> read_registrations(const std::filesystem::path& path) {
  return detail::read_chips_file<std::vector<LayerRegistration>>(path, [](hid_t file) {
    const H5 group(H5Gopen2(file, "registration", H5P_DEFAULT), H5Gclose, "open the group '/registration'");
    const std::vector<std::string> names = detail::link_names(group);
    std::vector<LayerRegistration> found;
    for (const std::string& name : names) found.push_back(read_registration(group, name));
    return found;
  });
}

}  // namespace pellucid

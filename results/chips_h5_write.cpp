#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>

#include "results/chips_h5.h"
#include "results/detail/columns.h"
#include "results/detail/h5.h"
#include "results/detail/shapes_h5.h"
#include "results/detail/table_writer.h"
#include "results/results_error.h"

namespace pellucid {

namespace {

using detail::H5;
using detail::TableWriter;

/// The first fault of the table's shape, in words; empty where there is none.
std::string fault_of(const ChipTable& table) {
  const std::size_t n = table.size();
  const auto same = [n](const auto& column) { return column.size() == n; };
  const auto same_or_empty = [n](const auto& column) { return column.empty() || column.size() == n; };
  if (!same(table.row) || !same_or_empty(table.x_um) || !same_or_empty(table.y_um) || !same(table.chip_class) ||
      !same(table.flags)) {
    return "column, row, x_um, y_um, class and flags must have one length";
  }
  for (const LayerColumns& layer : table.layers) {
    if (layer.layer.find('/') != std::string::npos) return "a layer's name may not hold a '/': " + layer.layer;
    for (const auto& info : detail::kLayerColumns) {
      if (!same_or_empty(layer.*info.values))
        return std::string(info.name) + " of layer " + layer.layer + " is cut short";
    }
  }
  if (table.leak) {
    for (const auto& info : detail::kLeakColumns) {
      if (!same_or_empty((*table.leak).*info.values)) return std::string(info.name) + " is cut short";
    }
  }
  if (table.wavelength) {
    for (const auto& info : detail::kWavelengthColumns) {
      if (!same_or_empty((*table.wavelength).*info.values)) return std::string(info.name) + " is cut short";
    }
    if (!same(table.wavelength->source)) return std::string(detail::kWavelengthSource) + " is cut short";
  }
  if (table.appearance) {
    for (const auto& info : detail::kAppearanceColumns) {
      if (!same_or_empty((*table.appearance).*info.values)) return std::string(info.name) + " is cut short";
    }
  }
  if (!table.el) return {};
  for (const auto& info : detail::kElColumns) {
    if (!same_or_empty((*table.el).*info.values)) return std::string(info.name) + " is cut short";
  }
  return same_or_empty(table.el->pass) ? std::string() : "el_pass is cut short";
}

bool has_place(const ChipTable& table) {
  return detail::is_there(table.x_um, table.size()) && detail::is_there(table.y_um, table.size());
}

std::string class_legend() {
  std::string legend;
  for (const ChipClass c : kAllClasses) {
    fmt::format_to(std::back_inserter(legend), "{}{}={}", legend.empty() ? "" : " ", static_cast<int>(c), name_of(c));
  }
  return legend;
}

/// What a judgement fills or changes; `name` as in the file.
bool is_judged(const std::string& name) {
  if (name == "class" || name == "flags" || name == "intensity_e" || name == "intensity_sigma_e") return true;
  if (name.starts_with("relative_intensity")) return true;
  return std::ranges::find(detail::kLeakColumns, name, &detail::LeakColumnInfo::name) != detail::kLeakColumns.end();
}

enum class Columns : std::uint8_t { all, judged };

/// Columns of the table as datasets, still without values.
class ColumnAdder {
 public:
  ColumnAdder(TableWriter& writer, const ChipTable& table, Columns columns)
      : writer_(writer), table_(table), columns_(columns) {}

  void add_all() {
    add("column", "index", H5T_STD_I32LE, table_.column);
    add("row", "index", H5T_STD_I32LE, table_.row);
    add("x_um", "um", H5T_IEEE_F32LE, table_.x_um);
    add("y_um", "um", H5T_IEEE_F32LE, table_.y_um);
    for (std::size_t i = 0; i < table_.layers.size(); ++i) {
      const LayerColumns& layer = table_.layers[i];
      for (const auto& info : detail::kLayerColumns)
        add(detail::dataset_name(info.name, i, layer.layer), info.units, H5T_IEEE_F32LE, layer.*info.values);
    }
    if (table_.leak) {
      for (const auto& info : detail::kLeakColumns)
        add(std::string(info.name), info.units, H5T_IEEE_F32LE, (*table_.leak).*info.values);
    }
    if (table_.wavelength) add_wavelength(*table_.wavelength);
    if (table_.appearance) {
      for (const auto& info : detail::kAppearanceColumns)
        add(std::string(info.name), info.units, H5T_IEEE_F32LE, (*table_.appearance).*info.values);
    }
    static_assert(sizeof(ChipClass) == 1);
    add("class", "code", H5T_STD_U8LE, table_.chip_class, "codes", class_legend());
    add("flags", "bits", H5T_STD_U32LE, table_.flags, "bits",
        "bit = class code; 16=saturated 17=edge 18=partial_coverage 19=leak_on_priors 20=no_mesa");
    if (!table_.el) return;
    for (const auto& info : detail::kElColumns)
      add(std::string(info.name), info.units, H5T_IEEE_F32LE, (*table_.el).*info.values);
    add("el_pass", "verdict", H5T_STD_U8LE, table_.el->pass, "codes", "0=fail 1=pass 255=no EL row");
  }

 private:
  void add_wavelength(const WavelengthColumns& wavelength) {
    for (const auto& info : detail::kWavelengthColumns)
      add(std::string(info.name), "nm", H5T_IEEE_F32LE, wavelength.*info.values);
    add(std::string(detail::kWavelengthSource), "code", H5T_STD_U8LE, wavelength.source, "codes",
        "0=none 1=predicted by the surface 2=spectrum on the chip 3=ratio of two bands");
  }

  template <class T>
  void add(const std::string& name, std::string_view units, hid_t type, const std::vector<T>& values,
           const std::string& legend_name = {}, std::string_view legend = {}) {
    if (!detail::is_there(values, table_.size())) return;
    if (columns_ == Columns::judged && !is_judged(name)) return;
    const hid_t dataset = writer_.add(name, units, type, values);
    if (!legend.empty()) detail::write_attribute(dataset, legend_name, legend);
  }

  TableWriter& writer_;
  const ChipTable& table_;
  Columns columns_;
};

H5 create_group(hid_t parent, const std::string& name) {
  const H5 list = detail::creation_list(H5P_GROUP_CREATE);
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, list, H5P_DEFAULT), H5Gclose,
          "create the group '" + name + "'"};
}

bool write_table(hid_t group, const ChipTable& table, Columns columns, const std::stop_token& stop) {
  detail::write_attribute(group, "rows", static_cast<std::int64_t>(table.size()));
  std::vector<std::string> names;
  for (const LayerColumns& layer : table.layers) names.push_back(layer.layer);
  if (!names.empty()) detail::write_attribute(group, "layers", std::span<const std::string>(names));
  TableWriter writer(group, table.size());
  ColumnAdder(writer, table, columns).add_all();
  return writer.write(stop);
}

void write_tiles(hid_t group, const LayerRegistration& found, const LayerGeometry& layer) {
  std::vector<std::string> files;
  std::vector<double> positions, corrections;
  for (const TilePlacement& tile : layer.tiles) {
    files.push_back(tile.file);
    positions.insert(positions.end(), {tile.position_um.x, tile.position_um.y});
  }
  for (const Vec2& correction : found.tile_correction_um)
    corrections.insert(corrections.end(), {correction.x, correction.y});
  if (!files.empty()) {
    detail::write_strings(group, "tile_file", files);
    detail::write_matrix(group, "tile_position_um", positions, 2);
  }
  if (!corrections.empty()) detail::write_matrix(group, "tile_correction_um", corrections, 2);
}

void write_registration(hid_t parent, const LayerRegistration& found, std::span<const LayerGeometry> layers) {
  const H5 group = create_group(parent, found.layer);
  const auto numbers = [&](const std::string& name, std::initializer_list<double> values) {
    detail::write_attribute(group, name, std::span<const double>(values.begin(), values.size()));
  };
  const Affine2& a = found.wafer_from_design;
  numbers("wafer_from_design", {a.xx, a.xy, a.yx, a.yy, a.shift.x, a.shift.y});
  numbers("pitch_um", {found.pitch_um.x, found.pitch_um.y});
  numbers("angle_deg", {found.angle_deg});
  numbers("skew_deg", {found.skew_deg});
  numbers("offset_um", {found.offset_um.x, found.offset_um.y});
  numbers("residual_rms_um", {found.residual_rms_um});
  numbers("confidence", {found.confidence});
  detail::write_attribute(group, "confidence_basis", found.confidence_basis);
  numbers("odd_line_phase_px", {found.odd_line_phase_px});
  numbers("profile_fwhm_um", {found.profile_fwhm_um.x, found.profile_fwhm_um.y});
  const auto layer = std::ranges::find(layers, found.layer, &LayerGeometry::name);
  if (layer == layers.end()) return;
  numbers("pixel_um", {layer->pixel_um.x, layer->pixel_um.y});
  write_tiles(group, found, *layer);
}

/// Everything of a group that `skip` does not name; packed chunks are copied as they are.
void take_over(hid_t from, hid_t to, const std::function<bool(const std::string&)>& skip, const std::stop_token& stop) {
  for (const std::string& name : detail::link_names(from)) {
    if (stop.stop_requested()) return;
    if (skip(name)) continue;
    detail::require(H5Ocopy(from, name.c_str(), to, name.c_str(), H5P_DEFAULT, H5P_DEFAULT), "copy '" + name + "'");
  }
}

/// A new file, its schema written; failures of `fill` become Errors. `fill` says whether it was not cancelled.
template <class Fill>
Result<void> write_file(const std::filesystem::path& path, const Fill& fill) {
  try {
    const detail::H5Quiet quiet;
    const H5 file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "create the file");
    detail::write_attribute(file, "schema", kResultSchema);
    if (!fill(file)) return fail(cancelled());
    detail::require(H5Fflush(file, H5F_SCOPE_LOCAL), "flush the file");
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kHdf5, path.string(), e.what()));
  }
  return {};
}

}  // namespace

Result<void> write_chips_h5(const std::filesystem::path& path, const ChipTable& table,
                            std::span<const LayerRegistration> registrations, std::span<const LayerGeometry> layers,
                            std::stop_token stop, const ShapeEvidence* shapes) {
  if (const std::string fault = fault_of(table); !fault.empty() || !has_place(table)) {
    return fail(internal_error(results_error::kShape, path.string(), fault.empty() ? "x_um, y_um are empty" : fault));
  }
  return write_file(path, [&](hid_t file) {
    if (!write_table(create_group(file, "chips"), table, Columns::all, stop)) return false;
    const H5 group = create_group(file, "registration");
    for (const LayerRegistration& found : registrations) write_registration(group, found, layers);
    return shapes == nullptr || detail::write_shapes(create_group(file, "judge"), *shapes, stop);
  });
}

Result<void> rewrite_chips_h5(const std::filesystem::path& from, const std::filesystem::path& path,
                              const ChipTable& table, std::stop_token stop) {
  if (const std::string fault = fault_of(table); !fault.empty())
    return fail(internal_error(results_error::kShape, path.string(), fault));
  return write_file(path, [&](hid_t file) {
    const H5 old(H5Fopen(from.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open " + from.string());
    const H5 old_chips(H5Gopen2(old, "chips", H5P_DEFAULT), H5Gclose, "open its group '/chips'");
    const H5 chips = create_group(file, "chips");
    if (!write_table(chips, table, Columns::judged, stop)) return false;
    take_over(old_chips, chips, is_judged, stop);
    take_over(
        old, file, [](const std::string& name) { return name == "chips"; }, stop);
    return !stop.stop_requested();
  });
}

}  // namespace pellucid

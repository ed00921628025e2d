#include <fmt/format.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <memory>

#include "results/chips_h5.h"
#include "results/detail/chunk_codec.h"
#include "results/detail/columns.h"
#include "results/detail/h5.h"
#include "results/results_error.h"

namespace pellucid {

namespace {

using detail::H5;
using detail::H5Failure;

/// Rows a chunk: 256 KiB of floats fit the L2 cache, and a million chips still make 16 chunks a column.
constexpr std::size_t kChunkRows = 65536;
constexpr std::size_t kLargestElement = 4;

/// One column on its way into the file.
struct Column {
  std::string name;
  H5 dataset;
  const std::uint8_t* bytes = nullptr;
  std::size_t element_size = 0;
};

struct Chunk {
  const Column* column = nullptr;
  std::size_t first_row = 0;
  std::uint8_t* packed = nullptr;  ///< room for encoded_bound() of a chunk
  std::size_t packed_bytes = 0;
};

class TableWriter {
 public:
  TableWriter(hid_t group, std::size_t rows) : group_(group), rows_(rows), chunk_rows_(std::min(rows, kChunkRows)) {}

  /// Creates the dataset; its values are written by write(), which must come before `values` goes.
  template <class T>
  hid_t add(const std::string& name, std::string_view units, hid_t type, const std::vector<T>& values) {
    static_assert(sizeof(T) <= kLargestElement);
    H5 list = detail::creation_list(H5P_DATASET_CREATE);
    if (rows_ > 0) {
      const hsize_t chunk = chunk_rows_;
      detail::require(H5Pset_chunk(list, 1, &chunk), "set the chunks of '" + name + "'");
      detail::require(H5Pset_shuffle(list), "set the shuffle filter of '" + name + "'");
      detail::require(H5Pset_deflate(list, 1), "set the deflate filter of '" + name + "'");
    }
    const hsize_t extent = rows_;
    const H5 space(H5Screate_simple(1, &extent, nullptr), H5Sclose, "make a data space");
    H5 dataset(H5Dcreate2(group_, name.c_str(), type, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
               "create the dataset '" + name + "'");
    detail::write_attribute(dataset, "units", units);
    const hid_t id = dataset;
    columns_.push_back({name, std::move(dataset), reinterpret_cast<const std::uint8_t*>(values.data()), sizeof(T)});
    return id;
  }

  /// Packs the chunks in parallel and stores them one after the other. False: cancelled.
  bool write(const std::stop_token& stop) const {
    if (rows_ == 0) return true;
    // A chunk is stored before the one that comes `in_flight` later is taken up, so that one can use its room again.
    const auto in_flight = static_cast<std::size_t>(2 * tbb::this_task_arena::max_concurrency());
    std::vector<std::unique_ptr<std::uint8_t[]>> rooms(in_flight);
    std::size_t column = 0, first_row = 0, serial = 0;
    const auto next = [&](tbb::flow_control& control) -> Chunk {
      if (column == columns_.size() || stop.stop_requested()) {
        control.stop();
        return {};
      }
      auto& room = rooms[serial++ % in_flight];
      if (!room) room.reset(new std::uint8_t[detail::encoded_bound(chunk_rows_ * kLargestElement)]);
      const Chunk chunk{&columns_[column], first_row, room.get(), 0};
      first_row += chunk_rows_;
      if (first_row >= rows_) ++column, first_row = 0;
      return chunk;
    };
    const auto pack = [this](Chunk chunk) {
      chunk.packed_bytes = pack_chunk(chunk);
      return chunk;
    };
    const auto store = [](const Chunk& chunk) { store_chunk(chunk); };
    tbb::parallel_pipeline(in_flight, tbb::make_filter<void, Chunk>(tbb::filter_mode::serial_in_order, next) &
                                          tbb::make_filter<Chunk, Chunk>(tbb::filter_mode::parallel, pack) &
                                          tbb::make_filter<Chunk, void>(tbb::filter_mode::serial_in_order, store));
    return !stop.stop_requested();
  }

 private:
  /// The last chunk of a dataset is stored whole, zeros behind its rows.
  [[nodiscard]] std::size_t pack_chunk(const Chunk& chunk) const {
    const std::size_t size = chunk.column->element_size;
    const std::size_t count = std::min(chunk_rows_, rows_ - chunk.first_row);
    const std::uint8_t* from = chunk.column->bytes + chunk.first_row * size;
    const std::span<std::uint8_t> room(chunk.packed, detail::encoded_bound(chunk_rows_ * kLargestElement));
    if (count == chunk_rows_) return detail::encode_chunk({from, count * size}, size, room);
    std::vector<std::uint8_t> padded(chunk_rows_ * size);
    std::memcpy(padded.data(), from, count * size);
    return detail::encode_chunk(padded, size, room);
  }

  static void store_chunk(const Chunk& chunk) {
    if (chunk.packed_bytes == 0) throw H5Failure("cannot pack the dataset '" + chunk.column->name + "'");
    const detail::H5Quiet quiet;
    const hsize_t offset = chunk.first_row;
    detail::require(H5Dwrite_chunk(chunk.column->dataset, H5P_DEFAULT, 0, &offset, chunk.packed_bytes, chunk.packed),
                    "write the dataset '" + chunk.column->name + "'");
  }

  hid_t group_;
  std::size_t rows_, chunk_rows_;
  std::vector<Column> columns_;
};

/// The first fault of the table's shape, in words; empty where there is none.
std::string fault_of(const ChipTable& table) {
  const std::size_t n = table.size();
  const auto same = [n](const auto& column) { return column.size() == n; };
  const auto same_or_empty = [n](const auto& column) { return column.empty() || column.size() == n; };
  if (!same(table.row) || !same(table.x_um) || !same(table.y_um) || !same(table.chip_class) || !same(table.flags)) {
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
  if (!table.el) return {};
  for (const auto& info : detail::kElColumns) {
    if (!same_or_empty((*table.el).*info.values)) return std::string(info.name) + " is cut short";
  }
  return same(table.el->pass) ? std::string() : "el_pass is cut short";
}

std::string class_legend() {
  std::string legend;
  for (const ChipClass c : kAllClasses) {
    fmt::format_to(std::back_inserter(legend), "{}{}={}", legend.empty() ? "" : " ", static_cast<int>(c), name_of(c));
  }
  return legend;
}

/// Every column of the table as a dataset, still without values.
void add_columns(TableWriter& writer, const ChipTable& table) {
  writer.add("column", "index", H5T_STD_I32LE, table.column);
  writer.add("row", "index", H5T_STD_I32LE, table.row);
  writer.add("x_um", "um", H5T_IEEE_F32LE, table.x_um);
  writer.add("y_um", "um", H5T_IEEE_F32LE, table.y_um);
  for (std::size_t i = 0; i < table.layers.size(); ++i) {
    const LayerColumns& layer = table.layers[i];
    for (const auto& info : detail::kLayerColumns) {
      const auto& values = layer.*info.values;
      if (!detail::is_there(values, table.size())) continue;
      writer.add(detail::dataset_name(info.name, i, layer.layer), info.units, H5T_IEEE_F32LE, values);
    }
  }
  if (table.leak) {
    for (const auto& info : detail::kLeakColumns) {
      const auto& values = (*table.leak).*info.values;
      if (!values.empty()) writer.add(std::string(info.name), info.units, H5T_IEEE_F32LE, values);
    }
  }
  static_assert(sizeof(ChipClass) == 1);
  const hid_t classes = writer.add("class", "code", H5T_STD_U8LE, table.chip_class);
  detail::write_attribute(classes, "codes", class_legend());
  const hid_t flags = writer.add("flags", "bits", H5T_STD_U32LE, table.flags);
  detail::write_attribute(flags, "bits",
                          "bit = class code; 16=saturated 17=edge 18=partial_coverage 19=leak_on_priors");
  if (!table.el) return;
  for (const auto& info : detail::kElColumns) {
    const auto& values = (*table.el).*info.values;
    if (detail::is_there(values, table.size())) writer.add(std::string(info.name), info.units, H5T_IEEE_F32LE, values);
  }
  const hid_t pass = writer.add("el_pass", "verdict", H5T_STD_U8LE, table.el->pass);
  detail::write_attribute(pass, "codes", "0=fail 1=pass 255=no EL row");
}

H5 create_group(hid_t parent, const std::string& name) {
  const H5 list = detail::creation_list(H5P_GROUP_CREATE);
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, list, H5P_DEFAULT), H5Gclose,
          "create the group '" + name + "'"};
}

bool write_table(hid_t file, const ChipTable& table, const std::stop_token& stop) {
  const H5 group = create_group(file, "chips");
  detail::write_attribute(group, "rows", static_cast<std::int64_t>(table.size()));
  std::vector<std::string> names;
  for (const LayerColumns& layer : table.layers) names.push_back(layer.layer);
  if (!names.empty()) detail::write_attribute(group, "layers", std::span<const std::string>(names));
  TableWriter writer(group, table.size());
  add_columns(writer, table);
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

}  // namespace

Result<void> write_chips_h5(const std::filesystem::path& path, const ChipTable& table,
                            std::span<const LayerRegistration> registrations, std::span<const LayerGeometry> layers,
                            std::stop_token stop) {
  if (const std::string fault = fault_of(table); !fault.empty()) {
    return fail(internal_error(results_error::kShape, path.string(), fault));
  }
  try {
    const detail::H5Quiet quiet;
    const H5 file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "create the file");
    detail::write_attribute(file, "schema", kResultSchema);
    if (!write_table(file, table, stop)) return fail(cancelled());
    const H5 group = create_group(file, "registration");
    for (const LayerRegistration& found : registrations) write_registration(group, found, layers);
    detail::require(H5Fflush(file, H5F_SCOPE_LOCAL), "flush the file");
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kHdf5, path.string(), e.what()));
  }
  return {};
}

}  // namespace pellucid

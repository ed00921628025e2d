#include "results/detail/column_reader.h"

#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <memory>

#include "core/flow/parallel.h"
#include "results/detail/chunk_codec.h"

namespace pellucid::detail {

namespace {

constexpr hssize_t kMostRows = 2'000'000'000;

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

}  // namespace

std::size_t rows_of(hid_t dataset, const std::string& name) {
  const H5 space(H5Dget_space(dataset), H5Sclose, "read the shape of '" + name + "'");
  const hssize_t rows = H5Sget_simple_extent_npoints(space);
  if (H5Sget_simple_extent_ndims(space) != 1 || rows < 0 || rows > kMostRows) {
    throw H5Failure("the dataset '" + name + "' is not one column of at most " + std::to_string(kMostRows) + " rows");
  }
  return static_cast<std::size_t>(rows);
}

struct ColumnReader::Chunk {
  const Column* column = nullptr;
  std::atomic<bool>* broken = nullptr;  ///< of its column
  std::size_t first_row = 0;
  std::span<const std::uint8_t> packed;
};

ColumnReader::Column& ColumnReader::open(const std::string& name, hid_t type, std::size_t element_size) {
  H5 dataset(H5Dopen2(group_, name.c_str(), H5P_DEFAULT), H5Dclose, "open the dataset '" + name + "'");
  const std::size_t rows = rows_of(dataset, name);
  if (rows != rows_) {
    throw H5Failure("the dataset '" + name + "' has " + std::to_string(rows) + " rows, 'column' has " +
                    std::to_string(rows_));
  }
  Column& column = columns_.emplace_back();
  column.chunk_rows = rows == 0 ? 0 : own_chunk_rows(dataset, type);
  if (column.chunk_rows > rows) column.chunk_rows = 0;
  column.name = name;
  column.dataset = std::move(dataset);
  column.type = type;
  column.element_size = element_size;
  return column;
}

void ColumnReader::read() {
  // Memory that is new to the process costs as much as unpacking: it is touched in parallel.
  parallel_ranges(static_cast<std::int64_t>(columns_.size()), 1,
                  [&](std::int64_t i, std::int64_t) { columns_[static_cast<std::size_t>(i)].make(); });
  if (rows_ > 0) read_chunks();
  for (const Column& column : columns_) {
    if (column.dataset < 0 || column.chunk_rows > 0) continue;
    require(H5Dread(column.dataset, column.type, H5S_ALL, H5S_ALL, H5P_DEFAULT, column.out),
            "read the dataset '" + column.name + "'");
  }
}

/// Columns with a chunk that is not there or broken are left to HDF5: their chunk_rows become 0.
void ColumnReader::read_chunks() {
  std::vector<std::atomic<bool>> broken(columns_.size());
  // Chunks leave in the order they came, so that the room of one is free again `in_flight` chunks later.
  const auto in_flight = static_cast<std::size_t>(2 * tbb::this_task_arena::max_concurrency());
  std::vector<std::vector<std::uint8_t>> rooms(in_flight);
  std::size_t at = 0, first_row = 0, serial = 0;
  const auto next = [&](tbb::flow_control& control) -> Chunk {
    for (; at < columns_.size(); ++at, first_row = 0) {
      const Column& column = columns_[at];
      if (column.chunk_rows == 0 || first_row >= rows_ || broken[at]) continue;
      Chunk chunk{&column, &broken[at], first_row, {}};
      first_row += column.chunk_rows;
      if (fetch(chunk, rooms[serial % in_flight])) {
        ++serial;
        return chunk;
      }
      broken[at] = true;
    }
    control.stop();
    return {};
  };
  const auto work = [this](const Chunk& chunk) {
    if (!unpack(chunk)) *chunk.broken = true;
    return chunk.first_row;
  };
  tbb::parallel_pipeline(
      in_flight, tbb::make_filter<void, Chunk>(tbb::filter_mode::serial_in_order, next) &
                     tbb::make_filter<Chunk, std::size_t>(tbb::filter_mode::parallel, work) &
                     tbb::make_filter<std::size_t, void>(tbb::filter_mode::serial_in_order, [](std::size_t) {}));
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (broken[i]) columns_[i].chunk_rows = 0;
  }
}

bool ColumnReader::fetch(Chunk& chunk, std::vector<std::uint8_t>& packed) const {
  const H5Quiet quiet;
  const std::size_t chunk_bytes = chunk.column->chunk_rows * chunk.column->element_size;
  const hsize_t offset = chunk.first_row;
  hsize_t bytes = 0;
  std::uint32_t skipped_filters = 0;
  if (H5Dget_chunk_storage_size(chunk.column->dataset, &offset, &bytes) < 0 || bytes == 0 ||
      bytes > 2 * chunk_bytes + 4096)
    return false;
  if (packed.size() < bytes) packed.resize(bytes);
  if (H5Dread_chunk(chunk.column->dataset, H5P_DEFAULT, &offset, &skipped_filters, packed.data()) < 0) return false;
  chunk.packed = {packed.data(), bytes};
  return skipped_filters == 0;
}

bool ColumnReader::unpack(const Chunk& chunk) const {
  const Column& column = *chunk.column;
  const std::size_t count = std::min(column.chunk_rows, rows_ - chunk.first_row);
  const std::span<std::uint8_t> target(column.out + chunk.first_row * column.element_size, count * column.element_size);
  if (count == column.chunk_rows) return decode_chunk(chunk.packed, column.element_size, target);
  std::vector<std::uint8_t> all(column.chunk_rows * column.element_size);
  if (!decode_chunk(chunk.packed, column.element_size, all)) return false;
  std::copy_n(all.begin(), target.size(), target.begin());
  return true;
}

}  // namespace pellucid::detail

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

void ColumnReader::read(const std::stop_token& stop) {
  // Memory that is new to the process costs as much as unpacking: it is touched in parallel.
  parallel_ranges(static_cast<std::int64_t>(columns_.size()), 1, [&](std::int64_t i, std::int64_t) {
    if (!stop.stop_requested()) columns_[static_cast<std::size_t>(i)].make();
  });
  if (count_ == 0 || stop.stop_requested()) return;
  read_chunks(stop);
  for (const Column& column : columns_) {
    if (stop.stop_requested()) return;
    if (column.dataset >= 0 && column.chunk_rows == 0) read_plain(column);
  }
}

void ColumnReader::read_plain(const Column& column) const {
  const hsize_t first = first_, count = count_;
  const H5 file(H5Dget_space(column.dataset), H5Sclose, "read the shape of '" + column.name + "'");
  const H5 memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a data space");
  require(H5Sselect_hyperslab(file, H5S_SELECT_SET, &first, nullptr, &count, nullptr), "choose rows");
  require(H5Dread(column.dataset, column.type, memory, file, H5P_DEFAULT, column.out),
          "read the dataset '" + column.name + "'");
}

/// Columns with a chunk that is not there or broken are left to HDF5: their chunk_rows become 0.
void ColumnReader::read_chunks(const std::stop_token& stop) {
  std::vector<std::atomic<bool>> broken(columns_.size());
  // Chunks leave in the order they came, so that the room of one is free again `in_flight` chunks later.
  const auto in_flight = static_cast<std::size_t>(2 * tbb::this_task_arena::max_concurrency());
  std::vector<std::vector<std::uint8_t>> rooms(in_flight);
  std::size_t at = 0, chunk_of_column = 0, serial = 0;
  const auto next = [&](tbb::flow_control& control) -> Chunk {
    for (; at < columns_.size() && !stop.stop_requested(); ++at, chunk_of_column = 0) {
      const Column& column = columns_[at];
      if (column.chunk_rows == 0 || broken[at]) continue;
      const std::size_t first_row = (first_ / column.chunk_rows + chunk_of_column) * column.chunk_rows;
      if (first_row >= first_ + count_) continue;
      Chunk chunk{&column, &broken[at], first_row, {}};
      ++chunk_of_column;
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
  const std::size_t begin = std::max(chunk.first_row, first_);
  const std::size_t end = std::min(chunk.first_row + column.chunk_rows, first_ + count_);
  const std::size_t size = column.element_size;
  const std::span<std::uint8_t> target(column.out + (begin - first_) * size, (end - begin) * size);
  if (end - begin == column.chunk_rows) return decode_chunk(chunk.packed, size, target);
  std::vector<std::uint8_t> all(column.chunk_rows * size);
  if (!decode_chunk(chunk.packed, size, all)) return false;
  std::copy_n(all.begin() + static_cast<std::ptrdiff_t>((begin - chunk.first_row) * size), target.size(),
              target.begin());
  return true;
}

}  // namespace pellucid::detail

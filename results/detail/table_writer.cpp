#include "results/detail/table_writer.h"

#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <utility>

#include "results/detail/chunk_codec.h"

namespace pellucid::detail {

namespace {

/// Rows a chunk: 256 KiB of floats fit the L2 cache, and a million chips still make 16 chunks a column.
constexpr std::size_t kChunkRows = 65536;

}  // namespace

struct TableWriter::Chunk {
  const Column* column = nullptr;
  std::size_t first_row = 0;
  std::uint8_t* packed = nullptr;  ///< room for encoded_bound() of a chunk
  std::size_t packed_bytes = 0;
};

TableWriter::TableWriter(hid_t group, std::size_t rows)
    : group_(group), rows_(rows), chunk_rows_(std::min(rows, kChunkRows)) {}

hid_t TableWriter::add(const std::string& name, std::string_view units, hid_t type, const std::uint8_t* bytes,
                       std::size_t size) {
  H5 list = creation_list(H5P_DATASET_CREATE);
  if (rows_ > 0) {
    const hsize_t chunk = chunk_rows_;
    require(H5Pset_chunk(list, 1, &chunk), "set the chunks of '" + name + "'");
    require(H5Pset_shuffle(list), "set the shuffle filter of '" + name + "'");
    require(H5Pset_deflate(list, 1), "set the deflate filter of '" + name + "'");
  }
  const hsize_t extent = rows_;
  const H5 space(H5Screate_simple(1, &extent, nullptr), H5Sclose, "make a data space");
  H5 dataset(H5Dcreate2(group_, name.c_str(), type, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
             "create the dataset '" + name + "'");
  write_attribute(dataset, "units", units);
  const hid_t id = dataset;
  columns_.push_back({name, std::move(dataset), bytes, size});
  return id;
}

bool TableWriter::write(const std::stop_token& stop) const {
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
    if (!room) room.reset(new std::uint8_t[encoded_bound(chunk_rows_ * kLargestElement)]);
    const Chunk chunk{&columns_[column], first_row, room.get(), 0};
    first_row += chunk_rows_;
    if (first_row >= rows_) ++column, first_row = 0;
    return chunk;
  };
  const auto pack = [this](Chunk chunk) {
    chunk.packed_bytes = pack_chunk(chunk);
    return chunk;
  };
  const auto store = [](const Chunk& chunk) {
    if (chunk.packed_bytes == 0) throw H5Failure("cannot pack the dataset '" + chunk.column->name + "'");
    const H5Quiet quiet;
    const hsize_t offset = chunk.first_row;
    require(H5Dwrite_chunk(chunk.column->dataset, H5P_DEFAULT, 0, &offset, chunk.packed_bytes, chunk.packed),
            "write the dataset '" + chunk.column->name + "'");
  };
  tbb::parallel_pipeline(in_flight, tbb::make_filter<void, Chunk>(tbb::filter_mode::serial_in_order, next) &
                                        tbb::make_filter<Chunk, Chunk>(tbb::filter_mode::parallel, pack) &
                                        tbb::make_filter<Chunk, void>(tbb::filter_mode::serial_in_order, store));
  return !stop.stop_requested();
}

/// The last chunk of a dataset is stored whole, zeros behind its rows.
std::size_t TableWriter::pack_chunk(const Chunk& chunk) const {
  const std::size_t size = chunk.column->element_size;
  const std::size_t count = std::min(chunk_rows_, rows_ - chunk.first_row);
  const std::uint8_t* from = chunk.column->bytes + chunk.first_row * size;
  const std::span<std::uint8_t> room(chunk.packed, encoded_bound(chunk_rows_ * kLargestElement));
  if (count == chunk_rows_) return encode_chunk({from, count * size}, size, room);
  std::vector<std::uint8_t> padded(chunk_rows_ * size);
  std::memcpy(padded.data(), from, count * size);
  return encode_chunk(padded, size, room);
}

}  // namespace pellucid::detail

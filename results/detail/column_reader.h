/// Columns of one length out of an HDF5 group: registered first, then all fetched at once, so that chunks of any column
/// are unpacked in parallel while the next are read. Private to the room; one thread an object. Failures are thrown as
/// H5Failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "results/detail/h5.h"

namespace pellucid::detail {

class ColumnReader {
 public:
  /// `rows` is the length of every column; a dataset of another length is refused.
  ColumnReader(hid_t group, std::size_t rows) : group_(group), rows_(rows), count_(rows) {}
  /// Only these rows are read, first + count at most `rows`, and only columns that `wanted` says yes to: others stay
  /// empty.
  ColumnReader(hid_t group, std::size_t rows, std::size_t first, std::size_t count,
               std::function<bool(const std::string&)> wanted)
      : group_(group), rows_(rows), first_(first), count_(count), wanted_(std::move(wanted)) {}

  /// `values` is filled by read(): it must stay where it is until then.
  template <class T>
  void add(const std::string& name, hid_t type, std::vector<T>& values) {
    if (wanted_ && !wanted_(name)) return;
    Column& column = open(name, type, sizeof(T));
    column.make = [this, &values, &column] {
      values.resize(count_);
      column.out = reinterpret_cast<std::uint8_t*>(values.data());
    };
  }
  /// NaN where the column is not there.
  void add_floats(const std::string& name, std::vector<float>& values) {
    if (has_link(group_, name)) return add(name, H5T_IEEE_F32LE, values);
    if (wanted_ && !wanted_(name)) return;
    columns_.emplace_back().make = [this, &values] { values.assign(count_, std::numeric_limits<float>::quiet_NaN()); };
  }
  /// Chunks that this room wrote are unpacked here, in parallel; all others are left to HDF5, which also says what is
  /// wrong. Where it is stopped in the midst, the columns hold anything.
  void read(const std::stop_token& stop = {});

 private:
  struct Column {
    std::string name;
    H5 dataset;
    hid_t type = -1;
    std::size_t element_size = 0;
    std::size_t chunk_rows = 0;  ///< 0: HDF5 reads it
    std::uint8_t* out = nullptr;
    std::function<void()> make;
  };
  struct Chunk;

  Column& open(const std::string& name, hid_t type, std::size_t element_size);
  void read_plain(const Column& column) const;
  void read_chunks(const std::stop_token& stop);
  bool fetch(Chunk& chunk, std::vector<std::uint8_t>& packed) const;
  [[nodiscard]] bool unpack(const Chunk& chunk) const;

  hid_t group_;
  std::size_t rows_, first_ = 0, count_;  ///< of the datasets; of them, what is read
  std::function<bool(const std::string&)> wanted_;
  std::deque<Column> columns_;  ///< a deque: `make` points into it
};

/// The rows of a dataset of one dimension.
[[nodiscard]] std::size_t rows_of(hid_t dataset, const std::string& name);

}  // namespace pellucid::detail

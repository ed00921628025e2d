/// Columns of one length into an HDF5 group: added first, then all packed in parallel and stored. Private to the room;
/// one thread an object. Failures are thrown as H5Failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "results/detail/h5.h"

namespace pellucid::detail {

class TableWriter {
 public:
  TableWriter(hid_t group, std::size_t rows);

  /// Creates the dataset; its values are written by write(), which must come before `values` goes.
  template <class T>
  hid_t add(const std::string& name, std::string_view units, hid_t type, const std::vector<T>& values) {
    static_assert(sizeof(T) <= kLargestElement);
    return add(name, units, type, reinterpret_cast<const std::uint8_t*>(values.data()), sizeof(T));
  }

  /// Packs the chunks in parallel and stores them one after the other. False: cancelled.
  bool write(const std::stop_token& stop) const;

 private:
  static constexpr std::size_t kLargestElement = 4;
  /// One column on its way into the file.
  struct Column {
    std::string name;
    H5 dataset;
    const std::uint8_t* bytes = nullptr;
    std::size_t element_size = 0;
  };
  struct Chunk;

  hid_t add(const std::string& name, std::string_view units, hid_t type, const std::uint8_t* bytes, std::size_t size);
  [[nodiscard]] std::size_t pack_chunk(const Chunk& chunk) const;

  hid_t group_;
  std::size_t rows_, chunk_rows_;
  std::vector<Column> columns_;
};

}  // namespace pellucid::detail

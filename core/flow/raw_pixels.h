/// Raw pixels as they are stored: what a port hands to the pass over the pixels. Plain values; no locks, one owner.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>

#include "core/model/geometry.h"

namespace pellucid {

/// How one sample [DN] is stored, in the machine's byte order.
enum class SampleType : std::uint8_t { u8, u16, f32 };

[[nodiscard]] constexpr std::int64_t bytes_of(SampleType type) {
  if (type == SampleType::u8) return 1;
  return type == SampleType::u16 ? 2 : 4;
}

/// The SampleType of std::uint8_t, std::uint16_t and float.
template <class T>
[[nodiscard]] constexpr SampleType sample_type_of() {
  static_assert(std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::uint16_t> || std::is_same_v<T, float>);
  if constexpr (std::is_same_v<T, std::uint8_t>) return SampleType::u8;
  return std::is_same_v<T, std::uint16_t> ? SampleType::u16 : SampleType::f32;
}

/// Calls `body` with a value of the C++ type behind `type`: body(std::uint16_t{}) for SampleType::u16.
template <class Body>
decltype(auto) with_sample_type(SampleType type, Body&& body) {
  if (type == SampleType::u8) return body(std::uint8_t{});
  if (type == SampleType::u16) return body(std::uint16_t{});
  return body(float{});
}

/// Memory that is kept from block to block and never cleared. Begins at a cache line.
class SampleBuffer {
 public:
  /// At least `bytes`; what it held is lost where it must grow.
  std::byte* reserve(std::size_t bytes) {
    if (bytes > size_) {
      release();
      memory_.reset(static_cast<std::byte*>(::operator new(bytes, kAlignment)));
      size_ = bytes;
    }
    return memory_.get();
  }
  void release() {
    memory_.reset();
    size_ = 0;
  }
  [[nodiscard]] std::byte* data() const { return memory_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Freer {
    void operator()(std::byte* memory) const { ::operator delete(memory, kAlignment); }
  };

  std::unique_ptr<std::byte, Freer> memory_;
  std::size_t size_ = 0;
};

/// A rectangle of one tile in the file's own sample type: converting is left to the loop that reads it, which spares a
/// pass over memory. Owned by the caller and reused between calls; can be moved, not copied.
struct RawPixels {
  std::int32_t tile = -1;  ///< index into LayerGeometry::tiles
  PixelRect rect;
  SampleType type = SampleType::u16;
  std::int64_t stride = 0;           ///< samples from a row to the next; at least rect.width
  const std::byte* first = nullptr;  ///< sample (0, 0): in `buffer`, or in memory that `keep` holds
  SampleBuffer buffer;
  std::shared_ptr<const void> keep;  ///< nullptr where the samples lie in `buffer`

  /// Sets all of the above for samples in `buffer` and tells where (0, 0) is to be written; none is set yet.
  /// `row_samples` is the stride, `rows_stored` the rows to make room for: 0 for those of `area`.
  std::byte* prepare(std::int32_t of_tile, PixelRect area, SampleType sample_type, std::int64_t row_samples = 0,
                     std::int64_t rows_stored = 0);

  /// T must be the type that `type` names.
  template <class T>
  [[nodiscard]] const T* row(std::int64_t y) const {
    assert(sample_type_of<T>() == type);
    return reinterpret_cast<const T*>(first) + y * stride;
  }
  /// rect.width values of a row as float, in which every 8- and 16-bit DN is exact.
  void copy_row(std::int64_t y, float* out) const;
  /// One value; for tests and single looks, not for loops over pixels.
  [[nodiscard]] float dn(std::int64_t x, std::int64_t y) const {
    return with_sample_type(type, [&](auto sample) { return static_cast<float>(row<decltype(sample)>(y)[x]); });
  }
};

}  // namespace pellucid

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "acquisition/sample_order.cpp"
#include "acquisition/sample_order.h"

#include <hwy/foreach_target.h>  // compiles what stands up to HWY_ONCE once for every target
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

HWY_BEFORE_NAMESPACE();
namespace pellucid::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
// Groups of 16 bytes on every target; the target without vectors takes the loops over what is left for all.

/// Running sums of 8 samples. The carry is added to its own sum alone, so that groups overlap in the processor.
HWY_ATTR void sum_row(std::uint16_t* row, std::size_t count) {
  std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::FixedTag<std::uint16_t, 8> d;
  auto carry = hn::Zero(d);
  for (; i + 8 <= count; i += 8) {
    auto v = hn::LoadU(d, row + i);
    v = hn::Add(v, hn::ShiftLeftLanes<1>(d, v));
    v = hn::Add(v, hn::ShiftLeftLanes<2>(d, v));
    v = hn::Add(v, hn::ShiftLeftLanes<4>(d, v));
    hn::StoreU(hn::Add(v, carry), d, row + i);
    carry = hn::Add(carry, hn::Broadcast<7>(v));
  }
#endif
  for (i = std::max<std::size_t>(i, 1); i < count; ++i) row[i] = static_cast<std::uint16_t>(row[i] + row[i - 1]);
}

HWY_ATTR void sum_row(std::uint8_t* row, std::size_t count) {
  std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::FixedTag<std::uint8_t, 16> d;
  const auto last = hn::Set(d, std::uint8_t{15});
  auto carry = hn::Zero(d);
  for (; i + 16 <= count; i += 16) {
    auto v = hn::LoadU(d, row + i);
    v = hn::Add(v, hn::ShiftLeftLanes<1>(d, v));
    v = hn::Add(v, hn::ShiftLeftLanes<2>(d, v));
    v = hn::Add(v, hn::ShiftLeftLanes<4>(d, v));
    v = hn::Add(v, hn::ShiftLeftLanes<8>(d, v));
    hn::StoreU(hn::Add(v, carry), d, row + i);
    carry = hn::Add(carry, hn::TableLookupBytes(v, last));
  }
#endif
  for (i = std::max<std::size_t>(i, 1); i < count; ++i) row[i] = static_cast<std::uint8_t>(row[i] + row[i - 1]);
}

template <class T>
HWY_ATTR void sum_rows(T* samples, std::size_t row_samples, std::size_t rows) {
  for (std::size_t y = 0; y < rows; ++y) sum_row(samples + y * row_samples, row_samples);
}

HWY_ATTR void sum_rows_u8(std::uint8_t* samples, std::size_t row_samples, std::size_t rows) {
  sum_rows(samples, row_samples, rows);
}

HWY_ATTR void sum_rows_u16(std::uint16_t* samples, std::size_t row_samples, std::size_t rows) {
  sum_rows(samples, row_samples, rows);
}

/// One row; `planes` is a copy of it whose differences are undone already.
HWY_ATTR void join_planes(const std::uint8_t* planes, std::size_t count, std::uint8_t* to) {
  constexpr bool kLittle = std::endian::native == std::endian::little;
  const std::uint8_t* byte[4];
  for (std::size_t k = 0; k < 4; ++k) byte[k] = planes + (kLittle ? 3 - k : k) * count;
  std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::FixedTag<std::uint8_t, 16> d;
  for (; i + 16 <= count; i += 16) {
    hn::StoreInterleaved4(hn::LoadU(d, byte[0] + i), hn::LoadU(d, byte[1] + i), hn::LoadU(d, byte[2] + i),
                          hn::LoadU(d, byte[3] + i), d, to + 4 * i);
  }
#endif
  for (; i < count; ++i) {
    for (std::size_t k = 0; k < 4; ++k) to[4 * i + k] = byte[k][i];
  }
}

HWY_ATTR void join_rows(std::uint8_t* samples, std::size_t row_samples, std::size_t rows, std::uint8_t* copy) {
  const std::size_t row_bytes = 4 * row_samples;
  for (std::size_t y = 0; y < rows; ++y) {
    std::uint8_t* row = samples + y * row_bytes;
    std::memcpy(copy, row, row_bytes);
    sum_row(copy, row_bytes);
    join_planes(copy, row_samples, row);
  }
}

HWY_ATTR void swap_u16(std::uint16_t* samples, std::size_t count) {
  const hn::ScalableTag<std::uint16_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto v = hn::LoadU(d, samples + i);
    hn::StoreU(hn::Or(hn::ShiftLeft<8>(v), hn::ShiftRight<8>(v)), d, samples + i);
  }
  for (; i < count; ++i) samples[i] = static_cast<std::uint16_t>(samples[i] << 8 | samples[i] >> 8);
}

HWY_ATTR void swap_u32(std::uint32_t* samples, std::size_t count) {
  const hn::ScalableTag<std::uint32_t> d;
  const auto even = hn::Set(d, 0x00ff00ffU);
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    auto v = hn::LoadU(d, samples + i);
    v = hn::Or(hn::ShiftLeft<8>(hn::And(v, even)), hn::And(hn::ShiftRight<8>(v), even));
    hn::StoreU(hn::Or(hn::ShiftLeft<16>(v), hn::ShiftRight<16>(v)), d, samples + i);
  }
  for (; i < count; ++i) samples[i] = __builtin_bswap32(samples[i]);
}

}  // namespace pellucid::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pellucid {

HWY_EXPORT(sum_rows_u8);
HWY_EXPORT(sum_rows_u16);
HWY_EXPORT(join_rows);
HWY_EXPORT(swap_u16);
HWY_EXPORT(swap_u32);

void swap_bytes(std::byte* samples, std::int64_t count, SampleType type) {
  const auto n = static_cast<std::size_t>(count);
  if (type == SampleType::u16) HWY_DYNAMIC_DISPATCH(swap_u16)(reinterpret_cast<std::uint16_t*>(samples), n);
  if (type == SampleType::f32) HWY_DYNAMIC_DISPATCH(swap_u32)(reinterpret_cast<std::uint32_t*>(samples), n);
}

void undo_differences(std::byte* samples, std::int64_t row_samples, std::int64_t rows, SampleType type) {
  const auto n = static_cast<std::size_t>(row_samples);
  const auto h = static_cast<std::size_t>(rows);
  if (type == SampleType::u8) HWY_DYNAMIC_DISPATCH(sum_rows_u8)(reinterpret_cast<std::uint8_t*>(samples), n, h);
  if (type == SampleType::u16) HWY_DYNAMIC_DISPATCH(sum_rows_u16)(reinterpret_cast<std::uint16_t*>(samples), n, h);
}

void undo_float_planes(std::byte* samples, std::int64_t row_samples, std::int64_t rows) {
  std::vector<std::uint8_t> copy(static_cast<std::size_t>(4 * row_samples));
  HWY_DYNAMIC_DISPATCH(join_rows)
  (reinterpret_cast<std::uint8_t*>(samples), static_cast<std::size_t>(row_samples), static_cast<std::size_t>(rows),
   copy.data());
}

namespace scalar {
namespace {

template <class T>
void sum_rows_of(std::byte* samples, std::int64_t row_samples, std::int64_t rows) {
  for (std::int64_t y = 0; y < rows; ++y) {
    T* row = reinterpret_cast<T*>(samples) + y * row_samples;
    for (std::int64_t x = 1; x < row_samples; ++x) row[x] = static_cast<T>(row[x] + row[x - 1]);
  }
}

}  // namespace

void swap_bytes(std::byte* samples, std::int64_t count, SampleType type) {
  const std::int64_t size = bytes_of(type);
  for (std::int64_t i = 0; i < count; ++i) std::reverse(samples + i * size, samples + (i + 1) * size);
}

void undo_differences(std::byte* samples, std::int64_t row_samples, std::int64_t rows, SampleType type) {
  if (type == SampleType::u8) sum_rows_of<std::uint8_t>(samples, row_samples, rows);
  if (type == SampleType::u16) sum_rows_of<std::uint16_t>(samples, row_samples, rows);
}

void undo_float_planes(std::byte* samples, std::int64_t row_samples, std::int64_t rows) {
  sum_rows_of<std::uint8_t>(samples, 4 * row_samples, rows);
  for (std::int64_t y = 0; y < rows; ++y) {
    std::byte* row = samples + y * 4 * row_samples;
    const std::vector<std::byte> planes(row, row + 4 * row_samples);
    for (std::int64_t x = 0; x < row_samples; ++x) {
      std::uint32_t bits = 0;
      for (std::int64_t k = 0; k < 4; ++k) {
        bits = bits << 8U | std::to_integer<std::uint32_t>(planes[static_cast<std::size_t>(k * row_samples + x)]);
      }
      std::memcpy(row + 4 * x, &bits, sizeof bits);
    }
  }
}

}  // namespace scalar
}  // namespace pellucid
#endif

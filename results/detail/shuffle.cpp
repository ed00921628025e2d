#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "results/detail/shuffle.cpp"
#include "results/detail/shuffle.h"

#include <hwy/foreach_target.h>  // compiles what stands up to HWY_ONCE once for every target
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pellucid::detail::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Elements of 4 bytes; returns how many of the `count` were done: a multiple of the vector's length.
HWY_ATTR std::size_t shuffle4(const std::uint8_t* HWY_RESTRICT raw, std::size_t count,
                              std::uint8_t* HWY_RESTRICT planes) {
  const hn::ScalableTag<std::uint8_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::Vec<decltype(d)> byte0, byte1, byte2, byte3;
    hn::LoadInterleaved4(d, raw + 4 * i, byte0, byte1, byte2, byte3);
    hn::StoreU(byte0, d, planes + i);
    hn::StoreU(byte1, d, planes + count + i);
    hn::StoreU(byte2, d, planes + 2 * count + i);
    hn::StoreU(byte3, d, planes + 3 * count + i);
  }
  return i;
}

HWY_ATTR std::size_t unshuffle4(const std::uint8_t* HWY_RESTRICT planes, std::size_t count,
                                std::uint8_t* HWY_RESTRICT raw) {
  const hn::ScalableTag<std::uint8_t> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreInterleaved4(hn::LoadU(d, planes + i), hn::LoadU(d, planes + count + i),
                          hn::LoadU(d, planes + 2 * count + i), hn::LoadU(d, planes + 3 * count + i), d, raw + 4 * i);
  }
  return i;
}

}  // namespace pellucid::detail::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace pellucid::detail {

HWY_EXPORT(shuffle4);
HWY_EXPORT(unshuffle4);

void shuffle_scalar(std::span<const std::uint8_t> raw, std::size_t element_size, std::span<std::uint8_t> planes,
                    std::size_t first) {
  const std::size_t count = raw.size() / element_size;
  for (std::size_t j = 0; j < element_size; ++j) {
    for (std::size_t i = first; i < count; ++i) planes[j * count + i] = raw[i * element_size + j];
  }
}

void unshuffle_scalar(std::span<const std::uint8_t> planes, std::size_t element_size, std::span<std::uint8_t> raw,
                      std::size_t first) {
  const std::size_t count = raw.size() / element_size;
  for (std::size_t j = 0; j < element_size; ++j) {
    for (std::size_t i = first; i < count; ++i) raw[i * element_size + j] = planes[j * count + i];
  }
}

void shuffle(std::span<const std::uint8_t> raw, std::size_t element_size, std::span<std::uint8_t> planes) {
  const std::size_t count = raw.size() / element_size;
  const std::size_t done = element_size == 4 ? HWY_DYNAMIC_DISPATCH(shuffle4)(raw.data(), count, planes.data()) : 0;
  shuffle_scalar(raw, element_size, planes, done);
}

void unshuffle(std::span<const std::uint8_t> planes, std::size_t element_size, std::span<std::uint8_t> raw) {
  const std::size_t count = raw.size() / element_size;
  const std::size_t done = element_size == 4 ? HWY_DYNAMIC_DISPATCH(unshuffle4)(planes.data(), count, raw.data()) : 0;
  unshuffle_scalar(planes, element_size, raw, done);
}

}  // namespace pellucid::detail
#endif

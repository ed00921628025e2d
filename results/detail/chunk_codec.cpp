#include "results/detail/chunk_codec.h"

#include <isa-l/igzip_lib.h>

#include <limits>

namespace pellucid::detail {

namespace {

/// Byte j of every element, one plane after the other: what the HDF5 shuffle filter does.
void shuffle(std::span<const std::uint8_t> raw, std::size_t element_size, std::uint8_t* planes) {
  const std::size_t count = raw.size() / element_size;
  for (std::size_t j = 0; j < element_size; ++j) {
    std::uint8_t* plane = planes + j * count;
    const std::uint8_t* from = raw.data() + j;
    for (std::size_t i = 0; i < count; ++i) plane[i] = from[i * element_size];
  }
}

void unshuffle(const std::uint8_t* planes, std::size_t element_size, std::span<std::uint8_t> raw) {
  const std::size_t count = raw.size() / element_size;
  for (std::size_t j = 0; j < element_size; ++j) {
    const std::uint8_t* plane = planes + j * count;
    std::uint8_t* to = raw.data() + j;
    for (std::size_t i = 0; i < count; ++i) to[i * element_size] = plane[i];
  }
}

/// Deflate's worst case is stored blocks: 5 bytes for every 65535, and zlib's 6.
constexpr std::size_t bound(std::size_t bytes) { return bytes + bytes / 1000 + 1024; }

}  // namespace

std::vector<std::uint8_t> encode_chunk(std::span<const std::uint8_t> raw, std::size_t element_size) {
  // Level 2 of ISA-L packs shuffled floats as small as zlib's level 1 and is five times as fast.
  constexpr std::uint32_t kLevel = 2;
  static thread_local std::vector<std::uint8_t> planes;
  static thread_local std::vector<std::uint8_t> level_buffer(ISAL_DEF_LVL2_DEFAULT);
  if (raw.size() > std::numeric_limits<std::uint32_t>::max() / 2) return {};
  planes.resize(raw.size());
  shuffle(raw, element_size, planes.data());

  std::vector<std::uint8_t> packed(bound(raw.size()));
  isal_zstream stream;
  isal_deflate_stateless_init(&stream);
  stream.level = kLevel;
  stream.level_buf = level_buffer.data();
  stream.level_buf_size = static_cast<std::uint32_t>(level_buffer.size());
  stream.gzip_flag = IGZIP_ZLIB;
  stream.end_of_stream = 1;
  stream.flush = NO_FLUSH;
  stream.next_in = planes.data();
  stream.avail_in = static_cast<std::uint32_t>(planes.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<std::uint32_t>(packed.size());
  if (isal_deflate_stateless(&stream) != COMP_OK) return {};
  packed.resize(stream.total_out);
  return packed;
}

bool decode_chunk(std::span<const std::uint8_t> packed, std::size_t element_size, std::span<std::uint8_t> raw) {
  static thread_local std::vector<std::uint8_t> planes;
  planes.resize(raw.size());
  inflate_state state;
  isal_inflate_init(&state);
  state.crc_flag = ISAL_ZLIB;
  state.next_in = const_cast<std::uint8_t*>(packed.data());  // NOLINT: the library only reads it
  state.avail_in = static_cast<std::uint32_t>(packed.size());
  state.next_out = planes.data();
  state.avail_out = static_cast<std::uint32_t>(planes.size());
  if (isal_inflate_stateless(&state) != ISAL_DECOMP_OK || state.avail_out != 0) return false;
  unshuffle(planes.data(), element_size, raw);
  return true;
}

}  // namespace pellucid::detail

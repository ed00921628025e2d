#include "results/detail/chunk_codec.h"

#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <vector>

#include "results/detail/huffman_block.h"
#include "results/detail/shuffle.h"

namespace pellucid::detail {

namespace {

constexpr std::size_t kStoredMax = 65535;  // of one stored block (RFC 1951, 3.2.4)
constexpr std::size_t kStoredHead = 5;

/// Packs `in` as Deflate blocks that end on a byte, none of them the last. Returns their length, 0 for a failure.
std::size_t pack_blocks(std::span<const std::uint8_t> in, std::uint8_t* out, std::size_t room) {
  constexpr std::uint32_t kLevel = 1;
  static thread_local std::vector<std::uint8_t> level_buffer(ISAL_DEF_LVL1_DEFAULT);
  isal_zstream stream;
  isal_deflate_stateless_init(&stream);
  stream.level = kLevel;
  stream.level_buf = level_buffer.data();
  stream.level_buf_size = static_cast<std::uint32_t>(level_buffer.size());
  stream.gzip_flag = IGZIP_DEFLATE;
  stream.end_of_stream = 0;
  stream.flush = FULL_FLUSH;
  stream.next_in = const_cast<std::uint8_t*>(in.data());  // NOLINT: the library only reads it
  stream.avail_in = static_cast<std::uint32_t>(in.size());
  stream.next_out = out;
  stream.avail_out = static_cast<std::uint32_t>(room);
  return isal_deflate_stateless(&stream) == COMP_OK ? stream.total_out : 0;
}

/// `in` as stored blocks, none of them the last.
std::size_t store_blocks(std::span<const std::uint8_t> in, std::uint8_t* out) {
  std::uint8_t* const begin = out;
  while (!in.empty()) {
    const std::size_t count = std::min(in.size(), kStoredMax);
    const auto low = static_cast<std::uint8_t>(count & 0xff), high = static_cast<std::uint8_t>(count >> 8);
    const std::array<std::uint8_t, kStoredHead> head{0, low, high, static_cast<std::uint8_t>(~low),
                                                     static_cast<std::uint8_t>(~high)};
    std::memcpy(out, head.data(), head.size());
    std::memcpy(out + head.size(), in.data(), count);
    out += head.size() + count;
    in = in.subspan(count);
  }
  return static_cast<std::size_t>(out - begin);
}

/// What a plane of bytes is like, and so how it is packed.
enum class PlaneKind : std::uint8_t {
  noise,    ///< every byte about as often: stored. The low planes of measured floats
  letters,  ///< some bytes come more often: Huffman codes alone. Exponents and high mantissa bits
  repeats,  ///< the same again and again: the compressor. Indices, classes, flags, columns without values
};

/// Is more than an eighth of the strings of 8 bytes in a sample there before? Every second one is looked up where one
/// like it was last seen.
bool repeats_itself(std::span<const std::uint8_t> sample) {
  constexpr std::size_t kString = 8, kSlots = 4096;
  std::array<std::uint16_t, kSlots> last{};
  std::size_t found = 0;
  for (std::size_t i = 0; i + kString <= sample.size(); i += 2) {
    std::uint64_t text = 0, before = 0;
    std::memcpy(&text, &sample[i], kString);
    std::uint16_t& slot = last[text * 0x9e3779b97f4a7c15ULL >> 52];  // the top 12 bits of Knuth's multiplicative hash
    std::memcpy(&before, &sample[slot], kString);
    found += i > 0 && before == text;
    slot = static_cast<std::uint16_t>(i);
  }
  return 16 * found > sample.size();
}

/// The sum of squared counts is that of equal frequencies, N^2 / 256, and N for chance; a tenth above it is worth a
/// look.
bool is_even(std::span<const std::uint8_t> sample) {
  std::array<std::uint32_t, 256> counts{};
  for (const std::uint8_t byte : sample) ++counts[byte];
  std::uint64_t squares = 0;
  for (const std::uint64_t count : counts) squares += count * count;
  const std::uint64_t n = sample.size();
  return 10 * (squares - n) < 11 * (n * n / 256);
}

/// Judged on four pieces. What it costs to be wrong is room, never the bytes.
PlaneKind kind_of(std::span<const std::uint8_t> plane) {
  constexpr std::size_t kPieces = 4, kPiece = 1024, kSample = kPieces * kPiece;
  if (plane.size() < 4 * kSample) return PlaneKind::repeats;
  std::array<std::uint8_t, kSample> sample;  // NOLINT: filled before it is read
  for (std::size_t i = 0; i < kPieces; ++i) {
    std::memcpy(sample.data() + i * kPiece, plane.data() + (2 * i + 1) * plane.size() / (2 * kPieces) - kPiece / 2,
                kPiece);
  }
  if (repeats_itself(sample)) return PlaneKind::repeats;
  return is_even(sample) ? PlaneKind::noise : PlaneKind::letters;
}

std::size_t encode_planes(std::span<const std::uint8_t> planes, std::size_t plane_bytes, std::span<std::uint8_t> out) {
  std::size_t length = 0;
  for (std::size_t begin = 0; begin < planes.size();) {
    const PlaneKind kind = kind_of(planes.subspan(begin, plane_bytes));
    std::size_t end = begin + plane_bytes;
    // Planes that repeat themselves share one run of the compressor.
    while (kind == PlaneKind::repeats && end < planes.size() && kind_of(planes.subspan(end, plane_bytes)) == kind)
      end += plane_bytes;
    const auto run = planes.subspan(begin, end - begin);
    std::size_t packed = kind == PlaneKind::letters ? huffman_block(run, out.data() + length) : 0;
    if (kind == PlaneKind::repeats)
      packed = pack_blocks(run, out.data() + length, out.size() - length);
    else if (packed == 0)
      packed = store_blocks(run, out.data() + length);
    if (packed == 0) return 0;
    length += packed;
    begin = end;
  }
  return length;
}

}  // namespace

std::size_t encoded_bound(std::size_t raw_bytes) {
  return huffman_bound(raw_bytes) + 4096;  // and for each plane the compressor's head, zlib's head and sum
}

std::size_t encode_chunk(std::span<const std::uint8_t> raw, std::size_t element_size, std::span<std::uint8_t> out) {
  if (raw.size() > std::numeric_limits<std::uint32_t>::max() / 2 || out.size() < encoded_bound(raw.size())) return 0;
  static thread_local std::vector<std::uint8_t> shuffled;
  std::span<const std::uint8_t> planes = raw;
  if (element_size > 1) {
    shuffled.resize(raw.size());
    shuffle(raw, element_size, shuffled);
    planes = shuffled;
  }
  out[0] = 0x78, out[1] = 0x01;  // zlib: Deflate, a window of 32 KiB, fastest
  std::size_t length = 2;
  const std::size_t packed = encode_planes(planes, raw.size() / element_size, out.subspan(length));
  if (packed == 0) return 0;
  length += packed;
  out[length++] = 0x03, out[length++] = 0x00;  // an empty last block
  const std::uint32_t sum = isal_adler32(1, planes.data(), planes.size());
  for (const int shift : {24, 16, 8, 0}) out[length++] = static_cast<std::uint8_t>(sum >> shift & 0xff);
  return length;
}

bool decode_chunk(std::span<const std::uint8_t> packed, std::size_t element_size, std::span<std::uint8_t> raw) {
  static thread_local std::vector<std::uint8_t> shuffled;
  if (element_size > 1) shuffled.resize(raw.size());
  const std::span<std::uint8_t> planes = element_size > 1 ? std::span<std::uint8_t>(shuffled) : raw;
  inflate_state state;
  isal_inflate_init(&state);
  state.crc_flag = ISAL_ZLIB;
  state.next_in = const_cast<std::uint8_t*>(packed.data());  // NOLINT: the library only reads it
  state.avail_in = static_cast<std::uint32_t>(packed.size());
  state.next_out = planes.data();
  state.avail_out = static_cast<std::uint32_t>(planes.size());
  if (isal_inflate_stateless(&state) != ISAL_DECOMP_OK || state.avail_out != 0) return false;
  if (element_size > 1) unshuffle(planes, element_size, raw);
  return true;
}

}  // namespace pellucid::detail

#include "results/detail/huffman_block.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace pellucid::detail {

namespace {

constexpr std::size_t kEnd = 256;  // the code that ends a block
constexpr std::size_t kLetters = 257;
constexpr int kLongest = 12;  // bits: four codes and 7 bits left over fit in 64

using Frequencies = std::array<std::uint32_t, kLetters>;
using Lengths = std::array<std::uint8_t, kLetters>;

/// Four tables, or runs of one letter would wait for the last addition.
Frequencies frequencies_of(std::span<const std::uint8_t> in) {
  std::array<std::array<std::uint32_t, 256>, 4> counts{};
  std::size_t i = 0;
  for (; i + 4 <= in.size(); i += 4) {
    for (std::size_t k = 0; k < 4; ++k) ++counts[k][in[i + k]];
  }
  for (; i < in.size(); ++i) ++counts[0][in[i]];
  Frequencies frequencies;  // NOLINT: filled below
  for (std::size_t c = 0; c < 256; ++c) frequencies[c] = counts[0][c] + counts[1][c] + counts[2][c] + counts[3][c];
  frequencies[kEnd] = 1;
  return frequencies;
}

/// Huffman's code by two queues (van Leeuwen, 1976): leaves by frequency, then joined nodes in the order they were
/// made. Equal frequencies are told apart by their letter, so that the code is always the same. Returns the longest
/// code.
int code_lengths(const Frequencies& frequencies, Lengths& lengths) {
  struct Node {
    std::uint32_t frequency = 0;
    std::uint16_t letter = 0, parent = 0;
  };
  std::array<Node, 2 * kLetters> nodes;  // NOLINT: filled as far as it is read
  std::size_t leaves = 0;
  for (std::size_t c = 0; c < kLetters; ++c) {
    if (frequencies[c] > 0) nodes[leaves++] = {frequencies[c], static_cast<std::uint16_t>(c), 0};
  }
  std::sort(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(leaves), [](const Node& a, const Node& b) {
    return a.frequency != b.frequency ? a.frequency < b.frequency : a.letter < b.letter;
  });
  std::size_t leaf = 0, joined = leaves, end = leaves;
  const auto take = [&] {
    const bool is_leaf = leaf < leaves && (joined == end || nodes[leaf].frequency <= nodes[joined].frequency);
    const std::size_t taken = is_leaf ? leaf++ : joined++;
    nodes[taken].parent = static_cast<std::uint16_t>(end);
    return nodes[taken].frequency;
  };
  while (end < 2 * leaves - 1) {
    const std::uint32_t frequency = take() + take();
    nodes[end++] = {frequency, 0, 0};
  }
  std::array<std::uint8_t, 2 * kLetters> depth;  // NOLINT: filled from the root down
  depth[end - 1] = 0;
  for (std::size_t i = end - 1; i-- > 0;) depth[i] = static_cast<std::uint8_t>(depth[nodes[i].parent] + 1);
  lengths.fill(0);
  for (std::size_t i = 0; i < leaves; ++i) lengths[nodes[i].letter] = depth[i];
  return *std::max_element(lengths.begin(), lengths.end());
}

/// Codes of at most kLongest bits: rare letters are taken as more frequent until they fit.
Lengths limited_lengths(Frequencies frequencies) {
  Lengths lengths;  // NOLINT: filled below
  while (code_lengths(frequencies, lengths) > kLongest) {
    for (std::uint32_t& f : frequencies) f = f == 0 ? 0 : f / 2 + 1;
  }
  return lengths;
}

struct Code {
  std::uint16_t bits = 0;  ///< the first bit is the lowest, as Deflate writes it
  std::uint16_t length = 0;
};

/// Canonical codes (RFC 1951, 3.2.2).
std::array<Code, kLetters> codes_of(const Lengths& lengths) {
  std::array<std::uint32_t, kLongest + 1> count{}, next{};
  for (const std::uint8_t length : lengths) ++count[length];
  count[0] = 0;
  for (std::size_t length = 1; length < next.size(); ++length)
    next[length] = (next[length - 1] + count[length - 1]) << 1;
  std::array<Code, kLetters> codes{};
  for (std::size_t c = 0; c < kLetters; ++c) {
    const std::uint32_t length = lengths[c];
    if (length == 0) continue;
    const std::uint32_t forward = next[length]++;
    std::uint32_t backward = 0;
    for (std::uint32_t i = 0; i < length; ++i) backward |= (forward >> i & 1U) << (length - 1 - i);
    codes[c] = {static_cast<std::uint16_t>(backward), static_cast<std::uint16_t>(length)};
  }
  return codes;
}

/// Bits into bytes, the lowest first.
class BitWriter {
 public:
  explicit BitWriter(std::uint8_t* out) : out_(out) {}
  /// At most 57 bits between two flushes.
  void put(std::uint64_t bits, std::uint32_t count) {
    held_ |= bits << count_;
    count_ += count;
  }
  void flush() {
    std::memcpy(out_, &held_, sizeof held_);  // little endian, as every processor that ISA-L and Highway know
    out_ += count_ >> 3;
    held_ >>= count_ & ~7U;
    count_ &= 7U;
  }
  /// Zeros to the next byte.
  std::uint8_t* finish() {
    count_ = (count_ + 7U) & ~7U;
    flush();
    return out_;
  }

 private:
  std::uint8_t* out_;
  std::uint64_t held_ = 0;
  std::uint32_t count_ = 0;
};

void put_head(BitWriter& writer, const Lengths& lengths) {
  writer.put(0, 1);   // not the last
  writer.put(2, 2);   // its own codes
  writer.put(0, 5);   // 257 letters
  writer.put(0, 5);   // one distance, which is not used
  writer.put(15, 4);  // 19 lengths of lengths
  writer.flush();
  // A length is written as 4 bits: the 16 lengths have codes of 4 bits, the three kinds of runs (first in order) have
  // none.
  for (int i = 0; i < 19; ++i) {
    writer.put(i < 3 ? 0 : 4, 3);
    writer.flush();
  }
  const auto put_length = [&](std::uint32_t length) {
    const std::uint32_t reversed = (length & 1U) << 3 | (length & 2U) << 1 | (length & 4U) >> 1 | (length & 8U) >> 3;
    writer.put(reversed, 4);
    writer.flush();
  };
  for (const std::uint8_t length : lengths) put_length(length);
  put_length(0);
}

void put_letters(BitWriter& writer, std::span<const std::uint8_t> in, const std::array<Code, kLetters>& codes) {
  std::size_t i = 0;
  for (; i + 4 <= in.size(); i += 4) {
    for (std::size_t k = 0; k < 4; ++k) writer.put(codes[in[i + k]].bits, codes[in[i + k]].length);
    writer.flush();
  }
  for (; i < in.size(); ++i) {
    writer.put(codes[in[i]].bits, codes[in[i]].length);
    writer.flush();
  }
}

}  // namespace

std::size_t huffman_block(std::span<const std::uint8_t> in, std::uint8_t* out) {
  const Frequencies frequencies = frequencies_of(in);
  const Lengths lengths = limited_lengths(frequencies);
  std::uint64_t bits = 0;
  for (std::size_t c = 0; c < kLetters; ++c) bits += std::uint64_t{frequencies[c]} * lengths[c];
  constexpr std::uint64_t kHead_bytes = 150;
  if (bits / 8 + kHead_bytes > in.size() - in.size() / 32) return 0;
  const std::array<Code, kLetters> codes = codes_of(lengths);
  BitWriter writer(out);
  put_head(writer, lengths);
  put_letters(writer, in, codes);
  writer.put(codes[kEnd].bits, codes[kEnd].length);
  writer.flush();
  writer.put(0, 3);  // an empty stored block: it begins on a byte
  std::uint8_t* end = writer.finish();
  constexpr std::array<std::uint8_t, 4> kEmpty{0, 0, 0xff, 0xff};
  std::memcpy(end, kEmpty.data(), kEmpty.size());
  return static_cast<std::size_t>(end + kEmpty.size() - out);
}

}  // namespace pellucid::detail

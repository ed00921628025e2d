#include "results/detail/chunk_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <numeric>
#include <random>
#include <thread>
#include <vector>

#include "results/detail/huffman_block.h"
#include "results/detail/shuffle.h"

namespace pellucid::detail {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes filled(std::size_t size, const std::function<std::uint8_t(std::size_t)>& value) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = value(i);
  return bytes;
}

/// Round trip; returns the packed length.
std::size_t check(const Bytes& raw, std::size_t element_size) {
  Bytes packed(encoded_bound(raw.size()));
  const std::size_t length = encode_chunk(raw, element_size, packed);
  EXPECT_GT(length, 0U);
  packed.resize(length);
  Bytes back(raw.size());
  EXPECT_TRUE(decode_chunk(packed, element_size, back));
  EXPECT_EQ(back, raw);
  packed.pop_back();
  EXPECT_FALSE(decode_chunk(packed, element_size, back)) << "cut short";
  return length;
}

TEST(Shuffle, VectorsDoWhatTheScalarDoes) {
  std::mt19937 random(3);
  for (const std::size_t element_size : {1, 2, 4, 8}) {
    for (const std::size_t count : {0, 1, 15, 63, 64, 65, 1000, 65536}) {
      const Bytes raw = filled(count * element_size, [&](std::size_t) { return static_cast<std::uint8_t>(random()); });
      Bytes planes(raw.size()), expected(raw.size()), back(raw.size());
      shuffle(raw, element_size, planes);
      shuffle_scalar(raw, element_size, expected);
      EXPECT_EQ(planes, expected) << element_size << " " << count;
      unshuffle(planes, element_size, back);
      EXPECT_EQ(back, raw) << element_size << " " << count;
      unshuffle_scalar(planes, element_size, expected);
      EXPECT_EQ(expected, raw);
    }
  }
}

TEST(ChunkCodec, EveryKindOfPlaneComesBack) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal(128, 6);
  for (const std::size_t rows : {1, 2, 77, 16384, 16385, 65535, 65536, 100001}) {
    const auto noise = [&](std::size_t) { return static_cast<std::uint8_t>(random()); };
    const auto letters = [&](std::size_t) { return static_cast<std::uint8_t>(normal(random)); };
    const auto mixed = [&](std::size_t i) {
      return i % 4 == 0   ? noise(i)
             : i % 4 == 1 ? letters(i)
             : i % 4 == 2 ? std::uint8_t{7}
                          : static_cast<std::uint8_t>(i / 4);
    };
    for (const std::size_t element_size : {1, 2, 4, 8}) {
      const std::size_t size = rows * element_size;
      check(filled(size, noise), element_size);
      check(filled(size, letters), element_size);
      check(filled(size, mixed), element_size);
      check(filled(size, [](std::size_t) { return std::uint8_t{0xff}; }), element_size);
    }
  }
}

TEST(ChunkCodec, PacksWhatCanBePacked) {
  std::mt19937 random(5);
  constexpr std::size_t kRows = 65536;
  EXPECT_LT(check(filled(4 * kRows, [](std::size_t) { return std::uint8_t{0}; }), 4), 1000U);
  EXPECT_LT(check(filled(kRows, [](std::size_t i) { return static_cast<std::uint8_t>(i); }), 1), 4000U)
      << "a running index";
  const std::size_t six_bits =
      check(filled(kRows, [&](std::size_t) { return static_cast<std::uint8_t>(random() % 64); }), 1);
  EXPECT_NEAR(static_cast<double>(six_bits), 0.75 * kRows, 300) << "Huffman codes of 6 bits";
  EXPECT_LT(check(filled(kRows, [&](std::size_t) { return static_cast<std::uint8_t>(random()); }), 1), kRows + 100)
      << "noise is stored";
}

/// Frequencies as Fibonacci's numbers make the longest codes there are: 30 bits were they not limited.
TEST(ChunkCodec, LimitsTheLongestCode) {
  Bytes raw;
  std::size_t a = 1, b = 1;
  for (std::uint8_t letter = 0; letter < 24; ++letter) {
    raw.insert(raw.end(), a, letter);
    const std::size_t next = a + b;
    a = b, b = next;
  }
  std::shuffle(raw.begin(), raw.end(), std::mt19937(1));
  Bytes block(huffman_bound(raw.size()));
  EXPECT_GT(huffman_block(raw, block.data()), 0U);
  check(raw, 1);
}

Bytes packed(const Bytes& raw, std::size_t element_size) {
  Bytes out(encoded_bound(raw.size()));
  out.resize(encode_chunk(raw, element_size, out));
  return out;
}

/// Leaves something where the next call has its own variables.
[[gnu::noinline]] void dirty_stack(int byte) {
  std::array<volatile char, 300'000> rubbish;  // NOLINT: filled below
  for (volatile char& c : rubbish) c = static_cast<char>(byte);
}

/// What a thread packed before, or what lies in its memory, is not seen.
TEST(ChunkCodec, SameBytesWhateverWasPackedBefore) {
  std::mt19937 random(5);
  std::vector<Bytes> chunks;
  for (int k = 0; k < 40; ++k) {
    // A background in steps, stretches of it the same: a few strings come again, most do not.
    std::vector<float> values(16'384 + random() % 9'000);
    float value = 150;
    for (float& v : values) {
      if (random() % (2 + k) == 0) value = 150 + static_cast<float>(random() % 4096) / 1024;
      v = value;
    }
    Bytes raw(values.size() * sizeof(float));
    std::memcpy(raw.data(), values.data(), raw.size());
    chunks.push_back(std::move(raw));
  }
  std::vector<Bytes> alone(chunks.size()), after_others(chunks.size());
  for (std::size_t k = 0; k < chunks.size(); ++k) std::thread([&] { alone[k] = packed(chunks[k], 4); }).join();
  for (int round = 0; round < 3; ++round) {
    std::thread([&] {
      std::vector<std::size_t> order(chunks.size());
      std::iota(order.begin(), order.end(), 0U);
      std::shuffle(order.begin(), order.end(), random);
      for (const std::size_t k : order) {
        dirty_stack(static_cast<int>(random() % 256));
        after_others[k] = packed(chunks[k], 4);
      }
    }).join();
    EXPECT_TRUE(after_others == alone);
  }
}

TEST(ChunkCodec, OneLetterAloneIsABlock) {
  const Bytes raw(70000, 9);
  Bytes block(huffman_bound(raw.size()));
  const std::size_t length = huffman_block(raw, block.data());
  ASSERT_GT(length, 0U);
  Bytes stream{0x78, 0x01};
  stream.insert(stream.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(length));
  stream.insert(stream.end(), {0x03, 0x00});
  std::uint32_t low = 1, high = 0;
  for (const std::uint8_t byte : raw) low = (low + byte) % 65521, high = (high + low) % 65521;
  for (const std::uint32_t half : {high, low})
    stream.insert(stream.end(), {static_cast<std::uint8_t>(half >> 8), static_cast<std::uint8_t>(half)});
  Bytes back(raw.size());
  EXPECT_TRUE(decode_chunk(stream, 1, back));
  EXPECT_EQ(back, raw);
}

}  // namespace
}  // namespace pellucid::detail

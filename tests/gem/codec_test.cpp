// SECS-II items as bytes: against bytes written by hand, there and back, and against damage.
#include "gem/codec.h"

#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <string>

#include "tests/gem/random_item.h"

namespace pellucid::gem {
namespace {

using namespace std::string_literals;

std::string encoded(const Item& item) {
  return encode(item).value();
}

std::string code_of(const std::string& bytes, const CodecLimits& limits = {}) {
  const auto item = decode(bytes, limits);
  return item ? "" : item.error().code;
}

TEST(GemCodec, WritesTheBytesThatTheStandardNames) {
  EXPECT_EQ(encoded(Item::list()), "\x01\x00"s);
  EXPECT_EQ(encoded(Item::ascii("ABC")),
            "\x41\x03"
            "ABC"s);
  EXPECT_EQ(encoded(Item::byte(7)), "\x21\x01\x07"s);
  EXPECT_EQ(encoded(Item::boolean(true)), "\x25\x01\x01"s);
  EXPECT_EQ(encoded(Item::u1(200)), "\xA5\x01\xC8"s);
  EXPECT_EQ(encoded(Item::u2(258)), "\xA9\x02\x01\x02"s);
  EXPECT_EQ(encoded(Item::u4(1)), "\xB1\x04\x00\x00\x00\x01"s);
  EXPECT_EQ(encoded(Item::u8(1)), "\xA1\x08\x00\x00\x00\x00\x00\x00\x00\x01"s);
  EXPECT_EQ(encoded(Item::i4(-2)), "\x71\x04\xFF\xFF\xFF\xFE"s);
  EXPECT_EQ(encoded(Item::f4(1.0F)), "\x91\x04\x3F\x80\x00\x00"s);
  EXPECT_EQ(encoded(Item::f8(-2.0)), "\x81\x08\xC0\x00\x00\x00\x00\x00\x00\x00"s);
  EXPECT_EQ(encoded(Item::list({Item::u1(1), Item::list({Item::ascii("")})})), "\x01\x02\xA5\x01\x01\x01\x01\x41\x00"s);
}

TEST(GemCodec, TakesAsManyLengthBytesAsNeeded) {
  EXPECT_EQ(encoded(Item::ascii(std::string(256, 'x'))).substr(0, 3), "\x42\x01\x00"s);
  EXPECT_EQ(encoded(Item::ascii(std::string(65536, 'x'))).substr(0, 4), "\x43\x01\x00\x00"s);
  EXPECT_TRUE(encode(Item::ascii(std::string(kMaxItemBytes, 'x'))));
  EXPECT_EQ(encode(Item::ascii(std::string(kMaxItemBytes + 1, 'x'))).error().code, "gem.item_too_large");
  // Longer than needed is allowed to others.
  EXPECT_EQ(decode("\x43\x00\x00\x01x"s).value(), Item::ascii("x"));
}

TEST(GemCodec, GivesBackWhatWasWritten) {
  test::Random random(7);
  for (int i = 0; i < 3000; ++i) {
    const Item item = test::random_item(random);
    const auto back = decode(encoded(item));
    ASSERT_TRUE(back) << back.error().message() << to_text(item);
    ASSERT_EQ(back->value(), item) << to_text(item);
  }
  EXPECT_FALSE(decode("").value().has_value());
}

TEST(GemCodec, ReadsIdsInAnyWidth) {
  for (const Item& item : {Item::u1(9), Item::u2(9), Item::u4(9), Item::u8(9), Item::i4(9)}) EXPECT_EQ(item.id(), 9U);
  EXPECT_FALSE(Item::i4(-9).id());
  EXPECT_FALSE(Item::ascii("9").id());
  EXPECT_FALSE(Item(Format::u1, std::vector<std::uint64_t>{1, 2}).id());
}

TEST(GemCodec, RefusesWhatIsMalformed) {
  EXPECT_EQ(code_of("\x40"s), "gem.length");
  EXPECT_EQ(code_of("\x41"s), "gem.truncated");
  EXPECT_EQ(code_of("\x41\x05"
                    "abc"s),
            "gem.truncated");
  EXPECT_EQ(code_of("\x05\x00"s), "gem.format");
  EXPECT_EQ(code_of("\xB1\x03\x00\x00\x00"s), "gem.length");
  EXPECT_EQ(code_of("\xA5\x01\x01\x00"s), "gem.trailing");
  EXPECT_EQ(code_of("\x03\xFF\xFF\xFF"s), "gem.truncated");
  EXPECT_EQ(code_of("\x01\x02\xA5\x01\x01"s), "gem.truncated");
}

TEST(GemCodec, HoldsItsLimits) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "\x01\x01"s;
  EXPECT_EQ(code_of(deep + "\x01\x00"s), "gem.depth");
  std::string wide = "\x02\x10\x00"s;
  for (int i = 0; i < 4096; ++i) wide += "\x01\x00"s;
  EXPECT_EQ(code_of(wide), "");
  EXPECT_EQ(code_of(wide, {.max_depth = 32, .max_items = 1000}), "gem.items");
}

// Whatever the bytes are: an item that goes there and back, or an error. Sanitizers say the rest (./dev soak).
TEST(GemCodecFuzz, SurvivesAnyBytes) {
  test::Random random(std::random_device{}());
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(test::fuzz_seconds(8));
  std::size_t accepted = 0, refused = 0;
  while (std::chrono::steady_clock::now() < end) {
    for (int i = 0; i < 500; ++i) {
      const std::string bytes = test::damaged(random, encoded(test::random_item(random)));
      const auto item = decode(bytes);
      ++(item ? accepted : refused);
      if (!item || !*item) continue;
      const auto again = encode(**item);
      ASSERT_TRUE(again);
      ASSERT_EQ(encoded(decode(*again)->value()), *again);  // bytes, not items: a NaN is no equal of itself
      ASSERT_FALSE(to_text(**item).empty());
    }
  }
  std::cout << accepted + refused << " messages, " << refused << " of them refused\n";
  EXPECT_GT(accepted, 100U);
  EXPECT_GT(refused, 100U);
}

}  // namespace
}  // namespace pellucid::gem

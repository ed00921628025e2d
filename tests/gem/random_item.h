/// Random items and random damage, for round trips and fuzzing. Any thread, each with its own generator.
#pragma once

#include <cstdlib>
#include <random>
#include <string>

#include "gem/item.h"

namespace pellucid::test {

using Random = std::mt19937_64;

inline std::size_t below(Random& random, std::size_t limit) {
  return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

template <class T, class Make>
std::vector<T> some(Random& random, Make&& make) {
  std::vector<T> values(below(random, 5));
  for (T& value : values) value = make();
  return values;
}

inline gem::Item random_item(Random& random, int depth = 4) {
  using gem::Format;
  constexpr Format kFormats[] = {
      Format::list, Format::binary, Format::boolean, Format::ascii, Format::jis8, Format::wide, Format::i8, Format::i1,
      Format::i2,   Format::i4,     Format::f8,      Format::f4,    Format::u8,   Format::u1,   Format::u2, Format::u4};
  const Format format = kFormats[depth > 0 && below(random, 3) == 0 ? 0 : below(random, std::size(kFormats))];
  const std::size_t bits = 8 * gem::width_of(format);
  switch (format) {
    case Format::list:
      return gem::Item::list(depth == 0 ? gem::Item::List{}
                                        : some<gem::Item>(random, [&] { return random_item(random, depth - 1); }));
    case Format::i1:
    case Format::i2:
    case Format::i4:
    case Format::i8:
      return {format, some<std::int64_t>(random, [&] { return static_cast<std::int64_t>(random()) >> (64 - bits); })};
    case Format::u1:
    case Format::u2:
    case Format::u4:
    case Format::u8:
      return {format, some<std::uint64_t>(random, [&] { return random() >> (64 - bits); })};
    case Format::f4:
      return {format, some<double>(random, [&] { return double{static_cast<float>(random()) / 3}; })};
    case Format::f8:
      return {format, some<double>(random, [&] { return static_cast<double>(random()) / 3; })};
    default: {
      std::string bytes(below(random, 300) * (format == Format::wide ? 2 : 1), '\0');
      for (char& byte : bytes) byte = static_cast<char>(random());
      return {format, std::move(bytes)};
    }
  }
}

/// Flips, drops, doubles and cuts a few bytes.
inline std::string damaged(Random& random, std::string bytes) {
  for (std::size_t i = 1 + below(random, 4); i-- > 0 && !bytes.empty();) {
    const std::size_t at = below(random, bytes.size());
    switch (below(random, 5)) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << below(random, 8)));
        break;
      case 2:
        bytes.erase(at, 1 + below(random, 4));
        break;
      case 3:
        bytes.insert(at, bytes.substr(at, 1 + below(random, 8)));
        break;
      default:
        bytes.resize(at);
        break;
    }
  }
  return bytes;
}

/// How long one fuzz test runs: PELLUCID_FUZZ_SECONDS, else `seconds`.
inline double fuzz_seconds(double seconds) {
  const char* asked = std::getenv("PELLUCID_FUZZ_SECONDS");
  return asked != nullptr ? std::atof(asked) : seconds;
}

}  // namespace pellucid::test

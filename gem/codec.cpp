#include "gem/codec.h"

#include <fmt/format.h>

#include <bit>
#include <type_traits>

#include "gem/big_endian.h"

namespace pellucid::gem {
namespace {

Error too_large(std::size_t length) {
  return internal_error("gem.item_too_large", "", fmt::format("an item of {} bytes or elements", length));
}

/// Appends one item after another; stops at the first that is too large.
class Encoder {
 public:
  [[nodiscard]] Result<void> write(const Item& item) {
    const std::size_t width = width_of(item.format());
    return std::visit(
        [&](const auto& values) -> Result<void> {
          using Values = std::decay_t<decltype(values)>;
          const std::size_t unit = std::is_same_v<Values, std::string> || width == 0 ? 1 : width;
          const std::size_t length = values.size() * unit;
          if (length > kMaxItemBytes) return fail(too_large(length));
          write_header(item.format(), length);
          return write_values(values, item.format(), width);
        },
        item.values());
  }
  [[nodiscard]] std::string take() && { return std::move(bytes_); }

 private:
  void write_header(Format format, std::size_t length) {
    const std::size_t count = length > 0xFFFF ? 3 : length > 0xFF ? 2 : 1;
    bytes_ += static_cast<char>((static_cast<unsigned>(format) << 2U) | count);
    append_big_endian(bytes_, length, count);
  }
  Result<void> write_values(const Item::List& items, Format /*format*/, std::size_t /*width*/) {
    for (const Item& item : items) {
      const auto written = write(item);
      if (!written) return written;
    }
    return {};
  }
  Result<void> write_values(const std::string& values, Format /*format*/, std::size_t /*width*/) {
    bytes_ += values;
    return {};
  }
  Result<void> write_values(const std::vector<double>& values, Format format, std::size_t width) {
    for (const double value : values) {
      const std::uint64_t bits = format == Format::f4 ? std::bit_cast<std::uint32_t>(static_cast<float>(value))
                                                      : std::bit_cast<std::uint64_t>(value);
      append_big_endian(bytes_, bits, width);
    }
    return {};
  }
  template <class Whole>
  Result<void> write_values(const std::vector<Whole>& values, Format /*format*/, std::size_t width) {
    for (const Whole value : values) append_big_endian(bytes_, static_cast<std::uint64_t>(value), width);
    return {};
  }

  std::string bytes_;
};

/// Reads items from the front of the bytes that are left.
class Decoder {
 public:
  Decoder(std::string_view bytes, const CodecLimits& limits) : rest_(bytes), limits_(limits) {}

  [[nodiscard]] Result<Item> read(std::size_t depth) {
    if (++items_ > limits_.max_items) return wrong("gem.items", "too many items");
    if (rest_.empty()) return wrong("gem.truncated", "the text ends where an item is expected");
    const auto first = static_cast<std::uint8_t>(rest_.front());
    const std::uint8_t code = first >> 2U;
    const std::size_t count = first & 3U;
    if (!is_format(code)) return wrong("gem.format", fmt::format("unknown format code 0{:02o}", code));
    if (count == 0) return wrong("gem.length", "an item without length bytes");
    if (rest_.size() < 1 + count) return wrong("gem.truncated", "the text ends within an item's length");
    const auto length = static_cast<std::size_t>(big_endian(rest_.substr(1, count)));
    rest_.remove_prefix(1 + count);
    const auto format = static_cast<Format>(code);
    return format == Format::list ? read_list(length, depth) : read_array(format, length);
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  [[nodiscard]] static tl::unexpected<Error> wrong(std::string_view code, std::string_view what) {
    return fail(bad_input(code, "", what));
  }

  Result<Item> read_list(std::size_t length, std::size_t depth) {
    if (depth >= limits_.max_depth) return wrong("gem.depth", "lists within lists are too deep");
    if (length > rest_.size() / 2) return wrong("gem.truncated", "a list of more items than there are bytes for");
    Item::List items;  // grown item by item: what a length byte claims costs nothing
    for (std::size_t i = 0; i < length; ++i) {
      auto item = read(depth + 1);
      if (!item) return item;
      items.push_back(std::move(*item));
    }
    return Item::list(std::move(items));
  }

  Result<Item> read_array(Format format, std::size_t length) {
    if (length > rest_.size()) return wrong("gem.truncated", "the text ends within an item");
    const std::size_t width = width_of(format);
    if (length % width != 0) return wrong("gem.length", "an item's length is no multiple of its value's");
    const std::string_view bytes = rest_.substr(0, length);
    rest_.remove_prefix(length);
    switch (format) {
      case Format::i1:
      case Format::i2:
      case Format::i4:
      case Format::i8:
        return Item(format, values_of<std::int64_t>(bytes, width, [width](std::uint64_t bits) {
                      const auto unused = static_cast<int>(64 - 8 * width);
                      return static_cast<std::int64_t>(bits << unused) >> unused;  // carries the sign up
                    }));
      case Format::u1:
      case Format::u2:
      case Format::u4:
      case Format::u8:
        return Item(format, values_of<std::uint64_t>(bytes, width, [](std::uint64_t bits) { return bits; }));
      case Format::f4:
        return Item(format, values_of<double>(bytes, width, [](std::uint64_t bits) {
                      return double{std::bit_cast<float>(static_cast<std::uint32_t>(bits))};
                    }));
      case Format::f8:
        return Item(format,
                    values_of<double>(bytes, width, [](std::uint64_t bits) { return std::bit_cast<double>(bits); }));
      default:
        return Item(format, std::string(bytes));
    }
  }

  template <class T, class FromBits>
  static std::vector<T> values_of(std::string_view bytes, std::size_t width, FromBits&& from_bits) {
    std::vector<T> values;
    values.reserve(bytes.size() / width);
    for (std::size_t at = 0; at < bytes.size(); at += width) {
      values.push_back(from_bits(big_endian(bytes.substr(at, width))));
    }
    return values;
  }

  std::string_view rest_;
  CodecLimits limits_;
  std::size_t items_ = 0;
};

}  // namespace

Result<std::string> encode(const Item& item) {
  Encoder encoder;
  const auto written = encoder.write(item);
  if (!written) return fail(written.error());
  return std::move(encoder).take();
}

Result<std::optional<Item>> decode(std::string_view bytes, const CodecLimits& limits) {
  if (bytes.empty()) return std::optional<Item>();
  Decoder decoder(bytes, limits);
  auto item = decoder.read(0);
  if (!item) return fail(item.error());
  if (!decoder.at_end()) return fail(bad_input("gem.trailing", "", "bytes behind the item"));
  return std::optional(std::move(*item));
}

}  // namespace pellucid::gem

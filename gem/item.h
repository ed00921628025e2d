/// A SECS-II item (SEMI E5): a list of items, or an array of one kind of value. Plain value; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace pellucid::gem {

/// Format codes as they stand in the upper six bits of an item's first byte.
enum class Format : std::uint8_t {
  list = 0,
  binary = 8,
  boolean = 9,
  ascii = 16,
  jis8 = 17,
  wide = 18,
  i8 = 24,
  i1 = 25,
  i2 = 26,
  i4 = 28,
  f8 = 32,
  f4 = 36,
  u8 = 40,
  u1 = 41,
  u2 = 42,
  u4 = 44,
};

/// Bytes of one value of this format; 0 for a list.
[[nodiscard]] std::size_t width_of(Format format);
[[nodiscard]] bool is_format(std::uint8_t code);

class Item {
 public:
  using List = std::vector<Item>;
  /// Bytes: binary, boolean, ascii, jis8, wide. The rest by kind of number.
  using Values =
      std::variant<List, std::string, std::vector<std::int64_t>, std::vector<std::uint64_t>, std::vector<double>>;

  Item() = default;  ///< the empty list
  Item(Format format, Values values) : format_(format), values_(std::move(values)) {}

  [[nodiscard]] static Item list(List items = {}) { return {Format::list, std::move(items)}; }
  [[nodiscard]] static Item ascii(std::string_view text) { return {Format::ascii, std::string(text)}; }
  [[nodiscard]] static Item binary(std::string_view bytes) { return {Format::binary, std::string(bytes)}; }
  [[nodiscard]] static Item byte(std::uint8_t code) { return binary(std::string(1, static_cast<char>(code))); }
  [[nodiscard]] static Item boolean(bool value) { return {Format::boolean, std::string(1, value ? '\1' : '\0')}; }
  [[nodiscard]] static Item u1(std::uint8_t value) { return unsigned_number(Format::u1, value); }
  [[nodiscard]] static Item u2(std::uint16_t value) { return unsigned_number(Format::u2, value); }
  [[nodiscard]] static Item u4(std::uint32_t value) { return unsigned_number(Format::u4, value); }
  [[nodiscard]] static Item u8(std::uint64_t value) { return unsigned_number(Format::u8, value); }
  [[nodiscard]] static Item i4(std::int32_t value) { return {Format::i4, std::vector<std::int64_t>{value}}; }
  [[nodiscard]] static Item f4(float value) { return {Format::f4, std::vector<double>{double{value}}}; }
  [[nodiscard]] static Item f8(double value) { return {Format::f8, std::vector<double>{value}}; }

  [[nodiscard]] Format format() const { return format_; }
  [[nodiscard]] const Values& values() const { return values_; }
  [[nodiscard]] bool is_list() const { return format_ == Format::list; }
  /// The elements of a list; empty for everything else.
  [[nodiscard]] const List& items() const;
  /// Number of elements: items of a list, bytes of a text, values of an array.
  [[nodiscard]] std::size_t size() const;

  /// The text of an ascii item.
  [[nodiscard]] std::optional<std::string> text() const;
  /// The bytes of an ascii, jis8 or binary item.
  [[nodiscard]] std::optional<std::string> bytes() const;
  /// One whole number not below 0, in whatever width the host chose: ids are compared by value.
  [[nodiscard]] std::optional<std::uint64_t> id() const;
  /// One number of any numeric format, or a boolean as 0 or 1.
  [[nodiscard]] std::optional<double> number() const;
  /// One boolean, or a byte or number of which 0 is false.
  [[nodiscard]] std::optional<bool> truth() const;

  bool operator==(const Item&) const = default;

 private:
  static Item unsigned_number(Format format, std::uint64_t value) {
    return {format, std::vector<std::uint64_t>{value}};
  }

  Format format_ = Format::list;
  Values values_;
};

/// One line in the manner of SML, cut after `max_chars`: for logs.
[[nodiscard]] std::string to_text(const Item& item, std::size_t max_chars = 400);

}  // namespace pellucid::gem

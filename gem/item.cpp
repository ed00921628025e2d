#include "gem/item.h"

#include <fmt/format.h>

namespace pellucid::gem {
namespace {

template <class T>
std::optional<T> only(const std::vector<T>& values) {
  return values.size() == 1 ? std::optional<T>(values.front()) : std::nullopt;
}

std::string_view name_of(Format format) {
  switch (format) {
    case Format::list:
      return "L";
    case Format::binary:
      return "B";
    case Format::boolean:
      return "BOOLEAN";
    case Format::ascii:
      return "A";
    case Format::jis8:
      return "J";
    case Format::wide:
      return "C2";
    case Format::i8:
      return "I8";
    case Format::i1:
      return "I1";
    case Format::i2:
      return "I2";
    case Format::i4:
      return "I4";
    case Format::f8:
      return "F8";
    case Format::f4:
      return "F4";
    case Format::u8:
      return "U8";
    case Format::u1:
      return "U1";
    case Format::u2:
      return "U2";
    case Format::u4:
      return "U4";
  }
  return "?";
}

/// Appends items one after another until the text is long enough.
class Writer {
 public:
  explicit Writer(std::size_t max_chars) : max_chars_(max_chars) {}

  void write(const Item& item) {
    if (text_.size() > max_chars_) return;
    fmt::format_to(std::back_inserter(text_), "<{} [{}]", name_of(item.format()), item.size());
    format_ = item.format();
    std::visit([this](const auto& values) { write_values(values); }, item.values());
    text_ += '>';
  }
  [[nodiscard]] std::string text() && {
    if (text_.size() > max_chars_) text_ = text_.substr(0, max_chars_) + " ...";
    return std::move(text_);
  }

 private:
  void write_values(const Item::List& items) {
    for (const Item& item : items) {
      text_ += ' ';
      write(item);
    }
  }
  void write_values(const std::string& bytes) {
    const bool quoted = format_ == Format::ascii;
    text_ += quoted ? " \"" : "";
    for (const char raw : bytes.substr(0, max_chars_)) {
      const auto c = static_cast<unsigned char>(raw);
      if (quoted && c >= 0x20 && c < 0x7f) {
        text_ += raw;
      } else {
        fmt::format_to(std::back_inserter(text_), " 0x{:02X}", c);
      }
    }
    text_ += quoted ? "\"" : "";
  }
  template <class T>
  void write_values(const std::vector<T>& numbers) {
    for (const T number : numbers) {
      if (text_.size() > max_chars_) return;
      fmt::format_to(std::back_inserter(text_), " {}", number);
    }
  }

  std::size_t max_chars_;
  Format format_ = Format::list;
  std::string text_;
};

}  // namespace

std::size_t width_of(Format format) {
  switch (format) {
    case Format::list:
      return 0;
    case Format::binary:
    case Format::boolean:
    case Format::ascii:
    case Format::jis8:
    case Format::wide:  // two bytes name the encoding, then text of any length
    case Format::i1:
    case Format::u1:
      return 1;
    case Format::i2:
    case Format::u2:
      return 2;
    case Format::i4:
    case Format::u4:
    case Format::f4:
      return 4;
    case Format::i8:
    case Format::u8:
    case Format::f8:
      return 8;
  }
  return 0;
}

bool is_format(std::uint8_t code) {
  return code == 0 || width_of(static_cast<Format>(code)) != 0;
}

const Item::List& Item::items() const {
  static const List none;
  const List* items = std::get_if<List>(&values_);
  return items != nullptr ? *items : none;
}

std::size_t Item::size() const {
  return std::visit([](const auto& values) { return values.size(); }, values_);
}

std::optional<std::string> Item::text() const {
  return format_ == Format::ascii ? std::optional(std::get<std::string>(values_)) : std::nullopt;
}

std::optional<std::string> Item::bytes() const {
  const bool has = format_ == Format::ascii || format_ == Format::jis8 || format_ == Format::binary;
  return has ? std::optional(std::get<std::string>(values_)) : std::nullopt;
}

std::optional<std::uint64_t> Item::id() const {
  if (const auto* numbers = std::get_if<std::vector<std::uint64_t>>(&values_)) return only(*numbers);
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&values_)) {
    const auto number = only(*numbers);
    if (number && *number >= 0) return static_cast<std::uint64_t>(*number);
  }
  return std::nullopt;
}

std::optional<double> Item::number() const {
  if (const auto* numbers = std::get_if<std::vector<double>>(&values_)) return only(*numbers);
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&values_)) {
    const auto number = only(*numbers);
    return number ? std::optional(static_cast<double>(*number)) : std::nullopt;
  }
  if (const auto number = id()) return static_cast<double>(*number);
  if (format_ == Format::boolean) {
    if (const auto value = truth()) return *value ? 1.0 : 0.0;
  }
  return std::nullopt;
}

std::optional<bool> Item::truth() const {
  if (format_ == Format::boolean || format_ == Format::binary) {
    const auto& bytes = std::get<std::string>(values_);
    return bytes.size() == 1 ? std::optional(bytes.front() != '\0') : std::nullopt;
  }
  const auto number = id();
  return number ? std::optional(*number != 0) : std::nullopt;
}

std::string to_text(const Item& item, std::size_t max_chars) {
  Writer writer(max_chars);
  writer.write(item);
  return std::move(writer).text();
}

}  // namespace pellucid::gem

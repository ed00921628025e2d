#include "mes/detail/map_text.h"

#include <fmt/format.h>

namespace pellucid::mes::detail {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::uint16_t kOtherCharacters = 128;

std::string ascii_bin(std::uint16_t code) {
  if (code < 10) return std::string(1, static_cast<char>('0' + code));
  if (code < 36) return std::string(1, static_cast<char>('A' + code - 10));
  if (code < 62) return std::string(1, static_cast<char>('a' + code - 36));
  return code > kOtherCharacters && code < 256 ? std::string(1, static_cast<char>(code - kOtherCharacters)) : "?";
}

}  // namespace

std::optional<std::uint16_t> code_of(std::string_view text, BinType type) {
  if (type == BinType::ascii) {
    if (text.size() != 1) return std::nullopt;
    const char c = text.front();
    if (c >= '0' && c <= '9') return static_cast<std::uint16_t>(c - '0');
    if (c >= 'A' && c <= 'Z') return static_cast<std::uint16_t>(c - 'A' + 10);
    if (c >= 'a' && c <= 'z') return static_cast<std::uint16_t>(c - 'a' + 36);
    return static_cast<std::uint16_t>(kOtherCharacters + (static_cast<unsigned char>(c) & 0x7f));
  }
  const auto value = integer(text, type == BinType::decimal ? 10 : 16);
  if (!value || *value < 0 || *value > kNoDie) return std::nullopt;
  return static_cast<std::uint16_t>(*value);
}

bool can_say(BinType type, std::uint16_t code) {
  if (type == BinType::integer2) return code < kUntested;
  if (type != BinType::ascii) return code < 254;
  const int other = code - kOtherCharacters;
  return code < 62 || (other > ' ' && other < 0x7f && other != '.' && other != '@');
}

BinTexts::BinTexts(BinType type) {
  constexpr std::array<std::string_view, 4> kNone{".", "255", "FF", "FFFF"};
  constexpr std::array<std::string_view, 4> kNotTested{"@", "254", "FE", "FFFE"};
  none_ = kNone[static_cast<std::size_t>(type)];
  untested_ = kNotTested[static_cast<std::size_t>(type)];
  const std::uint16_t end = type == BinType::integer2 ? kUntested : 256;
  for (std::uint16_t code = 0; code < end; ++code) {
    switch (type) {
      case BinType::ascii:
        texts_.push_back(ascii_bin(code));
        break;
      case BinType::decimal:
        texts_.push_back(fmt::format("{:03}", code));
        break;
      default:
        texts_.push_back(fmt::format("{:0{}X}", code, width_of(type)));
    }
  }
}

std::optional<ChipIndex> MapView::first_die() const {
  for (std::int32_t n = 0; n < rows(); ++n) {
    for (std::int32_t i = 0; i < columns(); ++i) {
      if (at(n, i) != kNoDie) return ChipIndex{i, n};
    }
  }
  return std::nullopt;
}

std::vector<std::int64_t> MapView::counts() const {
  std::vector<std::int64_t> counts(0x10000);
  for (const std::uint16_t code : map_.cells) ++counts[code];
  return counts;
}

bool split_row(std::string_view row, int width, std::vector<std::string_view>& words) {
  words.clear();
  const std::string_view text = trimmed(row);
  if (text.find_first_of(kBlanks) != std::string_view::npos) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find_first_of(kBlanks, at), text.size());
      words.push_back(text.substr(at, end - at));
      at = std::min(text.find_first_not_of(kBlanks, end), text.size());
    }
    return true;
  }
  const auto step = static_cast<std::size_t>(width);
  if (text.size() % step != 0) return false;
  for (std::size_t at = 0; at < text.size(); at += step) words.push_back(text.substr(at, step));
  return true;
}

Result<void> check_size(std::string_view path, std::int64_t line, std::int64_t columns, std::int64_t rows) {
  if (columns > 0 && rows > 0 && columns <= kMostSide && rows <= kMostSide && columns * rows <= kMostCells) return {};
  return fail(syntax_error(path, line, "no size of a wafer map", "columns and rows from 1 to 1000000",
                           fmt::format("{} x {}", columns, rows)));
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

}  // namespace pellucid::mes::detail

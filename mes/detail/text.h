/// Words and numbers as the fab's files write them. Private to the room; pure; any thread.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace pellucid::mes::detail {

[[nodiscard]] constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Equal but for the case of ASCII letters.
[[nodiscard]] constexpr bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// A number that fills the whole word; a leading plus is allowed.
[[nodiscard]] inline std::optional<double> number(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (problem == std::errc::result_out_of_range && end == word.data() + word.size()) return 0.0;  // 3.2e-324: nothing
  if (problem != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

[[nodiscard]] inline std::optional<std::int64_t> integer(std::string_view word, int base = 10) {
  if (word.starts_with('+')) word.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), value, base);
  if (problem != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

/// The nearest integer of what a file says, which may be anything: 0 where it is no number, at most 9e15.
[[nodiscard]] inline std::int64_t nearest_integer(double value) {
  constexpr double kMost = 9e15;
  if (std::isnan(value)) return 0;
  return std::llround(value < -kMost ? -kMost : value > kMost ? kMost : value);
}

/// Text of a file for a message: not longer than a line can bear, no control characters.
[[nodiscard]] inline std::string shown(std::string_view text) {
  std::string out(text.substr(0, 60));
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text.size() > 60 ? out + "..." : out;
}

/// A field of a CSV that may hold a comma or a quote.
[[nodiscard]] inline std::string csv_text(std::string_view text) {
  if (text.find_first_of("\",\r\n") == std::string_view::npos) return std::string(text);
  std::string out(1, '"');
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  out += '"';
  return out;
}

}  // namespace pellucid::mes::detail

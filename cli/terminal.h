/// What a stream is and how figures are written for people. No state; any thread.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace pellucid::cli {

/// Is the stream a terminal that understands escape sequences (TERM is neither absent nor "dumb").
[[nodiscard]] bool is_terminal(std::FILE* stream);
/// A terminal, and NO_COLOR (https://no-color.org) is absent or empty.
[[nodiscard]] bool wants_colour(std::FILE* stream);

enum class Colour : std::uint8_t { plain, bold, green, yellow, red };
/// `text` in a colour where `enabled`, else as it is.
[[nodiscard]] std::string painted(std::string_view text, Colour colour, bool enabled);

/// "1 234 567": thousands apart, so that digits can be counted.
[[nodiscard]] std::string grouped(std::int64_t number);
/// "212 MB", "12.8 GB": powers of 1000.
[[nodiscard]] std::string bytes_text(std::int64_t bytes);
/// "0.8 s", "12 s", "3 min 05 s", "2 h 10 min".
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace pellucid::cli

/// Small pieces of HTML. Private to the room; pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pellucid::detail {

/// Text from outside, harmless in an element or in a quoted attribute. Control characters become spaces.
[[nodiscard]] std::string escaped(std::string_view text);

/// "data:image/png;base64,..."
[[nodiscard]] std::string png_data_uri(std::span<const std::uint8_t> png);

/// A finite number with fixed decimals; an en dash for what does not exist.
[[nodiscard]] std::string fixed(double value, int decimals);
/// 0.9876 as "98.76 %"; an en dash for NaN.
[[nodiscard]] std::string percent(double share, int decimals = 2);
/// "12.8 GB", "205 MB": powers of 1000.
[[nodiscard]] std::string bytes_text(std::int64_t bytes);

}  // namespace pellucid::detail

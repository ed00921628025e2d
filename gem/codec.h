/// Items as SECS-II bytes and back. Bytes come from a network: nothing in them may cost more than the limits allow.
/// Pure functions; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/model/error.h"
#include "gem/item.h"

namespace pellucid::gem {

inline constexpr std::size_t kMaxItemBytes = 0xFFFFFF;  ///< three length bytes; also the most items of one list

struct CodecLimits {
  std::size_t max_depth = 32;       ///< lists within lists
  std::size_t max_items = 200'000;  ///< of one message, lists and arrays alike
};

/// Errors: internal "gem.item_too_large" where an item has more than kMaxItemBytes bytes or elements.
[[nodiscard]] Result<std::string> encode(const Item& item);

/// The one item of a message's text; nothing where the text is empty.
/// Errors: bad_input "gem.format", "gem.length", "gem.truncated", "gem.trailing", "gem.depth", "gem.items".
[[nodiscard]] Result<std::optional<Item>> decode(std::string_view bytes, const CodecLimits& limits = {});

}  // namespace pellucid::gem

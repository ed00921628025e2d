#include "gui/review/review_walk.h"

namespace pellucid::gui {

std::optional<std::size_t> step_in(const ChipSet& chips, std::optional<std::size_t> from, bool forward,
                                   const std::function<bool(std::size_t)>& wanted) {
  const std::size_t n = chips.universe();
  // Up to the end, then from the other end to where it began, which is looked at last.
  const auto find = [&](std::size_t begin, std::size_t end) -> std::optional<std::size_t> {
    while (begin < end) {
      const std::size_t row = forward ? chips.first_in(begin, end) : chips.last_in(begin, end);
      if (row == end) return std::nullopt;
      if (wanted(row)) return row;
      (forward ? begin : end) = forward ? row + 1 : row;
    }
    return std::nullopt;
  };
  if (!from) return find(0, n);
  const std::size_t next = *from + 1;
  const auto ahead = forward ? find(next, n) : find(0, *from);
  if (ahead) return ahead;
  return forward ? find(0, next) : find(*from, n);
}

std::size_t place_in(const ChipSet& chips, std::size_t row) {
  return chips.count_before(row);
}

}  // namespace pellucid::gui

#include "gui/review/review_walk.h"

namespace pellucid::gui {

std::optional<std::size_t> step_in(const ChipSet& chips, std::optional<std::size_t> from, bool forward,
                                   const std::function<bool(std::size_t)>& wanted) {
  const std::size_t n = chips.universe();
  if (n == 0) return std::nullopt;
  std::size_t row = from ? *from : forward ? n - 1 : 0;
  for (std::size_t i = 0; i < n; ++i) {
    row = forward ? (row + 1 == n ? 0 : row + 1) : (row == 0 ? n - 1 : row - 1);
    if (chips.contains(row) && wanted(row)) return row;
  }
  return std::nullopt;
}

std::size_t place_in(const ChipSet& chips, std::size_t row) {
  std::size_t before = 0;
  chips.for_each([&](std::size_t k) { before += k < row ? 1 : 0; });
  return before;
}

}  // namespace pellucid::gui

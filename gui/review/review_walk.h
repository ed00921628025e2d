/// The chips that a review steps through, in the table's order: defects, one class, or the picked ones; all of them or
/// those not yet reviewed. Plain; window's thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "gui/model/chip_set.h"

namespace pellucid::gui {

/// The next member after `from` (nullopt: from the beginning) for which `wanted` holds, or the one before it; comes
/// round at the end. nullopt: there is none.
[[nodiscard]] std::optional<std::size_t> step_in(const ChipSet& chips, std::optional<std::size_t> from, bool forward,
                                                 const std::function<bool(std::size_t)>& wanted);
/// Members before it: its place in the list.
[[nodiscard]] std::size_t place_in(const ChipSet& chips, std::size_t row);

}  // namespace pellucid::gui

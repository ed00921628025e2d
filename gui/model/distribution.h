/// How a column's values are spread, in ascending order: how many lie below any limit is found at once, exactly, so
/// that limits can be dragged over 40 million chips. Immutable; any thread. Making one takes about a second for 40
/// million: do it in a worker.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/model/chip_table.h"
#include "gui/model/chip_set.h"

namespace pellucid::gui {

class SortedValues {
 public:
  SortedValues() = default;
  /// What is not finite is left out.
  explicit SortedValues(std::vector<float> values);

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(values_.size()); }
  [[nodiscard]] std::int64_t below(double limit) const;  ///< values < limit
  [[nodiscard]] std::int64_t above(double limit) const;  ///< values > limit
  /// Requires size() > 0 and q in [0, 1].
  [[nodiscard]] double quantile(double q) const;

 private:
  std::vector<float> values_;
};

struct Distribution {
  SortedValues good, others;        ///< chips of class good, and of all others, that have a value
  std::int64_t good_chips = 0;      ///< with and without a value
  std::int64_t measured_chips = 0;  ///< of every class but unmeasured: what the yield is a share of
  [[nodiscard]] std::int64_t size() const { return good.size() + others.size(); }
};

[[nodiscard]] Distribution distribution_of(std::span<const float> values, std::span<const ChipClass> classes);
[[nodiscard]] SortedValues values_of(std::span<const float> values, const ChipSet& chips);

/// What two limits would do: chips outside [lower, upper] fail.
struct LimitEffect {
  std::int64_t beyond = 0, good_beyond = 0;
  double share_beyond = 0;               ///< of the chips that have a value
  double yield_now = 0, yield_then = 0;  ///< NaN where nothing was measured
};
[[nodiscard]] LimitEffect effect_of(const Distribution& distribution, double lower, double upper);

/// The chips with a value in [low, high]; or, `outside`, with a value not in it.
[[nodiscard]] ChipSet chips_within(std::span<const float> values, double low, double high, bool outside);

}  // namespace pellucid::gui

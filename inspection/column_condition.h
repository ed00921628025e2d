/// Conditions on the columns of a chip table, as a person types them: "relative_intensity < 0.7 and row > 100"; and
/// tables in the order of a column. Pure; any thread.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"

namespace pellucid {

/// "relative_intensity < 0.7"
struct ColumnCondition {
  enum class Is : std::uint8_t { below, at_most, above, at_least, equal };
  std::string column;
  Is is = Is::below;
  double limit = 0;
  [[nodiscard]] bool holds(float value) const;  ///< never for NaN
  friend bool operator==(const ColumnCondition&, const ColumnCondition&) = default;
};

/// Conditions with `<`, `<=`, `>`, `>=`, `=` between a column and a number, joined by `and`; nothing for no text.
/// `has`: is there a column of this name? Errors: usage "inspection.where", saying what is wrong in `what`, the part
/// concerned in `found`.
[[nodiscard]] Result<std::vector<ColumnCondition>> parse_conditions(std::string_view text,
                                                                    const std::function<bool(std::string_view)>& has);

/// Rows in the order of value_of(row), a float: those without a value last, equal ones by their row.
template <class Row, class ValueOf>
void sort_by_value(std::vector<Row>& rows, bool descending, const ValueOf& value_of) {
  struct Keyed {
    float value;
    Row row;
  };
  std::vector<Keyed> keyed;
  keyed.reserve(rows.size());
  for (const Row row : rows) {
    const float value = value_of(row);
    constexpr float kLast = std::numeric_limits<float>::infinity();
    keyed.push_back({std::isnan(value) ? kLast : descending ? -value : value, row});
  }
  std::ranges::sort(
      keyed, [](const Keyed& a, const Keyed& b) { return a.value != b.value ? a.value < b.value : a.row < b.row; });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = keyed[i].row;
}

}  // namespace pellucid

/// Two columns against each other: how many chips lie on each pixel of a view, which of them are worth a point of their
/// own, how both go together, which chips a lasso holds. Pure; any thread. Each call looks at every chip, in parallel:
/// do it in a worker.
#pragma once

#include <QPolygonF>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gui/model/chip_set.h"
#include "gui/model/wafer_result.h"

namespace pellucid::gui {

struct ScatterInput {
  WaferResultPtr wafer;
  FloatColumn x, y;
  std::shared_ptr<const std::vector<ChipClass>> trial;  ///< in place of the wafer's own classes; null: those
  std::shared_ptr<const ChipSet> picked;                ///< null: none

  [[nodiscard]] const std::vector<ChipClass>& classes() const { return trial ? *trial : wafer->classes(); }
};

/// A rectangle of both columns' values.
struct ValueRect {
  double x_low = 0, x_high = 1, y_low = 0, y_high = 1;
  friend bool operator==(const ValueRect&, const ValueRect&) = default;
};

struct ScatterPoint {
  float x = 0, y = 0;
};

struct ScatterView {
  /// So many chips of a kind are drawn as points; where there are more, the density says it all.
  static constexpr std::size_t kMostPoints = 20'000;

  ValueRect rect;
  int width = 0, height = 0;
  std::vector<std::uint32_t> counts;                 ///< chips a pixel, row by row from the lowest y
  std::int64_t in_view = 0;                          ///< chips
  std::array<std::vector<ScatterPoint>, 14> points;  ///< by rank of the class (map_picture.h)
  std::vector<ScatterPoint> picked;                  ///< at most kMostPoints of them
};

[[nodiscard]] ScatterView scatter_view(const ScatterInput& input, const ValueRect& rect, int width, int height);

/// Where nearly all chips lie, with some room about them.
[[nodiscard]] ValueRect natural_rect(const ScatterInput& input);

/// Pearson's correlation; NaN where there are fewer than three chips or a column does not vary.
struct Correlation {
  std::int64_t chips = 0, good_chips = 0;  ///< with both values
  double r = 0, r_good = 0;
};
[[nodiscard]] Correlation correlation_of(const ScatterInput& input);

[[nodiscard]] ChipSet chips_inside(const ScatterInput& input, const QPolygonF& lasso);

/// The chip next to a place, where distances are counted in the given units of each axis; none beyond `reach` of them.
[[nodiscard]] std::optional<std::size_t> nearest_chip(const ScatterInput& input, QPointF place, QSizeF unit,
                                                      double reach);

}  // namespace pellucid::gui

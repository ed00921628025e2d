#include "results/detail/map_frame.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/flow/parallel.h"

namespace pellucid::detail {

namespace {

struct Box {
  Vec2 low{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Vec2 high{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  [[nodiscard]] bool is_empty() const { return !(low.x <= high.x && low.y <= high.y); }
};

constexpr std::int64_t kGrain = 65536;

Box box_of(const ChipTable& table, std::size_t first_row, std::size_t last_row) {
  Box box;
  for (std::size_t i = first_row; i < last_row; ++i) {
    const double x = table.x_um[i], y = table.y_um[i];
    if (!std::isfinite(x) || !std::isfinite(y)) continue;
    box.low = {std::min(box.low.x, x), std::min(box.low.y, y)};
    box.high = {std::max(box.high.x, x), std::max(box.high.y, y)};
  }
  return box;
}

Box box_of(const ChipTable& table) {
  const auto rows = static_cast<std::int64_t>(table.size());
  std::vector<Box> parts(static_cast<std::size_t>((rows + kGrain - 1) / kGrain));
  parallel_ranges(rows, kGrain, [&](std::int64_t begin, std::int64_t end) {
    parts[static_cast<std::size_t>(begin / kGrain)] =
        box_of(table, static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
  });
  Box box;
  for (const Box& part : parts) {
    box.low = {std::min(box.low.x, part.low.x), std::min(box.low.y, part.low.y)};
    box.high = {std::max(box.high.x, part.high.x), std::max(box.high.y, part.high.y)};
  }
  return box;
}

/// Of the design; where there is none, as if the chips filled their bounding box evenly.
Vec2 pitch_of(const WaferDesign& wafer, const ChipTable& table, const Box& box) {
  if (wafer.chips) return wafer.chips->pitch_um;
  const double area = (box.high.x - box.low.x) * (box.high.y - box.low.y);
  const double pitch = std::sqrt(std::max(area, 1.0) / static_cast<double>(std::max<std::size_t>(table.size(), 1)));
  return {pitch, pitch};
}

double length(Vec2 v) {
  return std::hypot(v.x, v.y);
}

}  // namespace

MapFrame::MapFrame(const WaferDesign& wafer, const ChipTable& table, const Affine2& wafer_from_design) {
  constexpr double kMarginAroundWafer = 1.03, kMarginAroundChips = 1.04;
  constexpr double kZoomBelow = 0.35;  // of the wafer's radius: smaller scans would be a speck
  const Box box = box_of(table);
  const double radius_um = wafer.diameter_mm * 500.0;
  const Vec2 pitch_um = box.is_empty() ? Vec2{1, 1} : pitch_of(wafer, table, box);
  has_outline_ = !(wafer.chips && wafer.chips->anchor == GridAnchor::image);
  double half_um = std::max(radius_um, 1.0) * kMarginAroundWafer;
  Vec2 centre;
  if (!box.is_empty()) {
    const double chips_um = 0.5 * std::max(box.high.x - box.low.x + pitch_um.x, box.high.y - box.low.y + pitch_um.y);
    zoomed_ = !has_outline_ || chips_um < kZoomBelow * radius_um;
    if (zoomed_) {
      half_um = chips_um * kMarginAroundChips;
      centre = 0.5 * (box.low + box.high);
    }
  }
  left_um_ = centre.x - half_um;
  top_um_ = centre.y + half_um;
  side_um_ = 2 * half_um;
  px_per_um_ = kPlotSize_px / side_um_;
  const Vec2 right = wafer_from_design.turn({pitch_um.x, 0}), up = wafer_from_design.turn({0, pitch_um.y});
  column_step_px_ = px_per_um_ * Vec2{right.x, -right.y};
  row_step_px_ = px_per_um_ * Vec2{up.x, -up.y};
}

double MapFrame::pitch_px() const {
  return std::min(length(column_step_px_), length(row_step_px_));
}

CellMap::CellMap(const MapFrame& frame, const ChipTable& table) : one_chip_a_pixel_(frame.pitch_px() >= 1.0) {
  if (one_chip_a_pixel_) {
    chip_of_.assign(kPixels, kNoChip);
    for (std::size_t row = 0; row < table.size(); ++row) paint_chip(frame, table, static_cast<std::uint32_t>(row));
    return;
  }
  const auto wide = [&](double column_step, double row_step) {
    return std::abs(column_step) + std::abs(row_step) > 1.0;
  };
  const Vec2 column = frame.column_step_px(), row = frame.row_step_px();
  if (!wide(column.x, row.x) && !wide(column.y, row.y)) {
    find_runs(frame, table);
    return;
  }
  spots_.resize(table.size());
  parallel_ranges(static_cast<std::int64_t>(table.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      spots_[i] = spot_of(frame, {table.x_um[i], table.y_um[i]});
    }
  });
}

/// Millions of chips on a thousand pixels across: several in a row share a pixel, and every map needs to know only
/// where that ends. No run crosses the edge of a range, so that the runs do not depend on the threads.
void CellMap::find_runs(const MapFrame& frame, const ChipTable& table) {
  const auto rows = static_cast<std::int64_t>(table.size());
  std::vector<std::vector<Run>> parts(static_cast<std::size_t>((rows + kGrain - 1) / kGrain));
  parallel_ranges(rows, kGrain, [&](std::int64_t begin, std::int64_t end) {
    std::vector<Run>& part = parts[static_cast<std::size_t>(begin / kGrain)];
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const Vec2 c = frame.plot_px({table.x_um[i], table.y_um[i]});
      const bool inside = c.x >= 0 && c.y >= 0 && c.x < kPlotSize_px && c.y < kPlotSize_px;
      const std::uint32_t pixel =
          inside ? static_cast<std::uint32_t>(c.y) * kPlotSize_px + static_cast<std::uint32_t>(c.x) : kNoPixel;
      if (part.empty() || part.back().pixel != pixel) part.push_back({static_cast<std::uint32_t>(i), pixel});
    }
  });
  std::size_t count = 1;
  for (const std::vector<Run>& part : parts) count += part.size();
  runs_.reserve(count);
  for (const std::vector<Run>& part : parts) runs_.insert(runs_.end(), part.begin(), part.end());
  runs_.push_back({static_cast<std::uint32_t>(rows), kNoPixel});
}

/// Every pixel whose centre lies in the chip's (turned) cell; a narrow gap is left where chips are large enough to be
/// seen.
void CellMap::paint_chip(const MapFrame& frame, const ChipTable& table, std::uint32_t row) {
  constexpr double kGapFrom_px = 10.0;
  const double half = frame.pitch_px() >= kGapFrom_px ? 0.45 : 0.505;
  const Vec2 c = frame.plot_px({table.x_um[row], table.y_um[row]});
  const Vec2 u = frame.column_step_px(), v = frame.row_step_px();
  const double det = u.x * v.y - u.y * v.x;
  const Vec2 reach{half * (std::abs(u.x) + std::abs(v.x)), half * (std::abs(u.y) + std::abs(v.y))};
  if (!std::isfinite(c.x) || !std::isfinite(c.y) || det == 0) return;
  const auto clamped = [](double value) { return static_cast<int>(std::clamp(value, 0.0, double{kPlotSize_px})); };
  for (int y = clamped(std::floor(c.y - reach.y)); y < clamped(std::ceil(c.y + reach.y)); ++y) {
    for (int x = clamped(std::floor(c.x - reach.x)); x < clamped(std::ceil(c.x + reach.x)); ++x) {
      const Vec2 d = Vec2{x + 0.5, y + 0.5} - c;
      const double a = (d.x * v.y - d.y * v.x) / det;
      const double b = (u.x * d.y - u.y * d.x) / det;
      if (std::abs(a) <= half && std::abs(b) <= half) {
        chip_of_[static_cast<std::size_t>(y) * kPlotSize_px + static_cast<std::size_t>(x)] = row;
      }
    }
  }
}

/// At least one pixel; in a direction where chips are wider than a pixel, from edge to edge, so that no lines stay
/// blank.
CellMap::Spot CellMap::spot_of(const MapFrame& frame, Vec2 wafer_um) {
  const Vec2 c = frame.plot_px(wafer_um);
  const double half_x = 0.5 * (std::abs(frame.column_step_px().x) + std::abs(frame.row_step_px().x));
  const double half_y = 0.5 * (std::abs(frame.column_step_px().y) + std::abs(frame.row_step_px().y));
  if (!(c.x >= 0 && c.y >= 0 && c.x < kPlotSize_px && c.y < kPlotSize_px)) return {};
  const auto span = [](double centre, double half, std::uint16_t& from, std::uint8_t& count) {
    int first = static_cast<int>(centre), last = first + 1;
    if (half > 0.5) {
      first = std::max(static_cast<int>(std::floor(centre - half + 0.5)), 0);
      last = std::min(static_cast<int>(std::floor(centre + half + 0.5)), kPlotSize_px);
    }
    from = static_cast<std::uint16_t>(first);
    count = static_cast<std::uint8_t>(std::clamp(last - first, 1, 255));
  };
  Spot spot;
  span(c.x, half_x, spot.x, spot.width);
  span(c.y, half_y, spot.y, spot.height);
  return spot;
}

}  // namespace pellucid::detail

/// Where things lie on a map's page: the square plot, the part of the wafer that it shows, and how chips fall on its
/// pixels. Immutable once made; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/geometry.h"
#include "core/model/wafer.h"

namespace pellucid::detail {

inline constexpr int kPageWidth_px = 1400;
inline constexpr int kPageHeight_px = 1200;
inline constexpr int kPlotLeft_px = 40;
inline constexpr int kPlotTop_px = 120;
inline constexpr int kPlotSize_px = 1000;

/// Plot pixels (x right, y down, from the plot's top-left corner) from wafer micrometres.
class MapFrame {
 public:
  MapFrame(const WaferDesign& wafer, const ChipTable& table, const Affine2& wafer_from_design);

  [[nodiscard]] Vec2 plot_px(Vec2 wafer_um) const {
    return {(wafer_um.x - left_um_) * px_per_um_, (top_um_ - wafer_um.y) * px_per_um_};
  }
  [[nodiscard]] double px_per_um() const { return px_per_um_; }
  [[nodiscard]] bool is_zoomed() const { return zoomed_; }
  [[nodiscard]] bool has_outline() const { return has_outline_; }
  /// Steps from a chip to its right and upper neighbour, in plot pixels; the turn is in them.
  [[nodiscard]] Vec2 column_step_px() const { return column_step_px_; }
  [[nodiscard]] Vec2 row_step_px() const { return row_step_px_; }
  /// The shorter of the two steps.
  [[nodiscard]] double pitch_px() const;
  /// The drawn square's corner and side in the wafer frame, for the small picture of where a zoomed map lies.
  [[nodiscard]] Vec2 view_lower_left_um() const { return {left_um_, top_um_ - side_um_}; }
  [[nodiscard]] double view_side_um() const { return side_um_; }

 private:
  double left_um_ = 0, top_um_ = 0, side_um_ = 1, px_per_um_ = 1;
  bool zoomed_ = false, has_outline_ = true;
  Vec2 column_step_px_, row_step_px_;
};

/// Which chips are seen in which pixel of the plot.
class CellMap {
 public:
  CellMap(const MapFrame& frame, const ChipTable& table);

  /// Calls see(first row, row behind the last, pixel index) for every pixel and the chips that show in it, in a fixed
  /// order; a pixel may come more than once. Rows that follow each other come together, as far as they share the pixel.
  template <class See>
  void for_each_run(See see) const {
    if (one_chip_a_pixel_) {
      for (std::size_t pixel = 0; pixel < chip_of_.size(); ++pixel) {
        if (chip_of_[pixel] != kNoChip) see(std::size_t{chip_of_[pixel]}, std::size_t{chip_of_[pixel]} + 1, pixel);
      }
      return;
    }
    for (std::size_t i = 0; i + 1 < runs_.size(); ++i) {
      if (runs_[i].pixel != kNoPixel)
        see(std::size_t{runs_[i].first_row}, std::size_t{runs_[i + 1].first_row}, std::size_t{runs_[i].pixel});
    }
    for (std::size_t row = 0; row < spots_.size(); ++row) {
      const Spot spot = spots_[row];
      for (int y = 0; y < spot.height; ++y) {
        const std::size_t line = (std::size_t{spot.y} + static_cast<std::size_t>(y)) * kPlotSize_px + spot.x;
        for (int x = 0; x < spot.width; ++x) see(row, row + 1, line + static_cast<std::size_t>(x));
      }
    }
  }

  static constexpr std::size_t kPixels = std::size_t{kPlotSize_px} * kPlotSize_px;

 private:
  static constexpr std::uint32_t kNoChip = 0xffffffffU, kNoPixel = 0xffffffffU;
  /// Chips smaller than a pixel in both directions, from this row to the next run's, lie in one pixel.
  struct Run {
    std::uint32_t first_row = 0, pixel = kNoPixel;
  };
  /// A chip smaller than a pixel in one direction only; width 0 where it lies outside the plot.
  struct Spot {
    std::uint16_t x = 0, y = 0;
    std::uint8_t width = 0, height = 0;
  };
  void paint_chip(const MapFrame& frame, const ChipTable& table, std::uint32_t row);
  void find_runs(const MapFrame& frame, const ChipTable& table);
  [[nodiscard]] static Spot spot_of(const MapFrame& frame, Vec2 wafer_um);

  bool one_chip_a_pixel_ = false;
  std::vector<std::uint32_t> chip_of_;  ///< row of the table by pixel
  std::vector<Run> runs_;               ///< by row, and behind the last of them one that holds the table's length
  std::vector<Spot> spots_;             ///< by row of the table
};

}  // namespace pellucid::detail

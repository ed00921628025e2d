/// The picture inside a map's plot, pixel by pixel: categories (worst wins) or values (mean). Pure functions; any
/// thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "results/detail/map_frame.h"
#include "results/map_colours.h"

namespace pellucid::detail {

/// kPlotSize_px squared pixels, 0xRRGGBB; kClear where no chip is.
using PlotImage = std::vector<std::uint32_t>;
inline constexpr std::uint32_t kClear = 0xff000000U;

/// One entry of a categorical map. Later entries are worse: they win a pixel that chips share.
struct Category {
  std::string name;
  Rgb colour;
  bool hatched = false;
  bool is_dot = false;  ///< rare ones are drawn as dots
  std::int64_t chips = 0;
};

struct CategoryMap {
  std::vector<Category> categories;
  std::vector<std::uint8_t> category_of;  ///< index into categories, by row of the table
};

/// A category that fills, together with the worse ones, at most 3 percent of the covered pixels is grown to dots of 3 x
/// 3; at most 0.02 percent, of 5 x 5.
[[nodiscard]] PlotImage category_image(const CellMap& cells, const CategoryMap& map, double pitch_px);

/// The colour range of a value map and what its legend says.
struct ValueScale {
  const ColourScale* colours = nullptr;
  double low = 0, high = 1;
  double median = 0;                         ///< of the chips in `reference`
  std::int64_t measured = 0, without = 0;    ///< chips
  bool of_cells = false;                     ///< what is counted are cells of a grid
  std::array<std::int64_t, 60> histogram{};  ///< of all sampled values in [low, high], the lowest first
};

/// The 1 to 99 percent range of the healthy chips' values (of all where there are too few); centred on `centre` where
/// that is finite. Takes every k-th chip where there are many.
[[nodiscard]] ValueScale value_scale(std::span<const float> values, std::span<const ChipClass> classes, double centre);

/// From 0 to the 95 percent value of the chips of a class: of a figure that only they have. False where there are none.
bool stretch_to(ChipClass of, std::span<const float> values, std::span<const ChipClass> classes, ValueScale& scale);

[[nodiscard]] PlotImage value_image(const CellMap& cells, std::span<const float> values, const ValueScale& scale);

}  // namespace pellucid::detail

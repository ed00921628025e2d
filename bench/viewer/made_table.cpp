#include "bench/viewer/made_table.h"

#include <cmath>
#include <cstdint>

#include "recipe/recipe.h"
#include "results/result_folder.h"

namespace pellucid::bench {
namespace {

/// A number in [0, 1) of a chip's place, the same on every machine (SplitMix64; Steele, Lea and Flood 2014).
double hashed(std::int32_t column, std::int32_t row, std::uint64_t salt) {
  std::uint64_t z =
      (static_cast<std::uint64_t>(static_cast<std::uint32_t>(column)) << 32 | static_cast<std::uint32_t>(row)) +
      salt * 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

WaferDesign eight_inches() {
  WaferDesign wafer;
  wafer.id = "W01";
  wafer.lot = "MADE";
  wafer.diameter_mm = 200;
  wafer.edge_exclusion_mm = 0.5;
  wafer.mark = OrientationMark::notch;
  ChipGrid& chips = wafer.chips.emplace();
  chips.pitch_um = {20, 40};
  chips.size_um = {12, 28};
  chips.columns = 10'000;
  chips.rows = 5'000;
  chips.origin_um = {-99'990, -99'980};
  return wafer;
}

void add_chip(ResultData& data, ChipIndex chip) {
  ChipTable& table = data.table;
  LayerColumns& pl = table.layers.front();
  const Vec2 at = data.wafer.chips->unturned_um(chip);
  const double dice = hashed(chip.column, chip.row, 1);
  const bool scratched = std::abs(0.8 * at.x - at.y + 9000) < 60 && at.x > -30'000 && at.x < 40'000;
  const ChipClass c = scratched || dice < 2e-4 ? ChipClass::dark : dice < 5e-4 ? ChipClass::dim : ChipClass::good;
  const double relative = (c == ChipClass::good  ? 1.0
                           : c == ChipClass::dim ? 0.6
                                                 : 0.01) +
                          0.06 * (hashed(chip.column, chip.row, 2) - 0.5);
  const double healthy = 12'000 * (1 - 2e-11 * (at.x * at.x + at.y * at.y));
  table.column.push_back(chip.column);
  table.row.push_back(chip.row);
  table.x_um.push_back(static_cast<float>(at.x));
  table.y_um.push_back(static_cast<float>(at.y));
  table.chip_class.push_back(c);
  table.flags.push_back(c == ChipClass::good ? 0 : chip_flag::bit(c));
  pl.intensity_e.push_back(static_cast<float>(relative * healthy));
  pl.intensity_sigma_e.push_back(static_cast<float>(std::sqrt(healthy)));
  pl.relative_intensity.push_back(static_cast<float>(relative));
}

}  // namespace

Result<void> write_made_table(const std::filesystem::path& folder) {
  ResultData data;
  data.scan_id = "made";
  const Recipe recipe;  // its folder can be judged anew
  data.recipe_name = recipe.name;
  data.recipe_sha256 = recipe_sha256(recipe);
  data.recipe_text = recipe_text(recipe);
  data.wafer = eight_inches();
  data.layers.emplace_back().name = "pl";
  data.layers.front().pixel_um = {2.5, 2.5};
  data.registrations.emplace_back().layer = "pl";
  data.table.layers.emplace_back().layer = "pl";
  for (std::int32_t row = 0; row < data.wafer.chips->rows; ++row) {
    for (std::int32_t column = 0; column < data.wafer.chips->columns; ++column) {
      if (data.wafer.has_chip({column, row})) add_chip(data, {column, row});
    }
  }
  return write_result(data, folder, {.maps_and_report = false, .overwrite = true});
}

}  // namespace pellucid::bench

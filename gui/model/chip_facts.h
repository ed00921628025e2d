/// What the table says of one chip, put in groups as a person reads it: each value with its uncertainty. Plain values;
/// reading touches the disk: call it from a worker.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "gui/model/wafer_result.h"

namespace pellucid::gui {

struct Fact {
  std::string column;  ///< as in chips.h5
  std::string units;
  double value = 0;                                         ///< NaN: not measured
  double sigma = std::numeric_limits<double>::quiet_NaN();  ///< NaN: the table has none
};

struct FactGroup {
  enum class About : std::uint8_t { layer, wavelength, leak, el, other };
  About about = About::other;
  std::string layer;  ///< of About::layer
  std::vector<Fact> facts;
};

/// The chip's light at one power, and a healthy chip's at the same place: NaN where it was not measured.
struct PowerPoint {
  std::string layer;
  double power_w_cm2 = 0, light_e = 0, sigma_e = 0, healthy_e = 0;
};

struct ChipFacts {
  std::size_t table_row = 0;
  Vec2 place_um;  ///< found, wafer frame
  std::uint32_t flags = 0;
  std::vector<FactGroup> groups;   ///< the layers in the summary's order, then the rest; none is empty
  std::vector<PowerPoint> powers;  ///< of layers whose excitation is known, the lowest first
};

/// Requires table_row < wafer.size(). Errors: those of WaferResult::values.
[[nodiscard]] Result<ChipFacts> read_chip_facts(const WaferResult& wafer, std::size_t table_row);

/// "intensity_sigma_e" for "intensity_e", "power_exponent_sigma" for "power_exponent", with the layer kept. Empty where
/// the wafer has no such column.
[[nodiscard]] std::string sigma_column_of(const WaferResult& wafer, const std::string& column);

}  // namespace pellucid::gui

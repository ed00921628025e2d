/// What the survey of a reflectance layer learned: where its lattice lies, the golden chip, how healthy chips differ
/// from it, and the limit of each filter at each place of the cell. Immutable after the survey; any thread.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/appearance/golden_cell.h"
#include "core/appearance/noise_shape.h"
#include "core/model/registration.h"
#include "core/model/wafer.h"

namespace pellucid {

/// In which ways a healthy chip may differ from the golden one as a whole: level of its ground, contrast of its mesa,
/// its place, and a tilt of its light. Each with the spread that healthy chips show, so that a true defect is not
/// explained away by what they never do.
enum ChipMode : std::uint8_t { kGroundMode, kMesaMode, kShiftXMode, kShiftYMode, kTiltXMode, kTiltYMode };
inline constexpr std::size_t kWholeModes = 6;
/// Behind those, the patterns that healthy chips show by themselves (own_looks.h).
inline constexpr std::size_t kMostLooks = 8, kMostModes = kWholeModes + kMostLooks;
using ChipModes = std::array<double, kMostModes>;

/// By filter and pixel of the cell, rows padded_size(width) apart.
using FilterGains = std::vector<std::vector<float>>;

struct AppearanceModel {
  [[nodiscard]] std::size_t modes() const { return kWholeModes + looks.size(); }

  std::string layer;
  WaferDesign wafer;
  Affine2 wafer_from_design;
  double odd_line_phase_px = 0;
  LayerRegistration registration;
  Vec2 pitch_px;       ///< along the image's axes
  Vec2 mesa_half_px;   ///< half the mesa's box along the image's axes
  Vec2 own_half_px;    ///< within this of a chip's centre hardly any light is its neighbours'
  Vec2 mesa_reach_px;  ///< a finding within this of a chip's centre counts as the mesa's
  double light_e = 0;  ///< mean level of a healthy cell
  double read_noise_e = 0;
  double contrast = 0;     ///< mesa against ground, of the mean level; negative: darker mesas
  double mesa_sum_px = 0;  ///< the mesa's contrast summed over its cell, per unit light
  GoldenCell golden;
  /// By look, by pixel of the cell: relative to the light.
  std::vector<std::vector<float>> looks;
  ChipModes mode_variance{};   ///< of healthy chips, relative to the light
  std::vector<float> texture;  ///< by pixel of the cell: variance of healthy chips beyond noise, relative to light^2
  NoiseShape noise_shape;      ///< how healthy residuals of neighbouring pixels hang together
  /// What makes a filter's sum a number of sigmas: of the residuals as they are, and, where noise_shape is not plain,
  /// of those that it was applied to.
  std::vector<FilterGains> filter_gains;
  std::vector<float> corner_gain;  ///< by corner filter
  double limit_sigma = 0, corner_limit_sigma = 0;
  std::int64_t taught_chips = 0;
  std::vector<std::string> warnings;
};

}  // namespace pellucid

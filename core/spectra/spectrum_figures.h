/// What the analysis says of one spectrum. Plain values; NaN where nothing was measured.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "core/spectra/line_shape.h"

namespace pellucid {

enum class SpectrumState : std::uint8_t {
  measured = 0,
  irregular = 1,  ///< no line shape fits: peak and FWHM are those of the spectrum itself
  cut = 2,        ///< the line reaches over the end of the spectrum: FWHM, centroid and colour are of what is seen
  saturated = 3,  ///< clipped: no figure
  dark = 4,       ///< no light above the noise: no figure
  invalid = 5,    ///< counts that are no numbers, or a line that cannot be told: no figure
};
inline constexpr std::size_t kSpectrumStates = 6;
/// "measured", "irregular", ...
[[nodiscard]] std::string_view name_of(SpectrumState state);
/// Has the spectrum figures?
[[nodiscard]] constexpr bool has_figures(SpectrumState state) {
  return state == SpectrumState::measured || state == SpectrumState::irregular || state == SpectrumState::cut;
}

/// A value with its one-sigma uncertainty.
struct Measured {
  float value = std::numeric_limits<float>::quiet_NaN(), sigma = std::numeric_limits<float>::quiet_NaN();
};

struct SpectrumFigures {
  SpectrumState state = SpectrumState::invalid;
  LineFamily family = LineFamily::gaussian;  ///< of the fitted line
  std::uint8_t spikes = 0;                   ///< channels taken out
  Measured peak_nm, centroid_nm, fwhm_nm, dominant_nm;
  Measured purity, counts;                 ///< counts: dark and background taken out, divided by the response, summed
  Measured peak_ev, centroid_ev, fwhm_ev;  ///< of the spectrum against energy, I_E = I_lambda * lambda^2 / hc
  float chi2 = std::numeric_limits<float>::quiet_NaN();  ///< of the fit, for each degree of freedom
};

}  // namespace pellucid

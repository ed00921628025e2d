/// One spectrum as a person looks at it: the light of every channel and the line that was fitted. Pure; any thread.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "core/spectra/spectrum_analysis.h"

namespace pellucid {

/// Where the fitted line passes half of its height; NaN where no shape fits.
struct HalfMaximum {
  double low_nm = std::numeric_limits<double>::quiet_NaN();
  double high_nm = std::numeric_limits<double>::quiet_NaN();
  double counts = std::numeric_limits<double>::quiet_NaN();  ///< background included
};

struct SpectrumCurve {
  SpectrumFigures figures;
  std::vector<float> light;  ///< counts a channel: dark out, spikes bridged, divided by the response
  std::vector<float> model;  ///< the fitted line on its background; empty: no shape fits
  HalfMaximum half;
};

/// `counts`, `counted`, `expected` as SpectrumAnalyser::analyse takes them. A spectrum that is clipped keeps the counts
/// that were read, less the dark.
[[nodiscard]] SpectrumCurve spectrum_curve(const SpectrumAxis& axis, const SpectrumAnalyser& analyser,
                                           std::span<const float> counts, bool counted, const ExpectedLine* expected);

/// The line that learn_line() found, from what a report keeps of it: mean and sigma of each shape parameter. `mean` and
/// `spread` hold shape_count(family) values.
[[nodiscard]] ExpectedLine expected_line(LineFamily family, std::span<const double> mean,
                                         std::span<const double> spread);

}  // namespace pellucid

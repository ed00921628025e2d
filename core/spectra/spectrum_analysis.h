/// One spectrum from counts to figures: dark, response, spikes, the line's fit, centroid, colour, each with a sigma.
/// An analyser is immutable and may be shared; a workspace belongs to one thread.
#pragma once

#include <span>

#include "core/spectra/line_fit.h"
#include "core/spectra/spectrum_axis.h"
#include "core/spectra/spectrum_figures.h"
#include "core/spectra/spectrum_signal.h"
#include "core/spectra/wavelength_options.h"

namespace pellucid {

/// What a spectrum's line is expected to look like, learned from its file; without one every family is tried.
struct ExpectedLine {
  ShapePrior prior;
};

class SpectrumAnalyser {
 public:
  /// `axis` and `options` must live as long.
  SpectrumAnalyser(const SpectrumAxis& axis, const WavelengthOptions& options);

  /// `counts`: one a channel. `counted`: they are detector counts, whose noise is known from the gain; else the noise
  /// is taken from the spectrum itself.
  [[nodiscard]] SpectrumFigures analyse(std::span<const float> counts, bool counted, const ExpectedLine* expected,
                                        SpectrumWorkspace& work) const;
  /// The fit of one family, without a prior, for learning; not converged where the spectrum holds no line.
  [[nodiscard]] LineFit fit_family(std::span<const float> counts, bool counted, LineFamily family,
                                   SpectrumWorkspace& work) const;

 private:
  const SpectrumAxis& axis_;
  const WavelengthOptions& options_;
};

}  // namespace pellucid

/// Figures that need no line shape: integrated light, centroid, colour; and peak and width straight from the spectrum.
/// Private to core/spectra. Pure; any thread.
#pragma once

#include "core/spectra/spectrum_axis.h"
#include "core/spectra/spectrum_figures.h"
#include "core/spectra/spectrum_signal.h"

namespace pellucid {

/// Counts, centroid, dominant wavelength and purity over all channels with light: the line, and whatever else stands
/// clear of the noise beside it.
void measure_moments(const SpectrumAxis& axis, const SpectrumSignal& signal, const SpectrumWorkspace& work,
                     SpectrumFigures& figures);

/// Peak and FWHM of the spectrum itself: a cubic through the top, the crossings of half the height. For light that no
/// line shape fits. False where half the height is not passed on both sides.
bool measure_directly(const SpectrumAxis& axis, const SpectrumSignal& signal, const SpectrumWorkspace& work,
                      SpectrumFigures& figures);

}  // namespace pellucid

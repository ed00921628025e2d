/// Finds the printed lattice in the sampled windows: turn, scale, skew and offset, up to whole pitches (index_origin.h
/// settles those), and the phase of a back-and-forth raster's odd lines. Not thread-safe with respect to `windows`.
#pragma once

#include <vector>

#include "core/measure/measure_options.h"
#include "core/measure/sample_windows.h"

namespace pellucid {

struct LatticeFit {
  Affine2 wafer_from_design;     ///< from ChipGrid::unturned_um
  double residual_rms_um = 0;    ///< of the windows about the fit
  double odd_line_phase_px = 0;  ///< odd lines lie this far to +x
  int windows_used = 0, windows_total = 0;
};

/// Fills `shift_um` and `usable` of every window.
/// Errors: bad_input "measure.no_lattice" where the image shows no lattice of this pitch, "measure.turned" where it is
/// turned further than searched, "measure.pitch" where its pitch is not the designed one, "measure.too_few_chips" where
/// no image is large enough to tell.
[[nodiscard]] Result<LatticeFit> fit_lattice(std::vector<SampleWindow>& windows, const LayerGeometry& layer,
                                             const WaferDesign& wafer, const MeasureOptions& options);

/// Measures every window's shift about a given lattice and fits the lattice anew; for use after the index origin moved.
void refine_lattice(std::vector<SampleWindow>& windows, const LayerGeometry& layer, const WaferDesign& wafer,
                    LatticeFit& fit);

}  // namespace pellucid

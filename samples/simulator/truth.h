/// truth.h5: what the simulator knows of its wafer, and reading it back. Not thread-safe (HDF5); the values are plain.
///
/// /chips (row-major by row, then column; every printed chip):
///   column, row  int32     index as in scan.json
///   x_um, y_um   float64   true position of the chip's centre in the stage's (wafer) frame, first layer, drift
///   included intensity_e            float64  whole light expected in the first PL layer, flat-corrected, at relative
///   power 1, wings
///                          included; of partial chips, what they emit. intensity_e@LAYER for every further layer
///   healthy_e, healthy_e@LAYER  float64  the same without defect and spread: the local healthy expectation
///   defect       uint8     class that a perfect judge gives at default limits (spec: results)
///   kind         uint8     what was done to the chip (DefectKind; names in the attribute `codes`)
///   r_sh_ohm     float64   shunt; infinite without one
///   leak_power_w_cm2  float64  excitation that the shunt takes at the first layer's power; 0 without one
/// /layers/NAME: tile_error_um [n, 2] (true position minus reported); attributes odd_line_phase_px, psf_sigma_um,
///   halo_sigma_um, halo_weight, shift_um, power_w_cm2, relative_power_exponent
/// /lattice: attributes angle_deg, scale_ppm [2], skew_deg, offset_um [2], drift_um
/// /spectra (where there is spectra.h5; row i is its spectrum i): column, row (int32), peak_nm, centroid_nm, fwhm_nm,
/// off
///   (int32: 1 off the others), saturated (int32); attribute background_counts
/// /el (where there is el.csv): ours_from_el [2, 2] int32, shift [2] int32: ours = ours_from_el * el + shift
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/geometry.h"
#include "samples/simulator/options.h"

namespace pellucid {

struct TrueLayer {
  std::vector<double> intensity_e, healthy_e;  ///< one a chip
  std::vector<Vec2> tile_error_um;             ///< one a tile of the manifest
  Vec2 shift_um;
  double odd_line_phase_px = 0, power_w_cm2 = 0;
};

/// ours = matrix * el + shift, of (column, row).
struct TrueElMatch {
  std::array<std::int32_t, 4> ours_from_el{1, 0, 0, 1};  ///< row-major
  std::array<std::int32_t, 2> shift{0, 0};
};

/// What stands in every spectrum.
struct TrueSpectra {
  std::vector<std::int32_t> column, row, off, saturated;
  std::vector<double> peak_nm, centroid_nm, fwhm_nm;
};

struct Truth {
  std::vector<std::int32_t> column, row;
  std::vector<double> x_um, y_um;
  std::vector<ChipClass> defect;
  std::vector<DefectKind> kind;
  std::vector<double> r_sh_ohm, leak_power_w_cm2;
  std::map<std::string, TrueLayer> layers;
  std::string first_layer;  ///< the one whose columns carry no @NAME
  LatticeOptions lattice;
  std::optional<TrueElMatch> el;
  std::optional<TrueSpectra> spectra;

  [[nodiscard]] std::size_t size() const { return column.size(); }
  [[nodiscard]] const TrueLayer& first() const { return layers.at(first_layer); }
};

/// `path`: truth.h5, or the scan folder that holds it. Errors: bad_input "simulator.truth".
[[nodiscard]] Result<Truth> read_truth(const std::filesystem::path& path);

}  // namespace pellucid

/// Choices of the wavelength analysis, from the recipe. Each default is declared here and nowhere else.
#pragma once

#include <optional>
#include <string>

namespace pellucid {

struct WavelengthOptions {
  double gain_e_per_count = 1;              ///< photoelectrons behind one count: the noise of a count
  std::optional<double> saturation_counts;  ///< counts from here on are not a measurement; absent: found from the data
  std::optional<double> range_low_nm;       ///< channels below are not looked at (scattered excitation) ...
  std::optional<double> range_high_nm;      ///< ... nor those above
  int neighbours = 40;                      ///< sites that a place of the wafer's surface is fitted to
  std::optional<double> residual_limit_nm;  ///< class wavelength: this far off the surface, and beyond_sigma
  std::optional<double> bin_low_nm;         ///< class wavelength: below, and beyond_sigma ...
  std::optional<double> bin_high_nm;        ///< ... or above
  double beyond_sigma = 3;                  ///< of the value's own sigma
  std::string bin_figure = "peak";          ///< which figure the bin and the residual are of: peak, centroid, dominant
  std::string ratio_layers;                 ///< "A/B": two PL layers whose ratio tells the wavelength; empty: none
  std::string ratio_curve;                  ///< "ratio:nm, ratio:nm, ..." or the name of a file with two columns
};

}  // namespace pellucid

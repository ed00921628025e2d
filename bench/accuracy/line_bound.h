/// Spectral lines of many shapes with photon noise, and the Cramer-Rao bound of their peak: by code that shares nothing
/// with the product. Pure; any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace pellucid::bench {

/// A line: its shape against the distance from a reference point in nm, for a width and further shape parameters.
struct TrueLine {
  std::string name;
  /// parameters: {width, shape...}
  std::function<double(double off_nm, const std::vector<double>& parameters)> shape;
  std::vector<double> parameters;
  double centre_nm = 455;
  double peak_counts = 2000, background_counts = 20, read_noise = 3;
  double first_nm = 380, step_nm = 0.15;
  std::size_t channels = 1024;
  double centre_spread_nm = 2;  ///< lines lie this far to both sides of the centre
  bool is_foreign = false;      ///< of no family that the product knows: told by another one
  double shape_spread = 0;      ///< relative, of every parameter from spectrum to spectrum

  [[nodiscard]] double nm(std::size_t channel) const { return first_nm + step_nm * static_cast<double>(channel); }
};

/// Where the shape is highest [nm off its reference].
[[nodiscard]] double mode_of(const TrueLine& line, const std::vector<double>& parameters);
[[nodiscard]] double fwhm_of(const TrueLine& line, const std::vector<double>& parameters);

/// Sigma of the peak that no estimate from the channels within `reach` full widths can beat: height, place, background
/// and all shape parameters unknown.
[[nodiscard]] double peak_bound_nm(const TrueLine& line, double reach);

/// One spectrum: expected counts and Poisson noise, a detector offset of 100 with its read noise, rounded.
void draw_spectrum(const TrueLine& line, double centre_nm, const std::vector<double>& parameters,
                   std::mt19937_64& random, std::vector<float>& counts);

inline constexpr double kDetectorOffset = 100;

}  // namespace pellucid::bench

/// The fit of one spectral line over a background: Fisher scoring (Gauss-Newton with the variance that the line itself
/// predicts), so that the estimate is that of maximum likelihood for counts with a noise floor. Pure; any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "core/spectra/line_shape.h"

namespace pellucid {

/// What is fitted: means of neighbouring channels, rising wavelength.
struct LineSamples {
  std::vector<double> nm, light;
  std::vector<double> floor_variance;  ///< of the mean, without the line's own light
  std::vector<double> light_variance;  ///< of the mean, for each unit of the line's light
  void clear();
  void add(double at_nm, double mean_light, double floor, double by_light);
  [[nodiscard]] std::size_t size() const { return nm.size(); }
};

/// What is known of a line's shape before it is seen.
struct ShapePrior {
  LineFamily family = LineFamily::gaussian;
  ShapeParameters mean{};
  ShapeParameters weight{};  ///< 1 / sigma^2; 0: nothing is known
};

struct LineStart {
  double height = 0, centre_nm = 0, left_nm = 0, right_nm = 0;  ///< half-widths at half maximum of both sides
  double background = 0;
  bool sloped = false;    ///< the background may rise or fall over the window
  bool mirrored = false;  ///< begin with the skew to the other side
};

struct LineFit {
  bool converged = false;
  LineFamily family = LineFamily::gaussian;
  ShapeParameters shape{}, shape_variance{};
  double height = 0, centre_nm = 0, width_nm = 0;
  double background = 0, slope = 0, middle_nm = 0;  ///< background + slope * (nm - middle_nm)
  double peak_nm = 0, peak_sigma_nm = 0, fwhm_nm = 0, fwhm_sigma_nm = 0;
  double chi2 = 0, prior_chi2 = 0;  ///< of the samples, and of the shape against its prior
  double misfit = 0;                ///< RMS of the residuals beyond noise, against the line's height
  int samples = 0, parameters = 0;

  [[nodiscard]] double line_at(double nm) const;
  [[nodiscard]] double background_at(double nm) const { return background + slope * (nm - middle_nm); }
  [[nodiscard]] double chi2_per_degree() const { return chi2 / (samples > parameters ? samples - parameters : 1); }
};

/// Not converged where there are too few samples, or no line.
[[nodiscard]] LineFit fit_line(const LineSamples& samples, const LineStart& start, const ShapePrior& prior);

/// The line's peak and FWHM in eV, of the spectrum against energy: I_E = I_lambda * lambda^2 / hc.
struct EnergyFigures {
  double peak_ev = 0, fwhm_ev = 0;
};
[[nodiscard]] EnergyFigures energy_figures(const LineFit& fit);

inline constexpr double kPlanckLight_ev_nm = 1239.8419843320026;  ///< h c

}  // namespace pellucid

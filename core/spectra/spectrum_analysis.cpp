#include "core/spectra/spectrum_analysis.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/spectra/spectrum_moments.h"

namespace pellucid {
namespace {

constexpr double kStrangeShape = 9;     ///< chi-squared of the shape against its prior: then it is fitted freely
constexpr double kIrregularChi2 = 4;    ///< a degree of freedom, and ...
constexpr double kIrregular = 0.006;    ///< ... this much of the height beyond noise: no shape fits
constexpr double kLeastWidth_px = 1.0;  ///< FWHM: anything narrower is no light through a spectrometer

Measured measured(double value, double sigma) {
  return {static_cast<float>(value), static_cast<float>(sigma)};
}

/// The family that says most for its parameters (Bayesian information criterion).
LineFit best_fit(const LineSamples& samples, const LineStart& start) {
  LineFit best;
  double least = 0;
  const double price = std::log(static_cast<double>(std::max<std::size_t>(samples.size(), 2)));
  for (const LineFamily family : kLineFamilies) {
    LineFit fit = fit_line(samples, start, {family, {}, {}});
    if (!fit.converged) continue;
    const double score = fit.chi2 + price * fit.parameters;
    if (best.converged && score >= least) continue;
    least = score;
    best = fit;
  }
  return best;
}

LineFit expected_fit(const LineSamples& samples, const LineStart& start, const ShapePrior& prior) {
  LineFit fit = fit_line(samples, start, prior);
  if (fit.converged && fit.prior_chi2 > kStrangeShape) {
    const LineFit free = fit_line(samples, start, {prior.family, {}, {}});
    if (free.converged) return free;
  }
  return fit;
}

/// Does the line reach over an end of the channels?
bool is_cut(const SpectrumAxis& axis, const SpectrumSignal& signal, const LineFit& fit) {
  const auto low = static_cast<double>(axis.nm[signal.channels.first]);
  const auto high = static_cast<double>(axis.nm[signal.channels.last - 1]);
  return fit.peak_nm - 0.6 * fit.fwhm_nm < low || fit.peak_nm + 0.6 * fit.fwhm_nm > high;
}

void enter_fit(const LineFit& fit, SpectrumFigures& f) {
  const double scale = std::sqrt(std::max(1.0, fit.chi2_per_degree()));
  f.family = fit.family;
  f.peak_nm = measured(fit.peak_nm, scale * fit.peak_sigma_nm);
  f.fwhm_nm = measured(fit.fwhm_nm, scale * fit.fwhm_sigma_nm);
  const EnergyFigures energy = energy_figures(fit);
  const double ev_by_nm = kPlanckLight_ev_nm / (fit.peak_nm * fit.peak_nm);
  f.peak_ev = measured(energy.peak_ev, ev_by_nm * scale * fit.peak_sigma_nm);
  f.fwhm_ev = measured(energy.fwhm_ev, ev_by_nm * scale * fit.fwhm_sigma_nm);
}

}  // namespace

std::string_view name_of(SpectrumState state) {
  constexpr std::array<std::string_view, kSpectrumStates> kNames{"measured",  "irregular", "cut",
                                                                 "saturated", "dark",      "invalid"};
  return kNames[static_cast<std::size_t>(state)];
}

SpectrumAnalyser::SpectrumAnalyser(const SpectrumAxis& axis, const WavelengthOptions& options)
    : axis_(axis), options_(options) {}

SpectrumFigures SpectrumAnalyser::analyse(std::span<const float> counts, bool counted, const ExpectedLine* expected,
                                          SpectrumWorkspace& work) const {
  SpectrumFigures f;
  work.fit = {};
  const SpectrumSignal signal = read_signal(axis_, options_, counts, counted, work);
  f.state = signal.state;
  if (signal.state != SpectrumState::measured) return f;
  f.spikes = static_cast<std::uint8_t>(std::min<std::size_t>(work.spikes.size(), 255));
  work.fit = expected != nullptr ? expected_fit(work.samples, signal.start, expected->prior)
                                 : best_fit(work.samples, signal.start);
  LineFit& fit = work.fit;
  const double width_nm = static_cast<double>(axis_.width_nm[signal.peak]);
  const auto low = static_cast<double>(axis_.nm[signal.channels.first]);
  const auto high = static_cast<double>(axis_.nm[signal.channels.last - 1]);
  const bool inside = fit.converged && fit.peak_nm >= low && fit.peak_nm <= high;
  const bool strange = inside && fit.chi2_per_degree() > kIrregularChi2 && fit.misfit > kIrregular;
  if (fit.converged) f.chi2 = static_cast<float>(fit.chi2_per_degree());
  if (!inside || strange || fit.fwhm_nm < kLeastWidth_px * width_nm) {
    fit.converged = false;
    f.state = SpectrumState::irregular;
    if (!measure_directly(axis_, signal, work, f)) {
      f.state = SpectrumState::invalid;
      return f;
    }
  } else {
    enter_fit(fit, f);
    if (is_cut(axis_, signal, fit)) f.state = SpectrumState::cut;
  }
  measure_moments(axis_, signal, work, f);
  return f;
}

LineFit SpectrumAnalyser::fit_family(std::span<const float> counts, bool counted, LineFamily family,
                                     SpectrumWorkspace& work) const {
  const SpectrumSignal signal = read_signal(axis_, options_, counts, counted, work);
  if (signal.state != SpectrumState::measured) return {};
  return fit_line(work.samples, signal.start, {family, {}, {}});
}

}  // namespace pellucid

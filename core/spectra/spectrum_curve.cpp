#include "core/spectra/spectrum_curve.h"

#include <algorithm>

namespace pellucid {
namespace {

HalfMaximum half_maximum(const LineFit& fit) {
  const ShapeLandmarks at = landmarks_of(fit.family, fit.shape);
  return {fit.centre_nm + fit.width_nm * at.left, fit.centre_nm + fit.width_nm * at.right,
          fit.background_at(fit.peak_nm) + 0.5 * fit.line_at(fit.peak_nm)};
}

}  // namespace

SpectrumCurve spectrum_curve(const SpectrumAxis& axis, const SpectrumAnalyser& analyser, std::span<const float> counts,
                             bool counted, const ExpectedLine* expected) {
  SpectrumWorkspace work;
  SpectrumCurve curve;
  curve.figures = analyser.analyse(counts, counted, expected, work);
  if (work.light.size() == axis.size() && curve.figures.state != SpectrumState::saturated) {
    curve.light = std::move(work.light);
  } else {
    curve.light.assign(counts.begin(), counts.end());
    for (std::size_t i = 0; i < axis.dark.size(); ++i) curve.light[i] -= axis.dark[i];
  }
  if (!work.fit.converged) return curve;
  for (const float at : axis.nm) {
    const auto nm = static_cast<double>(at);
    curve.model.push_back(static_cast<float>(work.fit.line_at(nm) + work.fit.background_at(nm)));
  }
  curve.half = half_maximum(work.fit);
  return curve;
}

ExpectedLine expected_line(LineFamily family, std::span<const double> mean, std::span<const double> spread) {
  ExpectedLine line;
  line.prior.family = family;
  for (std::size_t k = 0; k < std::min({mean.size(), spread.size(), kMostShapes}); ++k) {
    line.prior.mean[k] = mean[k];
    // The spread is itself known to about a tenth: the prior is that much wider.
    line.prior.weight[k] = 1 / (spread[k] * spread[k] * 1.2);
  }
  return line;
}

}  // namespace pellucid

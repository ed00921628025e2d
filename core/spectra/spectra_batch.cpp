#include "core/spectra/spectra_batch.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/flow/parallel.h"
#include "core/model/median.h"
#include "core/spectra/spectrum_curve.h"

namespace pellucid {
namespace {

constexpr std::int64_t kMostTaught = 256;   ///< spectra that the line is learned from
constexpr std::size_t kLeastTaught = 16;    ///< fewer say too little
constexpr std::int64_t kAtOnce = 2048;      ///< spectra in memory
constexpr std::int64_t kGrain = 32;         ///< spectra a task
constexpr std::int64_t kSharedCeiling = 3;  ///< spectra with exactly the same highest count: a limit, not chance

using FamilyFits = std::array<LineFit, kLineFamilies.size()>;

/// What a family costs all spectra together: chi-squared and two for each parameter (Akaike). Spectra that another
/// family fits far better or that fail count up to a limit, so that a few odd ones do not choose.
std::size_t choose_family(const std::vector<FamilyFits>& fits) {
  std::array<double, kLineFamilies.size()> cost{};
  for (const FamilyFits& one : fits) {
    std::array<double, kLineFamilies.size()> score{};
    double least = 1e300;
    for (std::size_t k = 0; k < one.size(); ++k) {
      score[k] = one[k].converged ? one[k].chi2 + 2.0 * one[k].parameters : 1e300;
      least = std::min(least, score[k]);
    }
    // Misfit in units of the noise: where even the best misfits, differences count less.
    const double scale = std::max(1.0, least / 60.0);
    for (std::size_t k = 0; k < one.size(); ++k) cost[k] += std::min((score[k] - least) / scale, 60.0);
  }
  return static_cast<std::size_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
}

/// Mean and spread of the shape over the spectra, what the fits' own errors add taken out.
void describe(const std::vector<FamilyFits>& fits, std::size_t chosen, LearnedLine& learned) {
  const LineFamily family = kLineFamilies[chosen];
  ShapeParameters means{};
  for (std::size_t k = 0; k < shape_count(family); ++k) {
    std::vector<double> value, variance;
    for (const FamilyFits& one : fits) {
      if (!one[chosen].converged) continue;
      value.push_back(one[chosen].shape[k]);
      variance.push_back(one[chosen].shape_variance[k]);
    }
    const double middle = median_of(value);
    // Weighted mean of all that lie near the median: the noisy ones say little.
    const double own = median_of(variance);
    double sum = 0, weight = 0, beyond = 0, count = 0;
    for (std::size_t i = 0; i < value.size(); ++i) value[i] -= middle;
    std::vector<double> off;
    for (const double v : value) off.push_back(std::abs(v));
    const double scatter = 1.4826 * median_of(off);
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (std::abs(value[i]) > 4 * scatter) continue;
      const double w = 1 / (variance[i] + scatter * scatter);
      sum += w * value[i];
      weight += w;
      beyond += value[i] * value[i] - variance[i];
      count += 1;
    }
    const double mean = weight > 0 ? sum / weight : 0;
    // The spread is known to about a tenth of the fits' own variance: it is not taken for less.
    const double spread2 = std::max(count > 0 ? beyond / count - mean * mean : own, own / 25);
    means[k] = middle + mean;
    learned.spread[k] = std::sqrt(spread2);
  }
  const std::size_t shapes = shape_count(family);
  learned.line = expected_line(family, std::span(means).first(shapes), std::span(learned.spread).first(shapes));
}

/// The highest count of all where several spectra end there, and not just under it as they would by chance; else 0.
float shared_ceiling(const std::vector<float>& highest) {
  if (highest.empty()) return 0;
  const float top = *std::max_element(highest.begin(), highest.end());
  const float near = top - std::sqrt(std::max(top, 0.0F));
  const auto at = std::count(highest.begin(), highest.end(), top);
  const auto close = std::count_if(highest.begin(), highest.end(), [&](float h) { return h > near && h < top; });
  return top >= 1000.0F && at >= kSharedCeiling && at > 2 * close ? top : 0.0F;
}

}  // namespace

Result<LearnedLine> learn_line(SpectraSource& source, const WavelengthOptions& options) {
  LearnedLine learned;
  const auto channels = source.axis().size();
  const std::int64_t taught = std::min(source.size(), kMostTaught);
  std::vector<float> counts(static_cast<std::size_t>(taught) * channels);
  for (std::int64_t k = 0; k < taught; ++k) {
    const std::span<float> to(counts.data() + static_cast<std::size_t>(k) * channels, channels);
    if (auto read = source.read(k * source.size() / taught, 1, to); !read) return fail(read.error());
  }
  const SpectrumAnalyser analyser(source.axis(), options);
  std::vector<FamilyFits> all(static_cast<std::size_t>(taught));
  parallel_ranges(taught, 4, [&](std::int64_t begin, std::int64_t end) {
    SpectrumWorkspace work;
    for (std::int64_t i = begin; i < end; ++i) {
      const std::span<const float> one(counts.data() + static_cast<std::size_t>(i) * channels, channels);
      for (std::size_t k = 0; k < kLineFamilies.size(); ++k)
        all[static_cast<std::size_t>(i)][k] = analyser.fit_family(one, source.counted(), kLineFamilies[k], work);
    }
  });
  std::vector<FamilyFits> lines;
  for (const FamilyFits& one : all)
    if (std::ranges::any_of(one, &LineFit::converged)) lines.push_back(one);
  learned.spectra = static_cast<std::int64_t>(lines.size());
  if (lines.size() < kLeastTaught) return learned;
  learned.learned = true;
  describe(lines, choose_family(lines), learned);
  return learned;
}

Result<SpectraFigures> analyse_spectra(SpectraSource& source, const WavelengthOptions& options,
                                       const std::function<bool(double)>& progress) {
  SpectraFigures figures;
  auto learned = learn_line(source, options);
  if (!learned) return fail(learned.error());
  figures.line = *learned;
  const ExpectedLine* expected = learned->learned ? &figures.line.line : nullptr;
  const auto channels = source.axis().size();
  figures.spectra.resize(static_cast<std::size_t>(source.size()));
  std::vector<float> highest(figures.spectra.size());
  std::vector<float> counts(static_cast<std::size_t>(std::min(kAtOnce, source.size())) * channels);
  const SpectrumAnalyser analyser(source.axis(), options);
  for (std::int64_t first = 0; first < source.size(); first += kAtOnce) {
    if (progress && !progress(static_cast<double>(first) / static_cast<double>(source.size())))
      return fail(cancelled());
    const std::int64_t count = std::min(kAtOnce, source.size() - first);
    const std::span<float> to(counts.data(), static_cast<std::size_t>(count) * channels);
    if (auto read = source.read(first, count, to); !read) return fail(read.error());
    parallel_ranges(count, kGrain, [&](std::int64_t begin, std::int64_t end) {
      SpectrumWorkspace work;
      for (std::int64_t i = begin; i < end; ++i) {
        const auto one = std::span<const float>(to).subspan(static_cast<std::size_t>(i) * channels, channels);
        const auto at = static_cast<std::size_t>(first + i);
        figures.spectra[at] = analyser.analyse(one, source.counted(), expected, work);
        highest[at] = *std::max_element(one.begin(), one.end());
      }
    });
  }
  if (source.counted()) figures.ceiling = shared_ceiling(highest);
  for (std::size_t i = 0; figures.ceiling > 0 && i < highest.size(); ++i) {
    if (highest[i] < figures.ceiling) continue;
    figures.spectra[i] = {};
    figures.spectra[i].state = SpectrumState::saturated;
  }
  return figures;
}

}  // namespace pellucid

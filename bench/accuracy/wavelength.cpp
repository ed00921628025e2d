#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <iterator>
#include <numbers>

#include "bench/accuracy/groups.h"
#include "bench/accuracy/line_bound.h"
#include "bench/accuracy/statistics.h"
#include "core/flow/parallel.h"
#include "core/spectra/spectra_batch.h"

namespace pellucid::bench {
namespace {

/// Spectra in memory.
class MadeSpectra : public SpectraSource {
 public:
  MadeSpectra(const TrueLine& line, std::int64_t size, std::uint64_t seed) : size_(size) {
    std::vector<float> nm;
    for (std::size_t i = 0; i < line.channels; ++i) nm.push_back(static_cast<float>(line.nm(i)));
    axis_ = *spectrum_axis(nm, std::vector<float>(line.channels, static_cast<float>(kDetectorOffset)), {});
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> even(-1, 1);
    std::vector<float> one;
    for (std::int64_t i = 0; i < size; ++i) {
      const double centre = line.centre_nm + line.centre_spread_nm * even(random);
      std::vector<double> p = line.parameters;
      for (double& v : p) v *= 1 + line.shape_spread * even(random);
      draw_spectrum(line, centre, p, random, one);
      counts_.insert(counts_.end(), one.begin(), one.end());
      peak_nm.push_back(centre + mode_of(line, p));
    }
  }
  [[nodiscard]] const SpectrumAxis& axis() const override { return axis_; }
  [[nodiscard]] std::int64_t size() const override { return size_; }
  [[nodiscard]] bool counted() const override { return true; }
  Result<void> read(std::int64_t first, std::int64_t count, std::span<float> to) override {
    const auto n = static_cast<std::int64_t>(axis_.size());
    std::copy_n(counts_.begin() + first % size_ * n, count * n, to.begin());
    return {};
  }
  std::vector<double> peak_nm;  ///< the truth

 private:
  std::int64_t size_;
  SpectrumAxis axis_;
  std::vector<float> counts_;
};

double gauss(double u) {
  return std::exp(-0.5 * u * u);
}

double tailed(double x, const std::vector<double>& p) {  // exponentially modified Gaussian: width, decay
  const double z = (p[0] / p[1] - x / p[0]) / std::numbers::sqrt2;
  return std::exp(0.5 * p[0] * p[0] / (p[1] * p[1]) - x / p[1]) * std::erfc(z);
}

std::vector<TrueLine> lines() {
  const auto line = [](std::string name, auto shape, std::vector<double> p) {
    TrueLine l;
    l.name = std::move(name);
    l.shape = shape;
    l.parameters = std::move(p);
    return l;
  };
  const auto gaussian = [](double x, const std::vector<double>& p) { return gauss(x / p[0]); };
  const auto split = [](double x, const std::vector<double>& p) { return gauss(x / (x < 0 ? p[0] : p[0] * p[1])); };
  const auto voigt = [](double x, const std::vector<double>& p) {
    const double z = x / p[0];
    return (1 - p[1]) * gauss(z) + p[1] / (1 + z * z / (2 * std::numbers::ln2));
  };
  const auto skewed = [](double x, const std::vector<double>& p) {
    return gauss(x / p[0]) * std::erfc(-p[1] * x / p[0] / std::numbers::sqrt2);
  };
  std::vector<TrueLine> all{line("Gaussian", gaussian, {8.5}),
                            line("split Gaussian 1:1.6", split, {6.5, 1.6}),
                            line("tail of 0.8 widths (EMG)", tailed, {6.5, 5.2}),
                            line("tail of 2 widths (EMG)", tailed, {4.5, 9}),
                            line("pseudo-Voigt, 40 % Lorentz", voigt, {8, 0.4}),
                            line("skew normal", skewed, {11, 2.0})};
  const auto secant = [](double x, const std::vector<double>& p) {
    return 1 / (std::exp(x / p[0] / p[1]) + std::exp(-x / p[0]));
  };
  all.push_back(line("two exponential flanks 1:1.5", secant, {5, 1.5}));
  all.back().is_foreign = true;
  TrueLine dim = line("Gaussian, 60 counts on 100", gaussian, {8.5});
  dim.peak_counts = 60;
  dim.background_counts = 100;
  all.push_back(dim);
  TrueLine faint = line("EMG, 80 counts on 5", tailed, {6.5, 5.2});
  faint.peak_counts = 80;
  faint.background_counts = 5;
  all.push_back(faint);
  TrueLine bright = line("split Gaussian, 40,000 counts", split, {6.5, 1.6});
  bright.peak_counts = 40'000;
  all.push_back(bright);
  TrueLine tail = line("EMG, 40,000 counts", tailed, {6.5, 5.2});
  tail.peak_counts = 40'000;
  all.push_back(tail);
  TrueLine few = line("Gaussian, FWHM 2.8 channels", gaussian, {0.18});
  few.centre_spread_nm = 0.5;
  all.push_back(few);
  TrueLine edge = line("Gaussian, one FWHM from the end", gaussian, {8.5});
  edge.centre_nm = 400;
  all.push_back(edge);
  TrueLine coarse = line("Gaussian, 256 channels of 1.5 nm", gaussian, {8.5});
  coarse.step_nm = 1.5;
  coarse.channels = 256;
  all.push_back(coarse);
  TrueLine varied = line("EMG, every shape another (15 %)", tailed, {6.5, 5.2});
  varied.shape_spread = 0.15;
  all.push_back(varied);
  return all;
}

Figures judge_line(const TrueLine& line, const Bench& bench, std::uint64_t seed) {
  MadeSpectra spectra(line, bench.count(4000, 600), seed);
  const auto found = analyse_spectra(spectra, {});
  if (!found) return {must(line.name, "analysed", false, found.error().message())};
  std::vector<double> error, pull;
  std::int64_t lost = 0;
  for (std::size_t i = 0; i < found->spectra.size(); ++i) {
    const SpectrumFigures& f = found->spectra[i];
    if (!std::isfinite(f.peak_nm.value)) {
      ++lost;
      continue;
    }
    error.push_back(static_cast<double>(f.peak_nm.value) - spectra.peak_nm[i]);
    pull.push_back(error.back() / static_cast<double>(f.peak_nm.sigma));
  }
  const double bound = peak_bound_nm(line, 2.5), bias = mean(error);
  const double sure = 3 * rms(error) / std::sqrt(static_cast<double>(std::max<std::size_t>(error.size(), 1)));
  const std::string note = fmt::format("{}, {} lost", name_of(found->line.line.prior.family), lost);
  Figures figures{at_most(line.name + ": bias of the peak", std::max(0.0, std::abs(bias) - sure),
                          line.is_foreign ? 0.3 : 0.05, "nm", fmt::format("{:+.4f}", bias))};
  if (line.is_foreign) return figures;
  figures.push_back(at_most(line.name + ": RMS / Cramer-Rao bound", rms(error) / bound, 1.15, "",
                            fmt::format("{:.4f} nm, {}", bound, note)));
  // Where sigma is a few picometres, the misfit of bins and of the shape is as large.
  if (line.peak_counts < 10'000)
    figures.push_back(within(line.name + ": RMS of error / sigma", rms(pull), 0.75, 1.2, ""));
  return figures;
}

/// Spectra a minute on one core, the whole set of figures.
Figures judge_speed(const Bench& bench) {
  TrueLine line = lines()[2];
  MadeSpectra spectra(line, 1000, 77);
  const ThreadLimit one(1);
  const auto learned = learn_line(spectra, {});
  const WavelengthOptions options;
  const SpectrumAnalyser analyser(spectra.axis(), options);
  std::vector<float> counts(1024);
  SpectrumWorkspace work;
  double best = 1e9;
  for (int round = 0; round < bench.count(10, 3); ++round) {
    const std::clock_t began = std::clock();
    for (std::int64_t i = 0; i < spectra.size(); ++i) {
      if (!spectra.read(i, 1, counts)) return {};
      (void)analyser.analyse(counts, true, learned ? &learned->line : nullptr, work);
    }
    best = std::min(best, static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC);
  }
  const double goal = bench.quick ? 0.5 : 1;  // the quick set is a test, and tests run side by side
  return {at_least("spectra of 1024 channels a minute on one core", 60e-6 * static_cast<double>(spectra.size()) / best,
                   goal, "million")};
}

}  // namespace

Figures wavelength_figures(const Bench& bench) {
  Figures all;
  std::uint64_t seed = 1;
  for (const TrueLine& line : lines()) {
    Figures figures = judge_line(line, bench, ++seed);
    std::move(figures.begin(), figures.end(), std::back_inserter(all));
  }
  Figures speed = judge_speed(bench);
  std::move(speed.begin(), speed.end(), std::back_inserter(all));
  return all;
}

}  // namespace pellucid::bench

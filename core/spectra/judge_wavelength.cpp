#include "core/spectra/judge_wavelength.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/flow/parallel.h"
#include "core/model/median.h"
#include "core/spectra/site_surface.h"

namespace pellucid {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
constexpr std::int64_t kGrain = 8192;      ///< chips a task
constexpr std::size_t kBlockSites = 4096;  ///< places that a surface through every chip rests on

/// One figure: where a site has it and where a chip gets it.
struct Figure {
  Measured SpectrumFigures::*site;
  std::vector<float> WavelengthColumns::*value;
  std::vector<float> WavelengthColumns::*sigma;
  ValueSummary WavelengthReport::*summary;
  bool of_whole_line;  ///< wrong where the line is cut by the end of the spectrum
};
constexpr std::array<Figure, 4> kFigures{
    {{&SpectrumFigures::peak_nm, &WavelengthColumns::peak_nm, &WavelengthColumns::peak_sigma_nm,
      &WavelengthReport::peak_nm, false},
     {&SpectrumFigures::centroid_nm, &WavelengthColumns::centroid_nm, &WavelengthColumns::centroid_sigma_nm,
      &WavelengthReport::centroid_nm, true},
     {&SpectrumFigures::fwhm_nm, &WavelengthColumns::fwhm_nm, &WavelengthColumns::fwhm_sigma_nm,
      &WavelengthReport::fwhm_nm, true},
     {&SpectrumFigures::dominant_nm, &WavelengthColumns::dominant_nm, &WavelengthColumns::dominant_sigma_nm,
      &WavelengthReport::dominant_nm, true}}};

std::size_t judged_figure(const WavelengthOptions& options) {
  return options.bin_figure == "centroid" ? 1 : options.bin_figure == "dominant" ? 3 : 0;
}

Measured value_of(const Figure& figure, const SpectrumFigures& f) {
  if (!has_figures(f.state) || (figure.of_whole_line && f.state == SpectrumState::cut)) return {};
  const Measured m = f.*figure.site;
  return std::isfinite(m.value) && std::isfinite(m.sigma) ? m : Measured{};
}

ValueSummary summarise(std::vector<double> values) {
  constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();
  if (values.empty()) return {kNoValue, kNoValue, kNoValue, kNoValue};
  const auto quantile = [&](double share) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1) + 0.5);
    std::nth_element(values.begin(), at, values.end());
    return *at;
  };
  ValueSummary s{quantile(0.5), 0, quantile(0.01), quantile(0.99)};
  for (double& v : values) v = std::abs(v - s.median);
  s.spread = 1.4826 * median_of(std::move(values));
  return s;
}

/// Chips that give no light have no wavelength, wherever they stand.
bool emits(ChipClass c) {
  return c != ChipClass::missing && c != ChipClass::dark;
}

Vec2 place_of(const ChipTable& table, std::size_t chip) {
  return {static_cast<double>(table.x_um[chip]), static_cast<double>(table.y_um[chip])};
}

/// Weighted means of the sites of each chip, moved to its centre along the surface; what several sites of a chip say is
/// one value.
void enter_measured(ChipTable& table, const WavelengthReport& report, const SiteSurface& surface,
                    const Figure& figure) {
  WavelengthColumns& columns = *table.wavelength;
  std::vector<float>& value = columns.*figure.value;
  std::vector<float>& sigma = columns.*figure.sigma;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < report.sites.size(); ++i) {
    const WavelengthSite& site = report.sites[i];
    if (site.table_row >= 0 && std::isfinite(value_of(figure, site.figures).value)) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return report.sites[i].table_row; });
  for (std::size_t i = 0; i < order.size();) {
    const auto chip = static_cast<std::size_t>(report.sites[order[i]].table_row);
    double sum = 0, weight = 0;
    for (; i < order.size() && static_cast<std::size_t>(report.sites[order[i]].table_row) == chip; ++i) {
      const WavelengthSite& site = report.sites[order[i]];
      const Measured m = value_of(figure, site.figures);
      const double moved = surface.at(place_of(table, chip)).value - surface.at(site.at_um).value;
      const double w = 1 / std::max(static_cast<double>(m.sigma) * static_cast<double>(m.sigma), 1e-12);
      sum += w * (static_cast<double>(m.value) + (std::isfinite(moved) ? moved : 0));
      weight += w;
    }
    value[chip] = static_cast<float>(sum / weight);
    sigma[chip] = static_cast<float>(1 / std::sqrt(weight));
  }
}

/// Chips without a measured value get the surface's.
void predict(ChipTable& table, const SiteSurface& surface, const Figure& figure) {
  WavelengthColumns& columns = *table.wavelength;
  parallel_ranges(static_cast<std::int64_t>(table.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
      if (std::isfinite((columns.*figure.value)[k]) || !emits(table.chip_class[k])) continue;
      const SurfacePoint p = surface.at(place_of(table, k));
      (columns.*figure.value)[k] = static_cast<float>(p.value);
      (columns.*figure.sigma)[k] = static_cast<float>(p.prediction_sigma());
      if (std::isfinite(p.value) && columns.source[k] == WavelengthSource::none)
        columns.source[k] = WavelengthSource::surface;
    }
  });
}

void count_chips(const ChipTable& table, WavelengthReport& report, const std::vector<float>& judged) {
  const auto& source = table.wavelength->source;
  report.chips_measured = std::count(source.begin(), source.end(), WavelengthSource::spectrum);
  report.chips_predicted = std::count(source.begin(), source.end(), WavelengthSource::surface);
  report.chips_by_ratio = std::count(source.begin(), source.end(), WavelengthSource::ratio);
  std::vector<double> values;
  const std::size_t step = judged.size() / 1'000'000 + 1;
  for (std::size_t k = 0; k < judged.size(); k += step)
    if (std::isfinite(judged[k])) values.push_back(static_cast<double>(judged[k]));
  const ValueSummary all = summarise(std::move(values));
  report.surface_span_nm = all.high - all.low;
}

/// The first that holds is the primary class (spec: results, "Classes"); wavelength gives way to these.
bool outranks_wavelength(ChipClass c) {
  return c == ChipClass::unmeasured || c == ChipClass::missing || c == ChipClass::mechanical || c == ChipClass::leaky ||
         c == ChipClass::dark || c == ChipClass::partial;
}

/// Places for a surface through every chip: medians of blocks of chips.
std::vector<SiteValue> block_values(const ChipTable& table, const std::vector<float>& value,
                                    const std::vector<float>& sigma) {
  const std::size_t n = table.size();
  const auto block = static_cast<std::size_t>(std::max(1.0, std::sqrt(static_cast<double>(n) / kBlockSites)));
  std::vector<std::pair<std::int64_t, std::size_t>> order;
  for (std::size_t k = 0; k < n; ++k) {
    if (!std::isfinite(value[k])) continue;
    const std::int64_t by = table.row[k] / static_cast<std::int32_t>(block),
                       bx = table.column[k] / static_cast<std::int32_t>(block);
    order.emplace_back(by * 1'000'000 + bx, k);
  }
  std::sort(order.begin(), order.end());
  std::vector<SiteValue> sites;
  for (std::size_t i = 0; i < order.size();) {
    std::vector<double> values, own;
    Vec2 sum;
    const std::int64_t key = order[i].first;
    for (; i < order.size() && order[i].first == key; ++i) {
      const std::size_t k = order[i].second;
      values.push_back(static_cast<double>(value[k]));
      own.push_back(static_cast<double>(sigma[k]));
      sum = sum + place_of(table, k);
    }
    const auto count = static_cast<double>(values.size());
    sites.push_back({(1 / count) * sum, median_of(values), 1.25 * median_of(own) / std::sqrt(count)});
  }
  return sites;
}

}  // namespace

void spread_sites(ChipTable& table, WavelengthReport& report, const WavelengthOptions& options) {
  WavelengthColumns& columns = table.wavelength.emplace();
  columns.source.assign(table.size(), WavelengthSource::none);
  columns.residual_nm.assign(table.size(), kNone);
  for (const WavelengthSite& site : report.sites) {
    ++report.by_state[static_cast<std::size_t>(site.figures.state)];
    report.spikes += site.figures.spikes;
    if (site.table_row >= 0 && has_figures(site.figures.state))
      columns.source[static_cast<std::size_t>(site.table_row)] = WavelengthSource::spectrum;
  }
  const std::size_t judged = judged_figure(options);
  for (std::size_t i = 0; i < kFigures.size(); ++i) {
    const Figure& figure = kFigures[i];
    std::vector<SiteValue> sites;
    std::vector<double> values;
    for (const WavelengthSite& site : report.sites) {
      const Measured m = value_of(figure, site.figures);
      if (!std::isfinite(m.value)) continue;
      sites.push_back({site.at_um, static_cast<double>(m.value), static_cast<double>(m.sigma)});
      values.push_back(sites.back().value);
    }
    report.*figure.summary = summarise(std::move(values));
    if (sites.empty()) continue;
    (columns.*figure.value).assign(table.size(), kNone);
    (columns.*figure.sigma).assign(table.size(), kNone);
    const SiteSurface surface(std::move(sites), options.neighbours);
    enter_measured(table, report, surface, figure);
    if (i == judged) {
      std::vector<double> off;
      for (WavelengthSite& site : report.sites) {
        const Measured m = value_of(figure, site.figures);
        if (!std::isfinite(m.value)) continue;
        site.residual_nm = static_cast<float>(static_cast<double>(m.value) - surface.at(site.at_um).value);
        off.push_back(static_cast<double>(site.residual_nm));
      }
      report.residual_rms_nm = summarise(std::move(off)).spread;
      for (std::size_t k = 0; k < table.size(); ++k) {
        if (columns.source[k] != WavelengthSource::spectrum || !std::isfinite((columns.*figure.value)[k])) continue;
        const double here = static_cast<double>((columns.*figure.value)[k]);
        columns.residual_nm[k] = static_cast<float>(here - surface.at(place_of(table, k)).value);
      }
    }
    predict(table, surface, figure);
  }
  std::vector<double> chi2;
  for (const WavelengthSite& site : report.sites)
    if (std::isfinite(site.figures.chi2)) chi2.push_back(static_cast<double>(site.figures.chi2));
  report.chi2 = summarise(std::move(chi2)).median;
  count_chips(table, report, columns.*kFigures[judged].value);
}

void measure_ratio(ChipTable& table, std::size_t numerator, std::size_t denominator, const RatioCurve& curve,
                   WavelengthReport& report, const WavelengthOptions& options) {
  if (!table.wavelength) {
    table.wavelength.emplace();
    table.wavelength->source.assign(table.size(), WavelengthSource::none);
    table.wavelength->residual_nm.assign(table.size(), kNone);
  }
  WavelengthColumns& columns = *table.wavelength;
  columns.peak_nm.resize(table.size(), kNone);
  columns.peak_sigma_nm.resize(table.size(), kNone);
  const LayerColumns &a = table.layers[numerator], &b = table.layers[denominator];
  parallel_ranges(static_cast<std::int64_t>(table.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
      if (columns.source[k] == WavelengthSource::spectrum || !emits(table.chip_class[k])) continue;
      const auto light_a = static_cast<double>(a.intensity_e[k]), light_b = static_cast<double>(b.intensity_e[k]);
      const auto sigma_a = static_cast<double>(a.intensity_sigma_e[k]);
      const auto sigma_b = static_cast<double>(b.intensity_sigma_e[k]);
      // A ratio of two numbers that are hardly above their noise says nothing.
      if (!(light_a > 5 * sigma_a && light_b > 5 * sigma_b)) continue;
      const double ratio = light_a / light_b;
      const auto found = curve.at(ratio, ratio * std::hypot(sigma_a / light_a, sigma_b / light_b));
      if (!std::isfinite(found.nm)) continue;
      columns.peak_nm[k] = static_cast<float>(found.nm);
      columns.peak_sigma_nm[k] = static_cast<float>(found.sigma_nm);
      columns.source[k] = WavelengthSource::ratio;
    }
  });
  std::vector<float> by_ratio = columns.peak_nm;
  for (std::size_t k = 0; k < by_ratio.size(); ++k)
    if (columns.source[k] != WavelengthSource::ratio) by_ratio[k] = kNone;
  const SiteSurface surface(block_values(table, by_ratio, columns.peak_sigma_nm), options.neighbours);
  std::vector<double> values, off;
  for (std::size_t k = 0; k < table.size(); ++k) {
    if (columns.source[k] != WavelengthSource::ratio) continue;
    columns.residual_nm[k] = by_ratio[k] - static_cast<float>(surface.at(place_of(table, k)).value);
    values.push_back(static_cast<double>(by_ratio[k]));
    off.push_back(static_cast<double>(columns.residual_nm[k]));
  }
  if (report.sites.empty()) {
    report.peak_nm = summarise(std::move(values));
    report.residual_rms_nm = summarise(std::move(off)).spread;
  }
  count_chips(table, report, columns.peak_nm);
}

WavelengthVerdict look_at_wavelength(double value, double sigma, double residual, const WavelengthOptions& options) {
  if (!std::isfinite(value)) return {};
  const double sure = options.beyond_sigma * sigma, off = std::abs(residual);
  return {.off_surface = options.residual_limit_nm && off > *options.residual_limit_nm && off > sure,
          .below_bin = options.bin_low_nm && value < *options.bin_low_nm - sure,
          .above_bin = options.bin_high_nm && value > *options.bin_high_nm + sure};
}

void judge_wavelength(ChipTable& table, WavelengthReport& report, const WavelengthOptions& options) {
  if (!table.wavelength) return;
  const WavelengthColumns& columns = *table.wavelength;
  // A ratio tells a peak and nothing else: where there is no other figure, the peak is judged.
  const Figure& asked = kFigures[judged_figure(options)];
  const Figure& figure = (columns.*asked.value).empty() ? kFigures[0] : asked;
  const auto &value = columns.*figure.value, &sigma = columns.*figure.sigma;
  if (value.empty()) return;
  for (std::size_t k = 0; k < table.size(); ++k) {
    if (table.chip_class[k] == ChipClass::unmeasured) continue;
    const WavelengthVerdict verdict = look_at_wavelength(static_cast<double>(value[k]), static_cast<double>(sigma[k]),
                                                         static_cast<double>(columns.residual_nm[k]), options);
    report.off_surface += verdict.off_surface ? 1 : 0;
    report.out_of_bin += verdict.below_bin || verdict.above_bin ? 1 : 0;
    if (!verdict.is_called()) continue;
    ++report.called;
    table.flags[k] |= chip_flag::bit(ChipClass::wavelength);
    if (!outranks_wavelength(table.chip_class[k])) table.chip_class[k] = ChipClass::wavelength;
  }
}

}  // namespace pellucid

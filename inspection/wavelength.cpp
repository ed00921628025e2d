#include "inspection/wavelength.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <ranges>

#include "acquisition/spectra_file.h"
#include "core/spectra/judge_wavelength.h"
#include "core/spectra/spectrum_curve.h"

namespace pellucid {
namespace {

constexpr std::size_t kPlots = 6;
constexpr std::size_t kPlotChannels = 400;

/// Table rows of chips by place in the wafer frame.
class ChipFinder {
 public:
  explicit ChipFinder(const ResultData& data) : data_(data) {
    if (!data.registrations.empty()) design_from_wafer_ = data.registrations.front().wafer_from_design.inverse();
  }

  /// The chip in whose cell a place lies; -1 where none is listed there.
  [[nodiscard]] std::int64_t row_at(Vec2 at_um) const {
    const ChipGrid& grid = *data_.wafer.chips;
    const Vec2 design = design_from_wafer_(at_um);
    const std::int32_t column = grid.nearest_column(design.x), row = grid.nearest_row(design.y);
    const Vec2 centre = grid.unturned_um({column, row});
    // Streets and the rim belong to no chip.
    if (std::abs(design.x - centre.x) > 0.5 * grid.pitch_um.x || std::abs(design.y - centre.y) > 0.5 * grid.pitch_um.y)
      return -1;
    const ChipTable& t = data_.table;
    const auto index = std::views::iota(std::size_t{0}, t.size());
    const auto found = std::ranges::lower_bound(index, std::pair{row, column}, {}, [&](std::size_t k) {
      return std::pair{t.row[k], t.column[k]};
    });
    if (found == index.end() || t.row[*found] != row || t.column[*found] != column) return -1;
    return static_cast<std::int64_t>(*found);
  }

 private:
  const ResultData& data_;
  Affine2 design_from_wafer_;
};

/// The sites worth a look: furthest off the surface, and one as they usually are.
std::vector<std::size_t> sites_to_plot(const WavelengthReport& report) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < report.sites.size(); ++i)
    if (std::isfinite(report.sites[i].residual_nm)) order.push_back(i);
  const std::size_t shown = std::min(kPlots - 1, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      const float ra = std::abs(report.sites[a].residual_nm),
                                  rb = std::abs(report.sites[b].residual_nm);
                      return ra != rb ? ra > rb : a < b;
                    });
  if (order.size() > kPlots) {
    const auto usual = order.begin() + static_cast<std::ptrdiff_t>(shown + (order.size() - shown) / 2);
    order[shown] = *usual;
    order.resize(shown + 1);
  } else {
    order.resize(shown);
  }
  for (std::size_t i = 0; i < report.sites.size() && order.size() < kPlots + 1; ++i) {
    if (report.sites[i].figures.state != SpectrumState::saturated) continue;
    order.push_back(i);
    break;
  }
  return order;
}

std::string reason(const WavelengthSite& site, bool usual) {
  if (site.figures.state == SpectrumState::saturated) return "saturated: no figures";
  std::string text = fmt::format("{:+.2f} nm off the surface", site.residual_nm);
  if (usual) text += " (a usual one)";
  if (site.figures.state != SpectrumState::measured) text += fmt::format(", {}", name_of(site.figures.state));
  return text;
}

/// The spectrum around its line, and what was fitted; coarser where channels are many.
Result<SpectrumPlot> plot_of(SpectraSource& source, const SpectrumAnalyser& analyser, const ExpectedLine* line,
                             const WavelengthReport& report, const ChipTable& table, std::size_t site, bool usual) {
  const WavelengthSite& from = report.sites[site];
  const SpectrumAxis& axis = source.axis();
  std::vector<float> counts(axis.size());
  if (auto read = source.read(static_cast<std::int64_t>(site), 1, counts); !read) return fail(read.error());
  const SpectrumCurve curve = spectrum_curve(axis, analyser, counts, source.counted(), line);
  const SpectrumFigures& f = curve.figures;
  SpectrumPlot plot{static_cast<std::int64_t>(site),
                    -1,
                    -1,
                    from.at_um,
                    reason(from, usual),
                    static_cast<double>(f.peak_nm.value),
                    static_cast<double>(f.peak_nm.sigma),
                    {},
                    {},
                    {}};
  if (from.table_row >= 0) {
    plot.column = table.column[static_cast<std::size_t>(from.table_row)];
    plot.row = table.row[static_cast<std::size_t>(from.table_row)];
  }
  const float reach = std::isfinite(f.fwhm_nm.value) ? 4 * f.fwhm_nm.value : axis.nm.back();
  std::size_t first = 0, last = axis.size();
  if (std::isfinite(f.peak_nm.value)) {
    first = static_cast<std::size_t>(std::ranges::lower_bound(axis.nm, f.peak_nm.value - reach) - axis.nm.begin());
    last = static_cast<std::size_t>(std::ranges::upper_bound(axis.nm, f.peak_nm.value + reach) - axis.nm.begin());
  }
  const std::size_t step = (last - first) / kPlotChannels + 1;
  for (std::size_t i = first; i < last; i += step) {
    plot.nm.push_back(axis.nm[i]);
    plot.light.push_back(curve.light[i]);
    if (!curve.model.empty()) plot.model.push_back(curve.model[i]);
  }
  return plot;
}

void warn(const SpectraFigures& found, WavelengthReport& report) {
  const auto count = [&](SpectrumState s) { return report.by_state[static_cast<std::size_t>(s)]; };
  const auto add = [&](SpectrumState state, std::string_view what) {
    if (count(state) > 0)
      report.warnings.push_back(fmt::format("{} of {} spectra {}", count(state), report.sites.size(), what));
  };
  add(SpectrumState::saturated, "are saturated: they have no wavelength (scan with less light or a shorter exposure)");
  add(SpectrumState::cut, "reach over the end of the spectrometer's range: only their peak is used");
  add(SpectrumState::irregular, "have a shape that no line fits: their peak and width are read off the spectrum");
  add(SpectrumState::invalid, "cannot be evaluated");
  if (!found.line.learned && report.sites.size() > 1)
    report.warnings.emplace_back("too few spectra to learn their line from: each was fitted for itself");
}

Result<void> analyse_sites(ChipTable& table, const std::function<std::int64_t(Vec2)>& row_at, const Scan& scan,
                           const WavelengthOptions& options, WavelengthReport& report, const Progress& progress,
                           const std::stop_token& stop) {
  auto file = open_spectra_h5(*scan.spectra, true);
  if (!file) return fail(file.error());
  const auto go_on = [&](double share) {
    pellucid::report(progress, "wavelength", share);
    return !stop.stop_requested();
  };
  auto found = analyse_spectra(*file->spectra, options, go_on);
  if (!found) return fail(found.error());
  report.sites.resize(found->spectra.size());
  for (std::size_t i = 0; i < report.sites.size(); ++i) {
    report.sites[i].at_um = file->position_um[i];
    report.sites[i].table_row = row_at(file->position_um[i]);
    report.sites[i].figures = found->spectra[i];
  }
  if (found->line.learned) {
    const ShapePrior& prior = found->line.line.prior;
    report.line = name_of(prior.family);
    for (std::size_t k = 0; k < shape_count(prior.family); ++k) {
      report.shape.push_back(prior.mean[k]);
      report.shape_spread.push_back(found->line.spread[k]);
    }
  }
  report.ceiling_counts = static_cast<double>(found->ceiling);
  spread_sites(table, report, options);
  warn(*found, report);
  const SpectrumAnalyser analyser(file->spectra->axis(), options);
  const auto chosen = sites_to_plot(report);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    auto plot = plot_of(*file->spectra, analyser, found->line.learned ? &found->line.line : nullptr, report, table,
                        chosen[i], i == kPlots - 1);
    if (!plot) return fail(plot.error());
    report.plots.push_back(std::move(*plot));
  }
  return {};
}

Error ratio_error(std::string_view what, std::string_view expected, std::string_view found) {
  return bad_input("inspection.ratio", "", what, expected, found);
}

/// The curve stands in the recipe, or in a file that it names.
Result<RatioCurve> ratio_curve(const std::string& text) {
  if (text.empty()) return fail(ratio_error("no calibration curve for the ratio", "wavelength.ratio_curve", "nothing"));
  if (text.find(':') != std::string::npos && text.find_first_not_of("0123456789.+-eE:, \t") == std::string::npos)
    return RatioCurve::parse(text);
  std::ifstream file(text, std::ios::binary);
  std::error_code failed;
  if (!file || !std::filesystem::is_regular_file(text, failed))
    return fail(
        bad_input("inspection.ratio", text, "cannot read the ratio curve", "\"ratio:nm, ratio:nm\" or a file", ""));
  auto curve = RatioCurve::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  if (curve) return curve;
  Error error = curve.error();
  error.path = text;
  return fail(std::move(error));
}

Result<void> analyse_ratio(ChipTable& table, const WavelengthOptions& options, WavelengthReport& report) {
  const std::size_t slash = options.ratio_layers.find('/');
  const auto layer = [&](const std::string& name) {
    return static_cast<std::size_t>(std::ranges::find(table.layers, name, &LayerColumns::layer) - table.layers.begin());
  };
  const std::size_t numerator = layer(options.ratio_layers.substr(0, slash));
  const std::size_t denominator =
      slash == std::string::npos ? table.layers.size() : layer(options.ratio_layers.substr(slash + 1));
  if (numerator >= table.layers.size() || denominator >= table.layers.size()) {
    std::string known;
    for (const LayerColumns& l : table.layers) known += (known.empty() ? "" : ", ") + l.layer;
    return fail(ratio_error("wavelength.ratio_layers names no two layers of the scan", "A/B of " + known,
                            options.ratio_layers));
  }
  auto curve = ratio_curve(options.ratio_curve);
  if (!curve) return fail(curve.error());
  report.ratio_layers = options.ratio_layers;
  measure_ratio(table, numerator, denominator, *curve, report, options);
  return {};
}

}  // namespace

Result<void> find_wavelengths(ResultData& data, const Scan& scan, const WavelengthOptions& options,
                              const Progress& progress, const std::stop_token& stop) {
  if (!scan.spectra && options.ratio_layers.empty()) {
    if (options.bin_low_nm || options.bin_high_nm || options.residual_limit_nm)
      data.warnings.emplace_back("the recipe limits the wavelength, but the scan has no spectra: it is not judged");
    return {};
  }
  const ChipFinder chips(data);
  auto found = wavelengths_at(
      data.table, [&](Vec2 at) { return chips.row_at(at); }, scan, options, progress, stop);
  if (!found) return fail(std::move(found.error()));
  if (!found->sites.empty() && std::ranges::all_of(found->sites, [](auto& site) { return site.table_row < 0; }))
    found->warnings.emplace_back(
        "no spectrum lies on a chip: every chip's wavelength is predicted from those around it");
  judge_wavelength(data.table, *found, options);
  data.warnings.insert(data.warnings.end(), found->warnings.begin(), found->warnings.end());
  data.wavelength = std::move(*found);
  return {};
}

Result<WavelengthReport> wavelengths_at(ChipTable& table, const std::function<std::int64_t(Vec2)>& row_at,
                                        const Scan& scan, const WavelengthOptions& options, const Progress& progress,
                                        const std::stop_token& stop) {
  report(progress, "wavelength", 0);
  WavelengthReport found;
  found.figure = options.bin_figure;
  if (scan.spectra) {
    if (auto done = analyse_sites(table, row_at, scan, options, found, progress, stop); !done)
      return fail(std::move(done.error()));
  }
  if (!options.ratio_layers.empty()) {
    if (auto done = analyse_ratio(table, options, found); !done) return fail(std::move(done.error()));
  }
  return found;
}

}  // namespace pellucid

// The report's section on the wavelength: what was measured where, how it runs over the wafer, the sites to look at.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "results/detail/fixed_text.h"
#include "results/detail/html.h"
#include "results/detail/map_page.h"
#include "results/detail/report_sections.h"
#include "results/xy_plot.h"

namespace pellucid::detail {
namespace {

constexpr std::size_t kMostDots = 4000;

std::string figures_table(const WavelengthReport& w) {
  std::string html =
      "<table><tr><th>Figure [nm]</th><th class=\"n\">median</th><th class=\"n\">robust std</th><th class=\"n\">1 to "
      "99 "
      "%</th></tr>\n";
  const auto row = [&](std::string_view name, const ValueSummary& v) {
    if (!std::isfinite(v.median)) return;
    html += fmt::format(
        "<tr><td>{}</td><td class=\"n\">{:.2f}</td><td class=\"n\">{:.3f}</td><td class=\"n\">{:.2f} to "
        "{:.2f}</td></tr>\n",
        name, v.median, v.spread, v.low, v.high);
  };
  row("peak", w.peak_nm);
  row("centroid", w.centroid_nm);
  row("FWHM", w.fwhm_nm);
  row("dominant (CIE 1931 2°, equal energy)", w.dominant_nm);
  return html + "</table>\n";
}

std::string counted_sites(const WavelengthReport& w) {
  std::string text;
  for (std::size_t i = 0; i < kSpectrumStates; ++i) {
    if (w.by_state[i] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(w.by_state[i]),
                        name_of(static_cast<SpectrumState>(i)));
  }
  return text;
}

/// `places`: "chips" or "cells of the map".
std::string words(const WavelengthReport& w, std::string_view places) {
  std::string html = "<p>";
  if (!w.sites.empty()) {
    html += fmt::format("{} spectra: {}. ", grouped(static_cast<std::int64_t>(w.sites.size())), counted_sites(w));
    html += fmt::format(
        "{} {} were measured by a spectrum of their own; {} have a value predicted from the spectra around them. ",
        grouped(w.chips_measured), places, grouped(w.chips_predicted));
  }
  if (w.chips_by_ratio > 0)
    html += fmt::format("{} {} were measured by the ratio of the layers {}. ", grouped(w.chips_by_ratio), places,
                        escaped(w.ratio_layers));
  html += fmt::format(
      "The {} runs over {:.2f} nm (1 to 99 %); single places lie {:.3f} nm off the smooth wafer (robust RMS).</p>\n",
      escaped(w.figure), w.surface_span_nm, w.residual_rms_nm);
  if (w.called > 0) {
    html += fmt::format("<p>{} chips are called <code>wavelength</code>: {} off the surface, {} out of the bin.</p>\n",
                        grouped(w.called), grouped(w.off_surface), grouped(w.out_of_bin));
  }
  if (!w.line.empty()) {
    std::string shape;
    for (std::size_t k = 0; k < w.shape.size(); ++k)
      shape += fmt::format("{}{:.3f} ± {:.3f}", k > 0 ? ", " : " (shape ", w.shape[k], w.shape_spread[k]);
    if (!shape.empty()) shape += ")";
    html += fmt::format(
        "<p class=\"soft\">Line learned from this scan: {}{}; χ² {:.2f} a degree of freedom; {} channels with "
        "spikes taken out.</p>\n",
        escaped(w.line), shape, w.chi2, grouped(w.spikes));
  }
  return html;
}

/// The judged wavelength against the distance from the centre, and how often each value is there.
std::string site_figures(const WavelengthReport& w) {
  XySeries radial{"#0072b2", {}, {}, false};
  std::vector<double> values;
  const std::size_t step = w.sites.size() / kMostDots + 1;
  for (std::size_t i = 0; i < w.sites.size(); ++i) {
    const WavelengthSite& s = w.sites[i];
    if (!std::isfinite(s.figures.peak_nm.value)) continue;
    values.push_back(static_cast<double>(s.figures.peak_nm.value));
    if (i % step != 0) continue;
    radial.x.push_back(std::hypot(s.at_um.x, s.at_um.y) / 1000);
    radial.y.push_back(values.back());
  }
  if (values.empty()) return {};
  constexpr std::size_t kBins = 60;
  const double low = w.peak_nm.low - 0.2 * (w.peak_nm.high - w.peak_nm.low + 0.01);
  const double high = w.peak_nm.high + 0.2 * (w.peak_nm.high - w.peak_nm.low + 0.01);
  std::vector<double> count(kBins, 0.0);
  for (const double v : values)
    ++count[static_cast<std::size_t>(
        std::clamp((v - low) / (high - low) * kBins, 0.0, static_cast<double>(kBins - 1)))];
  XySeries steps{"#0072b2", {low}, {0}, true};
  for (std::size_t b = 0; b < kBins; ++b) {
    const double left = low + (high - low) * static_cast<double>(b) / kBins;
    const double right = low + (high - low) * static_cast<double>(b + 1) / kBins;
    steps.x.insert(steps.x.end(), {left, right});
    steps.y.insert(steps.y.end(), {count[b], count[b]});
  }
  steps.x.push_back(high);
  steps.y.push_back(0);
  return "<div class=\"two\"><figure>" +
         xy_plot_svg({"Peak against radius", "distance from the wafer's centre [mm]", "peak [nm]", {radial}}) +
         "<figcaption>Each dot a spectrum.</figcaption></figure>\n<figure>" +
         xy_plot_svg({"How often", "peak [nm]", "spectra", {steps}}) +
         "<figcaption>What lies beyond is counted in the end bins.</figcaption></figure></div>\n";
}

std::string spectra_figures(const WavelengthReport& w, bool of_chips) {
  if (w.plots.empty()) return {};
  std::string html = "<h3>Spectra worth a look</h3>\n<div class=\"two\">\n";
  for (const SpectrumPlot& plot : w.plots) {
    XySeries light{"#8a8d91", {plot.nm.begin(), plot.nm.end()}, {plot.light.begin(), plot.light.end()}, false};
    XySeries model{"#d55e00", {plot.nm.begin(), plot.nm.end()}, {plot.model.begin(), plot.model.end()}, true};
    std::string title = fmt::format("Spectrum {}", plot.site);
    if (of_chips) title += plot.column >= 0 ? fmt::format(", chip {}, {}", plot.column, plot.row) : ", between chips";
    std::string caption = fmt::format("At {:.3f}, {:.3f} mm: {}", plot.at_um.x / 1000, plot.at_um.y / 1000, plot.why);
    if (std::isfinite(plot.peak_nm))
      caption += fmt::format("; peak {:.2f} ± {:.2f} nm", plot.peak_nm, plot.peak_sigma_nm);
    html += "<figure>" + xy_plot_svg({title, "wavelength [nm]", "counts above dark", {light, model}}) + "<figcaption>" +
            escaped(caption) + "</figcaption></figure>\n";
  }
  return html + "</div>\n<p class=\"soft\">Dots: what was measured; line: what was fitted.</p>\n";
}

}  // namespace

std::string wavelength_section(const ResultData& data) {
  if (!data.wavelength) return {};
  const WavelengthReport& w = *data.wavelength;
  const bool of_chips = !data.surface;
  return "<h2>Wavelength</h2>\n" + words(w, of_chips ? "chips" : "cells of the map") + figures_table(w) +
         site_figures(w) + spectra_figures(w, of_chips);
}

}  // namespace pellucid::detail

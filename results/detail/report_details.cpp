// The sections of the report that look at single chips: histograms, what was not measured, EL.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "results/detail/columns.h"
#include "results/detail/histogram.h"
#include "results/detail/html.h"
#include "results/detail/map_page.h"
#include "results/detail/report_sections.h"

namespace pellucid::detail {

namespace {

constexpr std::size_t kListedDisagreements = 60;

/// A range for signal to noise that leaves out the rarest chips at the top; never narrower than -5 to 10.
double top_of(const ChipTable& table, const ValueOf& value) {
  const std::size_t step = std::max<std::size_t>(table.size() / 100'000, 1);
  std::vector<float> sample;
  for (std::size_t i = 0; i < table.size(); i += step) {
    float v = 0;
    value(i, {&v, 1});
    if (std::isfinite(v)) sample.push_back(v);
  }
  if (sample.empty()) return 10;
  const auto at = sample.begin() + static_cast<std::ptrdiff_t>(0.998 * static_cast<double>(sample.size() - 1));
  std::nth_element(sample.begin(), at, sample.end());
  return std::max(10.0, 1.1 * double{*at});
}

bool any_finite(const std::vector<float>& values) {
  return std::ranges::any_of(values, [](float v) { return std::isfinite(v); });
}

std::string interval(const Score& score, int decimals) {
  return score.ci95 ? fixed(score.ci95->first, decimals) + " to " + fixed(score.ci95->second, decimals) : "";
}

/// Counts are whole, parts per million have one decimal, all others five.
int decimals_of(const Score& score) {
  if (score.name == "matched" || score.name.starts_with("unmatched")) return 0;
  return score.name.ends_with("_ppm") ? 1 : 5;
}

std::string scores_table(const ElReport& el) {
  std::string html = "<table><tr><th>Score</th><th class=\"n\">value</th><th class=\"n\">95 % interval</th></tr>\n";
  for (const Score& score : el.scores) {
    const int decimals = decimals_of(score);
    const bool is_count = decimals == 0 && std::isfinite(score.value);
    html += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n", escaped(score.name),
                        is_count ? grouped(std::llround(score.value)) : fixed(score.value, decimals),
                        interval(score, decimals));
  }
  return html + "</table>\n";
}

std::string two_by_two(const ElReport& el) {
  return fmt::format(
      "<h3>PL against EL</h3>\n<table><tr><th></th><th class=\"n\">EL passes</th><th class=\"n\">EL fails</th></tr>\n"
      "<tr><th>PL passes</th><td class=\"n\">{}</td><td class=\"n\">{}<br><small>underkill</small></td></tr>\n"
      "<tr><th>PL fails</th><td class=\"n\">{}<br><small>overkill</small></td><td class=\"n\">{}</td></tr></table>\n"
      "<p class=\"soft\">Beside the table: {} retest, {} unmeasured.</p>\n",
      grouped(el.true_negative), grouped(el.false_negative), grouped(el.false_positive), grouped(el.true_positive),
      grouped(el.retest), grouped(el.unmeasured));
}

std::string by_class_table(const ElReport& el) {
  std::string html =
      "<h3>By PL class</h3>\n<table><tr><th>Class</th><th class=\"n\">EL passes</th><th class=\"n\">EL "
      "fails</th></tr>\n";
  for (const ElClassCounts& counts : el.by_class) {
    if (counts.el_pass + counts.el_fail == 0) continue;
    html += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                        pellucid::name_of(counts.chip_class), grouped(counts.el_pass), grouped(counts.el_fail));
  }
  return html + "</table>\n";
}

/// "−row + 831" for the factors (0, -1) and the shift 831.
std::string index_text(const std::array<int, 2>& factors, int shift) {
  std::string text;
  for (std::size_t i = 0; i < 2; ++i) {
    if (factors[i] != 0) text += std::string(factors[i] < 0 ? "−" : "") + (i == 0 ? "column" : "row");
  }
  if (shift != 0) text += fmt::format(" {} {}", shift < 0 ? "−" : "+", std::abs(shift));
  return text;
}

std::string match_text(const ElMatch& match) {
  std::string html = fmt::format(
      "<p>From the tester's chip index to ours: column = {}, row = {}. {} of the tester's rows fall on chips. ",
      index_text(match.ours_from_el[0], match.shift[0]), index_text(match.ours_from_el[1], match.shift[1]),
      grouped(match.el_rows_on_chips));
  if (match.fixed_by_recipe) return html + "The recipe fixed this match.</p>\n";
  return html + fmt::format("Agreement {}, {} sigma above the second best match.</p>\n", fixed(match.agreement, 3),
                            fixed(match.margin, 1));
}

float value_at(const std::vector<float>& values, std::size_t row) {
  return values.empty() ? std::numeric_limits<float>::quiet_NaN() : values[row];
}

std::string disagreement_row(const ChipTable& t, std::size_t row) {
  const LayerColumns empty;
  const LayerColumns& layer = t.layers.empty() ? empty : t.layers.front();
  const ElColumns& el = *t.el;
  const double noise = double{value_at(layer.intensity_e, row)} / double{value_at(layer.intensity_sigma_e, row)};
  return fmt::format(
      "<tr><td>{}, {}</td><td class=\"n\">{}, {}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td "
      "class=\"n\">{}</td><td class=\"n\">{}</td>"
      "<td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
      t.column[row], t.row[row], fixed(t.x_um[row] / 1000.0, 3), fixed(t.y_um[row] / 1000.0, 3),
      el.pass[row] == 1 ? "overkill" : "underkill", pellucid::name_of(t.chip_class[row]),
      fixed(value_at(layer.relative_intensity, row), 3), fixed(noise, 1), fixed(value_at(layer.nonuniformity, row), 3),
      fixed(value_at(el.intensity, row), 3), fixed(value_at(el.vf_v, row), 3), fixed(value_at(el.ir_ua, row), 4));
}

/// Escapes first: they are what a customer gets.
std::string disagreement_table(const ChipTable& table, const std::vector<std::int64_t>& rows) {
  std::vector<std::size_t> listed;
  for (const std::uint8_t el_pass : {std::uint8_t{0}, std::uint8_t{1}}) {
    for (const std::int64_t row : rows) {
      const bool is_row = row >= 0 && row < static_cast<std::int64_t>(table.size());
      if (is_row && table.el->pass[static_cast<std::size_t>(row)] == el_pass)
        listed.push_back(static_cast<std::size_t>(row));
    }
  }
  if (listed.empty()) return "<p>PL and EL disagree on no chip.</p>\n";
  std::string html = fmt::format("<h3>Chips on which they disagree: {} of {}</h3>\n",
                                 std::min(listed.size(), kListedDisagreements), listed.size());
  html +=
      "<table class=\"long\"><tr><th>column, row</th><th class=\"n\">x, y [mm]</th><th>kind</th><th>PL class</th><th "
      "class=\"n\">relative</th>"
      "<th class=\"n\">S/N</th><th class=\"n\">nonunif.</th><th class=\"n\">EL</th><th class=\"n\">Vf [V]</th><th "
      "class=\"n\">Ir [µA]</th></tr>\n";
  for (std::size_t i = 0; i < std::min(listed.size(), kListedDisagreements); ++i)
    html += disagreement_row(table, listed[i]);
  return html + "</table>\n";
}

}  // namespace

std::string histograms_section(const ChipTable& table) {
  if (table.layers.empty() || table.size() == 0) return {};
  const LayerColumns& layer = table.layers.front();
  constexpr std::size_t kBins = 100;
  std::string html;
  const auto add = [&](const ValueOf& value, double low, double high, const std::string& axis) {
    html += "<figure>" + histogram_svg(histogram_of(table, value, low, high, kBins), axis) + "</figure>\n";
  };
  if (any_finite(layer.relative_intensity)) {
    const auto relative = [&](std::size_t first, std::span<float> values) {
      std::copy_n(layer.relative_intensity.begin() + static_cast<std::ptrdiff_t>(first), values.size(), values.begin());
    };
    add(relative, 0, 2, "relative intensity");
  }
  if (any_finite(layer.intensity_e) && any_finite(layer.intensity_sigma_e)) {
    const auto ratio = [&](std::size_t first, std::span<float> values) {
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = layer.intensity_e[first + i] / layer.intensity_sigma_e[first + i];
    };
    add(ratio, -5, top_of(table, ratio), "signal to noise: intensity / its sigma");
  }
  if (html.empty()) return {};
  return "<h2>Histograms</h2>\n<div class=\"two\">\n" + html +
         "</div>\n<p class=\"soft\">Chips on a logarithmic axis; green: good, orange: all others on top. The outermost "
         "bars hold all that lies beyond.</p>\n";
}

std::string not_measured_section(const ResultData& data, const Summary& s) {
  std::vector<std::string> items;
  if (s.counts.back() > 0)
    items.push_back(grouped(s.counts.back()) + " chips hold no valid data: they are unmeasured, not good");
  bool reflectance = false;
  for (const LayerSummary& layer : s.layers) {
    reflectance = reflectance || layer.kind == LayerKind::reflectance;
    if (!layer.missing_tiles.empty()) {
      items.push_back(fmt::format("layer {}: {} of {} image files are missing, the first is {}", layer.name,
                                  layer.missing_tiles.size(), layer.tiles, layer.missing_tiles.front()));
    }
    if (!layer.registration) items.push_back("layer " + layer.name + ": not measured");
  }
  if (!reflectance)
    items.emplace_back(
        "no reflectance layer: where nothing emits, missing and dark cannot be told apart, and dark is the answer");
  for (const LayerColumns& layer : data.table.layers) {
    std::string absent;
    for (const auto& info : kLayerColumns) {
      if (!any_finite(layer.*info.values)) absent.append(absent.empty() ? "" : ", ").append(info.name);
    }
    if (!absent.empty()) items.push_back("layer " + layer.layer + ": no " + absent);
  }
  if (!data.table.el) items.emplace_back("no EL test: PL is not compared with it");
  if (items.empty()) return {};
  std::string html = "<h2>Not measured</h2>\n<ul>\n";
  for (const std::string& item : items) html += "<li>" + escaped(item) + "</li>\n";
  return html + "</ul>\n";
}

std::string el_section(const ResultData& data, const Summary& s, std::span<const WaferMap> maps) {
  if (!data.el || !s.el || !data.table.el) return {};
  std::string html = "<h2>Agreement with the EL test</h2>\n" + match_text(s.el->match);
  html += "<div class=\"two\"><div>" + scores_table(*s.el) +
          "<p class=\"soft\">Positive = EL fails. A dash: not defined on these data.</p></div>\n";
  html += "<div>" + two_by_two(*s.el) + by_class_table(*s.el) + "</div></div>\n";
  const auto map = std::ranges::find(maps, std::string("disagreement"), &WaferMap::name);
  if (map != maps.end()) html += "<h3>Disagreement map</h3>\n" + figure(*map);
  return html + disagreement_table(data.table, data.el->disagreements);
}

}  // namespace pellucid::detail

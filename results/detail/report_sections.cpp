#include "results/detail/report_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "results/detail/html.h"
#include "results/detail/map_page.h"
#include "results/detail/summary_parts.h"
#include "results/map_colours.h"

namespace pellucid::detail {

namespace {

std::string fact(std::string_view name, const std::string& html) {
  return fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", name, html);
}

std::string tile(const std::string& value, std::string_view name) {
  return fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span></div>\n", value, name);
}

/// All stages; one called "total" would hold the others.
double total_seconds(const Summary& s) {
  double sum = 0;
  for (const StageTime& stage : s.timing) {
    if (stage.stage == "total") return stage.seconds;
    sum += stage.seconds;
  }
  return sum;
}

std::string list_of(const std::vector<std::string>& items) {
  std::string html = "<ul>";
  for (const std::string& item : items) html += "<li>" + escaped(item) + "</li>";
  return html + "</ul>";
}

std::string spread(const Spread& s, int decimals) {
  const double share = s.mean != 0 ? s.std / s.mean : std::numeric_limits<double>::quiet_NaN();
  return fmt::format("<td class=\"n\">{}</td><td class=\"n\">{}</td>", fixed(s.mean, decimals), percent(share));
}

}  // namespace

std::string head_section(const Summary& s) {
  std::string html = fmt::format("<header><div><h1>Wafer {}</h1>\n<p class=\"soft\">", escaped(s.wafer.id));
  html += s.wafer.lot.empty() ? "no lot" : "lot " + escaped(s.wafer.lot);
  if (s.wafer.slot) html += fmt::format(" · slot {}", *s.wafer.slot);
  html += fmt::format(" · {:g} mm · photoluminescence inspection</p></div>\n", s.wafer.diameter_mm);
  const char* verdict = s.limits.empty() ? "none" : s.limits_hold() ? "pass" : "fail";
  const char* words = s.limits.empty() ? "no limits set" : s.limits_hold() ? "PASS" : "FAIL";
  html +=
      fmt::format("<div class=\"verdict {}\">{}</div></header>\n<table class=\"facts\" style=\"margin-top:12px\">\n",
                  verdict, words);
  html += fact("Scan", escaped(s.scan_id));
  html += fact("Acquired", escaped(s.acquired_at.empty() ? "not stated" : s.acquired_at) +
                               (s.tool_id.empty() ? "" : " on " + escaped(s.tool_id)));
  html +=
      fact("Recipe", escaped(s.recipe_name) + " <small>SHA-256</small> <code>" + escaped(s.recipe_sha256) + "</code>");
  html += fact("Input", "<code>" + escaped(s.input.scan_path) + "</code><br><small>" + bytes_text(s.input.bytes) +
                            ", " + grouped(s.input.pixels) + " pixels, scan.json SHA-256</small> <code>" +
                            escaped(s.input.manifest_sha256) + "</code>");
  return html + "</table>\n";
}

std::string key_figures(const Summary& s) {
  const std::int64_t unmeasured = s.counts.back();
  const std::int64_t rejected = s.chips() - unmeasured - s.counts.front();
  const double seconds = total_seconds(s);
  std::string html = "<div class=\"tiles\">\n";
  html += tile(percent(s.yield, 3), "yield");
  html += tile(grouped(s.chips()), "chips listed");
  html += tile(grouped(rejected), "not good");
  html += tile(grouped(unmeasured), "unmeasured");
  html += tile(seconds > 0 ? fmt::format("{:.0f} Mpx/s", 1e-6 * static_cast<double>(s.input.pixels) / seconds) : "–",
               seconds > 0 ? fmt::format("in {:.1f} s", seconds) : "speed");
  return html + "</div>\n";
}

std::string limits_section(const Summary& s) {
  if (s.limits.empty()) return {};
  std::string html =
      "<h2>Wafer limits</h2>\n<table><tr><th>Limit</th><th class=\"n\">required</th><th "
      "class=\"n\">found</th><th>verdict</th></tr>\n";
  for (const LimitCheck& check : s.limits) {
    html += fmt::format(
        "<tr><td>{}</td><td class=\"n\">{:.6g}</td><td class=\"n\">{}</td><td class=\"{}\">{}</td></tr>\n",
        escaped(check.name), check.limit, std::isfinite(check.found) ? fmt::format("{:.6g}", check.found) : "–",
        check.passed ? "pass" : "fail", check.passed ? "pass" : "FAIL");
  }
  return html + "</table>\n";
}

std::string warnings_section(const Summary& s) {
  std::vector<std::string> warnings = s.warnings;
  if (s.el) warnings.insert(warnings.end(), s.el->warnings.begin(), s.el->warnings.end());
  if (warnings.empty()) return {};
  return fmt::format("<div class=\"warnings\"><b>{} warning{}</b>{}</div>\n", warnings.size(),
                     warnings.size() == 1 ? "" : "s", list_of(warnings));
}

std::string counts_section(const Summary& s) {
  std::string html =
      "<h2>Chips by class</h2>\n<table><tr><th>Class</th><th class=\"n\">chips</th><th class=\"n\">share</th><th "
      "style=\"width:45%\"></th></tr>\n";
  const double all = static_cast<double>(std::max<std::int64_t>(s.chips(), 1));
  for (std::size_t i = 0; i < kAllClasses.size(); ++i) {
    if (s.counts[i] == 0 && i != 0) continue;
    const double share = static_cast<double>(s.counts[i]) / all;
    html += fmt::format(
        "<tr><td><span class=\"swatch\" style=\"background:{}\"></span>{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td>"
        "<td><div class=\"bar\" style=\"width:{:.2f}%;background:{}\"></div></td></tr>\n",
        css(colour_of(kAllClasses[i])), pellucid::name_of(kAllClasses[i]), grouped(s.counts[i]), percent(share, 3),
        100 * share, css(colour_of(kAllClasses[i])));
  }
  html +=
      "</table>\n<p class=\"soft\">Yield = good / (listed − unmeasured). No chip has a class that is not listed "
      "here.</p>\n";
  if (!s.signatures.empty()) html += "<h3>Signatures</h3>" + list_of(s.signatures);
  return html;
}

std::string uniformity_section(const Summary& s) {
  std::string html = fmt::format(
      "<h2>Uniformity of the good chips</h2>\n<table><tr><th>Zone</th><th class=\"n\">chips</th><th "
      "class=\"n\">yield</th>"
      "<th class=\"n\">mean intensity [e]</th><th class=\"n\">std / mean</th><th class=\"n\">mean relative</th><th "
      "class=\"n\">std / mean</th></tr>\n");
  const auto row = [&](std::string_view name, std::int64_t chips, double yield, const Spread& intensity,
                       const Spread& relative) {
    html += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>{}{}</tr>\n", name,
                        grouped(chips), percent(yield), spread(intensity, 1), spread(relative, 4));
  };
  row("<b>whole wafer</b>", s.chips(), s.yield, s.uniformity.intensity_e, s.uniformity.relative_intensity);
  for (std::size_t i = 0; i < s.uniformity.zones.size(); ++i) {
    const ZoneFigures& zone = s.uniformity.zones[i];
    const double yield = zone.measured > 0 ? static_cast<double>(zone.good) / static_cast<double>(zone.measured)
                                           : std::numeric_limits<double>::quiet_NaN();
    row(kZoneNames[i], zone.chips, yield, zone.intensity_e, zone.relative_intensity);
  }
  return html + fmt::format("</table>\n<p class=\"soft\">{}.</p>\n", kZoneScheme);
}

std::string figure(const WaferMap& map) {
  return fmt::format("<figure><img alt=\"wafer map: {0}\" src=\"{1}\"></figure>\n", escaped(map.title),
                     png_data_uri(map.png));
}

std::string maps_section(std::span<const WaferMap> maps) {
  if (maps.empty()) return {};
  std::string html = "<h2>Maps</h2>\n", small;
  for (const WaferMap& map : maps) {
    if (map.name == "disagreement") continue;
    if (map.name == "class")
      html += figure(map).insert(7, " class=\"wide\"");
    else
      small += figure(map);
  }
  return html + "<div class=\"two\">\n" + small + "</div>\n";
}

std::string registration_section(const Summary& s) {
  std::string html =
      "<h2>Registration</h2>\n<table><tr><th>Layer</th><th class=\"n\">pitch [µm]</th><th class=\"n\">angle "
      "[°]</th><th class=\"n\">offset [µm]</th>"
      "<th class=\"n\">residual [µm]</th><th class=\"n\">odd lines [px]</th><th class=\"n\">profile "
      "[µm]</th><th>confidence</th></tr>\n";
  for (const LayerSummary& layer : s.layers) {
    if (!layer.registration) continue;
    const LayerRegistration& r = *layer.registration;
    const auto both = [](Vec2 v, int decimals) { return fixed(v.x, decimals) + ", " + fixed(v.y, decimals); };
    html += fmt::format(
        "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td "
        "class=\"n\">{}</td><td class=\"n\">{}</td>"
        "<td class=\"n\">{}</td><td>{} <small>by {}</small></td></tr>\n",
        escaped(layer.name), both(r.pitch_um, 4), fixed(r.angle_deg, 4), both(r.offset_um, 2),
        fixed(r.residual_rms_um, 3), fixed(r.odd_line_phase_px, 3), both(r.profile_fwhm_um, 2), fixed(r.confidence, 6),
        r.confidence_basis.empty() ? "–" : escaped(r.confidence_basis));
  }
  return html + "</table>\n";
}

std::string timing_section(const Summary& s) {
  std::string html = "<h2>Time and memory</h2>\n<table class=\"facts\">\n";
  for (const StageTime& stage : s.timing) html += fact(escaped(stage.stage), fixed(stage.seconds, 2) + " s");
  html += fact("peak memory", bytes_text(s.peak_memory_bytes));
  return html + "</table>\n";
}

}  // namespace pellucid::detail

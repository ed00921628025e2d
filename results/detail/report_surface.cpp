// The report of a wafer without chips: figures, maps, radial profile, defects with pictures, what was not measured.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "results/detail/html.h"
#include "results/detail/map_page.h"
#include "results/detail/report_sections.h"
#include "results/detail/surface_words.h"
#include "results/gray_png.h"
#include "results/uniformity.h"

namespace pellucid::detail {
namespace {

std::string tile(const std::string& value, std::string_view name) {
  return fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span></div>\n", value, name);
}

std::string figures(const SurfaceSummary& s) {
  return "<div class=\"tiles\">\n" + tile(grouped(s.defects), "defects") +
         tile(fixed(s.defects_per_cm2, 3), "defects a cm²") +
         tile(percent(s.uniformity.nonuniformity), "std / mean of the light") +
         tile(fixed(s.uniformity.light_e.mean, 0), "mean light, e a pixel") +
         tile(percent(s.coverage.share()), "of the usable area measured") + "</div>\n";
}

std::string counts_table(const SurfaceSummary& s) {
  std::string html =
      "<h2>Defects by class</h2>\n<table><tr><th>Class</th><th class=\"n\">defects</th><th "
      "style=\"width:55%\"></th></tr>\n";
  const double all = static_cast<double>(std::max<std::int64_t>(s.defects, 1));
  for (std::size_t i = 0; i < kSurfaceClasses.size(); ++i) {
    const std::string colour = css(colour_of(kSurfaceClasses[i]));
    html += fmt::format(
        "<tr><td><span class=\"swatch\" style=\"background:{}\"></span>{}</td><td class=\"n\">{}</td><td><div "
        "class=\"bar\" style=\"width:{:.2f}%;background:{}\"></div></td></tr>\n",
        colour, words_of(kSurfaceClasses[i]), grouped(s.counts[i]), 100 * static_cast<double>(s.counts[i]) / all,
        colour);
  }
  return html +
         fmt::format(
             "</table>\n<p class=\"soft\">Seen is what stands {} sigma out of noise and texture and differs by the "
             "recipe's least contrast. One pixel alone must differ by about {}; wide defects by less. The noise "
             "found is {} times the detector's.</p>\n",
             fixed(s.noise_limit_sigma, 1), percent(s.least_contrast), fixed(s.texture, 2));
}

/// Mean light by radius, its scatter as a band.
std::string radial_plot(const SurfaceUniformity& u) {
  constexpr double kWidth = 760, kHeight = 300, kLeft = 70, kRight = 740, kTop = 12, kBottom = 252;
  double low = 1e300, high = -1e300, reach = 0;
  for (const RadialPoint& p : u.radial) {
    if (!(p.light_e.cells > 0)) continue;
    const double spread = std::isfinite(p.light_e.std) ? p.light_e.std : 0;
    low = std::min(low, p.light_e.mean - spread);
    high = std::max(high, p.light_e.mean + spread);
    reach = std::max(reach, p.radius_mm);
  }
  if (!(high > low) || !(reach > 0)) return {};
  const double air = 0.08 * (high - low);
  low -= air, high += air;
  reach *= 1.04;
  const auto x = [&](double r) { return kLeft + (kRight - kLeft) * r / reach; };
  const auto y = [&](double v) { return kBottom - (kBottom - kTop) * (v - low) / (high - low); };
  std::string svg =
      fmt::format(R"(<svg viewBox="0 0 {} {}" font-family="DejaVu Sans,sans-serif" font-size="13">)", kWidth, kHeight);
  const auto out = std::back_inserter(svg);
  const double step_y = nice_step(high - low, 6), step_x = nice_step(reach, 8);
  for (double v = std::ceil(low / step_y) * step_y; v <= high; v += step_y) {
    fmt::format_to(
        out, R"(<path d="M{0} {1:.1f}H{2}" stroke="#e3e6ea"/><text x="{3}" y="{4:.1f}" text-anchor="end">{5:g}</text>)",
        kLeft, y(v), kRight, kLeft - 6, y(v) + 4, v);
  }
  for (double r = 0; r <= reach; r += step_x)
    fmt::format_to(out, R"(<text x="{:.1f}" y="{}" text-anchor="middle">{:g}</text>)", x(r), kBottom + 18, r);
  std::string line, upper, lower;
  for (const RadialPoint& p : u.radial) {
    if (!(p.light_e.cells > 0)) continue;
    const double spread = std::isfinite(p.light_e.std) ? p.light_e.std : 0;
    line += fmt::format("{}{:.1f} {:.1f}", line.empty() ? "M" : "L", x(p.radius_mm), y(p.light_e.mean));
    upper += fmt::format("{}{:.1f} {:.1f}", upper.empty() ? "M" : "L", x(p.radius_mm), y(p.light_e.mean + spread));
    lower.insert(0, fmt::format("L{:.1f} {:.1f}", x(p.radius_mm), y(p.light_e.mean - spread)));
  }
  fmt::format_to(
      out,
      R"(<path d="{}{}Z" fill="#8fb3a7" opacity="0.4"/><path d="{}" fill="none" stroke="#00705a" stroke-width="2"/>)",
      upper, lower, line);
  fmt::format_to(out, R"(<path d="M{0} {1}V{2}H{3}" fill="none" stroke="#4a5057"/>)", kLeft, kTop, kBottom, kRight);
  fmt::format_to(out, R"(<text x="{}" y="{}" text-anchor="middle">distance from the centre [mm]</text>)",
                 0.5 * (kLeft + kRight), kHeight - 8);
  fmt::format_to(
      out,
      R"svg(<text transform="translate(14 {}) rotate(-90)" text-anchor="middle">light [e a pixel]</text></svg>)svg",
      0.5 * (kTop + kBottom));
  return "<figure>" + svg +
         "<figcaption>Mean light of the cells by distance from the centre; the band is their scatter, one "
         "sigma.</figcaption></figure>\n";
}

std::string uniformity(const SurfaceUniformity& u) {
  std::string html =
      "<h2>Uniformity</h2>\n<div class=\"two\"><div><table><tr><th>Zone</th><th class=\"n\">cells</th><th "
      "class=\"n\">mean "
      "[e]</th><th class=\"n\">std / mean</th></tr>\n";
  const auto row = [&](std::string_view name, const CellSpread& s) {
    html += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                        name, grouped(s.cells), fixed(s.mean, 1), percent(s.std / s.mean));
  };
  row("<b>whole wafer</b>", u.light_e);
  for (std::size_t i = 0; i < u.zones.size(); ++i) row(kZoneNames[i], u.zones[i]);
  return html +
         fmt::format(
             "</table>\n<p class=\"soft\">{}. Cells at least half measured. (p99 − p1) / (p99 + p1): "
             "{}.</p></div>\n<div>",
             kZoneScheme, percent(u.range)) +
         radial_plot(u) + "</div></div>\n";
}

std::string picture(const DefectPicture& p, const SurfaceDefect& d, std::size_t number) {
  std::vector<std::uint8_t> grey;
  for (const float v : p.relative)
    grey.push_back(std::isfinite(v) ? static_cast<std::uint8_t>(std::clamp(127.5 * double{v}, 0.0, 255.0)) : 127);
  const std::string png = encode_gray_png(grey, p.side_px, p.side_px);
  const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(png.data()), png.size());
  return fmt::format(
      "<figure><img alt=\"defect {0}\" style=\"image-rendering:pixelated\" src=\"{1}\"><figcaption>{0}: {2}<br>{3} %, "
      "{4:.0f} µm<br>x {5:.3f}, y {6:.3f} mm<br>field {7:.0f} µm</figcaption></figure>\n",
      number, png_data_uri(bytes), words_of(d.surface_class), fixed(100 * d.peak_contrast, 0), d.length_um,
      d.centre_um.x / 1000, d.centre_um.y / 1000, p.side_px * p.pixel_um);
}

std::string gallery(const Surface& surface) {
  if (surface.pictures.empty()) return {};
  std::string html =
      "<h2>Strongest defects</h2>\n<div style=\"display:grid;grid-template-columns:repeat(6,1fr);gap:12px\">\n";
  for (const DefectPicture& p : surface.pictures) html += picture(p, surface.defects[p.defect], p.defect + 1);
  return html +
         "</div>\n<p class=\"soft\">Black: no light, grey: that of the surroundings, white: twice it. Numbers are "
         "those "
         "of the table in wafer.h5, from 1.</p>\n";
}

std::string not_measured(const ResultData& data, const SurfaceSummary& s) {
  std::string html = "<h2>Not measured</h2>\n<ul>\n";
  const auto item = [&](const std::string& words) { html += "<li>" + escaped(words) + "</li>\n"; };
  const double missing = s.coverage.usable_mm2 - s.coverage.measured_mm2;
  item(fmt::format("{:.1f} mm² of {:.1f} mm² inside the edge exclusion were not measured", std::max(0.0, missing),
                   s.coverage.usable_mm2));
  item(s.coverage.outline_found
           ? fmt::format("the wafer's outline was found at its rim: centre {:.0f}, {:.0f} µm, radius {:.3f} mm",
                         s.coverage.centre_um.x, s.coverage.centre_um.y, s.coverage.radius_um / 1000)
           : "the wafer's rim was not found in the image: its outline is as designed");
  item("defects are sought in layer " + s.layer + " alone");
  for (const LayerGeometry& layer : data.layers) {
    const auto missing_tiles = std::ranges::count(layer.tiles, false, &TilePlacement::present);
    if (missing_tiles > 0)
      item(fmt::format("layer {}: {} of {} image files are missing", layer.name, missing_tiles, layer.tiles.size()));
  }
  const bool wavelength = std::ranges::any_of(data.surface->layers,
                                              [](const LayerGrid& layer) { return layer.find("peak_nm") != nullptr; });
  if (!wavelength) item("no wavelength");
  return html + "</ul>\n";
}

}  // namespace

std::string surface_sections(const ResultData& data, const Summary& summary, std::span<const WaferMap> maps) {
  const SurfaceSummary& s = *summary.surface;
  std::string html = figures(s) + warnings_section(summary) + limits_section(summary) + counts_table(s);
  html += "<h2>Maps</h2>\n";
  std::string small;
  for (const WaferMap& map : maps) {
    if (map.name == "defects")
      html += figure(map).insert(7, " class=\"wide\"");
    else
      small += figure(map);
  }
  html += "<div class=\"two\">\n" + small + "</div>\n";
  return html + uniformity(s.uniformity) + wavelength_section(data) + gallery(*data.surface) + not_measured(data, s);
}

}  // namespace pellucid::detail

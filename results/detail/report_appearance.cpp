// The report's section on appearance: what is mechanically wrong, what of it the light shows as well.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "results/detail/fixed_text.h"
#include "results/detail/html.h"
#include "results/detail/map_page.h"
#include "results/detail/report_sections.h"

namespace pellucid::detail {
namespace {

constexpr std::size_t kMostRows = 25;

std::string overlap_table(const AppearanceReport& a) {
  std::string html =
      "<table><tr><th>Finding</th><th class=\"n\">chips</th><th class=\"n\">mechanical as well</th><th "
      "class=\"n\">alone</th></tr>\n";
  const auto row = [&](std::string_view name, std::int64_t chips, std::int64_t both) {
    html += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                        escaped(name), grouped(chips), grouped(both), grouped(chips - both));
  };
  for (const AppearanceReport::Overlap& o : a.overlaps)
    row((o.finding == "leaky" ? "electrical: " : "optical: ") + o.finding, o.chips, o.also_mechanical);
  html +=
      fmt::format("<tr><td>mechanical</td><td class=\"n\">{}</td><td class=\"n\">–</td><td class=\"n\">{}</td></tr>\n",
                  grouped(a.mechanical_chips), grouped(a.mechanical_alone));
  return html + "</table>\n";
}

std::string kinds_table(const AppearanceReport& a) {
  struct Kind {
    FindingKind kind;
    std::int64_t count = 0, joined = 0;
  };
  std::array<Kind, 5> kinds{{{FindingKind::particle},
                             {FindingKind::crack},
                             {FindingKind::chipping},
                             {FindingKind::scratch},
                             {FindingKind::residue}}};
  for (const AppearanceFinding& f : a.findings) {
    auto* k = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.kind == f.kind; });
    ++k->count;
    k->joined += f.chips > 1 ? 1 : 0;
  }
  std::string html =
      "<table><tr><th>Kind</th><th class=\"n\">findings</th><th class=\"n\">over several chips</th></tr>\n";
  for (const Kind& k : kinds) {
    html += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n", name_of(k.kind),
                        grouped(k.count), grouped(k.joined));
  }
  return html + "</table>\n";
}

std::string findings_table(const AppearanceReport& a) {
  std::vector<AppearanceFinding> shown = a.findings;
  std::stable_sort(shown.begin(), shown.end(),
                   [](const AppearanceFinding& x, const AppearanceFinding& y) { return x.chips > y.chips; });
  if (shown.size() > kMostRows) shown.resize(kMostRows);
  if (shown.empty()) return {};
  std::string html =
      "<h3>Largest findings</h3>\n<table class=\"long\"><tr><th>Kind</th><th class=\"n\">chips</th><th "
      "class=\"n\">strongest at chip</th><th class=\"n\">centre [µm]</th><th class=\"n\">extent [µm]</th><th "
      "class=\"n\">length [µm]</th><th class=\"n\">area [µm²]</th><th class=\"n\">σ</th></tr>\n";
  for (const AppearanceFinding& f : shown) {
    html += fmt::format(
        "<tr><td>{}, {}</td><td class=\"n\">{}</td><td class=\"n\">{}, {}</td><td class=\"n\">{:.1f}, {:.1f}</td><td "
        "class=\"n\">{:.1f} × {:.1f}</td><td class=\"n\">{:.1f}</td><td class=\"n\">{:.1f}</td><td "
        "class=\"n\">{:.1f}</td></tr>\n",
        name_of(f.kind), f.brighter ? "brighter" : "darker", f.chips, f.chip.column, f.chip.row, f.centre_um.x,
        f.centre_um.y, f.high_um.x - f.low_um.x, f.high_um.y - f.low_um.y, f.length_um, f.area_um2, f.sigma);
  }
  return html + "</table>\n<p class=\"soft\">The widest first; all of them are in findings.csv.</p>\n";
}

}  // namespace

std::string appearance_section(const ResultData& data, std::span<const WaferMap> maps) {
  if (!data.appearance) return {};
  const AppearanceReport& a = *data.appearance;
  std::string html = "<h2>Appearance</h2>\n";
  for (const AppearanceReport::Layer& l : a.layers) {
    html += fmt::format(
        "<p>Layer {}: {} chips against a golden chip learned from {}; mesas are {} than the ground by {} of the mean "
        "light; the lattice lies {:+.2f}, {:+.2f} µm from the first layer's. Marked is what stands out by more than "
        "{:.1f} σ{}.</p>\n",
        escaped(l.name), grouped(l.chips), grouped(l.taught_chips), l.contrast < 0 ? "darker" : "brighter",
        percent(std::abs(l.contrast), 0), l.shift_um.x, l.shift_um.y, l.limit_sigma,
        l.corner_limit_sigma > 0 ? fmt::format(", at corners {:.1f} σ", l.corner_limit_sigma) : "");
  }
  html += "<div class=\"two\"><div>" + overlap_table(a) + "</div><div>" + kinds_table(a) + "</div></div>\n";
  const auto map = std::ranges::find(maps, std::string("side_by_side"), &WaferMap::name);
  if (map != maps.end()) html += figure(*map);
  return html + findings_table(a);
}

}  // namespace pellucid::detail

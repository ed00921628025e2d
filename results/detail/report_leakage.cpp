// The report's section on leakage: what was found, what could be seen, the worst chips against the healthy one.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "results/detail/fixed_text.h"
#include "results/detail/html.h"
#include "results/detail/map_page.h"
#include "results/detail/report_sections.h"
#include "results/log_plot.h"

namespace pellucid::detail {
namespace {

constexpr std::array kColours{"#d55e00", "#0072b2", "#cc79a7", "#e69f00", "#56b4e9", "#009e73"};

std::string curves_svg(const LeakReport& leak) {
  LogPlot plot{"excitation power at the wafer [W/cm2]", "light (healthy at the highest power = 1)", {}, 0};
  plot.series.push_back({"healthy", "#22262b", leak.plot_power_w_cm2, leak.plot_healthy, {}, false});
  std::vector<double> powers, healthy_noise;
  for (const LeakPower& p : leak.powers) powers.push_back(p.power_w_cm2);
  for (std::size_t i = 0; i < leak.worst.size(); ++i) {
    const LeakCurve& c = leak.worst[i];
    const std::string colour = kColours[i % kColours.size()];
    plot.series.push_back({fmt::format("chip {}, {}: {:.2g} W/cm2", c.column, c.row, c.leak_w_cm2),
                           colour,
                           leak.plot_power_w_cm2,
                           c.model,
                           {},
                           true});
    plot.series.push_back({"", colour, powers, c.light, c.light_sigma, false});
  }
  const double least_noise = leak.powers.back().sigma_e / leak.powers.front().healthy_e;
  plot.least_y = 0.1 * std::min(least_noise, leak.plot_healthy.front());
  return log_plot_svg(plot);
}

std::string powers_table(const LeakReport& leak) {
  std::string html =
      "<table><tr><th>Layer</th><th class=\"n\">power [W/cm²]</th><th class=\"n\">healthy chip [e]</th><th "
      "class=\"n\">noise [e]</th></tr>\n";
  for (const LeakPower& p : leak.powers) {
    html += fmt::format(
        "<tr><td>{}</td><td class=\"n\">{:.4g}</td><td class=\"n\">{:.4g}</td><td class=\"n\">{:.3g}"
        "</td></tr>\n",
        escaped(p.layer), p.power_w_cm2, p.healthy_e, p.sigma_e);
  }
  return html + "</table>\n";
}

std::string sight(const LeakReport& leak) {
  if (!std::isfinite(leak.detectable_w_cm2)) return "The noise hides leaks of any size.";
  std::string text = fmt::format("Leaks above {:.3g} W/cm² are found (99 of 100)", leak.detectable_w_cm2);
  if (std::isfinite(leak.detectable_ohm)) text += fmt::format(", shunts up to {:.3g} Ω", leak.detectable_ohm);
  return text + "; smaller ones are not seen, and <code>good</code> says nothing of them.";
}

}  // namespace

std::string leakage_section(const ResultData& data) {
  if (!data.leak || !data.leak->judged) return {};
  const LeakReport& leak = *data.leak;
  std::string html = fmt::format("<h2>Leakage</h2>\n<p>{} leaky chips. {}</p>\n", grouped(leak.leaky), sight(leak));
  if (leak.on_priors > 0) {
    html += fmt::format(
        "<p>{} of them lie above the second-highest power: their size rests on what neighbours are like and on the "
        "floor.</p>\n",
        grouped(leak.on_priors));
  }
  html += "<figure class=\"wide\">" + curves_svg(leak) +
          "<figcaption>Dashed: the fitted curves of the largest leaks; points: what was measured, with one "
          "sigma.</figcaption></figure>\n";
  html += powers_table(leak);
  html += fmt::format(
      "<p class=\"soft\">A healthy chip: P = {:.3g} y + {:.3g} y² + {:.3g} y³ W/cm², y² its light against that at the "
      "highest power; largest misfit {}. Healthy chips spread by {} in brightness and {} in defects.</p>\n",
      leak.a_w_cm2, leak.b_w_cm2, leak.c_w_cm2, percent(leak.curve_misfit, 2), percent(leak.brightness_spread, 1),
      percent(leak.defects_spread, 1));
  return html;
}

}  // namespace pellucid::detail

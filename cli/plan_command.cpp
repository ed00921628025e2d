// pellucid plan: which optical densities and dwell see a wanted shunt.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "inspection/plan_leakage.h"

namespace pellucid::cli {
namespace {

struct PlanArguments {
  PlanRequest request;
  std::pair<double, double> chip_um{20, 20};
  std::string plot;
};

std::string number(double value, const char* none) {
  return std::isfinite(value) && value > 0 ? fmt::format("{:.3g}", value) : none;
}

std::string plan_text(const PlanRequest& request, const LeakPlan& plan) {
  std::string text = fmt::format("a shunt of {:.3g} ohm takes {:.3g} W/cm2 of the {:g} W/cm2 at OD 0\n\n",
                                 request.r_sh_ohm, plan.wanted_w_cm2, request.power_w_cm2);
  text += fmt::format("  {:<14}{:>8}{:>14}{:>16}{:>14}{:>12}{:>10}\n", "densities", "layers", "lowest W/cm2",
                      "leak seen W/cm2", "R_sh seen", "dwell", "time");
  for (const PlanSeries& s : plan.series) {
    text += fmt::format("  {:<14}{:>8}{:>14.3g}{:>16}{:>14}{:>12}{:>10}\n", fmt::format("0 to {:g}", s.density),
                        s.layers, s.lowest_w_cm2, number(s.detectable_w_cm2, "none"), number(s.detectable_ohm, "none"),
                        number(s.dwell, "no"), number(s.time, "-"));
  }
  text += "\nseen: at dwell 1, 99 of 100 leaks; dwell: of all layers but the first, to see the wanted shunt\n";
  if (plan.best < 0) return text + "no series reaches it: more light, a larger density, or a larger limit is needed\n";
  const PlanSeries& best = plan.series[static_cast<std::size_t>(plan.best)];
  return text + fmt::format("quickest: OD 0 to {:g} in steps of {:g}, {} layers, dwell {:g} after the first\n",
                            best.density, request.density_step, best.layers, best.dwell);
}

std::string plan_json(const LeakPlan& plan) {
  using Json = nlohmann::ordered_json;
  const auto finite = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  Json json{{"wanted_leak_w_cm2", plan.wanted_w_cm2}, {"best", nullptr}, {"series", Json::array()}};
  for (const PlanSeries& s : plan.series) {
    json["series"].push_back({{"optical_density", s.density},
                              {"layers", s.layers},
                              {"lowest_w_cm2", s.lowest_w_cm2},
                              {"detectable_leak_w_cm2", finite(s.detectable_w_cm2)},
                              {"detectable_r_sh_ohm", finite(s.detectable_ohm)},
                              {"dwell", finite(s.dwell)},
                              {"time", finite(s.time)}});
  }
  if (plan.best >= 0) json["best"] = json["series"][static_cast<std::size_t>(plan.best)];
  return json.dump() + "\n";
}

ExitCode run_plan(const Session& session, PlanArguments& arguments) {
  PlanRequest& request = arguments.request;
  request.chip_area_um2 = arguments.chip_um.first * arguments.chip_um.second;
  const auto plan = plan_leakage(request);
  if (!plan) return answer_error(session, plan.error());
  if (!arguments.plot.empty()) {
    std::ofstream file(arguments.plot, std::ios::binary | std::ios::trunc);
    file << plan_svg(*plan) << '\n';
    if (!file.flush())
      return answer_error(session, internal_error("cli.plot", arguments.plot, "cannot write the file"));
  }
  return print_out(session.json ? plan_json(*plan) : plan_text(request, *plan)) ? ExitCode::done : ExitCode::internal;
}

}  // namespace

void add_plan_command(CLI::App& app, Session& session) {
  CLI::App* c =
      add_command(app, session, "plan", "Which optical densities and dwell see a wanted shunt",
                  "pellucid plan --r-sh-ohm 1e7 --chip-um 20 20 --chip-e 100000 --noise-e 25 --plot plan.svg");
  auto a = std::make_shared<PlanArguments>();
  PlanRequest& r = a->request;
  c->add_option("--r-sh-ohm", r.r_sh_ohm, "Shunts of this and less must be found [ohm]")->capture_default_str();
  c->add_option("--chip-um", a->chip_um, "Emitting mesa, x y [um]");
  c->add_option("--power-w-cm2", r.power_w_cm2, "Power at the wafer at OD 0 [W/cm2]")->capture_default_str();
  c->add_option("--chip-e", r.chip_e, "Light of a healthy chip there [photoelectrons]")->capture_default_str();
  c->add_option("--noise-e", r.noise_e, "Sigma of a chip without light [e]")->capture_default_str();
  c->add_option("--absorbed-share", r.absorbed_share, "Of the excitation, in the wells")->capture_default_str();
  c->add_option("--open-circuit-v", r.open_circuit_v, "V_oc at OD 0 [V]")->capture_default_str();
  c->add_option("--wavelength-nm", r.wavelength_nm, "Of the excitation [nm]")->capture_default_str();
  c->add_option("--a", r.a_per_s, "A of a healthy chip [1/s]")->capture_default_str();
  c->add_option("--b", r.b_cm3_per_s, "B [cm3/s]")->capture_default_str();
  c->add_option("--c", r.c_cm6_per_s, "C [cm6/s]")->capture_default_str();
  c->add_option("--well-nm", r.well_nm, "Thickness of the wells [nm]")->capture_default_str();
  c->add_option("--step", r.density_step, "Step of the optical density")->capture_default_str();
  c->add_option("--most-density", r.most_density, "Largest optical density")->capture_default_str();
  c->add_option("--plot", a->plot, "Sensitivity against dwell, as an SVG file");
  c->callback([&session, a] { session.run = [&session, a] { return run_plan(session, *a); }; });
}

}  // namespace pellucid::cli

#include "results/detail/leak_json.h"

namespace pellucid::detail {

Json leak_json(const LeakReport& leak) {
  Json json{{"judged", leak.judged},
            {"leaky", leak.leaky},
            {"leaks_on_priors", leak.on_priors},
            {"detectable_leak_w_cm2", number(leak.detectable_w_cm2)},
            {"detectable_r_sh_ohm", number(leak.detectable_ohm)},
            {"r_sh_limit_ohm", number(leak.limit_ohm)},
            {"healthy_w_cm2", {{"a", number(leak.a_w_cm2)}, {"b", number(leak.b_w_cm2)}, {"c", number(leak.c_w_cm2)}}},
            {"healthy_misfit", number(leak.curve_misfit)},
            {"brightness_spread", number(leak.brightness_spread)},
            {"defects_spread", number(leak.defects_spread)},
            {"powers", Json::array()},
            {"worst", Json::array()}};
  for (const LeakPower& p : leak.powers) {
    json["powers"].push_back({{"layer", p.layer},
                              {"power_w_cm2", number(p.power_w_cm2)},
                              {"healthy_e", number(p.healthy_e)},
                              {"sigma_e", number(p.sigma_e)}});
  }
  for (const LeakCurve& c : leak.worst) {
    json["worst"].push_back({{"column", c.column},
                             {"row", c.row},
                             {"leak_power_w_cm2", number(c.leak_w_cm2)},
                             {"leak_power_w_cm2_sigma", number(c.sigma_w_cm2)},
                             {"light", numbers(c.light)},
                             {"light_sigma", numbers(c.light_sigma)}});
  }
  return json;
}

LeakReport leak_from(const Json& json) {
  LeakReport leak;
  leak.judged = json.at("judged");
  leak.leaky = json.at("leaky");
  leak.on_priors = json.at("leaks_on_priors");
  leak.detectable_w_cm2 = to_number(json.at("detectable_leak_w_cm2"));
  leak.detectable_ohm = to_number(json.at("detectable_r_sh_ohm"));
  leak.limit_ohm = to_number(json.at("r_sh_limit_ohm"));
  const Json& healthy = json.at("healthy_w_cm2");
  leak.a_w_cm2 = to_number(healthy.at("a"));
  leak.b_w_cm2 = to_number(healthy.at("b"));
  leak.c_w_cm2 = to_number(healthy.at("c"));
  leak.curve_misfit = to_number(json.at("healthy_misfit"));
  leak.brightness_spread = to_number(json.at("brightness_spread"));
  leak.defects_spread = to_number(json.at("defects_spread"));
  for (const Json& p : json.at("powers")) {
    leak.powers.push_back(
        {p.at("layer"), to_number(p.at("power_w_cm2")), to_number(p.at("healthy_e")), to_number(p.at("sigma_e"))});
  }
  for (const Json& c : json.at("worst")) {
    leak.worst.push_back({c.at("column"),
                          c.at("row"),
                          to_number(c.at("leak_power_w_cm2")),
                          to_number(c.at("leak_power_w_cm2_sigma")),
                          to_numbers(c.at("light")),
                          to_numbers(c.at("light_sigma")),
                          {}});
  }
  return leak;
}

}  // namespace pellucid::detail

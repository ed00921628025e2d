/// What the leakage judgement found of a wafer, and what it could see. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pellucid {

/// One power of the series.
struct LeakPower {
  std::string layer;
  double power_w_cm2 = 0;
  double healthy_e = 0, sigma_e = 0;  ///< a typical good chip's light and noise
};

/// A fitted curve for the log-log plot: light against a healthy chip's at the highest power.
struct LeakCurve {
  std::int32_t column = 0, row = 0;
  double leak_w_cm2 = 0, sigma_w_cm2 = 0;
  std::vector<double> light, light_sigma;  ///< measured, one a power
  std::vector<double> model;               ///< at LeakReport::plot_power_w_cm2
};

struct LeakReport {
  bool judged = false;            ///< false: too few powers show light; nothing below is filled but `warnings`
  std::vector<LeakPower> powers;  ///< the highest first
  double a_w_cm2 = 0, b_w_cm2 = 0,
         c_w_cm2 = 0;       ///< a healthy chip: P = a y + b y^2 + c y^3, y = 1 at the highest power
  double curve_misfit = 0;  ///< largest relative distance of a power from it
  double brightness_spread = 0, defects_spread = 0;
  double detectable_w_cm2 = 0;  ///< 99 of 100 leaks of this size are found; infinite where none is
  double detectable_ohm = 0;    ///< the shunt it stands for; NaN where the recipe does not tell
  double limit_ohm = 0;         ///< the shunt that the recipe asks for; NaN
  std::int64_t leaky = 0, on_priors = 0;
  std::vector<double> plot_power_w_cm2, plot_healthy;
  std::vector<LeakCurve> worst;  ///< of the leaky chips, the largest leaks
  std::vector<std::string> warnings;
};

}  // namespace pellucid

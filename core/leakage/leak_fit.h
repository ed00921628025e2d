/// The leak of one chip from its light at several powers: brightness s, defects A and leak p fitted with the noise of
/// each power, the population's spread of s and A as priors and the floor of a hard short (spec: physics, "Leak
/// power"). A chip may be an outlier in s or A at a bounded price: a dim, bright or defect-heavy chip is not read as a
/// leak. Immutable after construction; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "core/leakage/leak_model.h"
#include "core/leakage/leak_options.h"

namespace pellucid {

inline constexpr std::size_t kMostPowers = 16;

/// Log-normal sigma of healthy chips.
struct LeakPriors {
  double brightness = 0.03;
  double defects = 0.05;
};

struct LeakEstimate {
  double leak_w_cm2 = 0, sigma_w_cm2 = 0;  ///< at the highest power; NaN where less than two powers were measured
  double brightness = 1, defects = 1;      ///< s, A against a healthy chip's
  double floor = 0;                        ///< share of open-circuit light; 0 where there is no leak
  double significance = 0;  ///< sigma by which a leak explains the light better than anything without one; at least 0
  double chi2 = 0;          ///< of the data about the fit
  double voltage = 1;       ///< the chip's V_oc at the highest power against a healthy one's
  bool leaky = false;
};

class LeakFitter {
 public:
  /// `power_w_cm2`: at most kMostPowers.
  LeakFitter(const HealthyCurve& curve, std::span<const double> power_w_cm2, LeakPriors priors,
             const LeakOptions& options);

  /// `expected_e`: a healthy chip's light at each power, in the unit of `light_e`; `sigma_e` that of the light.
  /// `extra_noise`: relative, of each power, beside the options' own. Fast where the chip is like its neighbours.
  [[nodiscard]] LeakEstimate fit(std::span<const double> light_e, std::span<const double> sigma_e,
                                 std::span<const double> expected_e, double extra_noise = 0) const;

  /// Relative light of a chip with these properties at a power of the scan, by its index.
  [[nodiscard]] double relative_light(std::size_t power, double brightness, double defects, double leak_w_cm2,
                                      double floor) const;
  /// Light at any power [W/cm2], against a healthy chip's at the highest.
  [[nodiscard]] double light_at(double power_w_cm2, const LeakEstimate& chip) const;

 private:
  struct Data;
  struct Fit;
  struct Chip;
  struct Terms;
  [[nodiscard]] Chip chip_of(const Fit& fit) const;
  [[nodiscard]] Terms terms(std::size_t power, const Chip& chip) const;
  void normal_equations(const Data& data, Fit& fit) const;
  [[nodiscard]] Fit minimise(const Data& data, Fit fit) const;
  [[nodiscard]] Fit best_without_leak(const Data& data, const Fit& start) const;
  [[nodiscard]] Fit best_with_leak(const Data& data, const Fit& without) const;
  [[nodiscard]] double likely_leak(const Data& data) const;
  [[nodiscard]] double likely_defects(const Data& data) const;
  void set_variance(Data& data, const Fit* expected) const;
  [[nodiscard]] LeakEstimate estimate(const Data& data, const Fit& fit, double significance) const;

  HealthyCurve curve_;
  std::vector<double> power_, healthy_y_;
  LeakPriors priors_;
  LeakOptions options_;
  std::size_t top_ = 0;                                       ///< index of the highest power
  std::vector<double> trial_leak_;                            ///< leaks to begin with ...
  std::vector<std::array<double, kMostPowers>> trial_light_;  ///< ... and the relative light they leave
};

}  // namespace pellucid

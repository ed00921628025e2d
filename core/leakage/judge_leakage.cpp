#include "core/leakage/judge_leakage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/flow/parallel.h"
#include "core/leakage/leak_sensitivity.h"

namespace pellucid {
namespace {

using chip_flag::bit;

constexpr std::int64_t kGrain = 1 << 12;
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr double kEmits_sigma = 5;      ///< light that a slope may rest on
constexpr double kShapeNoise = 0.1;     ///< of chips whose light is no profile's, or clipped
constexpr double kToldShunt_sigma = 2;  ///< a leak below has no R_sh
constexpr double kBadCurve = 0.05;
constexpr std::size_t kWorst = 6;
constexpr int kPlotPoints = 48;

double square(double x) {
  return x * x;
}

/// Limit of a finding of its own: 99 of 100 such leaks stand out.
double least_seen_sigma(const LeakOptions& options) {
  return options.beyond_sigma + 2.33;
}

class LeakJudgement {
 public:
  LeakJudgement(ChipTable& table, const LeakReference& reference, const std::optional<ShuntScale>& shunt,
                const LeakOptions& options)
      : table_(table),
        reference_(reference),
        shunt_(shunt),
        options_(options),
        power_(reference.powers()),
        fitter_(reference.curve(), power_, reference.priors(), options) {
    if (shunt_ && options_.r_sh_limit_ohm) wanted_w_cm2_ = shunt_->leak_w_cm2(*options_.r_sh_limit_ohm);
  }

  void run(const std::stop_token& stop) {
    const std::size_t n = table_.size();
    LeakColumns& out = table_.leak.emplace();
    for (auto* column : {&out.power_exponent, &out.power_exponent_sigma, &out.leak_power_w_cm2,
                         &out.leak_power_sigma_w_cm2, &out.leak_fit_chi2})
      column->assign(n, kNan);
    if (shunt_) {
      out.r_sh_ohm.assign(n, kNan);
      out.r_sh_sigma_ohm.assign(n, kNan);
    }
    parallel_ranges(static_cast<std::int64_t>(n), kGrain, [&](std::int64_t begin, std::int64_t end) {
      if (stop.stop_requested()) return;
      for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) judge_chip(k);
    });
  }

  void fill(LeakReport& report) const {
    for (std::size_t k = 0; k < table_.size(); ++k) {
      const bool leaky = (table_.flags[k] & bit(ChipClass::leaky)) != 0;
      report.leaky += leaky ? 1 : 0;
      report.on_priors += (table_.flags[k] & chip_flag::kLeakOnPriors) != 0 ? 1 : 0;
    }
    draw_curves(report);
  }

 private:
  struct Light {
    std::array<double, kMostPowers> light{}, sigma{}, expected{};
  };

  [[nodiscard]] Light light_of(std::size_t k) const {
    Light chip;
    reference_.expect(table_, k, std::span(chip.expected).first(power_.size()));
    for (std::size_t i = 0; i < power_.size(); ++i) {
      const LayerColumns& layer = table_.layers[reference_.layers()[i].layer];
      chip.light[i] = static_cast<double>(layer.intensity_e[k]);
      chip.sigma[i] = static_cast<double>(layer.intensity_sigma_e[k]);
    }
    return chip;
  }

  [[nodiscard]] LeakEstimate fit(std::size_t k, const Light& chip) const {
    const bool odd = (table_.flags[k] & (bit(ChipClass::partial) | chip_flag::kSaturated)) != 0;
    const std::size_t n = power_.size();
    return fitter_.fit(std::span(chip.light).first(n), std::span(chip.sigma).first(n),
                       std::span(chip.expected).first(n), odd ? kShapeNoise : 0);
  }

  void judge_chip(std::size_t k) {
    if (table_.chip_class[k] == ChipClass::unmeasured || table_.chip_class[k] == ChipClass::missing) return;
    LeakColumns& out = *table_.leak;
    const Light chip = light_of(k);
    set_exponent(k, chip);
    const LeakEstimate found = fit(k, chip);
    const bool told = found.sigma_w_cm2 < power_.front();  // a chip without light leaks nobody knows how much
    if (told) {
      out.leak_power_w_cm2[k] = static_cast<float>(found.leak_w_cm2);
      out.leak_power_sigma_w_cm2[k] = static_cast<float>(found.sigma_w_cm2);
    }
    out.leak_fit_chi2[k] = static_cast<float>(found.chi2);
    if (shunt_ && found.leak_w_cm2 > kToldShunt_sigma * found.sigma_w_cm2) {
      const double ohm = shunt_->ohm(found.leak_w_cm2, found.voltage);
      out.r_sh_ohm[k] = static_cast<float>(ohm);
      out.r_sh_sigma_ohm[k] = static_cast<float>(ohm * found.sigma_w_cm2 / found.leak_w_cm2);
    }
    if (found.leaky) {
      table_.flags[k] |= bit(ChipClass::leaky);
      if (found.leak_w_cm2 > power_[1]) table_.flags[k] |= chip_flag::kLeakOnPriors;
      if (table_.chip_class[k] != ChipClass::mechanical) table_.chip_class[k] = ChipClass::leaky;
      return;
    }
    const bool blind = !(found.sigma_w_cm2 * least_seen_sigma(options_) <= wanted_w_cm2_);
    const bool passes = table_.chip_class[k] == ChipClass::good || table_.chip_class[k] == ChipClass::suspect;
    if (!blind || !passes) return;
    table_.flags[k] |= bit(ChipClass::retest);
    table_.chip_class[k] = ChipClass::retest;
  }

  /// Between the two lowest neighbouring powers at which the chip emits: there a leak shows first.
  void set_exponent(std::size_t k, const Light& chip) {
    const auto emits = [&](std::size_t i) { return chip.light[i] > kEmits_sigma * chip.sigma[i]; };
    for (std::size_t low = power_.size() - 1; low > 0; --low) {
      const std::size_t high = low - 1;
      const double span = std::log(power_[high] / power_[low]);
      if (!emits(low) || !emits(high) || !(span > 1e-6)) continue;
      const double noise2 = square(chip.sigma[low] / chip.light[low]) + square(chip.sigma[high] / chip.light[high]) +
                            2 * square(options_.layer_noise);
      table_.leak->power_exponent[k] = static_cast<float>(std::log(chip.light[high] / chip.light[low]) / span);
      table_.leak->power_exponent_sigma[k] = static_cast<float>(std::sqrt(noise2) / span);
      return;
    }
  }

  void draw_curves(LeakReport& report) const {
    const double low = power_.back() / 2, high = power_.front() * 2;
    for (int i = 0; i < kPlotPoints; ++i) {
      report.plot_power_w_cm2.push_back(low * std::pow(high / low, i / (kPlotPoints - 1.0)));
      report.plot_healthy.push_back(fitter_.light_at(report.plot_power_w_cm2.back(), LeakEstimate{}));
    }
    for (const std::size_t k : worst_chips()) {
      const Light chip = light_of(k);
      const LeakEstimate found = fit(k, chip);
      LeakCurve curve{table_.column[k], table_.row[k], found.leak_w_cm2, found.sigma_w_cm2, {}, {}, {}};
      for (std::size_t i = 0; i < power_.size(); ++i) {
        const double unit = fitter_.light_at(power_[i], LeakEstimate{}) / chip.expected[i];
        curve.light.push_back(chip.light[i] * unit);
        curve.light_sigma.push_back(chip.sigma[i] * unit);
      }
      for (const double power : report.plot_power_w_cm2) curve.model.push_back(fitter_.light_at(power, found));
      report.worst.push_back(std::move(curve));
    }
  }

  [[nodiscard]] std::vector<std::size_t> worst_chips() const {
    std::vector<std::size_t> leaky;
    for (std::size_t k = 0; k < table_.size(); ++k) {
      if ((table_.flags[k] & bit(ChipClass::leaky)) != 0) leaky.push_back(k);
    }
    const auto& leak = table_.leak->leak_power_w_cm2;
    const std::size_t kept = std::min(kWorst, leaky.size());
    std::partial_sort(leaky.begin(), leaky.begin() + static_cast<std::ptrdiff_t>(kept), leaky.end(),
                      [&](std::size_t a, std::size_t b) { return std::pair(-leak[a], a) < std::pair(-leak[b], b); });
    leaky.resize(kept);
    return leaky;
  }

  ChipTable& table_;
  const LeakReference& reference_;
  const std::optional<ShuntScale>& shunt_;
  const LeakOptions& options_;
  const std::vector<double> power_;
  const LeakFitter fitter_;
  double wanted_w_cm2_ = std::numeric_limits<double>::infinity();  ///< the leak that must be seen
};

/// The optical density that brings the highest power down to the leak that is looked for.
double density_for(double leak_w_cm2, double highest_w_cm2) {
  return std::ceil(2 * std::log10(highest_w_cm2 / leak_w_cm2)) / 2;
}

void tell(LeakReport& r, const LeakReference& reference, const std::optional<ShuntScale>& shunt,
          const LeakOptions& options) {
  for (const std::string& layer : reference.too_faint())
    r.warnings.push_back(fmt::format("layer {}: too little light for leakage, left out of it", layer));
  if (r.curve_misfit > kBadCurve) {
    r.warnings.push_back(
        fmt::format("healthy chips miss the recombination model by up to {:.0f} percent: check the "
                    "powers and optical densities of the layers",
                    100 * r.curve_misfit));
  }
  const std::string shunt_text =
      std::isfinite(r.detectable_ohm) ? fmt::format(" (R_sh up to {:.3g} ohm)", r.detectable_ohm) : "";
  r.warnings.push_back(
      std::isfinite(r.detectable_w_cm2)
          ? fmt::format("leakage: leaks above {:.3g} W/cm2{} are found; of smaller ones `good` says nothing",
                        r.detectable_w_cm2, shunt_text)
          : "leakage: the noise of this scan hides leaks of any size; `good` says nothing of them");
  if (r.on_priors > 0) {
    r.warnings.push_back(
        fmt::format("{} leaks lie above the second-highest power: their size rests on priors and floor", r.on_priors));
  }
  if (!shunt || !options.r_sh_limit_ohm) return;
  const double wanted = shunt->leak_w_cm2(*options.r_sh_limit_ohm);
  if (wanted >= r.detectable_w_cm2) return;
  const double highest = r.powers.front().power_w_cm2, lowest = r.powers.back().power_w_cm2;
  const double density = density_for(wanted, highest);
  const bool lower = highest * std::pow(10, -density) < 0.7 * lowest;
  r.warnings.push_back(fmt::format(
      "a shunt of {:.3g} ohm takes {:.3g} W/cm2, which this scan does not see: add {}; chips that may hide it are "
      "`retest`, not `good`",
      *options.r_sh_limit_ohm, wanted,
      lower ? fmt::format("OD {:.1f} against the highest power, with enough light there", density)
            : std::string("light (dwell) at the lowest powers")));
}

}  // namespace

LeakReport judge_leakage(ChipTable& table, const std::vector<PowerLayer>& layers,
                         const std::optional<ShuntScale>& shunt, const LeakOptions& options, std::stop_token stop) {
  LeakReport report;
  report.limit_ohm = options.r_sh_limit_ohm.value_or(std::numeric_limits<double>::quiet_NaN());
  report.detectable_ohm = std::numeric_limits<double>::quiet_NaN();
  if (layers.size() < 2 || table.size() == 0) return report;
  const LeakReference reference(table, layers, options);
  if (!reference.usable()) {
    report.warnings.emplace_back(
        "leakage is not judged: too few good chips show light at two powers; no chip is called leaky");
    return report;
  }
  report.judged = true;
  const HealthyCurve& curve = reference.curve();
  report.a_w_cm2 = curve.a;
  report.b_w_cm2 = curve.b;
  report.c_w_cm2 = curve.c;
  report.curve_misfit = curve.misfit;
  report.brightness_spread = reference.priors().brightness;
  report.defects_spread = reference.priors().defects;
  std::vector<PowerNoise> noise;
  for (std::size_t i = 0; i < reference.layers().size(); ++i) {
    const PowerLayer& layer = reference.layers()[i];
    const TypicalLight& light = reference.typical()[i];
    report.powers.push_back({table.layers[layer.layer].layer, layer.power_w_cm2, light.expected_e, light.sigma_e});
    noise.push_back({layer.power_w_cm2, light.expected_e, light.sigma_e});
  }
  report.detectable_w_cm2 = detectable_leak(curve, noise, reference.priors(), options);
  if (shunt && std::isfinite(report.detectable_w_cm2)) report.detectable_ohm = shunt->ohm(report.detectable_w_cm2);
  LeakJudgement judgement(table, reference, shunt, options);
  judgement.run(stop);
  judgement.fill(report);
  tell(report, reference, shunt, options);
  return report;
}

}  // namespace pellucid

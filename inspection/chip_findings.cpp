#include "inspection/chip_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/judge/chip_verdict.h"
#include "inspection/wavelength_findings.h"

namespace pellucid {
namespace {

using Verdict = Finding::Verdict;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::string far_text(double distance, double sigma) {
  return sigma > 0 ? fmt::format("{:.1f} sigma", std::abs(distance) / sigma) : std::string("no known sigma");
}

class Findings {
 public:
  Findings(const ChipFacts& chip, const Recipe& recipe)
      : chip_(chip),
        recipe_(recipe),
        light_{chip.intensity_e, chip.sigma_e, chip.relative, chip.expected_e()},
        seen_(look_at_light(light_, recipe.judge)) {}

  std::vector<Finding> take() { return std::move(list_); }

  void unmeasured() {
    Finding& f = add(ChipClass::unmeasured, "intensity_e", "e", kNaN, kNaN, recipe_.measure.min_coverage);
    f.key = "measure.min_coverage";
    f.limit_is_upper = false;
    f.verdict = Verdict::found;
    f.text = fmt::format("no intensity: less than {} of its profile was covered", figure(f.limit));
  }

  void dark() {
    const JudgeOptions& o = recipe_.judge;
    const double noise = std::hypot(sigma(), std::isfinite(expected()) ? o.dark_floor * expected() : 0);
    Finding& f = add(ChipClass::dark, "intensity_e", "e", intensity(), sigma(), o.dark_sigma * noise);
    f.key = "judge.dark_sigma";
    f.limit_is_upper = false;
    f.verdict = verdict(ChipClass::dark, seen_.no_light);
    f.text = fmt::format("intensity_e {} {} {} ({} times its noise of {} e, floor included)", figure(f.value),
                         seen_.no_light ? "<" : ">=", figure(f.limit), figure(o.dark_sigma), figure(noise));
    if (f.verdict == Verdict::undecided) f.text += ", but a healthy chip could look like this: not dark for sure";
  }

  void relative(ChipClass chip_class, bool beyond_limit, double limit, const char* key) {
    const bool below = chip_class == ChipClass::dim;
    Finding& f =
        add(chip_class, "relative_intensity", "1", static_cast<double>(chip_.relative), sigma() / expected(), limit);
    f.key = key;
    f.limit_is_upper = !below;
    f.verdict = verdict(chip_class, beyond_limit);
    f.text = fmt::format("relative_intensity {} {} {}", figure(f.value),
                         beyond_limit ? (below ? "<" : ">") : (below ? ">=" : "<="), figure(limit));
    if (!beyond_limit) return;
    const double distance = intensity() - expected();
    const double noise = std::sqrt(sigma() * sigma() + std::max(0.0, -distance));
    f.text += fmt::format(", {} {} a healthy chip's {} e", far_text(distance, noise), below ? "below" : "above",
                          figure(expected()));
    if (f.verdict == Verdict::undecided)
      f.text += fmt::format(": less than the {} it takes", figure(recipe_.judge.beyond_sigma));
  }

  void blind() {
    const JudgeOptions& o = recipe_.judge;
    Finding& f = add(ChipClass::retest, "expected_e", "e", expected(), kNaN, (o.dark_sigma + o.beyond_sigma) * sigma());
    f.key = "judge.beyond_sigma";
    f.limit_is_upper = false;
    f.verdict = seen_.blind ? verdict(ChipClass::retest, true) : Verdict::holds;
    f.text = fmt::format("a healthy chip gives {} e here, {} {} ({} sigma): {}", figure(f.value),
                         seen_.blind ? "less than" : "at least", figure(f.limit), figure(o.dark_sigma + o.beyond_sigma),
                         seen_.blind ? "neither dark nor good can be said" : "dark can be told from good");
  }

  void missing() {
    const double limit = recipe_.judge.missing_reflectance;
    Finding& f = add(ChipClass::missing, "relative_intensity of reflectance", "1",
                     static_cast<double>(chip_.reflectance), kNaN, limit);
    f.key = "judge.missing_reflectance";
    f.limit_is_upper = false;
    if (!chip_.has_reflectance) {
      f.verdict = Verdict::not_judged;
      f.text = "no reflectance layer: missing and dark chips cannot be told apart";
      return;
    }
    const bool low = (chip_.flags & chip_flag::kNoMesa) != 0;
    f.verdict = has(ChipClass::missing) ? Verdict::found : Verdict::holds;
    f.text = fmt::format("reflectance {} {} {}, {}{}", figure(f.value), f.value < limit ? "<" : ">=", figure(limit),
                         low ? "no mesa" : "a mesa is there", low && !has(ChipClass::missing) ? ", but it emits" : "");
  }

  void shape(const ChipShape* shape, const ShapeEvidence& shapes) {
    const JudgeOptions& o = recipe_.judge;
    if (shape == nullptr) {
      Finding& f = add(ChipClass::partial, "shape", "sigma", kNaN, kNaN, o.partial_sigma);
      f.key = "judge.partial_sigma";
      f.limit_is_upper = true;
      f.verdict = has(ChipClass::partial) ? Verdict::found : Verdict::holds;
      f.text = fmt::format("its emission lies within {} sigma of the usual shape", figure(shapes.least_sigma));
      return;
    }
    const ShapeVerdict seen = look_at_shape(*shape, shapes.usual, o);
    const double shift = static_cast<double>(shape->shift);
    one_shape("shift", "mesa", shift, std::hypot(static_cast<double>(shape->shift_sigma), shapes.usual.shift),
              o.partial_shift, "judge.partial_shift", seen.shifted, "emission centroid off");
    const double excess = std::abs(static_cast<double>(shape->excess) - shapes.usual.excess);
    one_shape("excess", "1", excess, std::hypot(static_cast<double>(shape->excess_sigma), shapes.usual.excess_spread),
              o.partial_nonuniformity * o.partial_nonuniformity, "judge.partial_nonuniformity", seen.uneven,
              "squared nonuniformity beside the usual");
  }

  void leak() {
    Finding& f = add(ChipClass::leaky, "leak_power_w_cm2", "W/cm2", static_cast<double>(chip_.leak_w_cm2),
                     static_cast<double>(chip_.leak_sigma_w_cm2), kNaN);
    f.key = "leakage.beyond_sigma";
    f.limit_is_upper = true;
    f.verdict = has(ChipClass::leaky) ? Verdict::found : Verdict::holds;
    if (!chip_.has_leak || !std::isfinite(f.value)) {
      f.verdict = has(ChipClass::leaky) ? Verdict::found : Verdict::not_judged;
      f.text = chip_.has_leak ? "no leak could be fitted" : "leakage was not judged: it takes PL at two powers";
      return;
    }
    f.text = fmt::format(
        "leak_power_w_cm2 {} +- {}: {} within {} sigma", figure(f.value), figure(f.sigma),
        has(ChipClass::leaky) ? "no chip without a leak looks like this" : "a chip without a leak may look like this",
        figure(recipe_.leakage.beyond_sigma));
  }

  void wavelength() {
    for (Finding& f : wavelength_findings(chip_.wavelength, has(ChipClass::wavelength), recipe_.wavelength))
      list_.push_back(std::move(f));
  }

  /// Findings that rest on nothing above.
  void others() {
    for (const ChipClass c : {ChipClass::mechanical, ChipClass::suspect}) {
      if (has(c)) add(c, std::string(name_of(c)), "", kNaN, kNaN, kNaN).verdict = Verdict::found;
    }
    const bool by_light = seen_.low || seen_.high || seen_.blind;
    if (!has(ChipClass::retest) || by_light) return;
    Finding& f = add(ChipClass::retest, "leak_power_w_cm2", "W/cm2", static_cast<double>(chip_.leak_w_cm2),
                     static_cast<double>(chip_.leak_sigma_w_cm2), kNaN);
    f.key = "leakage.r_sh_limit_ohm";
    f.verdict = Verdict::found;
    f.text = "its noise may hide a shunt that the recipe asks for";
  }

  /// Retest by its light: undecided findings are what it rests on.
  [[nodiscard]] bool has(ChipClass c) const { return (chip_.flags & chip_flag::bit(c)) != 0; }
  [[nodiscard]] const LightVerdict& seen() const { return seen_; }

 private:
  Finding& add(ChipClass chip_class, std::string quantity, std::string units, double value, double sigma_of,
               double limit) {
    Finding& f = list_.emplace_back();
    f.chip_class = chip_class;
    f.quantity = std::move(quantity);
    f.units = std::move(units);
    f.value = value;
    f.sigma = sigma_of;
    f.limit = limit;
    f.text = std::string(name_of(chip_class));
    return f;
  }

  /// What the result says; where it says nothing and the limit is passed all the same, sigma is what lacks.
  [[nodiscard]] Verdict verdict(ChipClass c, bool beyond_limit) const {
    if (has(c)) return Verdict::found;
    return beyond_limit ? Verdict::undecided : Verdict::holds;
  }

  void one_shape(const char* quantity, const char* units, double value, double noise, double limit, const char* key,
                 bool found, const char* words) {
    Finding& f = add(ChipClass::partial, quantity, units, value, noise, limit);
    f.key = key;
    f.limit_is_upper = true;
    const bool beyond = value > limit;
    f.verdict = found && has(ChipClass::partial) ? Verdict::found : Verdict::holds;
    f.text = fmt::format("{}: {} {} {} ({} {}), {} of {}", words, figure(value), beyond ? ">" : "<=", figure(limit),
                         "share of", std::string_view(units) == "mesa" ? "the mesa" : "the mean, squared",
                         far_text(value, noise), figure(recipe_.judge.partial_sigma));
  }

  [[nodiscard]] double intensity() const { return static_cast<double>(chip_.intensity_e); }
  [[nodiscard]] double sigma() const { return static_cast<double>(chip_.sigma_e); }
  [[nodiscard]] double expected() const { return static_cast<double>(light_.expected); }

  const ChipFacts& chip_;
  const Recipe& recipe_;
  const ChipLight light_;
  const LightVerdict seen_;
  std::vector<Finding> list_;
};

int rank_of(const Finding& f, ChipClass chip_class) {
  if (f.verdict == Verdict::found) return f.chip_class == chip_class ? 0 : 1;
  if (f.verdict == Verdict::undecided) return chip_class == ChipClass::retest ? 0 : 2;
  return f.verdict == Verdict::holds ? 3 : 4;
}

}  // namespace

std::string figure(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : std::string("unknown");
}

std::vector<Finding> findings_of(const ChipFacts& chip, const ChipShape* shape, const ShapeEvidence& shapes,
                                 const Recipe& recipe) {
  Findings found(chip, recipe);
  if (chip.chip_class == ChipClass::unmeasured) {
    found.unmeasured();
    return found.take();
  }
  found.dark();
  found.relative(ChipClass::dim, found.seen().low, recipe.judge.dim_relative, "judge.dim_relative");
  found.relative(ChipClass::bright, found.seen().high, recipe.judge.bright_relative, "judge.bright_relative");
  found.blind();
  found.shape(shape, shapes);
  found.missing();
  found.leak();
  found.wavelength();
  found.others();
  std::vector<Finding> list = found.take();
  std::ranges::stable_sort(list, {}, [&](const Finding& f) { return rank_of(f, chip.chip_class); });
  return list;
}

}  // namespace pellucid

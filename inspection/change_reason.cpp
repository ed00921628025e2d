#include "inspection/change_reason.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/judge/chip_verdict.h"

namespace pellucid {
namespace {

double square(float x) {
  return static_cast<double>(x) * static_cast<double>(x);
}

bool differ_in(const ChipFacts& a, const ChipFacts& b, ChipClass c) {
  return ((a.flags ^ b.flags) & chip_flag::bit(c)) != 0;
}

ChipLight light_of(const ChipFacts& chip) {
  return {chip.intensity_e, chip.sigma_e, chip.relative, chip.expected_e()};
}

}  // namespace

bool light_differs(float a, float sigma_a, float b, float sigma_b, double beyond_sigma) {
  const double distance = static_cast<double>(a) - static_cast<double>(b);
  return distance * distance > beyond_sigma * beyond_sigma * (square(sigma_a) + square(sigma_b));
}

ChangeReasons::ChangeReasons(const JudgedResult& a, const JudgedResult& b, double beyond_sigma)
    : a_(a), b_(b), beyond_sigma_(beyond_sigma) {
  if (a.recipe && b.recipe) changes_ = compare_recipes(*a.recipe, *b.recipe);
}

bool ChangeReasons::changed(std::string_view key) const {
  return std::ranges::any_of(changes_, [&](const RecipeChange& c) { return c.path().starts_with(key); });
}

/// The light of A by the limits of B.
bool ChangeReasons::light_judged_otherwise(const ChipSide& a, const ChipSide& b) const {
  if (!a_.recipe || !b_.recipe) return false;
  const auto otherwise = [this](const ChipFacts& chip) {
    return judge_light(light_of(chip), a_.recipe->judge) != judge_light(light_of(chip), b_.recipe->judge);
  };
  return otherwise(a.facts) || otherwise(b.facts);
}

ChangeReason ChangeReasons::reason(const ChipSide& a, const ChipSide& b) const {
  const ChipFacts &fa = a.facts, &fb = b.facts;
  if (fa.chip_class == ChipClass::unmeasured || fb.chip_class == ChipClass::unmeasured) return ChangeReason::coverage;
  if (differ_in(fa, fb, ChipClass::leaky)) return changed("leakage.") ? ChangeReason::limits : ChangeReason::leakage;
  if (differ_in(fa, fb, ChipClass::partial))
    return changed("judge.partial_") ? ChangeReason::limits : ChangeReason::shape;
  const bool by_wavelength = fa.chip_class == ChipClass::wavelength || fb.chip_class == ChipClass::wavelength;
  if (by_wavelength && differ_in(fa, fb, ChipClass::wavelength))
    return changed("wavelength.") ? ChangeReason::limits : ChangeReason::wavelength;
  if (light_differs(fa.intensity_e, fa.sigma_e, fb.intensity_e, fb.sigma_e, beyond_sigma_)) return ChangeReason::light;
  if (differ_in(fa, fb, ChipClass::missing) && changed("judge.missing_reflectance")) return ChangeReason::limits;
  if (light_judged_otherwise(a, b)) return ChangeReason::limits;
  if (differ_in(fa, fb, ChipClass::retest) && changed("leakage.")) return ChangeReason::limits;
  if (!a_.recipe) return ChangeReason::noise;
  ChipLight elsewhere = light_of(fa);  // the light of A among the neighbours of B
  elsewhere.expected = fb.expected_e();
  elsewhere.relative = elsewhere.intensity / elsewhere.expected;
  const bool moved = judge_light(elsewhere, a_.recipe->judge) != judge_light(light_of(fa), a_.recipe->judge);
  return moved ? ChangeReason::expectation : ChangeReason::noise;
}

std::string ChangeReasons::why(const ChipSide& a, const ChipSide& b, ChangeReason reason) const {
  if (!a_.recipe || !b_.recipe) return "a recipe is not known: " + std::string(name_of(reason));
  const bool of_b = b.facts.chip_class != ChipClass::good;  // what is no longer found is told by what was
  const auto list = of_b ? findings_of(b.facts, b.shape, b_.shapes, *b_.recipe)
                         : findings_of(a.facts, a.shape, a_.shapes, *a_.recipe);
  const auto others = of_b ? findings_of(a.facts, a.shape, a_.shapes, *a_.recipe)
                           : findings_of(b.facts, b.shape, b_.shapes, *b_.recipe);
  const Finding& told = list.front();
  const char *here = of_b ? "B" : "A", *there = of_b ? "A" : "B";
  std::string text = told.text;
  const auto key = std::ranges::find(changes_, told.key, &RecipeChange::path);
  if (key != changes_.end()) return text + fmt::format(" (recipe {}: {})", there, of_b ? key->from : key->to);
  const auto other = std::ranges::find_if(
      others, [&](const Finding& f) { return f.quantity == told.quantity && f.chip_class == told.chip_class; });
  if (other == others.end() || !std::isfinite(other->value)) return text + fmt::format(" in {}", here);
  return text + fmt::format(" ({}: {})", there, figure(other->value));
}

}  // namespace pellucid

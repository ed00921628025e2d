#include "inspection/wafer_limits.h"

#include <numeric>

namespace pellucid {
namespace {

std::int64_t count_of(const ClassCounts& counts, ChipClass c) {
  return counts[static_cast<std::size_t>(c)];
}

double share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

/// A limit that could not be compared (NaN) does not hold.
void at_least(std::vector<LimitCheck>& checks, const char* name, const std::optional<double>& limit, double found) {
  if (limit) checks.push_back({name, *limit, found, found >= *limit});
}
void at_most(std::vector<LimitCheck>& checks, const char* name, const std::optional<double>& limit, double found) {
  if (limit) checks.push_back({name, *limit, found, found <= *limit});
}

}  // namespace

std::vector<LimitCheck> check_limits(const WaferLimits& limits, const ClassCounts& counts,
                                     const std::optional<ElReport>& el) {
  const std::int64_t measured = std::accumulate(counts.begin(), counts.end() - 1, std::int64_t{0});
  const std::int64_t listed = measured + counts.back();
  std::vector<LimitCheck> checks;
  at_least(checks, "min_yield", limits.min_yield, yield_of(counts));
  at_most(checks, "max_missing_ppm", limits.max_missing_ppm,
          1e6 * share(count_of(counts, ChipClass::missing), measured));
  at_most(checks, "max_dark_ppm", limits.max_dark_ppm, 1e6 * share(count_of(counts, ChipClass::dark), measured));
  at_most(checks, "max_dim_ppm", limits.max_dim_ppm, 1e6 * share(count_of(counts, ChipClass::dim), measured));
  at_most(checks, "max_leaky_ppm", limits.max_leaky_ppm, 1e6 * share(count_of(counts, ChipClass::leaky), measured));
  at_most(checks, "max_retest_share", limits.max_retest_share, share(count_of(counts, ChipClass::retest), measured));
  at_most(checks, "max_unmeasured_share", limits.max_unmeasured_share, share(counts.back(), listed));
  if (!el) return checks;
  const auto score = [&](std::string_view name) {
    const Score* s = el->find(name);
    return s != nullptr ? s->value : std::numeric_limits<double>::quiet_NaN();
  };
  at_least(checks, "min_el_accuracy", limits.min_el_accuracy, score("accuracy"));
  at_most(checks, "max_el_underkill_ppm", limits.max_el_underkill_ppm, score("underkill_ppm"));
  at_most(checks, "max_el_overkill_ppm", limits.max_el_overkill_ppm, score("overkill_ppm"));
  return checks;
}

}  // namespace pellucid

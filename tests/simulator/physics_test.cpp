#include "samples/simulator/physics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace pellucid::sim {
namespace {

TEST(Physics, ShuntTableOfTheSpec) {
  const Recombination chip(RecombinationOptions{}, 20.0 * 20.0);
  const double inf = std::numeric_limits<double>::infinity();
  const double powers[] = {1, 3, 10, 30, 100};
  struct Row {
    double a, r_sh;
    double ratio[5], digit[5];  // digit: half of the last printed one
  };
  const Row rows[] = {{1e7, 50e6, {.066, .56, .86, .96, .99}, {.0005, .005, .005, .005, .005}},
                      {1e7, 5e6, {0, 0, .061, .61, .89}, {.0005, .0005, .0005, .005, .005}},
                      {1e8, inf, {.010, .011, .014, .020, .040}, {.0005, .0005, .0005, .0005, .0005}}};
  for (const Row& row : rows) {
    for (int i = 0; i < 5; ++i) {
      const double ratio = chip.light(powers[i], row.a, row.r_sh, 0) / chip.light(powers[i], 1e7, inf, 0);
      EXPECT_NEAR(ratio, row.ratio[i], row.digit[i]) << "A " << row.a << " R_sh " << row.r_sh << " P " << powers[i];
    }
  }
}

TEST(Physics, CarriersBalanceGenerationAndLeak) {
  const RecombinationOptions o;
  const Recombination chip(o, 400);
  for (const double power : {0.5, 10.0, 200.0}) {
    const double n = chip.carriers_per_cm3(power, o.a_per_s, 2e7);
    // In units of excitation: what recombines, as power, plus the leak's share is the whole.
    const double per_cm3_s = n * (o.a_per_s + n * (o.b_cm3_per_s + n * o.c_cm6_per_s));
    const double photon_j = 6.62607015e-34 * 299792458.0 / 405e-9;
    const double recombined = per_cm3_s * 10e-7 * photon_j / 0.05;
    EXPECT_NEAR(recombined + chip.leak_power_w_cm2(n, 2e7), power, 1e-9 * power);
  }
}

TEST(Physics, HardShortKeepsTheFloor) {
  const Recombination chip(RecombinationOptions{}, 400);
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_NEAR(chip.light(10, 1e7, 1e3, 0.02) / chip.light(10, 1e7, inf, 0.02), 0.02, 1e-6);
}

}  // namespace
}  // namespace pellucid::sim

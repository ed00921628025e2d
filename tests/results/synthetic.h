/// Made-up wafers for the tests of this folder and for the gallery. Any thread.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>

#include "results/result_data.h"

namespace pellucid::testing {

struct SyntheticOptions {
  double diameter_mm = 50;
  Vec2 pitch_um{60, 60};
  double rotation_deg = 0;
  double defects = 0.004;  ///< share of chips with a finding
  bool image = false;      ///< a plain image of `columns` x `rows` chips
  std::int32_t columns = 40, rows = 30;
  bool el = true;
  bool second_layer = true;
  OrientationMark mark = OrientationMark::notch;
  unsigned seed = 1;
};

ResultData synthetic_result(const SyntheticOptions& options);

}  // namespace pellucid::testing

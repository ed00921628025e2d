/// The judgement's comparisons for one chip as findings with words. Private to inspection/explain and inspection/diff;
/// pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/judge/shape_evidence.h"
#include "inspection/explain.h"
#include "recipe/recipe.h"

namespace pellucid {

/// A chip's wavelength [nm], as far as it was judged.
struct WavelengthFacts {
  std::string column;  ///< of the judged figure: "peak_nm"
  float value = 0, sigma = 0, residual = 0;
  WavelengthSource source = WavelengthSource::none;
};

/// What the comparisons look at; NaN where a value was not measured.
struct ChipFacts {
  ChipClass chip_class = ChipClass::good;
  std::uint32_t flags = 0;
  float intensity_e = 0, sigma_e = 0, relative = 0;  ///< first layer
  float reflectance = 0;                             ///< relative, of the reflectance layer
  float leak_w_cm2 = 0, leak_sigma_w_cm2 = 0;
  bool has_reflectance = false, has_leak = false;
  std::optional<WavelengthFacts> wavelength;  ///< absent: neither spectra nor two bands

  /// Light of a healthy chip in this place [e].
  [[nodiscard]] float expected_e() const { return intensity_e / relative; }
};

/// `shape`: nullptr where the chip is none of those kept. The finding that decided the class first, then what else was
/// found, then the undecided, then what holds.
[[nodiscard]] std::vector<Finding> findings_of(const ChipFacts& chip, const ChipShape* shape,
                                               const ShapeEvidence& shapes, const Recipe& recipe);

/// "0.741", as many digits as say something.
[[nodiscard]] std::string figure(double value);

}  // namespace pellucid

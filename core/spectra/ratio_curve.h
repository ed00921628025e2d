/// The calibration of a two-band ratio: wavelength against the ratio of the light behind two filters, straight between
/// the points. Immutable; any thread.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/model/error.h"

namespace pellucid {

class RatioCurve {
 public:
  /// Points (ratio, nm) in any order. Errors: bad_input "core.ratio" (fewer than two, a ratio twice, not finite).
  [[nodiscard]] static Result<RatioCurve> from(std::vector<std::pair<double, double>> points);
  /// "0.4:440, 0.9:450, 2:460"; or one "ratio,nm" a line (comma, semicolon, tab or blank), a header line allowed.
  [[nodiscard]] static Result<RatioCurve> parse(std::string_view text);

  struct Wavelength {
    double nm = 0, sigma_nm = 0;  ///< NaN beyond the curve
  };
  [[nodiscard]] Wavelength at(double ratio, double ratio_sigma) const;

 private:
  std::vector<std::pair<double, double>> points_;  ///< rising ratio
};

}  // namespace pellucid

/// Choices of the appearance inspection, from the recipe. Each default is declared here and nowhere else.
#pragma once

namespace pellucid {

struct AppearanceOptions {
  /// Healthy chips that noise alone may mark as mechanical, of a million: sets the limit in sigma from the number of
  /// places tried.
  double false_alarm_ppm = 100;
  /// A finding this far from the mesa still makes its chip mechanical; further away it is listed only [um].
  double mesa_margin_um = 0;
};

}  // namespace pellucid

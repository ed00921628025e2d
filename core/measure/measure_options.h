/// Choices of the measurement that a recipe may change. Each default is declared here and nowhere else.
#pragma once

namespace pellucid {

struct MeasureOptions {
  /// PL need not be linear in power: corrected light is divided by relative_power^k.
  double line_power_exponent = 1.0;
  /// Half-width of the search for the grid's index origin [pitches].
  int search_pitches = 4;
  /// Largest turn against the design that is searched [degree].
  double search_angle_deg = 0.6;
  /// Below this probability of the right index origin the scan is refused.
  double min_confidence = 0.999;
  /// A pixel above background + spike_peaks * expected peak + spike_floor_e is left out of sum and norm.
  double spike_peaks = 5.0;
  double spike_floor_e = 100.0;
  /// Background is pooled over this many columns and rows of chips.
  int background_pool_chips = 32;
  /// A chip is unmeasured where less than this share of its profile weight was covered.
  double min_coverage = 0.5;
};

}  // namespace pellucid

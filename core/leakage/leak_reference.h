/// How healthy chips of a wafer answer to power: their light at every power against that at the highest, from robust
/// local medians, the curve through it, and how far chips spread about it. Same result for any number of threads;
/// immutable after construction; safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/leakage/leak_fit.h"
#include "core/model/chip_table.h"

namespace pellucid {

/// One PL layer of the table and its power at the wafer.
struct PowerLayer {
  std::size_t layer = 0;  ///< index into ChipTable::layers
  double power_w_cm2 = 0;
};

/// What a typical good chip shows at one power.
struct TypicalLight {
  double expected_e = 0, sigma_e = 0;
};

class LeakReference {
 public:
  /// `layers`: two or more; the table is judged already. `usable()` is false where too few chips are good, or but one
  /// power shows light.
  LeakReference(const ChipTable& table, std::vector<PowerLayer> layers, const LeakOptions& options);

  [[nodiscard]] bool usable() const { return layers_.size() >= 2; }
  /// Those that show light, the highest power first.
  [[nodiscard]] const std::vector<PowerLayer>& layers() const { return layers_; }
  [[nodiscard]] const std::vector<std::string>& too_faint() const { return too_faint_; }
  [[nodiscard]] std::vector<double> powers() const;
  [[nodiscard]] const HealthyCurve& curve() const { return curve_; }
  [[nodiscard]] const LeakPriors& priors() const { return priors_; }
  [[nodiscard]] const std::vector<TypicalLight>& typical() const { return typical_; }

  /// A healthy chip's light at each power in the place of chip k; NaN where the highest power was not measured.
  void expect(const ChipTable& table, std::size_t k, std::span<double> expected_e) const;

 private:
  /// Ratios at the middles of square blocks of chips, smooth between them.
  struct RatioMap {
    std::vector<double> at;  ///< [block]
    double usual = 0;        ///< of the whole wafer
    double error = 0;        ///< of `usual`
  };
  void choose(const ChipTable& table);
  void lay_blocks(const ChipTable& table);
  [[nodiscard]] RatioMap ratios(const ChipTable& table, std::size_t layer) const;
  void fill_gaps(RatioMap& map, std::vector<double> blocks) const;
  void find_priors(const ChipTable& table, const LeakOptions& options);
  void find_typical(const ChipTable& table);
  [[nodiscard]] double ratio_at(const RatioMap& map, std::int32_t column, std::int32_t row) const;

  std::vector<PowerLayer> layers_;
  std::vector<RatioMap> ratios_;  ///< one a layer; 1 for the first
  std::vector<std::string> too_faint_;
  std::vector<std::size_t> healthy_;  ///< chips that are looked at
  std::int32_t column0_ = 0, row0_ = 0, size_ = 1, across_ = 1, down_ = 1;
  HealthyCurve curve_;
  LeakPriors priors_;
  std::vector<TypicalLight> typical_;
};

}  // namespace pellucid

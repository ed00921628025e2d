/// The background between the mesas, pooled over blocks of chips and bilinear between them. Immutable after building.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/measure/chip_directory.h"

namespace pellucid {

/// One chip's say on the background: its street light less the modelled chips' light, over `pixels` street pixels.
struct StreetLight {
  float light_e = 0, pixels = 0;
};

class BackgroundMap {
 public:
  /// Writes what the chips of a row say to out[column]; zeros, where it writes nothing, say nothing.
  using StreetRow = std::function<void(std::int32_t row, StreetLight* out)>;
  /// Robust: chips far from their block's median are left out. `fallback_e`: where no chip of the wafer says anything.
  BackgroundMap(const ChipDirectory& directory, const StreetRow& street, int pool_chips, double fallback_e);
  /// The same everywhere.
  explicit BackgroundMap(double level_e) : across_(1), down_(1), level_(1, static_cast<float>(level_e)) {}
  [[nodiscard]] float at(std::int32_t column, std::int32_t row) const;  ///< [e / pixel]
  /// The same for the columns [begin, end) of a row: out[c - begin].
  void fill_row(std::int32_t row, std::int32_t begin, std::int32_t end, float* out) const;
  void shift(double e);  ///< adds a constant
  /// Variance of the background's own estimate [e^2].
  [[nodiscard]] float variance() const { return variance_; }

 private:
  /// Between which two blocks an index lies, and where.
  struct Place {
    std::int32_t low = 0, high = 0;
    float share = 0;  ///< of the high one
  };
  [[nodiscard]] Place place(std::int32_t index, std::int32_t count) const;

  int pool_ = 32;
  std::int32_t across_ = 0, down_ = 0;
  std::vector<float> level_;
  float variance_ = 0;
};

}  // namespace pellucid

/// How the healthy residuals of neighbouring pixels hang together, and the filter that undoes it: smooth texture of the
/// mesas is told from a small defect by what lies around it. The inverse of the residuals' covariance, as one small
/// kernel: a matched filter adds up its answer (Turin 1960). Immutable after learning; any thread.
#pragma once

#include <array>
#include <vector>

#include "core/appearance/sigma_map.h"

namespace pellucid {

/// Covariance of residuals by the distance of two pixels; filled by one thread, merged afterwards.
class ResidualCovariance {
 public:
  static constexpr int kReach = 6;  ///< pixels
  void add(const SigmaMap& map);
  void merge(const ResidualCovariance& other);
  /// Against a pixel's own variance; lags beyond kReach are 0.
  [[nodiscard]] double at(int dx, int dy) const;

 private:
  static constexpr int kSide = 2 * kReach + 1;
  std::array<double, static_cast<std::size_t>(kSide*(kReach + 1))> sum_{}, count_{};
};

class NoiseShape {
 public:
  NoiseShape() = default;  ///< neighbours know nothing of each other
  explicit NoiseShape(const ResidualCovariance& covariance);
  /// Nothing to undo: apply() would change nothing.
  [[nodiscard]] bool plain() const { return plain_; }
  void apply(const SigmaMap& in, SigmaMap& out) const;

 private:
  static constexpr int kHalf = 3;
  static constexpr int kWidth = 2 * kHalf + 1;
  bool plain_ = true;
  std::array<float, static_cast<std::size_t>(kWidth* kWidth)> kernel_{};
};

}  // namespace pellucid

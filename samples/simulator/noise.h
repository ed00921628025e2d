/// Photon counts and Gaussian noise, fast and exact where it matters. The tables are built once; drawing is const and
/// safe from any thread, each with its own Random.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "samples/simulator/random.h"

namespace pellucid::sim {

class NoiseSource {
 public:
  /// The one set of tables.
  [[nodiscard]] static const NoiseSource& instance();

  /// Standard normal by the ziggurat of 256 layers (Marsaglia and Tsang 2000, in Doornik's form of 2005).
  [[nodiscard]] double normal(Random& random) const;

  /// Photoelectrons of a mean plus read noise of `read_e`. Below kExactMean the count is Poisson exactly: a sum of two,
  /// of the mean's whole eighths by inversion from a table and of the rest, mostly 0. Above it a Gaussian with the
  /// Poisson's skewness (Cornish and Fisher 1938, first term).
  [[nodiscard]] double photons_and_read(double mean_e, double read_e, Random& random) const;
  /// The same for a row: each mean is replaced by what was counted.
  void expose(std::span<float> mean_e, double read_e, Random& random) const;

  /// Poisson count of a mean below kExactMean.
  [[nodiscard]] int poisson(double mean, Random& random) const;

  static constexpr double kExactMean = 50;

 private:
  NoiseSource();

  struct CountTable {
    std::array<std::uint8_t, 256> guide{};  ///< first count whose distribution function passes i / 256
    std::vector<double> distribution;
  };
  std::array<double, 257> layer_{};
  std::array<double, 257> height_{};
  std::vector<CountTable> counts_;  ///< of mean 0, 1/8, 2/8, ...
};

}  // namespace pellucid::sim

#include "samples/simulator/noise.h"

#include <cmath>

namespace pellucid::sim {
namespace {

constexpr double kTailStart = 3.6541528853610088;  // of 256 layers
constexpr double kLayerArea = 4.92867323399e-3;
constexpr double kLastProbability = 1e-17;
constexpr double kTablesPerUnit = 8;

double bell(double x) {
  return std::exp(-0.5 * x * x);
}

}  // namespace

NoiseSource::NoiseSource() {
  layer_[0] = kLayerArea / bell(kTailStart);
  layer_[1] = kTailStart;
  for (std::size_t i = 2; i < 256; ++i)
    layer_[i] = std::sqrt(-2.0 * std::log(kLayerArea / layer_[i - 1] + bell(layer_[i - 1])));
  layer_[256] = 0;
  for (std::size_t i = 0; i < 257; ++i) height_[i] = bell(layer_[i]);
  counts_.resize(static_cast<std::size_t>(kExactMean * kTablesPerUnit) + 1);
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    CountTable& t = counts_[i];
    const double m = static_cast<double>(i) / kTablesPerUnit;
    double p = std::exp(-m), sum = 0;
    for (int k = 0; k < 255; ++k) {
      sum += p;
      t.distribution.push_back(sum);
      p *= m / (k + 1);
      if (k > m && p < kLastProbability) break;
    }
    t.distribution.push_back(2.0);  // ends every search
    std::size_t k = 0;
    for (std::size_t slot = 0; slot < 256; ++slot) {
      while (t.distribution[k] <= static_cast<double>(slot) / 256.0) ++k;
      t.guide[slot] = static_cast<std::uint8_t>(k);
    }
  }
}

const NoiseSource& NoiseSource::instance() {
  static const NoiseSource source;
  return source;
}

double NoiseSource::normal(Random& random) const {
  while (true) {
    const std::uint64_t bits = random.bits();
    const auto i = static_cast<std::size_t>(bits & 255);
    const double u = static_cast<double>(static_cast<std::int64_t>(bits) >> 11) * 0x1.0p-52;  // [-1, 1)
    const double x = u * layer_[i];
    if (std::abs(x) < layer_[i + 1]) return x;
    if (i == 0) {
      double a = 0, b = 0;
      do {
        a = -std::log(1.0 - random.unit()) / kTailStart;
        b = -std::log(1.0 - random.unit());
      } while (b + b < a * a);
      return u < 0 ? -(kTailStart + a) : kTailStart + a;
    }
    if (height_[i + 1] + random.unit() * (height_[i] - height_[i + 1]) < bell(x)) {
      // Layer i lies between layer_[i + 1] and layer_[i]; height_ rises inwards.
      return x;
    }
  }
}

int NoiseSource::poisson(double mean, Random& random) const {
  if (!(mean > 0)) return 0;
  const auto whole = static_cast<std::size_t>(mean * kTablesPerUnit);
  const double rest = mean - static_cast<double>(whole) * (1.0 / kTablesPerUnit);
  const std::uint64_t bits = random.bits();
  const double u = to_unit(bits);
  const CountTable& t = counts_[whole];
  std::size_t k = t.guide[bits >> 56];
  while (t.distribution[k] <= u) ++k;
  double left = random.unit();
  if (left < 1.0 - rest) return static_cast<int>(k);  // below exp(-rest): no need to know it exactly
  double p = std::exp(-rest);
  int more = 0;
  while (left >= p && more < 32) {
    left -= p;
    ++more;
    p *= rest / more;
  }
  return static_cast<int>(k) + more;
}

double NoiseSource::photons_and_read(double mean_e, double read_e, Random& random) const {
  if (mean_e < kExactMean) {
    const double count = poisson(mean_e, random);
    return read_e > 0 ? count + read_e * normal(random) : count;
  }
  const double z = normal(random), variance = mean_e + read_e * read_e;
  return mean_e + std::sqrt(variance) * z + (z * z - 1.0) * mean_e / (6.0 * variance);
}

void NoiseSource::expose(std::span<float> mean_e, double read_e, Random& random) const {
  Random local = random;  // in registers
  for (float& e : mean_e) e = static_cast<float>(photons_and_read(e, read_e, local));
  random = local;
}

}  // namespace pellucid::sim

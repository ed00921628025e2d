/// How large a number usually is, at each of many places: histograms of its size, so that defects among the teachers
/// hardly count. Counts are whole numbers: the order of adding does not matter. One thread an object; merge afterwards.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace pellucid {

class SpreadMap {
 public:
  explicit SpreadMap(std::size_t places) : counts_(places * kBins) {}
  void add(std::size_t place, float value) { ++counts_[place * kBins + bin_of(std::abs(value))]; }
  void merge(const SpreadMap& other) {
    for (std::size_t k = 0; k < counts_.size(); ++k) counts_[k] += other.counts_[k];
  }
  /// Sigma at a place: of the values within three of it, put right for what lies beyond in a normal distribution; 1
  /// where nothing was seen.
  [[nodiscard]] double sigma(std::size_t place) const {
    const std::uint32_t* counts = counts_.data() + place * kBins;
    const double total = seen(place);
    if (total == 0) return 1;
    double own = median_size(counts, total) / 0.6745;
    for (int round = 0; round < kRounds && own > 0; ++round) own = within(counts, kCut * own, own);
    return own;
  }
  /// Sigmas of the places from `first` on: as far from `expected` times a factor that all have in common as they truly
  /// are, the error of each left out (James and Stein 1961, of the logarithms), by no more than such errors are: a few
  /// places that truly differ keep that (Efron and Morris 1972). 0 stays 0.
  [[nodiscard]] std::vector<double> sigmas(std::size_t first, const std::vector<double>& expected) const {
    std::vector<double> logs(expected.size()), out(expected.size());
    double count = 0, mean = 0, square = 0, error = 0;
    for (std::size_t k = 0; k < expected.size(); ++k) {
      if (expected[k] <= 0) continue;
      logs[k] = std::log(std::max(kLeast, sigma(first + k)) / expected[k]);
      count += 1;
      mean += logs[k];
      square += logs[k] * logs[k];
      error += kErrorOfSigma / std::max(1.0, seen(first + k));
    }
    count = std::max(1.0, count);
    mean /= count;
    const double variance = square / count - mean * mean;
    const double share = variance > 0 ? std::max(0.0, 1 - error / count / variance) : 0;
    for (std::size_t k = 0; k < expected.size(); ++k) {
      if (expected[k] <= 0) continue;
      const double most = kMostErrors * std::sqrt(kErrorOfSigma / std::max(1.0, seen(first + k)));
      out[k] = expected[k] * std::exp(logs[k] + std::clamp((1 - share) * (mean - logs[k]), -most, most));
    }
    return out;
  }

 private:
  // Bins are the leading bits of 1 + 2 |value| as a float: eight an octave, evenly wide within it.
  static constexpr std::size_t kBins = 64;
  static constexpr int kShift = 20;
  static constexpr double kCut = 3, kCutVariance = 0.97334;     ///< of a normal distribution cut off at three sigma
  static constexpr double kLeast = 0.01, kErrorOfSigma = 0.56;  ///< variance of its logarithm, of one value
  static constexpr double kMostErrors = 1.5;
  static constexpr int kRounds = 6;

  [[nodiscard]] double seen(std::size_t place) const {
    const auto* counts = counts_.data() + place * kBins;
    return std::accumulate(counts, counts + kBins, 0.0);
  }
  static std::size_t bin_of(float size) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(1 + 2 * size) >> kShift;
    return std::min<std::size_t>(bits - (std::bit_cast<std::uint32_t>(1.F) >> kShift), kBins - 1);
  }
  /// Smallest size in a bin.
  static double begin_of(std::size_t bin) {
    const auto bits = (static_cast<std::uint32_t>(bin) << kShift) + std::bit_cast<std::uint32_t>(1.F);
    return 0.5 * (static_cast<double>(std::bit_cast<float>(bits)) - 1);
  }
  static double median_size(const std::uint32_t* counts, double total) {
    double below = 0;
    for (std::size_t b = 0; b < kBins; ++b) {
      const double here = counts[b];
      if (below + here >= 0.5 * total)
        return begin_of(b) + (begin_of(b + 1) - begin_of(b)) * (0.5 * total - below) / here;
      below += here;
    }
    return begin_of(kBins);
  }
  static double within(const std::uint32_t* counts, double limit, double otherwise) {
    double count = 0, square = 0;
    for (std::size_t b = 0; b < kBins && begin_of(b) < limit; ++b) {
      const double low = begin_of(b), end = begin_of(b + 1), high = std::min(end, limit);
      const double here = counts[b] * (high - low) / (end - low);
      count += here;
      square += here * (low * low + low * high + high * high) / 3;
    }
    return count > 0 ? std::sqrt(square / count / kCutVariance) : otherwise;
  }

  std::vector<std::uint32_t> counts_;
};

}  // namespace pellucid

#include "core/leakage/leak_reference.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr double kLikeHealthy = 0.15;       ///< relative intensity of the chips that are the reference
constexpr std::size_t kLookedAt = 400'000;  ///< chips: enough for every block's median
constexpr std::size_t kLeastHealthy = 50;
constexpr std::int32_t kBlocksAcross = 12, kLeastBlock = 16;
constexpr double kFaintest = 0.05;  ///< a ratio known worse than this is no reference
constexpr double kLeastBrightness = 0.01, kLeastDefects = 0.02, kMostSpread = 1.5;

double square(double x) {
  return x * x;
}

/// Variance of the bulk: from the median distance to the median.
double robust_variance(std::vector<double> values) {
  const double middle = median_of(values);
  for (double& v : values) v = std::abs(v - middle);
  return square(1.4826 * median_of(std::move(values)));
}

double light_of(const ChipTable& table, std::size_t layer, std::size_t k) {
  return static_cast<double>(table.layers[layer].intensity_e[k]);
}
double sigma_of(const ChipTable& table, std::size_t layer, std::size_t k) {
  return static_cast<double>(table.layers[layer].intensity_sigma_e[k]);
}

}  // namespace

LeakReference::LeakReference(const ChipTable& table, std::vector<PowerLayer> layers, const LeakOptions& options)
    : layers_(std::move(layers)) {
  std::ranges::stable_sort(layers_, std::greater<>{}, &PowerLayer::power_w_cm2);
  if (layers_.size() > kMostPowers) layers_.resize(kMostPowers);
  choose(table);
  if (healthy_.size() < kLeastHealthy) {
    layers_.clear();
    return;
  }
  lay_blocks(table);
  std::vector<PowerLayer> lit;
  std::vector<double> light;
  for (const PowerLayer& layer : layers_) {
    RatioMap map = ratios(table, layer.layer);
    if (!(map.usual > 0 && map.error < kFaintest * map.usual)) {
      too_faint_.push_back(table.layers[layer.layer].layer);
      continue;
    }
    lit.push_back(layer);
    light.push_back(map.usual);
    ratios_.push_back(std::move(map));
  }
  layers_ = std::move(lit);
  if (!usable()) return;
  curve_ = fit_healthy_curve(powers(), light, voltage_slope_of(options.open_circuit_v.value_or(kUsualOpenCircuit_v)));
  find_typical(table);
  find_priors(table, options);
}

std::vector<double> LeakReference::powers() const {
  std::vector<double> powers;
  for (const PowerLayer& layer : layers_) powers.push_back(layer.power_w_cm2);
  return powers;
}

/// Good chips of usual brightness at the highest power: the same ones for every power, so that a wafer of many kinds of
/// chips gives the curve of one kind. None is chosen by the light that is to be measured.
void LeakReference::choose(const ChipTable& table) {
  const auto& relative = table.layers[layers_.front().layer].relative_intensity;
  const std::size_t step = std::max<std::size_t>(1, table.size() / kLookedAt);
  for (std::size_t k = 0; k < table.size(); k += step) {
    if (table.chip_class[k] == ChipClass::good && std::abs(static_cast<double>(relative[k]) - 1) < kLikeHealthy)
      healthy_.push_back(k);
  }
}

void LeakReference::lay_blocks(const ChipTable& table) {
  const auto [low, high] = std::ranges::minmax(table.column);
  column0_ = low;
  row0_ = table.row.front();
  const std::int32_t columns = high - low + 1, rows = table.row.back() - row0_ + 1;
  size_ = std::max(kLeastBlock, (std::max(columns, rows) + kBlocksAcross - 1) / kBlocksAcross);
  across_ = (columns + size_ - 1) / size_;
  down_ = (rows + size_ - 1) / size_;
}

LeakReference::RatioMap LeakReference::ratios(const ChipTable& table, std::size_t layer) const {
  const std::size_t lead = layers_.front().layer;
  std::vector<std::vector<double>> blocks(static_cast<std::size_t>(across_) * static_cast<std::size_t>(down_));
  std::vector<double> all;
  for (const std::size_t k : healthy_) {
    const double ratio = light_of(table, layer, k) / light_of(table, lead, k);
    if (!std::isfinite(ratio)) continue;
    const std::int32_t block = (table.row[k] - row0_) / size_ * across_ + (table.column[k] - column0_) / size_;
    blocks[static_cast<std::size_t>(block)].push_back(ratio);
    all.push_back(ratio);
  }
  RatioMap map;
  map.usual = median_of(all);
  map.error = all.size() < kLeastHealthy ? std::numeric_limits<double>::infinity()
                                         : 1.2533 * std::sqrt(robust_variance(all) / static_cast<double>(all.size()));
  std::vector<double> medians;
  for (auto& block : blocks) {
    const bool enough = block.size() >= kLeastHealthy;
    medians.push_back(enough ? median_of(std::move(block)) : std::numeric_limits<double>::quiet_NaN());
  }
  fill_gaps(map, std::move(medians));
  return map;
}

/// Each block takes the median of those around it: a cluster of leaky chips is no reference for itself.
void LeakReference::fill_gaps(RatioMap& map, std::vector<double> blocks) const {
  map.at.assign(blocks.size(), map.usual);
  for (std::int32_t j = 0; j < down_; ++j) {
    for (std::int32_t i = 0; i < across_; ++i) {
      std::vector<double> around;
      for (std::int32_t v = std::max(0, j - 1); v <= std::min(down_ - 1, j + 1); ++v) {
        for (std::int32_t u = std::max(0, i - 1); u <= std::min(across_ - 1, i + 1); ++u) {
          const double ratio = blocks[static_cast<std::size_t>(v * across_ + u)];
          if (std::isfinite(ratio)) around.push_back(ratio);
        }
      }
      if (!around.empty()) map.at[static_cast<std::size_t>(j * across_ + i)] = median_of(std::move(around));
    }
  }
}

double LeakReference::ratio_at(const RatioMap& map, std::int32_t column, std::int32_t row) const {
  const auto place = [this](std::int32_t index, std::int32_t blocks) {
    const double at = std::clamp((index + 0.5) / size_ - 0.5, 0.0, blocks - 1.0);
    const auto low = std::min(static_cast<std::int32_t>(at), std::max(0, blocks - 2));
    return std::pair{low, at - low};
  };
  const auto [i, x] = place(column - column0_, across_);
  const auto [j, y] = place(row - row0_, down_);
  const auto level = [&](std::int32_t u, std::int32_t v) {
    return map.at[static_cast<std::size_t>(std::min(v, down_ - 1) * across_ + std::min(u, across_ - 1))];
  };
  return (1 - y) * ((1 - x) * level(i, j) + x * level(i + 1, j)) +
         y * ((1 - x) * level(i, j + 1) + x * level(i + 1, j + 1));
}

void LeakReference::expect(const ChipTable& table, std::size_t k, std::span<double> expected_e) const {
  const LayerColumns& lead = table.layers[layers_.front().layer];
  const double expected = static_cast<double>(lead.intensity_e[k]) / static_cast<double>(lead.relative_intensity[k]);
  for (std::size_t i = 0; i < layers_.size(); ++i)
    expected_e[i] = expected * ratio_at(ratios_[i], table.column[k], table.row[k]);
}

void LeakReference::find_typical(const ChipTable& table) {
  std::vector<double> expected(layers_.size());
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    std::vector<double> light, sigma;
    for (const std::size_t k : healthy_) {
      expect(table, k, expected);
      light.push_back(expected[i]);
      sigma.push_back(sigma_of(table, layers_[i].layer, k));
    }
    typical_.push_back({median_of(std::move(light)), median_of(std::move(sigma))});
  }
}

/// Brightness moves all powers alike, defects the low ones more: what the ratios to the highest power spread beyond
/// their noise is the defects' share.
void LeakReference::find_priors(const ChipTable& table, const LeakOptions& options) {
  std::vector<double> expected(layers_.size());
  std::vector<std::vector<double>> ratio(layers_.size());
  for (const std::size_t k : healthy_) {
    expect(table, k, expected);
    const double lead = light_of(table, layers_.front().layer, k) / expected.front();
    ratio.front().push_back(lead);
    for (std::size_t i = 1; i < layers_.size(); ++i) {
      const double other = light_of(table, layers_[i].layer, k) / expected[i] / lead;
      if (std::isfinite(other)) ratio[i].push_back(other);
    }
  }
  const auto noise2 = [&](std::size_t i) {
    return square(typical_[i].sigma_e / typical_[i].expected_e) + square(options.layer_noise);
  };
  const double lead_slope = defects_slope(curve_, layers_.front().power_w_cm2);
  double sum = 0, weights = 0;
  for (std::size_t i = 1; i < layers_.size(); ++i) {
    const double variance = robust_variance(ratio[i]);
    const double slope2 = square(defects_slope(curve_, layers_[i].power_w_cm2) - lead_slope);
    if (!(variance > 0)) continue;
    const double weight = square(slope2 / variance);
    if (slope2 < 1e-6) continue;
    sum += weight * (variance - noise2(0) - noise2(i)) / slope2;
    weights += weight;
  }
  const double defects2 = weights > 0 ? std::max(0.0, sum / weights) : 0;
  priors_.defects = std::clamp(std::sqrt(defects2), kLeastDefects, kMostSpread);
  const double brightness2 = robust_variance(ratio.front()) - noise2(0) - square(lead_slope) * defects2;
  priors_.brightness = std::clamp(std::sqrt(std::max(0.0, brightness2)), kLeastBrightness, kMostSpread);
}

}  // namespace pellucid

#include "core/measure/background_map.h"

#include <algorithm>
#include <cmath>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

struct Pool {
  double light = 0, pixels = 0, square = 0;
  std::int64_t chips = 0;
};

float median_of(std::vector<float>& v) {
  const auto k = static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), v.begin() + k, v.end());
  return v[static_cast<std::size_t>(k)];
}

/// Clipped mean of one block: a bright defect's halo or a partial chip must not lift its neighbours' background.
Pool pool_block(const std::vector<StreetLight>& chips) {
  Pool pool;
  if (chips.empty()) return pool;
  std::vector<float> levels;
  for (const StreetLight& s : chips) levels.push_back(s.light_e / s.pixels);
  const float middle = median_of(levels);
  for (std::size_t i = 0; i < chips.size(); ++i) levels[i] = std::abs(chips[i].light_e / chips[i].pixels - middle);
  const float limit = 3.5F * std::max(1e-6F, 1.4826F * median_of(levels));
  for (const StreetLight& s : chips) {
    const float off = s.light_e / s.pixels - middle;
    if (std::abs(off) > limit) continue;
    pool.light += static_cast<double>(s.light_e);
    pool.pixels += static_cast<double>(s.pixels);
    pool.square += static_cast<double>(off * off);
    ++pool.chips;
  }
  return pool;
}

}  // namespace

BackgroundMap::BackgroundMap(const ChipDirectory& directory, const std::vector<StreetLight>& street, int pool_chips,
                             double fallback_e)
    : pool_(pool_chips), across_((directory.columns() + pool_chips - 1) / pool_chips),
      down_((directory.rows() + pool_chips - 1) / pool_chips) {
  level_.assign(static_cast<std::size_t>(across_) * static_cast<std::size_t>(down_), static_cast<float>(fallback_e));
  if (street.empty()) return;
  std::vector<Pool> pools(static_cast<std::size_t>(across_) * static_cast<std::size_t>(down_));
  parallel_ranges(down_, 1, [&](std::int64_t block_row, std::int64_t) {
    std::vector<std::vector<StreetLight>> chips(static_cast<std::size_t>(across_));
    const std::int64_t end = std::min<std::int64_t>(directory.rows(), (block_row + 1) * pool_);
    directory.for_rows(block_row * pool_, end, [&](std::int64_t k, std::int32_t column, std::int32_t) {
      const StreetLight& s = street[static_cast<std::size_t>(k)];
      if (s.pixels > 0) chips[static_cast<std::size_t>(column / pool_)].push_back(s);
    });
    for (std::int32_t b = 0; b < across_; ++b) {
      pools[static_cast<std::size_t>(block_row * across_ + b)] = pool_block(chips[static_cast<std::size_t>(b)]);
    }
  });
  // A block with few chips borrows from wider and wider surroundings.
  const std::int64_t wanted = static_cast<std::int64_t>(pool_) * pool_ / 6;
  std::vector<double> variances;
  for (std::int32_t j = 0; j < down_; ++j) {
    for (std::int32_t i = 0; i < across_; ++i) {
      Pool sum;
      for (std::int32_t reach = 0; sum.chips < wanted && reach < std::max(across_, down_); ++reach) {
        sum = {};
        for (std::int32_t y = std::max(0, j - reach); y <= std::min(down_ - 1, j + reach); ++y) {
          for (std::int32_t x = std::max(0, i - reach); x <= std::min(across_ - 1, i + reach); ++x) {
            const Pool& p = pools[static_cast<std::size_t>(y) * static_cast<std::size_t>(across_) + static_cast<std::size_t>(x)];
            sum.light += p.light;
            sum.pixels += p.pixels;
            sum.square += p.square;
            sum.chips += p.chips;
          }
        }
      }
      if (sum.pixels <= 0) continue;
      level_[static_cast<std::size_t>(j) * static_cast<std::size_t>(across_) + static_cast<std::size_t>(i)] = static_cast<float>(sum.light / sum.pixels);
      variances.push_back(sum.square / (static_cast<double>(sum.chips) * static_cast<double>(sum.chips)));
    }
  }
  if (!variances.empty()) {
    std::nth_element(variances.begin(), variances.begin() + static_cast<std::ptrdiff_t>(variances.size() / 2), variances.end());
    variance_ = static_cast<float>(variances[variances.size() / 2]);
  }
}

float BackgroundMap::at(std::int32_t column, std::int32_t row) const {
  const auto axis = [&](std::int32_t index, std::int32_t count, std::int32_t& low) {
    const float p = (static_cast<float>(index) + 0.5F) / static_cast<float>(pool_) - 0.5F;
    low = std::clamp(static_cast<std::int32_t>(std::floor(p)), 0, std::max(0, count - 2));
    return std::clamp(p - static_cast<float>(low), 0.F, 1.F);
  };
  std::int32_t i = 0;
  std::int32_t j = 0;
  const float fx = axis(column, across_, i);
  const float fy = axis(row, down_, j);
  const std::int32_t i1 = std::min(i + 1, across_ - 1);
  const std::int32_t j1 = std::min(j + 1, down_ - 1);
  const auto v = [&](std::int32_t x, std::int32_t y) {
    return level_[static_cast<std::size_t>(y) * static_cast<std::size_t>(across_) + static_cast<std::size_t>(x)];
  };
  return (1 - fy) * ((1 - fx) * v(i, j) + fx * v(i1, j)) + fy * ((1 - fx) * v(i, j1) + fx * v(i1, j1));
}

}  // namespace pellucid

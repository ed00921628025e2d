#include "core/measure/background_map.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/flow/parallel.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr std::size_t kEnoughForMedian = 256;

struct Pool {
  double light = 0, pixels = 0, square = 0;
  double column = 0, row = 0;  ///< sums over the chips
  std::int64_t chips = 0;

  [[nodiscard]] double level() const { return light / pixels; }
  [[nodiscard]] double middle_column() const { return column / static_cast<double>(chips); }
  [[nodiscard]] double middle_row() const { return row / static_cast<double>(chips); }
  void add(const Pool& p) {
    light += p.light;
    pixels += p.pixels;
    square += p.square;
    column += p.column;
    row += p.row;
    chips += p.chips;
  }
};

/// A block of chips in the rows that are pooled together.
struct Block {
  const std::vector<StreetLight>& rows;  ///< of chips, one after the other
  std::int32_t stride = 0;               ///< columns of a row, places without a chip included
  std::int32_t begin = 0, end = 0;       ///< columns
  std::int32_t first_row = 0;

  /// body(first chip of the block in a row, row)
  template <class Body>
  void for_rows(const Body& body) const {
    std::int32_t row = first_row;
    for (auto at = static_cast<std::size_t>(begin); at < rows.size(); at += static_cast<std::size_t>(stride))
      body(&rows[at], row++);
  }
  [[nodiscard]] std::int32_t width() const { return end - begin; }
};

/// Levels of the block's chips, a few hundred at most.
std::vector<float> sample_levels(const Block& block) {
  std::size_t chips = 0;
  block.for_rows([&](const StreetLight* chip, std::int32_t) {
    chips += static_cast<std::size_t>(
        std::count_if(chip, chip + block.width(), [](const StreetLight& s) { return s.pixels > 0; }));
  });
  const std::size_t step = std::max<std::size_t>(1, chips / kEnoughForMedian);
  std::vector<float> levels;
  std::size_t until_next = 0;
  block.for_rows([&](const StreetLight* chip, std::int32_t) {
    for (const StreetLight* s = chip; s != chip + block.width(); ++s) {
      if (!(s->pixels > 0)) continue;
      if (until_next-- > 0) continue;
      levels.push_back(s->light_e / s->pixels);
      until_next = step - 1;
    }
  });
  return levels;
}

/// Clipped mean of one block: a bright defect's halo or a partial chip must not lift its neighbours' background.
Pool pool_block(const Block& block) {
  Pool pool;
  std::vector<float> levels = sample_levels(block);
  if (levels.empty()) return pool;
  const float middle = median_of(levels);
  for (float& level : levels) level = std::abs(level - middle);
  const float limit = 3.5F * std::max(1e-6F, 1.4826F * median_of(levels));
  block.for_rows([&](const StreetLight* chip, std::int32_t row) {
    float light = 0, pixels = 0, square = 0;  // of a row: few enough for a float
    std::int32_t chips = 0, columns = 0;
    for (std::int32_t c = 0; c < block.width(); ++c) {
      const StreetLight& s = chip[c];
      const float off = s.light_e / s.pixels - middle;  // NaN, and out, where nothing is said
      const bool with = std::abs(off) <= limit;
      light += with ? s.light_e : 0;
      pixels += with ? s.pixels : 0;
      square += with ? off * off : 0;
      columns += with ? c : 0;
      chips += with ? 1 : 0;
    }
    pool.light += static_cast<double>(light);
    pool.pixels += static_cast<double>(pixels);
    pool.square += static_cast<double>(square);
    pool.column += static_cast<double>(columns) + static_cast<double>(chips) * block.begin;
    pool.row += static_cast<double>(chips) * row;
    pool.chips += chips;
  });
  return pool;
}

/// Change of the level by a column and by a row, from the pools around one.
struct Slope {
  double column = 0, row = 0;
};

Slope slope_around(const std::vector<Pool>& pools, std::int32_t across, std::int32_t down, std::int32_t i,
                   std::int32_t j) {
  Eigen::Matrix3d a = Eigen::Matrix3d::Zero();
  Eigen::Vector3d b = Eigen::Vector3d::Zero();
  for (std::int32_t y = std::max(0, j - 1); y <= std::min(down - 1, j + 1); ++y) {
    for (std::int32_t x = std::max(0, i - 1); x <= std::min(across - 1, i + 1); ++x) {
      const Pool& p =
          pools[static_cast<std::size_t>(y) * static_cast<std::size_t>(across) + static_cast<std::size_t>(x)];
      if (p.chips == 0) continue;
      const Eigen::Vector3d row(1, p.middle_column(), p.middle_row());
      a += row * row.transpose();
      b += p.level() * row;
    }
  }
  a.diagonal().tail<2>().array() += 1;  // nothing beside it: no slope
  const Eigen::Vector3d c = (a + 1e-9 * Eigen::Matrix3d::Identity()).ldlt().solve(b);
  return {c[1], c[2]};
}

}  // namespace

BackgroundMap::BackgroundMap(const ChipDirectory& directory, const StreetRow& street, int pool_chips, double fallback_e)
    : pool_(pool_chips),
      across_((directory.columns() + pool_chips - 1) / pool_chips),
      down_((directory.rows() + pool_chips - 1) / pool_chips) {
  level_.assign(static_cast<std::size_t>(across_) * static_cast<std::size_t>(down_), static_cast<float>(fallback_e));
  std::vector<Pool> pools(level_.size());
  parallel_ranges(down_, 1, [&](std::int64_t block_row, std::int64_t) {
    const std::int32_t columns = directory.columns();
    const auto first = static_cast<std::int32_t>(block_row) * pool_;
    const std::int32_t rows = std::min(pool_, directory.rows() - first);
    std::vector<StreetLight> chips(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
    for (std::int32_t row = 0; row < rows; ++row)
      street(first + row, chips.data() + static_cast<std::ptrdiff_t>(row) * columns);
    for (std::int32_t b = 0; b < across_; ++b) {
      pools[static_cast<std::size_t>(block_row * across_ + b)] =
          pool_block({chips, columns, b * pool_, std::min(columns, (b + 1) * pool_), first});
    }
  });
  // A block with few chips borrows from wider and wider surroundings.
  const auto at = [&](std::int32_t x, std::int32_t y) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(across_) + static_cast<std::size_t>(x);
  };
  const std::int64_t wanted = static_cast<std::int64_t>(pool_) * pool_ / 6;
  std::vector<Pool> filled(pools.size());
  std::vector<double> variances;
  for (std::int32_t j = 0; j < down_; ++j) {
    for (std::int32_t i = 0; i < across_; ++i) {
      Pool& sum = filled[at(i, j)];
      for (std::int32_t reach = 0; sum.chips < wanted && reach < std::max(across_, down_); ++reach) {
        sum = {};
        for (std::int32_t y = std::max(0, j - reach); y <= std::min(down_ - 1, j + reach); ++y) {
          for (std::int32_t x = std::max(0, i - reach); x <= std::min(across_ - 1, i + reach); ++x)
            sum.add(pools[at(x, y)]);
        }
      }
      if (sum.pixels > 0)
        variances.push_back(sum.square / (static_cast<double>(sum.chips) * static_cast<double>(sum.chips)));
    }
  }
  // A level belongs to the middle of its chips; the block's own middle may lie elsewhere.
  for (std::int32_t j = 0; j < down_; ++j) {
    for (std::int32_t i = 0; i < across_; ++i) {
      const Pool& p = filled[at(i, j)];
      if (!(p.pixels > 0)) continue;
      const Slope slope = slope_around(filled, across_, down_, i, j);
      const double middle = 0.5 * (pool_ - 1);
      level_[at(i, j)] = static_cast<float>(p.level() + slope.column * (i * pool_ + middle - p.middle_column()) +
                                            slope.row * (j * pool_ + middle - p.middle_row()));
    }
  }
  variance_ = variances.empty() ? 0 : static_cast<float>(median_of(std::move(variances)));
}

void BackgroundMap::shift(double e) {
  for (float& level : level_) level += static_cast<float>(e);
}

BackgroundMap::Place BackgroundMap::place(std::int32_t index, std::int32_t count) const {
  // Beyond the middle of the outermost blocks the slope goes on.
  const float p = (static_cast<float>(index) + 0.5F) / static_cast<float>(pool_) - 0.5F;
  Place at;  // p is never below -1/2: + 1 - 1 rounds down
  at.low = std::clamp(static_cast<std::int32_t>(p + 1) - 1, 0, std::max(0, count - 2));
  at.high = std::min(at.low + 1, count - 1);
  at.share = p - static_cast<float>(at.low);
  return at;
}

float BackgroundMap::at(std::int32_t column, std::int32_t row) const {
  float value = 0;
  fill_row(row, column, column + 1, &value);
  return value;
}

void BackgroundMap::fill_row(std::int32_t row, std::int32_t begin, std::int32_t end, float* out) const {
  const Place down = place(row, down_);
  const auto level = [&](std::int32_t block) {
    const auto at = [&](std::int32_t j) {
      return level_[static_cast<std::size_t>(j) * static_cast<std::size_t>(across_) + static_cast<std::size_t>(block)];
    };
    return (1 - down.share) * at(down.low) + down.share * at(down.high);
  };
  // Columns up to the middle of the next block share both levels; beyond the last middle the slope goes on.
  const float per_column = 1 / static_cast<float>(pool_);
  std::int32_t low = place(begin, across_).low;
  for (std::int32_t c = begin; c < end; ++low) {
    const std::int32_t high = std::min(low + 1, across_ - 1);
    const std::int32_t next = high == across_ - 1 ? end : std::min(end, high * pool_ + pool_ / 2);
    const float left = level(low);
    const float step = level(high) - left;
    const float start = 0.5F * per_column - 0.5F - static_cast<float>(low);
    for (; c < next; ++c) out[c - begin] = left + (static_cast<float>(c) * per_column + start) * step;
  }
}

}  // namespace pellucid

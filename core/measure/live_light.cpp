#include "core/measure/live_light.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace pellucid {
namespace {

constexpr int kCountBits = 18;      // a square of the largest wafers has far fewer chips
constexpr double kSteps = 4096;     // of a typical chip's light
constexpr double kMostLight = 1e6;  // typical chips: what a broken pixel may claim at most

}  // namespace

LiveWafer::LiveWafer(const Survey& survey, const ChipDirectory& directory)
    : design(survey.wafer), wafer_from_design(survey.wafer_from_design) {
  std::int32_t column_end = 0, row_end = 0;
  first = {std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::max()};
  for (std::int32_t row = 0; row < directory.rows(); ++row) {
    for (const ChipDirectory::Run* run = directory.runs_begin(row); run != directory.runs_end(row); ++run) {
      if (run->begin == run->end) continue;
      runs.push_back({row, run->begin, run->end, static_cast<std::size_t>(run->start)});
      first = {std::min(first.column, run->begin), std::min(first.row, row)};
      column_end = std::max(column_end, run->end);
      row_end = row + 1;
    }
  }
  if (runs.empty()) first = {};
  const auto squares = [&](std::int32_t begin, std::int32_t end) { return (end - begin + (1 << shift) - 1) >> shift; };
  const auto lay_out = [&] {
    across = squares(first.column, column_end);
    down = squares(first.row, row_end);
    return std::int64_t{across} * down;
  };
  while (lay_out() > kMostSquares) ++shift;
}

LiveSquares::LiveSquares(std::shared_ptr<const LiveWafer> wafer, std::string layer, double typical_e)
    : wafer_(std::move(wafer)),
      layer_(std::move(layer)),
      typical_e_(typical_e > 0 ? typical_e : 1),
      squares_(static_cast<std::size_t>(wafer_->across) * static_cast<std::size_t>(wafer_->down)) {}

void LiveSquares::add(std::int32_t row, std::span<const Chip> chips) {
  const LiveWafer& w = *wafer_;
  const std::size_t line =
      static_cast<std::size_t>((row - w.first.row) >> w.shift) * static_cast<std::size_t>(w.across);
  for (auto chip = chips.begin(); chip != chips.end();) {
    const std::int32_t square = (chip->column - w.first.column) >> w.shift;
    double light = 0;
    std::int64_t count = 0;
    for (; chip != chips.end() && (chip->column - w.first.column) >> w.shift == square; ++chip, ++count)
      light += std::clamp(chip->light_e / typical_e_, -kMostLight, kMostLight);
    enter(line + static_cast<std::size_t>(square), light, count);
  }
}

void LiveSquares::enter(std::size_t square, double light, std::int64_t chips) {
  const std::int64_t sum = std::llround(light * kSteps) * (std::int64_t{1} << kCountBits);
  squares_[square].fetch_add(sum + chips, std::memory_order_relaxed);
}

LiveGlance LiveSquares::glance() const {
  LiveGlance glance{wafer_, layer_, typical_e_, std::vector<float>(squares_.size())};
  std::ranges::transform(squares_, glance.light_e.begin(), [this](const std::atomic<std::int64_t>& square) {
    const std::int64_t now = square.load(std::memory_order_relaxed);
    const std::int64_t chips = now & ((std::int64_t{1} << kCountBits) - 1);
    if (chips == 0) return std::numeric_limits<float>::quiet_NaN();
    const auto sum = static_cast<double>(now >> kCountBits) / kSteps;
    return static_cast<float>(typical_e_ * sum / static_cast<double>(chips));
  });
  return glance;
}

std::shared_ptr<LiveSquares> LiveLight::begin(const std::string& layer, const Survey& survey,
                                              const ChipDirectory& directory) {
  std::shared_ptr<const LiveWafer> wafer;
  {
    const std::scoped_lock lock(mutex_);
    wafer = wafer_;
  }
  if (!wafer) wafer = std::make_shared<const LiveWafer>(survey, directory);
  auto squares = std::make_shared<LiveSquares>(wafer, layer, survey.light_e);
  const std::scoped_lock lock(mutex_);
  wafer_ = std::move(wafer);
  squares_ = squares;
  return squares;
}

LiveGlance LiveLight::glance() const {
  std::shared_ptr<const LiveSquares> squares;
  {
    const std::scoped_lock lock(mutex_);
    squares = squares_;
  }
  return squares ? squares->glance() : LiveGlance{};
}

}  // namespace pellucid

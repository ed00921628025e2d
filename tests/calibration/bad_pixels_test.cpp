/// Hot and dead pixels in a frame or a line: the rule as bad_pixels.h states it, told plainly, against the search.
#include "calibration/bad_pixels.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

struct Frame {
  std::int64_t width, height;
  std::vector<float> values;

  [[nodiscard]] FrameView view() const { return {values.data(), width, height}; }
  /// Reflected at the rim.
  [[nodiscard]] float at(std::int64_t x, std::int64_t y) const {
    const auto reflected = [](std::int64_t i, std::int64_t size) {
      if (size == 1) return std::int64_t{0};
      i = std::abs(i);
      return std::clamp<std::int64_t>(i < size ? i : 2 * size - 2 - i, 0, size - 1);
    };
    return values[static_cast<std::size_t>(reflected(y, height) * width + reflected(x, width))];
  }
};

/// From the mean of the middle two of four neighbours.
double quick_difference(const Frame& f, std::int64_t x, std::int64_t y) {
  std::array<double, 4> n{f.at(x - 1, y), f.at(x + 1, y), f.at(x, y - 1), f.at(x, y + 1)};
  if (f.height == 1) n = {f.at(x - 1, 0), f.at(x + 1, 0), f.at(x - 2, 0), f.at(x + 2, 0)};
  std::ranges::sort(n);
  return std::abs(f.at(x, y) - 0.5 * (n[1] + n[2]));
}

double spread(const Frame& f) {
  std::vector<double> sizes;
  const std::int64_t step = std::max<std::int64_t>(1, f.view().size() / 100'000);
  for (std::int64_t i = 0; i < f.view().size(); i += step)
    sizes.push_back(quick_difference(f, i % f.width, i / f.width));
  std::ranges::sort(sizes);
  return 1.4826 * sizes[sizes.size() / 2];
}

std::vector<std::int64_t> plainly(const Frame& f, double absolute_floor, double relative_floor) {
  std::vector<std::int64_t> bad;
  const double far = kOutlierSigmas * spread(f);
  const std::int64_t reach_x = f.height == 1 ? 5 : 2;
  const std::int64_t reach_y = f.height == 1 ? 0 : 2;
  for (std::int64_t i = 0; i < f.view().size(); ++i) {
    const std::int64_t x = i % f.width;
    const std::int64_t y = i / f.width;
    if (2 * quick_difference(f, x, y) <= std::max(far, absolute_floor)) continue;
    std::vector<double> around;
    for (std::int64_t dy = -reach_y; dy <= reach_y; ++dy) {
      for (std::int64_t dx = -reach_x; dx <= reach_x; ++dx) around.push_back(f.at(x + dx, y + dy));
    }
    std::ranges::sort(around);
    const double median = around[around.size() / 2];
    const double difference = std::abs(f.at(x, y) - median);
    if (difference > far && difference > absolute_floor + relative_floor * std::abs(median)) bad.push_back(i);
  }
  return bad;
}

/// A flat-like frame with a slope, noise, hot, dead, warm and blinking pixels, some side by side and some at the rim.
Frame damaged(std::int64_t width, std::int64_t height, bool whole_numbers, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, 40);
  Frame f{width, height, {}};
  for (std::int64_t i = 0; i < width * height; ++i) {
    const double value = 20'000 + 3.0 * static_cast<double>(i % width) + normal(random);
    f.values.push_back(static_cast<float>(whole_numbers ? std::round(value) : value));
  }
  std::uniform_int_distribution<std::size_t> where(0, f.values.size() - 1);
  std::uniform_real_distribution<float> factor(0.8F, 1.2F);
  const auto spoil = [&](const auto& change) {
    for (std::size_t n = 0; n < 1 + f.values.size() / 400; ++n) change(where(random));
  };
  spoil([&](std::size_t i) { f.values[i] = 65'535; });
  spoil([&](std::size_t i) { f.values[i] = 0; });
  spoil([&](std::size_t i) { f.values[i] *= factor(random); });
  spoil([&](std::size_t i) { f.values[i] += static_cast<float>(12 * normal(random)); });
  spoil([&](std::size_t i) { f.values[i] = f.values[std::min(i + 1, f.values.size() - 1)] = 30'000; });
  f.values.front() = 0;
  f.values.back() = 60'000;
  return f;
}

TEST(BadPixels, AreThoseOfTheRule) {
  unsigned seed = 0;
  for (const auto& [width, height] :
       {std::pair{300, 200}, {129, 131}, {2, 90}, {90, 2}, {5, 5}, {1, 300}, {3000, 1}, {131, 1}, {3, 1}, {700, 400}}) {
    for (const bool whole_numbers : {true, false}) {
      const Frame f = damaged(width, height, whole_numbers, ++seed);
      for (const auto& [absolute, relative] : {std::pair{0.0, 0.0}, {300.0, 0.0}, {0.0, 0.25}, {0.0, 0.1}}) {
        EXPECT_EQ(find_bad_pixels(f.view(), absolute, relative), plainly(f, absolute, relative))
            << width << " x " << height << ", floors " << absolute << ", " << relative;
      }
    }
  }
}

/// Where more than half of the pixels equal their neighbours the spread is 0: nothing but the floors counts.
TEST(BadPixels, AFrameWithoutNoiseHasASpreadOfNothing) {
  Frame f{200, 100, std::vector<float>(20'000, 200.3F)};
  EXPECT_TRUE(find_bad_pixels(f.view(), 0, 0).empty());
  f.values[5050] = 200.4F;
  f.values[0] = 500;
  EXPECT_THAT(find_bad_pixels(f.view(), 0, 0), testing::ElementsAre(0, 5050));
  EXPECT_THAT(find_bad_pixels(f.view(), 1, 0), testing::ElementsAre(0));
}

TEST(BadPixels, AreTheSameForAnyNumberOfThreads) {
  const Frame f = damaged(700, 400, true, 77);
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    return find_bad_pixels(f.view(), 0, 0.1);
  };
  const auto one = run(1);
  EXPECT_GT(one.size(), 1000U);
  EXPECT_EQ(one, run(2));
  EXPECT_EQ(one, run(4));
}

TEST(BadPixels, NoiseAndGradientsAreNotBad) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(0, 5);
  std::vector<float> values;
  for (int i = 0; i < 200 * 100; ++i) values.push_back(static_cast<float>(i % 200) * 10.0F + normal(random));
  EXPECT_TRUE(find_bad_pixels({values.data(), 200, 100}, 0, 0).empty());
  values[5050] += 200;
  EXPECT_THAT(find_bad_pixels({values.data(), 200, 100}, 0, 0), testing::ElementsAre(5050));
  EXPECT_TRUE(find_bad_pixels({values.data(), 200, 100}, 250, 0).empty());
}

TEST(BadPixels, TinyFramesAreLegal) {
  const std::vector<float> one{5};
  EXPECT_TRUE(find_bad_pixels({one.data(), 1, 1}, 0, 0).empty());
  const std::vector<float> two{5, 6};
  EXPECT_TRUE(find_bad_pixels({two.data(), 2, 1}, 10, 0).empty());
  EXPECT_TRUE(find_bad_pixels({nullptr, 0, 0}, 0, 0).empty());
}

}  // namespace
}  // namespace pellucid

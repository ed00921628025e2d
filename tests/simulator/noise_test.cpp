#include "samples/simulator/noise.h"

#include <cmath>

#include "tests/simulator/scan_fixture.h"

namespace pellucid {
namespace {

struct Moments {
  double mean = 0, variance = 0, skewness = 0;
};

template <class Draw>
Moments moments(int n, Draw draw) {
  double s1 = 0, s2 = 0, s3 = 0;
  for (int i = 0; i < n; ++i) {
    const double v = draw();
    s1 += v;
    s2 += v * v;
    s3 += v * v * v;
  }
  const double m = s1 / n, var = s2 / n - m * m;
  return {m, var, (s3 / n - 3 * m * var - m * m * m) / std::pow(var, 1.5)};
}

TEST(Noise, NormalHasItsMomentsAndTails) {
  const auto& noise = sim::NoiseSource::instance();
  sim::Random random(7);
  constexpr int kDraws = 2'000'000;
  int beyond2 = 0, beyond4 = 0;
  const Moments m = moments(kDraws, [&] {
    const double z = noise.normal(random);
    beyond2 += std::abs(z) > 2;
    beyond4 += std::abs(z) > 4;
    return z;
  });
  EXPECT_NEAR(m.mean, 0, 4 / std::sqrt(kDraws));
  EXPECT_NEAR(m.variance, 1, 6 / std::sqrt(kDraws));
  EXPECT_NEAR(beyond2, kDraws * 0.0455003, 5 * std::sqrt(kDraws * 0.0455));
  EXPECT_NEAR(beyond4, kDraws * 6.334e-5, 5 * std::sqrt(kDraws * 6.3e-5));
}

TEST(Noise, PhotonsAreAPoissonProcessAtEveryMean) {
  const auto& noise = sim::NoiseSource::instance();
  constexpr int kDraws = 400'000;
  for (const double mean : {0.03, 0.5, 1.0, 3.7, 12.25, 49.9, 50.1, 300.0, 20000.0}) {
    sim::Random random(11);
    const Moments m = moments(kDraws, [&] { return noise.photons_and_read(mean, 0, random); });
    EXPECT_NEAR(m.mean, mean, 5 * std::sqrt(mean / kDraws)) << mean;
    EXPECT_NEAR(m.variance / mean, 1, 5 * std::sqrt((2 + 1 / mean) / kDraws)) << mean;
    if (mean > 1) {
      EXPECT_NEAR(m.skewness, 1 / std::sqrt(mean), 0.04) << mean;
    }
  }
}

TEST(Noise, SmallCountsHaveTheRightProbabilities) {
  const auto& noise = sim::NoiseSource::instance();
  sim::Random random(3);
  constexpr int kDraws = 500'000;
  const double mean = 2.6;
  std::vector<int> seen(64);
  for (int i = 0; i < kDraws; ++i) ++seen[static_cast<std::size_t>(noise.poisson(mean, random))];
  double p = std::exp(-mean);
  for (int k = 0; k < 10; ++k) {
    EXPECT_NEAR(seen[static_cast<std::size_t>(k)], kDraws * p, 5 * std::sqrt(kDraws * p)) << k;
    p *= mean / (k + 1);
  }
}

class DetectorTest : public SimulatorTest {};

TEST_F(DetectorTest, MeanAndVarianceOfAnEvenImage) {
  SimulationOptions o = quick();
  o.light.chip_e = 0;
  o.light.background_e_per_px = 80;
  o.detector.read_noise_e = 5;
  o.tiling.pixel_um = {25, 25};
  run(o);
  const Image image = read_image(root_ / "scan/pl/x000_y000.tif");
  ASSERT_GT(image.dn.size(), 1'000'000U);
  std::size_t i = 0;
  const auto n = static_cast<int>(image.dn.size());
  const Moments m = moments(n, [&] { return (image.dn[i++] - 100) * 0.8; });
  const double variance = 80 + 25 + 0.8 * 0.8 / 12;
  EXPECT_NEAR(m.mean, 80, 5 * std::sqrt(variance / n));
  EXPECT_NEAR(m.variance, variance, 6 * variance / std::sqrt(n));
}

TEST_F(DetectorTest, SaturationClips) {
  SimulationOptions o = quick();
  o.light.chip_e = 1e7;
  o.detector.saturation_dn = 4000;
  run(o);
  const Image image = read_image(root_ / "scan/pl/x000_y000.tif");
  const double top = *std::max_element(image.dn.begin(), image.dn.end());
  EXPECT_EQ(top, 4000);
  EXPECT_GT(std::count(image.dn.begin(), image.dn.end(), 4000.0), 1000);
}

TEST_F(DetectorTest, HotPixelsAndSpikesComeAtTheirRates) {
  SimulationOptions o = quick();
  o.tiling.method = ScanMethod::camera;
  o.tiling.tile_width_px = o.tiling.tile_height_px = 512;
  o.light.chip_e = 0;
  o.noise.hot_pixel_fraction = 1e-3;
  o.noise.spikes_per_mpx = 300;
  o.calibration.write_dark = true;
  run(o);
  const Image dark = read_image(root_ / "scan/calibration/dark.tif");
  const Image a = read_image(root_ / "scan/pl/x000_y000.tif"), b = read_image(root_ / "scan/pl/x001_y000.tif");
  int hot = 0, spikes = 0;
  for (std::size_t i = 0; i < dark.dn.size(); ++i) {
    if (dark.dn[i] > 1000) {
      ++hot;
      EXPECT_NEAR(a.dn[i], dark.dn[i], 800);
    } else {
      spikes += (a.dn[i] > 300) + (b.dn[i] > 300);
      EXPECT_FALSE(a.dn[i] > 300 && b.dn[i] > 300);
    }
  }
  EXPECT_NEAR(hot, 262, 80);
  EXPECT_NEAR(spikes, 2 * 0.262 * 300, 50);
}

}  // namespace
}  // namespace pellucid

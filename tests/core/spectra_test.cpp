/// Lines, colour, sites and ratios: the wavelength analysis on numbers that are known.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/spectra/colour.h"
#include "core/spectra/judge_wavelength.h"
#include "core/spectra/ratio_curve.h"
#include "core/spectra/site_surface.h"
#include "core/spectra/spectra_batch.h"

namespace pellucid {
namespace {

constexpr std::size_t kChannels = 1024;

SpectrumAxis plain_axis() {
  std::vector<float> nm;
  for (std::size_t i = 0; i < kChannels; ++i) nm.push_back(380.0F + 0.2F * static_cast<float>(i));
  return *spectrum_axis(nm, std::vector<float>(kChannels, 100.0F), {});
}

/// Counts of a Gaussian line with Poisson noise on a dark of 100.
std::vector<float> gaussian_counts(const SpectrumAxis& axis, double peak_nm, double sigma_nm, double height,
                                   std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::vector<float> counts;
  for (const float nm : axis.nm) {
    const double u = (static_cast<double>(nm) - peak_nm) / sigma_nm;
    counts.push_back(100.0F +
                     static_cast<float>(std::poisson_distribution<int>(height * std::exp(-0.5 * u * u) + 20)(random)));
  }
  return counts;
}

SpectrumFigures analyse(const SpectrumAxis& axis, const std::vector<float>& counts,
                        const WavelengthOptions& options = {}) {
  SpectrumWorkspace work;
  return SpectrumAnalyser(axis, options).analyse(counts, true, nullptr, work);
}

TEST(Colour, dominant_wavelength_of_single_wavelengths_is_theirs) {
  for (const double nm : {420.0, 455.0, 480.0, 525.0, 580.0, 632.0}) {
    const Tristimulus t = colour_match(nm);
    const DominantWavelength found = dominant_wavelength(t.x / t.sum(), t.y / t.sum());
    EXPECT_NEAR(found.nm, nm, 0.1);
    EXPECT_NEAR(found.purity, 1, 0.01);
  }
}

TEST(Colour, an_instruments_green_and_red_led) {
  // x, y and the dominant wavelength that a spectroradiometer printed beside them.
  EXPECT_NEAR(dominant_wavelength(0.1988, 0.7508).nm, 534.3, 0.1);
}

TEST(Colour, white_and_purple_have_no_dominant_wavelength) {
  EXPECT_TRUE(std::isnan(dominant_wavelength(1.0 / 3, 1.0 / 3).nm));
  const DominantWavelength purple = dominant_wavelength(0.35, 0.18);
  EXPECT_TRUE(std::isnan(purple.nm));
  EXPECT_GT(purple.purity, 0.3);
}

TEST(LineShape, slopes_are_those_of_the_shape_and_half_maximum_is_half) {
  for (const LineFamily family : kLineFamilies) {
    for (const double side : {-1.0, 1.0}) {
      ShapeParameters s{0.7 * side, 0.3, -0.05, 0.04};
      if (family == LineFamily::series) s = {0.1 * side, 0.05, -0.03, 0.02};
      constexpr double h = 1e-5;
      for (const double u : {-2.3, -0.8, 0.3, 1.1, 2.6}) {
        const ShapeValue v = shape_at(family, s, u);
        const double slope = (shape_at(family, s, u + h).value - shape_at(family, s, u - h).value) / (2 * h);
        EXPECT_NEAR(v.slope, slope, 2e-3) << name_of(family) << " at " << u;
        for (std::size_t k = 0; k < shape_count(family); ++k) {
          ShapeParameters up = s, down = s;
          up[k] += h;
          down[k] -= h;
          const double by = (shape_at(family, up, u).value - shape_at(family, down, u).value) / (2 * h);
          EXPECT_NEAR(v.by_shape[k], by, 5e-3) << name_of(family) << ", parameter " << k << " at " << u;
        }
      }
      const ShapeLandmarks marks = landmarks_of(family, s);
      const double top = shape_at(family, s, marks.mode).value;
      EXPECT_NEAR(shape_at(family, s, marks.left).value / top, 0.5, 1e-4) << name_of(family);
      EXPECT_NEAR(shape_at(family, s, marks.right).value / top, 0.5, 1e-4) << name_of(family);
      EXPECT_LE(shape_at(family, s, marks.mode + 0.01).value, top * (1 + 1e-9)) << name_of(family);
      EXPECT_LE(shape_at(family, s, marks.mode - 0.01).value, top * (1 + 1e-9)) << name_of(family);
    }
  }
}

TEST(Spectrum, a_gaussian_line_has_its_figures_within_their_sigma) {
  const SpectrumAxis axis = plain_axis();
  const SpectrumFigures f = analyse(axis, gaussian_counts(axis, 460.3, 8, 5000));
  ASSERT_EQ(f.state, SpectrumState::measured);
  EXPECT_NEAR(f.peak_nm.value, 460.3, 4 * f.peak_nm.sigma);
  EXPECT_NEAR(f.centroid_nm.value, 460.3, 5 * f.centroid_nm.sigma);
  EXPECT_NEAR(f.fwhm_nm.value, 8 * 2.3548, 5 * f.fwhm_nm.sigma);
  EXPECT_LT(f.peak_nm.sigma, 0.03);
  EXPECT_NEAR(f.counts.value, 5000 * 8 * 2.50663 / 0.2, 5 * f.counts.sigma);
  // Against energy the light is weighted by lambda^2: the peak moves by 2 sigma^2 / lambda to the red.
  EXPECT_NEAR(f.peak_ev.value, 1239.842 / (460.3 + 2 * 64 / 460.3), 2e-4);
  EXPECT_NEAR(f.fwhm_ev.value, 1239.842 / (460.3 * 460.3) * 8 * 2.3548, 1e-3);
}

TEST(Spectrum, response_is_divided_out) {
  const SpectrumAxis flat = plain_axis();
  std::vector<float> response, counts = gaussian_counts(flat, 460, 8, 20000);
  for (std::size_t i = 0; i < kChannels; ++i) {
    response.push_back(0.3F + 0.6F * static_cast<float>(i) / kChannels);
    counts[i] = std::round(100.0F + (counts[i] - 100.0F) * response[i]);
  }
  const auto axis = spectrum_axis(flat.nm, flat.dark, response);
  ASSERT_TRUE(axis);
  EXPECT_NEAR(analyse(*axis, counts).peak_nm.value, 460, 0.05);
  EXPECT_GT(std::abs(analyse(flat, counts).peak_nm.value - 460), 0.2F);  // without it, it is off
}

TEST(Spectrum, spikes_are_taken_out) {
  const SpectrumAxis axis = plain_axis();
  std::vector<float> counts = gaussian_counts(axis, 460, 8, 1000);
  counts[420] += 4000;
  counts[421] += 2500;
  counts[700] += 900;
  const SpectrumFigures f = analyse(axis, counts);
  EXPECT_GE(f.spikes, 3);
  EXPECT_NEAR(f.peak_nm.value, 460, 5 * f.peak_nm.sigma);
}

TEST(Spectrum, a_line_of_few_channels_is_no_spike) {
  const SpectrumAxis axis = plain_axis();
  const SpectrumFigures f = analyse(axis, gaussian_counts(axis, 460.07, 0.25, 3000));
  ASSERT_EQ(f.state, SpectrumState::measured);
  EXPECT_EQ(f.spikes, 0);
  EXPECT_NEAR(f.peak_nm.value, 460.07, 0.03);
}

TEST(Spectrum, what_cannot_be_measured_has_no_figures) {
  const SpectrumAxis axis = plain_axis();
  std::vector<float> counts = gaussian_counts(axis, 460, 8, 90000);
  for (float& c : counts) c = std::min(c, 40000.0F);
  EXPECT_EQ(analyse(axis, counts).state, SpectrumState::saturated);
  EXPECT_TRUE(std::isnan(analyse(axis, counts).peak_nm.value));
  EXPECT_EQ(analyse(axis, gaussian_counts(axis, 460, 8, 0)).state, SpectrumState::dark);
  counts[17] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(analyse(axis, counts).state, SpectrumState::invalid);
  WavelengthOptions limit;
  limit.saturation_counts = 3000;
  EXPECT_EQ(analyse(axis, gaussian_counts(axis, 460, 8, 5000), limit).state, SpectrumState::saturated);
  EXPECT_EQ(analyse(axis, gaussian_counts(axis, 384, 8, 5000)).state, SpectrumState::cut);
}

TEST(SpectrumAxis, faults_are_named) {
  EXPECT_FALSE(spectrum_axis({400, 401, 402}, {}, {}));
  EXPECT_FALSE(spectrum_axis({400, 401, 402, 403, 403, 405, 406, 407}, {}, {}));
  EXPECT_FALSE(spectrum_axis({400, 401, 402, 403, 404, 405, 406, 407}, {1, 2}, {}));
  EXPECT_FALSE(spectrum_axis({400, 401, 402, 403, 404, 405, 406, 407}, {}, std::vector<float>(8, 0.0F)));
}

TEST(SiteSurface, follows_a_bow_and_not_its_outliers) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> noise(0, 0.05);
  const auto bow = [](Vec2 at) { return 455 + 4 * (at.x * at.x + at.y * at.y) / 1e10 + at.x / 1e5; };
  std::vector<SiteValue> sites;
  for (int i = 0; i < 600; ++i) {
    const Vec2 at{1e5 * (std::fmod(i * 0.618034, 1.0) - 0.5) * 1.9, 1e5 * (i / 600.0 - 0.5) * 1.9};
    sites.push_back({at, bow(at) + noise(random) + (i % 20 == 0 ? 6 : 0), 0.05});
  }
  const SiteSurface surface(sites, 40);
  for (const Vec2 at : {Vec2{0, 0}, Vec2{5e4, -3e4}, Vec2{-8e4, 2e4}, Vec2{9.4e4, 9.4e4}}) {
    const SurfacePoint p = surface.at(at);
    EXPECT_NEAR(p.value, bow(at), 5 * p.fit_sigma + 0.01);
    EXPECT_LT(p.fit_sigma, 0.2);
  }
  EXPECT_GT(surface.at({2e5, 2e5}).fit_sigma, surface.at({0, 0}).fit_sigma);
  EXPECT_TRUE(std::isnan(SiteSurface({}, 40).at({0, 0}).value));
}

TEST(RatioCurve, tells_wavelength_and_sigma_and_refuses_nonsense) {
  const auto curve = RatioCurve::parse("2:460, 0.5:440,1:450");
  ASSERT_TRUE(curve);
  EXPECT_NEAR(curve->at(0.75, 0.01).nm, 445, 1e-9);
  EXPECT_NEAR(curve->at(0.75, 0.01).sigma_nm, 0.2, 1e-9);
  EXPECT_NEAR(curve->at(2, 0.01).nm, 460, 1e-9);
  EXPECT_TRUE(std::isnan(curve->at(2.1, 0.01).nm));
  EXPECT_TRUE(RatioCurve::parse("ratio,nm\n0.5,440\n1,450\n"));
  EXPECT_FALSE(RatioCurve::parse("0.5:440"));
  EXPECT_FALSE(RatioCurve::parse("0.5:440, 0.5:441"));
  EXPECT_FALSE(RatioCurve::parse("a:b, c:d"));
}

/// A wafer of 40 x 40 chips with a site on every second one.
struct SmallWafer {
  ChipTable table;
  WavelengthReport report;
  SmallWafer() {
    for (int r = 0; r < 40; ++r) {
      for (int c = 0; c < 40; ++c) {
        table.column.push_back(c);
        table.row.push_back(r);
        table.x_um.push_back(static_cast<float>(50 * c));
        table.y_um.push_back(static_cast<float>(50 * r));
        if ((c + r) % 2 == 1) continue;
        WavelengthSite site;
        site.at_um = {50.0 * c, 50.0 * r};
        site.table_row = 40 * r + c;
        site.figures.state = SpectrumState::measured;
        site.figures.peak_nm = {455 + 0.01F * static_cast<float>(c), 0.02F};
        report.sites.push_back(site);
      }
    }
    table.chip_class.assign(1600, ChipClass::good);
    table.flags.assign(1600, 0);
    report.sites[100].figures.peak_nm.value += 4;
    report.sites[300].figures = {};
    report.sites[300].figures.state = SpectrumState::saturated;
  }
};

TEST(JudgeWavelength, measured_and_predicted_chips_are_told_apart_and_the_odd_one_is_called) {
  SmallWafer wafer;
  WavelengthOptions options;
  options.residual_limit_nm = 1;
  spread_sites(wafer.table, wafer.report, options);
  judge_wavelength(wafer.table, wafer.report, options);
  const WavelengthColumns& w = *wafer.table.wavelength;
  EXPECT_EQ(wafer.report.chips_measured, 799);
  EXPECT_EQ(wafer.report.chips_predicted, 801);
  EXPECT_EQ(wafer.report.called, 1);
  const auto odd = static_cast<std::size_t>(wafer.report.sites[100].table_row);
  EXPECT_EQ(wafer.table.chip_class[odd], ChipClass::wavelength);
  EXPECT_EQ(wafer.table.flags[odd], chip_flag::bit(ChipClass::wavelength));
  EXPECT_NEAR(w.residual_nm[odd], 4, 0.1);
  EXPECT_EQ(w.source[1], WavelengthSource::surface);
  EXPECT_NEAR(w.peak_nm[1], 455.01, 0.02);
  EXPECT_TRUE(std::isnan(w.residual_nm[1]));
  const auto clipped = static_cast<std::size_t>(wafer.report.sites[300].table_row);
  EXPECT_EQ(w.source[clipped], WavelengthSource::surface);
  EXPECT_TRUE(w.centroid_nm.empty());
}

TEST(JudgeWavelength, the_bin_is_judged_and_worse_classes_stay) {
  SmallWafer wafer;
  wafer.table.chip_class[39] = ChipClass::dark;
  wafer.table.chip_class[38] = ChipClass::leaky;
  wafer.table.chip_class[37] = ChipClass::dim;
  WavelengthOptions options;
  options.bin_high_nm = 455.2;
  spread_sites(wafer.table, wafer.report, options);
  judge_wavelength(wafer.table, wafer.report, options);
  EXPECT_EQ(wafer.table.chip_class[0], ChipClass::good);
  EXPECT_EQ(wafer.table.chip_class[36], ChipClass::wavelength);
  EXPECT_EQ(wafer.table.chip_class[37], ChipClass::wavelength);
  EXPECT_EQ(wafer.table.chip_class[38], ChipClass::leaky);
  EXPECT_EQ(wafer.table.chip_class[39], ChipClass::dark);
  EXPECT_TRUE(std::isnan(wafer.table.wavelength->peak_nm[39]));  // no light, no wavelength
  EXPECT_NE(wafer.table.flags[38] & chip_flag::bit(ChipClass::wavelength), 0U);
}

TEST(JudgeWavelength, a_ratio_of_two_bands_tells_every_chip_that_both_see) {
  SmallWafer wafer;
  wafer.report.sites.clear();
  LayerColumns a, b;
  a.layer = "a";
  b.layer = "b";
  for (std::size_t k = 0; k < 1600; ++k) {
    a.intensity_e.push_back(500.0F + static_cast<float>(wafer.table.column[k]));
    b.intensity_e.push_back(k == 5 ? 1.0F : 1000.0F);
    a.intensity_sigma_e.push_back(10);
    b.intensity_sigma_e.push_back(10);
  }
  wafer.table.layers = {a, b};
  const WavelengthOptions options;
  measure_ratio(wafer.table, 0, 1, *RatioCurve::parse("0.4:440, 0.6:460"), wafer.report, options);
  const WavelengthColumns& w = *wafer.table.wavelength;
  EXPECT_NEAR(w.peak_nm[10], 451, 1e-3);
  EXPECT_NEAR(w.peak_sigma_nm[10], 100 * 0.51 * std::hypot(10.0 / 510, 0.01), 1e-3);
  EXPECT_EQ(w.source[10], WavelengthSource::ratio);
  EXPECT_EQ(w.source[5], WavelengthSource::none);
  EXPECT_TRUE(std::isnan(w.peak_nm[5]));
}

}  // namespace
}  // namespace pellucid

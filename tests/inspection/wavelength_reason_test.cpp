/// Why a chip is called by its wavelength, and why that changed between two results.
#include <gmock/gmock.h>

#include "inspection/diff.h"
#include "inspection/explain.h"
#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

using test::WaferCase;
using Verdict = Finding::Verdict;
using testing::HasSubstr;

SimulationOptions wafer_with_spectra(double off_share) {
  SimulationOptions options = *simulation_preset("small");
  options.el.write = false;
  options.threads = 2;
  options.spectra.sites = 400;
  options.spectra.off_share = off_share;
  return options;
}

std::size_t first_called(const ResultData& data) {
  const auto found = std::ranges::find(data.table.chip_class, ChipClass::wavelength);
  EXPECT_NE(found, data.table.chip_class.end());
  return static_cast<std::size_t>(found - data.table.chip_class.begin());
}

TEST(WavelengthReason, a_chip_off_the_surface_is_told_with_value_sigma_and_limit) {
  const WaferCase wafer(wafer_with_spectra(0.03));
  const auto data = wafer.inspect([](InspectRequest& r) {
    r.recipe.wavelength.residual_limit_nm = 2;
    r.recipe.wavelength.bin_high_nm = 470;
  });
  ASSERT_TRUE(data) << data.error().message();
  const std::size_t chip = first_called(*data);
  const auto why = explain_chip(wafer.result(), chip);
  ASSERT_TRUE(why) << why.error().message();
  const Finding& f = why->findings.front();
  EXPECT_EQ(f.chip_class, ChipClass::wavelength);
  EXPECT_EQ(f.verdict, Verdict::found);
  EXPECT_EQ(f.key, "wavelength.residual_limit_nm");
  EXPECT_FLOAT_EQ(static_cast<float>(f.value), std::abs(data->table.wavelength->residual_nm[chip]));
  EXPECT_FLOAT_EQ(static_cast<float>(f.sigma), data->table.wavelength->peak_sigma_nm[chip]);
  EXPECT_EQ(f.limit, 2);
  EXPECT_THAT(why->sentence, HasSubstr("off the smooth wafer, > 2"));
  // The bin holds for it, and is told all the same.
  const auto bin = std::ranges::find(why->findings, "wavelength.bin_high_nm", &Finding::key);
  ASSERT_NE(bin, why->findings.end());
  EXPECT_EQ(bin->verdict, Verdict::holds);
  EXPECT_THAT(bin->text, HasSubstr("by a spectrum on it"));
}

TEST(WavelengthReason, a_chip_between_the_spectra_is_told_to_be_interpolated) {
  const WaferCase wafer(wafer_with_spectra(0));
  const auto data = wafer.inspect([](InspectRequest& r) { r.recipe.wavelength.residual_limit_nm = 2; });
  ASSERT_TRUE(data);
  const auto& source = data->table.wavelength->source;
  const auto chip = std::ranges::find(source, WavelengthSource::surface) - source.begin();
  const auto why = explain_chip(wafer.result(), static_cast<std::size_t>(chip));
  ASSERT_TRUE(why);
  const auto told = std::ranges::find(why->findings, ChipClass::wavelength, &Finding::chip_class);
  ASSERT_NE(told, why->findings.end());
  EXPECT_EQ(told->verdict, Verdict::not_judged);
  EXPECT_THAT(told->text, HasSubstr("interpolated"));
}

TEST(WavelengthReason, a_change_is_told_by_the_limit_or_by_the_wavelength) {
  const WaferCase wafer(wafer_with_spectra(0.03));
  const auto strict = [](InspectRequest& r) {
    r.recipe.wavelength.residual_limit_nm = 2;
    r.result = r.result.string() + ".strict";
  };
  ASSERT_TRUE(wafer.inspect());
  const auto judged = wafer.inspect(strict);
  ASSERT_TRUE(judged);
  const auto limits = diff_results({wafer.result(), wafer.result().string() + ".strict"});
  ASSERT_TRUE(limits) << limits.error().message();
  ASSERT_GT(limits->changed.size(), 3U);
  EXPECT_EQ(limits->by_reason[static_cast<std::size_t>(ChangeReason::limits)], limits->changed.size());
  const auto why = why_changed(*limits, 0);
  ASSERT_TRUE(why);
  EXPECT_THAT(*why, HasSubstr("off the smooth wafer"));
  EXPECT_THAT(*why, HasSubstr("(recipe A: null)"));

  // The same light, other wavelengths, the same limit.
  const WaferCase other(wafer_with_spectra(0));
  ASSERT_TRUE(other.inspect([](InspectRequest& r) { r.recipe.wavelength.residual_limit_nm = 2; }));
  const auto moved = diff_results({other.result(), wafer.result().string() + ".strict"});
  ASSERT_TRUE(moved) << moved.error().message();
  std::int64_t called = 0;
  for (std::size_t k = 0; k < moved->changed.size(); ++k) {
    if (moved->changed.class_b[k] != ChipClass::wavelength) continue;
    ++called;
    EXPECT_EQ(moved->changed.reason[k], ChangeReason::wavelength);
  }
  EXPECT_GT(called, 3);
  EXPECT_GE(moved->by_reason[static_cast<std::size_t>(ChangeReason::wavelength)], called);
}

}  // namespace
}  // namespace pellucid

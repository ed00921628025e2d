/// The spectra behind a result: the nearest one, and its counts as the inspection saw them.
#include "inspection/result_spectra.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using test::WaferCase;

SimulationOptions wafer_with_spectra() {
  SimulationOptions options = *simulation_preset("small");
  options.el.write = false;
  options.threads = 2;
  options.spectra.sites = 300;
  options.spectra.shape = LineShape::tailed;
  options.spectra.saturated_share = 0.05;
  options.spectra.spikes = 0.5;
  return options;
}

TEST(ResultSpectra, the_nearest_one_is_found_and_its_curve_is_that_of_its_figures) {
  const WaferCase wafer(wafer_with_spectra());
  ASSERT_TRUE(wafer.inspect());
  const auto spectra = ResultSpectra::open(wafer.result());
  ASSERT_TRUE(spectra) << spectra.error().message();
  ASSERT_GT(spectra->sites().size(), 200U);
  std::int64_t fitted = 0, clipped = 0;
  for (std::size_t i = 0; i < spectra->sites().size(); i += 3) {
    const StoredSite& site = spectra->sites()[i];
    const auto found = spectra->nearest(site.site.at_um);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->site, i);
    EXPECT_NEAR(found->distance_um, 0, 1e-9);
    const auto curve = spectra->curve(i);
    ASSERT_TRUE(curve) << curve.error().message();
    ASSERT_EQ(curve->counts.size(), curve->nm.size());
    const SpectrumFigures& f = site.site.figures;
    if (f.state == SpectrumState::saturated) {
      ++clipped;
      EXPECT_TRUE(curve->model.empty());
    }
    if (f.state != SpectrumState::measured) continue;
    ++fitted;
    ASSERT_EQ(curve->model.size(), curve->nm.size());
    const auto top = std::ranges::max_element(curve->model) - curve->model.begin();
    EXPECT_NEAR(curve->nm[static_cast<std::size_t>(top)], f.peak_nm.value, 0.2) << "the channel of the peak";
    EXPECT_NEAR(curve->half.high_nm - curve->half.low_nm, static_cast<double>(f.fwhm_nm.value), 1e-3)
        << "fitted with the line that the inspection learned";
  }
  EXPECT_GT(fitted, 60);
  EXPECT_GE(clipped, 1);
}

TEST(ResultSpectra, a_site_on_the_chip_goes_before_a_nearer_one) {
  const WaferCase wafer(wafer_with_spectra());
  ASSERT_TRUE(wafer.inspect());
  const auto spectra = ResultSpectra::open(wafer.result());
  ASSERT_TRUE(spectra);
  const StoredSite& one = spectra->sites()[0];
  const StoredSite& other = spectra->sites()[100];
  const auto found = spectra->nearest(one.site.at_um, ChipIndex{other.column, other.row});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->site, 100U);
  EXPECT_TRUE(found->is_on_chip);
  EXPECT_GT(found->distance_um, 0);
}

TEST(ResultSpectra, without_the_scan_the_figures_stay_and_the_curve_says_why) {
  const WaferCase wafer(wafer_with_spectra());
  ASSERT_TRUE(wafer.inspect());
  const fs::path moved = wafer.folder() / "moved";
  fs::rename(wafer.scan(), moved);
  const auto spectra = ResultSpectra::open(wafer.result());
  ASSERT_TRUE(spectra);
  EXPECT_TRUE(spectra->nearest({0, 0}));
  const auto gone = spectra->curve(0);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, "inspection.no_scan");
  const auto there = ResultSpectra::open(wafer.result(), moved);
  ASSERT_TRUE(there);
  const auto curve = there->curve(0);
  ASSERT_TRUE(curve) << curve.error().message();
  const fs::path file = wafer.folder() / "spectrum.csv";
  ASSERT_TRUE(write_curve(*curve, file, false));
  EXPECT_FALSE(write_curve(*curve, file, false)) << "a file that is there stays";
  std::ifstream lines(file);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "wavelength_nm,counts,fit");
  std::size_t rows = 0;
  while (std::getline(lines, line)) ++rows;
  EXPECT_EQ(rows, curve->nm.size());
}

TEST(ResultSpectra, a_scan_without_spectra_has_none) {
  const WaferCase wafer(test::small_wafer());
  ASSERT_TRUE(wafer.inspect());
  const auto spectra = ResultSpectra::open(wafer.result());
  ASSERT_TRUE(spectra);
  EXPECT_TRUE(spectra->sites().empty());
  EXPECT_FALSE(spectra->nearest({0, 0}));
}

}  // namespace
}  // namespace pellucid

/// Spectra of a simulated wafer to the wavelength of every chip, and into the result.
#include <gmock/gmock.h>

#include <cmath>

#include "results/chips_h5.h"
#include "results/sites_h5.h"
#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

using test::WaferCase;

SimulationOptions wafer_with_spectra() {
  SimulationOptions options = *simulation_preset("small");
  options.el.write = false;
  options.threads = 2;
  options.spectra.sites = 600;
  options.spectra.shape = LineShape::tailed;
  options.spectra.saturated_share = 0.02;
  options.spectra.spikes = 0.5;
  options.spectra.off_share = 0.02;
  return options;
}

TEST(Wavelength, chips_between_the_sites_are_predicted_and_odd_ones_are_called) {
  const WaferCase wafer(wafer_with_spectra());
  const auto data = wafer.inspect([](InspectRequest& r) { r.recipe.wavelength.residual_limit_nm = 2; });
  ASSERT_TRUE(data) << data.error().message();
  ASSERT_TRUE(data->wavelength && data->table.wavelength);
  const TrueSpectra& truth = *wafer.truth().spectra;
  const WavelengthReport& report = *data->wavelength;
  ASSERT_EQ(report.sites.size(), truth.peak_nm.size());
  std::int64_t odd = 0, called = 0, wrongly = 0;
  double square = 0, count = 0;
  for (std::size_t i = 0; i < report.sites.size(); ++i) {
    const WavelengthSite& site = report.sites[i];
    ASSERT_GE(site.table_row, 0);
    const auto k = static_cast<std::size_t>(site.table_row);
    EXPECT_EQ(data->table.column[k], truth.column[i]);
    EXPECT_EQ(data->table.row[k], truth.row[i]);
    EXPECT_EQ(site.figures.state == SpectrumState::saturated, truth.saturated[i] == 1);
    if (!has_figures(site.figures.state)) continue;
    const double error = static_cast<double>(site.figures.peak_nm.value) - truth.peak_nm[i];
    square += error * error;
    ++count;
    EXPECT_LT(std::abs(error), 8 * static_cast<double>(site.figures.peak_nm.sigma) + 0.02);
    const bool is_called = (data->table.flags[k] & chip_flag::bit(ChipClass::wavelength)) != 0;
    odd += truth.off[i];
    called += truth.off[i] == 1 && is_called ? 1 : 0;
    wrongly += truth.off[i] == 0 && is_called ? 1 : 0;
  }
  EXPECT_LT(std::sqrt(square / count), 0.05);
  EXPECT_GT(odd, 3);
  EXPECT_EQ(called, odd);
  EXPECT_EQ(wrongly, 0);
  const double radius = 1000 * 0.5 * data->wafer.diameter_mm;
  double far = 0;
  const WavelengthColumns& w = *data->table.wavelength;
  for (std::size_t k = 0; k < data->table.size(); ++k) {
    if (w.source[k] != WavelengthSource::surface) continue;
    const double x = static_cast<double>(data->table.x_um[k]) / radius,
                 y = static_cast<double>(data->table.y_um[k]) / radius;
    const double expected = 455 + 4 * (x * x + y * y) + x - 0.5 * y;
    far = std::max(far, std::abs(static_cast<double>(w.peak_nm[k]) - expected));
    EXPECT_GT(w.peak_sigma_nm[k], 0.03F);
  }
  EXPECT_LT(far, 0.4);
}

TEST(Wavelength, sites_and_columns_are_read_back_from_the_result) {
  const WaferCase wafer(wafer_with_spectra());
  const auto data = wafer.inspect([](InspectRequest& r) { r.threads = 1; });
  ASSERT_TRUE(data) << data.error().message();
  const auto sites = read_sites(wafer.result() / "chips.h5");
  ASSERT_TRUE(sites) << sites.error().message();
  ASSERT_EQ(sites->size(), data->wavelength->sites.size());
  for (std::size_t i = 0; i < sites->size(); i += 17) {
    const WavelengthSite& made = data->wavelength->sites[i];
    const StoredSite& read = (*sites)[i];
    EXPECT_EQ(read.site.figures.state, made.figures.state);
    EXPECT_EQ(read.column, data->table.column[static_cast<std::size_t>(made.table_row)]);
    if (has_figures(made.figures.state)) {
      EXPECT_EQ(read.site.figures.peak_nm.value, made.figures.peak_nm.value);
      EXPECT_EQ(read.site.figures.fwhm_ev.sigma, made.figures.fwhm_ev.sigma);
    }
  }
  const auto table = read_chip_table(wafer.result() / "chips.h5");
  ASSERT_TRUE(table);
  ASSERT_TRUE(table->wavelength);
  EXPECT_EQ(table->wavelength->source, data->table.wavelength->source);
  const auto again = wafer.inspect([](InspectRequest& r) { r.threads = 2; });
  ASSERT_TRUE(again);
  for (std::size_t k = 0; k < table->size(); ++k) {
    const float a = table->wavelength->peak_nm[k], b = again->table.wavelength->peak_nm[k];
    ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << k;
  }
}

TEST(Wavelength, a_ratio_without_its_layers_is_refused) {
  SimulationOptions options = wafer_with_spectra();
  options.spectra.sites = 0;
  const WaferCase wafer(options);
  const auto data = wafer.inspect([](InspectRequest& r) {
    r.recipe.wavelength.ratio_layers = "blue/red";
    r.recipe.wavelength.ratio_curve = "0.5:440, 1:450";
  });
  ASSERT_FALSE(data);
  EXPECT_EQ(data.error().code, "inspection.ratio");
  EXPECT_THAT(data.error().message(), testing::HasSubstr("blue/red"));
}

}  // namespace
}  // namespace pellucid

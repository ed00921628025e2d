/// Text spectra of every dialect; real spectra against what their instruments printed.
#include "acquisition/spectra_file.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "tests/support/temp_folder.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;
using testing::HasSubstr;

fs::path written(const TempFolder& folder, const std::string& name, const std::string& text) {
  const fs::path path = folder.path() / name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string number(double value, char decimal) {
  std::string text = std::to_string(value);
  if (decimal != '.') text[text.find('.')] = decimal;
  return text;
}

/// A Gaussian of 600 channels at 455 nm.
std::string two_columns(char separator, char decimal, bool falling) {
  std::string text = "Instrument 7\nDate: 2026-11-22\n";
  for (int i = 0; i < 600; ++i) {
    const double nm = falling ? 520 - 0.2 * i : 400.2 + 0.2 * i;
    const double u = (nm - 455) / 8;
    text += number(nm, decimal) + separator + number(std::round(3000 * std::exp(-0.5 * u * u) + 50 + i % 3), decimal) +
            "\r\n";
  }
  return text + ">>>>>End<<<<<\n";
}

double peak_of(const SpectraFile& file, std::size_t spectrum = 0) {
  const auto found = analyse_spectra(*file.spectra, {});
  return found ? static_cast<double>(found->spectra.at(spectrum).peak_nm.value) : 0;
}

TEST(SpectraText, every_dialect_reads_the_same) {
  const TempFolder folder;
  for (const char separator : {'\t', ',', ';', ' '}) {
    for (const char decimal : {'.', ','}) {
      if (separator == ',' && decimal == ',') continue;
      if (separator == ' ' && decimal == ',') continue;
      for (const bool falling : {false, true}) {
        const auto file = read_spectra_text(written(folder, "a.txt", two_columns(separator, decimal, falling)));
        ASSERT_TRUE(file) << file.error().message();
        EXPECT_EQ(file->spectra->axis().size(), 600U) << separator << decimal;
        EXPECT_NEAR(peak_of(*file), 455, 0.05) << separator << decimal << falling;
      }
    }
  }
}

TEST(SpectraText, a_map_has_a_spectrum_a_row) {
  const TempFolder folder;
  std::string text = "Mapping\nX;Y";
  for (int i = 0; i < 200; ++i) text.append(";").append(std::to_string(430 + 0.3 * i));
  for (int s = 0; s < 3; ++s) {
    text.append("\n").append(std::to_string(10 * s)).append(";-5");
    for (int i = 0; i < 200; ++i) {
      const double u = (430 + 0.3 * i - 455 - s) / 5;
      text.append(";").append(std::to_string(std::lround(2000 * std::exp(-0.5 * u * u)) + 30 + i % 2));
    }
  }
  const auto file = read_spectra_text(written(folder, "map.csv", text + "\n1;2;3\n"));
  ASSERT_TRUE(file) << file.error().message();
  ASSERT_EQ(file->spectra->size(), 3);
  EXPECT_EQ(file->position_um[2], (Vec2{20, -5}));
  EXPECT_NEAR(peak_of(*file, 2), 457, 0.1);
  EXPECT_EQ(file->warnings.size(), 1U);
}

TEST(SpectraText, a_dark_is_subtracted_and_must_fit) {
  const TempFolder folder;
  const fs::path light = written(folder, "light.txt", two_columns('\t', '.', false));
  const auto file = read_spectra_text(light, light);
  ASSERT_TRUE(file);
  const auto found = analyse_spectra(*file->spectra, {});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->spectra[0].state, SpectrumState::dark);
  const auto wrong =
      read_spectra_text(light, written(folder, "dark.txt", "1\t2\n2\t3\n3\t4\n4\t5\n5\t6\n6\t7\n7\t8\n8\t9\n"));
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message(), HasSubstr("dark.txt"));
}

TEST(SpectraText, what_is_no_spectrum_is_refused) {
  const TempFolder folder;
  EXPECT_FALSE(open_spectra(folder.path() / "none.txt"));
  EXPECT_FALSE(open_spectra(folder.path()));
  EXPECT_FALSE(open_spectra(written(folder, "prose.txt", "nothing here\nbut words\n")));
  EXPECT_FALSE(open_spectra(written(folder, "empty.txt", "")));
  EXPECT_FALSE(open_spectra(written(folder, "bytes.bin", std::string("1,2\n\0\0\0", 7))));
  EXPECT_FALSE(open_spectra(written(folder, "fake.h5", "\x89HDF\r\n\x1a\nand no more")));
}

class RealSpectra : public testing::Test {
 protected:
  fs::path need(const char* folder) {
    const std::string data = PELLUCID_REAL_DATA;
    if (data.empty() || !fs::is_directory(fs::path(data) / folder)) return {};
    return fs::path(data) / folder;
  }
  static SpectrumFigures figures(const fs::path& path, const std::optional<fs::path>& dark = {}) {
    const auto file = open_spectra(path, dark);
    if (!file) return {};
    const auto found = analyse_spectra(*file->spectra, {});
    return found ? found->spectra[0] : SpectrumFigures{};
  }
};

/// The instrument prints its own figures into the header.
double printed(const fs::path& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(key)) return std::stod(line.substr(line.find(',') + 1));
  return std::nan("");
}

TEST_F(RealSpectra, mini_leds_have_the_instruments_figures) {
  const fs::path folder = need("miniled-spectra");
  if (folder.empty()) GTEST_SKIP() << "no real files at PELLUCID_REAL_DATA/miniled-spectra";
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".csv") continue;
    const SpectrumFigures f = figures(entry.path());
    ASSERT_TRUE(has_figures(f.state)) << entry.path();
    EXPECT_NEAR(f.peak_nm.value, printed(entry.path(), "峰值波長"), 0.8) << entry.path();
    EXPECT_NEAR(f.centroid_nm.value, printed(entry.path(), "質心波長"), 0.1) << entry.path();
    EXPECT_NEAR(f.fwhm_nm.value, printed(entry.path(), "半寬度"), 0.3) << entry.path();
    EXPECT_NEAR(f.dominant_nm.value, printed(entry.path(), "主波長"), 0.3) << entry.path();
  }
}

TEST_F(RealSpectra, named_leds_peak_where_they_do_and_clipped_ones_are_flagged) {
  const fs::path folder = need("led-spectra-raw");
  if (folder.empty()) GTEST_SKIP() << "no real files at PELLUCID_REAL_DATA/led-spectra-raw";
  const auto part = [&](const std::string& name) {
    return figures(folder / "Roithner" / (name + ".txt"), folder / "Roithner" / (name + "dark.txt"));
  };
  EXPECT_NEAR(part("LED405").peak_nm.value, 408.3, 0.5);
  EXPECT_NEAR(part("UV395").peak_nm.value, 391.0, 0.5);
  EXPECT_NEAR(part("XSL365").peak_nm.value, 368.1, 0.5);
  EXPECT_NEAR(part("XSL375cnt").peak_nm.value, 375.1, 0.5);
  EXPECT_NEAR(part("CB30").peak_nm.value, 469.7, 0.8);
  EXPECT_NEAR(part("LED740").peak_nm.value, 724, 0.8);
  EXPECT_NEAR(figures(folder / "Roithner" / "UV380.txt").peak_nm.value, 380.3, 0.5);
  EXPECT_EQ(part("XSL370cnt").state, SpectrumState::saturated);
  EXPECT_EQ(figures(folder / "Weilli" / "UVA_long.txt").state, SpectrumState::saturated);
}

TEST_F(RealSpectra, a_cathodoluminescence_map_is_smooth) {
  const fs::path folder = need("cl-maps");
  if (folder.empty()) GTEST_SKIP() << "no real files at PELLUCID_REAL_DATA/cl-maps";
  constexpr std::size_t kChannels = 334, kSpectra = 16 * 30;
  std::vector<float> nm, counts(kSpectra * kChannels);
  for (std::size_t i = 0; i < kChannels; ++i)
    nm.push_back(static_cast<float>(530.7898101451792 + (803.5213970187106 - 530.7898101451792) *
                                                            static_cast<double>(i) / (kChannels - 1)));
  std::ifstream(folder / "asymmetric-peak_map.f32", std::ios::binary)
      .read(reinterpret_cast<char*>(counts.data()), static_cast<std::streamsize>(counts.size() * sizeof(float)));
  const auto source = spectra_in_memory(*spectrum_axis(nm, {}, {}), counts, false);
  const auto found = analyse_spectra(*source, {});
  ASSERT_TRUE(found);
  std::size_t good = 0;
  for (std::size_t i = 0; i < kSpectra; ++i) {
    const SpectrumFigures& f = found->spectra[i];
    if (!has_figures(f.state)) continue;
    const float* one = &counts[i * kChannels];
    const auto top = static_cast<std::size_t>(std::max_element(one, one + kChannels) - one);
    good += std::abs(f.peak_nm.value - nm[top]) < f.fwhm_nm.value ? 1 : 0;
  }
  EXPECT_GT(good, kSpectra * 9 / 10);
}

TEST_F(RealSpectra, photonic_modes_are_found_and_raman_shifts_refused) {
  const fs::path folder = need("ingan-upl-spectra");
  if (folder.empty()) GTEST_SKIP() << "no real files at PELLUCID_REAL_DATA/ingan-upl-spectra";
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".dat") continue;
    const SpectrumFigures f = figures(entry.path());
    EXPECT_NEAR(f.peak_nm.value, 445.4, 0.3) << entry.path();
    EXPECT_LT(f.fwhm_nm.value, 0.4) << entry.path();
  }
  const fs::path raman = need("wafer-raman-spectra");
  if (raman.empty()) return;
  for (const auto& entry : fs::directory_iterator(raman)) EXPECT_FALSE(open_spectra(entry.path())) << entry.path();
}

}  // namespace
}  // namespace pellucid

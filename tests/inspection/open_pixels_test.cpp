/// Pixels of a result: the right place, whatever tiles it lies in; corrected as the measurement corrects them.
#include "inspection/open_pixels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <thread>

#include "inspection/explain.h"
#include "results/result_folder.h"
#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using test::WaferCase;

/// Light of a patch's middle against its rim: where a chip is.
struct Spot {
  Vec2 centre_um;
  double light = 0;  ///< above the lowest value, summed
};

Spot spot_of(const PixelPatch& patch) {
  float low = std::numeric_limits<float>::max();
  for (const float v : patch.values) {
    if (std::isfinite(v)) low = std::min(low, v);
  }
  Spot spot;
  for (std::int64_t y = 0; y < patch.height; ++y) {
    for (std::int64_t x = 0; x < patch.width; ++x) {
      if (!std::isfinite(patch.at(x, y))) continue;
      const auto light = static_cast<double>(patch.at(x, y) - low);
      spot.centre_um = spot.centre_um + light * patch.place_um(x, y);
      spot.light += light;
    }
  }
  spot.centre_um = (1 / spot.light) * spot.centre_um;
  return spot;
}

/// Mean distance of a few good chips' light from where the table says that they are, in pixels.
double mean_miss_px(const WaferCase& wafer, const ResultPixels& pixels, PixelKind kind) {
  const auto opened = open_result(wafer.result());
  EXPECT_TRUE(opened);
  const Vec2 pitch = opened->summary.wafer.chips->pitch_um;
  double miss = 0;
  int chips = 0;
  for (std::size_t k = 0; k < opened->table.size(); k += 97) {
    if (opened->table.chip_class[k] != ChipClass::good) continue;
    const Vec2 place{opened->table.x_um[k], opened->table.y_um[k]};
    const auto patch = pixels.read("", {place - 0.5 * pitch, place + 0.5 * pitch}, kind);
    EXPECT_TRUE(patch) << patch.error().message();
    if (!patch || patch->covered < patch->width * patch->height) continue;
    const Vec2 off = spot_of(*patch).centre_um - place;
    miss += std::hypot(off.x / patch->pixel_um.x, off.y / patch->pixel_um.y);
    ++chips;
  }
  EXPECT_GT(chips, 20);
  return miss / chips;
}

TEST(OpenPixels, ShowTheChipWhereTheTableSaysItIs) {
  const WaferCase wafer(test::small_wafer());
  ASSERT_TRUE(wafer.inspect());
  const auto pixels = ResultPixels::open(wafer.result());
  ASSERT_TRUE(pixels) << pixels.error().message();
  EXPECT_LT(mean_miss_px(wafer, *pixels, PixelKind::raw), 0.6);
  EXPECT_LT(mean_miss_px(wafer, *pixels, PixelKind::corrected), 0.6);
}

/// Tiles overlap and lie up to some um off: a patch across a seam is whole, and chips stay where they are.
TEST(OpenPixels, GoAcrossTilesThatLieOff) {
  SimulationOptions options = *simulation_preset("camera");
  options.el.write = false;
  options.threads = 2;
  const WaferCase wafer(options);
  ASSERT_TRUE(wafer.inspect());
  const auto pixels = ResultPixels::open(wafer.result());
  ASSERT_TRUE(pixels) << pixels.error().message();
  EXPECT_LT(mean_miss_px(wafer, *pixels, PixelKind::corrected), 0.6);
  const auto wide = pixels->around("", {0, 0}, 4000, PixelKind::corrected);
  ASSERT_TRUE(wide) << wide.error().message();
  EXPECT_EQ(wide->covered, wide->width * wide->height);
  EXPECT_NEAR(static_cast<double>(wide->width) * wide->pixel_um.x, 8000, 2 * wide->pixel_um.x);
}

TEST(OpenPixels, CorrectedIsRawWithoutDarkTimesGainAndFlat) {
  const WaferCase wafer(test::small_wafer());
  ASSERT_TRUE(wafer.inspect());
  const auto pixels = ResultPixels::open(wafer.result());
  ASSERT_TRUE(pixels);
  const auto raw = pixels->around("", {1000, -2000}, 200, PixelKind::raw);
  const auto corrected = pixels->around("", {1000, -2000}, 200, PixelKind::corrected);
  ASSERT_TRUE(raw && corrected);
  EXPECT_EQ(raw->units, "DN");
  EXPECT_EQ(corrected->units, "e");
  ASSERT_EQ(raw->values.size(), corrected->values.size());
  // The same raw pixels as the file holds.
  const auto frame = read_frame(wafer.scan() / wafer.manifest()["layers"][0]["tiles"][0]["file"].get<std::string>());
  ASSERT_TRUE(frame);
  const Vec2 at = wafer.pixel_at(raw->place_um(0, 0));
  const auto opened = open_result(wafer.result());
  const Vec2 moved = opened->registrations[0].tile_correction_um[0];
  const auto x = static_cast<std::int64_t>(std::floor(at.x - moved.x / raw->pixel_um.x));
  const auto y = static_cast<std::int64_t>(std::floor(at.y + moved.y / raw->pixel_um.y));
  EXPECT_EQ(raw->at(0, 0), frame->dn[static_cast<std::size_t>(y * frame->width + x)]);
  // Where dark, flat and line power are even, what is corrected rises with what is raw.
  double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (std::size_t i = 0; i < raw->values.size(); ++i) {
    const double a = static_cast<double>(raw->values[i]), b = static_cast<double>(corrected->values[i]);
    ++n, sx += a, sy += b, sxx += a * a, syy += b * b, sxy += a * b;
  }
  const double r = (n * sxy - sx * sy) / std::sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
  EXPECT_GT(r, 0.99);
}

TEST(OpenPixels, AreReadFromManyThreads) {
  const WaferCase wafer(test::small_wafer());
  ASSERT_TRUE(wafer.inspect());
  const auto pixels = ResultPixels::open(wafer.result());
  ASSERT_TRUE(pixels);
  const auto expected = pixels->around("", {500, 500}, 300, PixelKind::corrected);
  ASSERT_TRUE(expected);
  const auto fresh = ResultPixels::open(wafer.result());
  ASSERT_TRUE(fresh);
  std::vector<std::thread> threads;
  std::atomic<int> same = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      const auto found = fresh->around("", {500, 500}, 300, PixelKind::corrected);
      if (found && found->values == expected->values) ++same;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(same, 4);
}

TEST(OpenPixels, SayWhatIsWrong) {
  const WaferCase wafer(test::small_wafer());
  ASSERT_TRUE(wafer.inspect());
  const auto pixels = ResultPixels::open(wafer.result());
  ASSERT_TRUE(pixels);
  const auto no_layer = pixels->around("nir", {0, 0}, 60, PixelKind::raw);
  ASSERT_FALSE(no_layer);
  EXPECT_EQ(no_layer.error().code, "inspection.layer");
  EXPECT_EQ(no_layer.error().expected, pixels->layers().front());
  EXPECT_EQ(pixels->around("", {1e7, 0}, 60, PixelKind::raw).error().code, "inspection.rect");
  EXPECT_EQ(pixels->around("", {0, 0}, 1e9, PixelKind::raw).error().code, "inspection.rect");
  EXPECT_EQ(pixels->around("", {std::nan(""), 0}, 1, PixelKind::raw).error().code, "inspection.rect");
  const auto one = pixels->around("", {3, 3}, 0, PixelKind::raw);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->values.size(), 1U);

  fs::rename(wafer.scan(), wafer.folder() / "moved");
  const auto gone = ResultPixels::open(wafer.result());
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, "inspection.no_scan");
  EXPECT_EQ(gone.error().found, "no such folder");
  EXPECT_TRUE(ResultPixels::open(wafer.result(), wafer.folder() / "moved"));
  std::ofstream(wafer.folder() / "moved" / "scan.json", std::ios::app) << "\n";
  const auto other = ResultPixels::open(wafer.result(), wafer.folder() / "moved");
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().found.find("SHA-256"), std::string::npos);
}

TEST(OpenPixels, AreWrittenAsPictureAndAsNumbers) {
  const WaferCase wafer(test::small_wafer());
  ASSERT_TRUE(wafer.inspect());
  const auto pixels = ResultPixels::open(wafer.result());
  ASSERT_TRUE(pixels);
  const auto patch = pixels->around("", {0, 0}, 200, PixelKind::corrected);
  ASSERT_TRUE(patch);
  for (const char* name : {"chip.png", "chip.tif", "chip.csv"}) {
    const fs::path file = wafer.folder() / name;
    ASSERT_TRUE(write_patch(*patch, file, false)) << name;
    EXPECT_EQ(write_patch(*patch, file, false).error().code, "inspection.exists");
  }
  const auto back = read_frame(wafer.folder() / "chip.tif");
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->dn, patch->values);
  EXPECT_EQ(write_patch(*patch, wafer.folder() / "chip.bmp", false).error().code, "inspection.format");
  EXPECT_EQ(test::other_files(wafer.folder(), {"scan", "result", "chip.png", "chip.tif", "chip.csv"}), "");
}

}  // namespace
}  // namespace pellucid

/// What cannot be measured is refused, and what is broken off leaves nothing.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using test::WaferCase;

std::string only_image(const WaferCase& wafer) {
  return wafer.manifest()["layers"][0]["tiles"][0]["file"];
}

SimulationOptions camera_tiles() {
  SimulationOptions options = test::small_wafer();
  options.tiling.method = ScanMethod::camera;
  options.tiling.tile_width_px = options.tiling.tile_height_px = 256;
  options.tiling.overlap_px = 32;
  options.camera.stage_jitter_um = 8;
  return options;
}

TEST(MissingTile, IsRefusedUnlessAllowed) {
  const WaferCase wafer(camera_tiles());
  const auto tiles = wafer.manifest()["layers"][0]["tiles"];
  const auto& gone = tiles[tiles.size() / 2];
  fs::remove(wafer.scan() / gone["file"].get<std::string>());
  const auto refused = wafer.inspect();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
  EXPECT_NE(refused.error().message().find(gone["file"].get<std::string>()), std::string::npos)
      << refused.error().message();
  EXPECT_EQ(test::other_files(wafer.folder(), {"scan"}), "");

  const auto data = wafer.inspect([](InspectRequest& r) { r.allow_missing_tiles = true; });
  ASSERT_TRUE(data) << data.error().message();
  // Inside the missing tile, away from its neighbours' overlap, no chip is measured; away from it all are.
  const double left = gone["position_um"][0], top = gone["position_um"][1], side = 256 * 16.0;
  std::int64_t inside = 0, outside = 0;
  for (std::size_t k = 0; k < data->table.size(); ++k) {
    const double x = static_cast<double>(data->table.x_um[k]) - left;
    const double y = top - static_cast<double>(data->table.y_um[k]);
    ASSERT_TRUE(std::isfinite(x) && std::isfinite(y));
    const double depth = std::min({x, side - x, y, side - y});
    const bool unmeasured = data->table.chip_class[k] == ChipClass::unmeasured;
    if (depth > 32 * 16 + 200) {
      ++inside;
      EXPECT_TRUE(unmeasured) << data->table.column[k] << "," << data->table.row[k];
      EXPECT_TRUE(std::isnan(data->table.layers[0].intensity_e[k]));
    } else if (depth < -300) {
      ++outside;
      EXPECT_FALSE(unmeasured) << data->table.column[k] << "," << data->table.row[k];
    }
  }
  EXPECT_GT(inside, 100);
  EXPECT_GT(outside, 10000);
  bool said = false;
  for (const std::string& w : data->warnings) said |= w.find("not measured") != std::string::npos;
  EXPECT_TRUE(said);
  EXPECT_NEAR(yield_of(count_classes(data->table)), 0.99, 0.01);
}

TEST(Stop, LeavesNothingBehind) {
  const WaferCase wafer(test::small_wafer());
  for (const std::string stage : {"survey pl", "measure pl", "maps"}) {
    std::stop_source stop;
    InspectRequest request;
    request.scan = wafer.scan();
    request.result = wafer.result();
    request.threads = 2;
    const auto data = inspect(
        request,
        [&](std::string_view now, double) {
          if (now == stage) stop.request_stop();
        },
        stop.get_token());
    ASSERT_FALSE(data) << stage;
    EXPECT_EQ(data.error().kind, ErrorKind::cancelled) << stage << ": " << data.error().message();
    EXPECT_EQ(test::other_files(wafer.folder(), {"scan"}), "") << stage;
  }
}

TEST(Stop, KeepsAnOldResult) {
  const WaferCase wafer(test::small_wafer());
  ASSERT_TRUE(wafer.inspect());
  const auto before = fs::last_write_time(wafer.result() / "chips.h5");
  std::stop_source stop;
  InspectRequest request;
  request.scan = wafer.scan();
  request.result = wafer.result();
  request.overwrite = true;
  const auto stop_at_table = [&](std::string_view now, double) {
    if (now == "chip table") stop.request_stop();
  };
  const auto data = inspect(request, stop_at_table, stop.get_token());
  ASSERT_FALSE(data);
  EXPECT_EQ(data.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(fs::last_write_time(wafer.result() / "chips.h5"), before);
  EXPECT_EQ(test::other_files(wafer.folder(), {"scan", "result"}), "");
}

TEST(Hopeless, BlankImage) {
  const WaferCase wafer(test::small_wafer());
  wafer.edit_image(only_image(wafer), [](Frame& f) { std::fill(f.dn.begin(), f.dn.end(), 105.F); });
  test::expect_refused(wafer, {"measure.no_lattice"});
}

TEST(Hopeless, NoiseImage) {
  const WaferCase wafer(test::small_wafer());
  for (const unsigned seed : {1U, 2U}) {
    wafer.edit_image(only_image(wafer), [&](Frame& f) {
      std::mt19937 random(seed);
      std::normal_distribution<float> noise(300, 20);
      for (float& dn : f.dn) dn = std::round(std::max(0.F, noise(random)));
    });
    test::expect_refused(wafer, {"measure.no_lattice"});
  }
}

/// Light of a smooth glow and of dust, but no lattice.
TEST(Hopeless, GlowWithDust) {
  const WaferCase wafer(test::small_wafer());
  wafer.edit_image(only_image(wafer), [](Frame& f) {
    std::mt19937 random(7);
    std::normal_distribution<float> noise(0, 10);
    for (std::int64_t i = 0; i < f.width * f.height; ++i) {
      const double x = static_cast<double>(i % f.width) / static_cast<double>(f.width) - 0.4;
      const double y = static_cast<double>(i / f.width) / static_cast<double>(f.height) - 0.6;
      f.dn[static_cast<std::size_t>(i)] =
          std::round(200 + 400 * static_cast<float>(std::exp(-4 * (x * x + y * y))) + noise(random));
    }
    for (int n = 0; n < 20000; ++n) f.dn[random() % f.dn.size()] += 800;
  });
  test::expect_refused(wafer, {"measure.no_lattice"});
}

TEST(Hopeless, WrongPitch) {
  for (const double factor : {1.01, 0.93, 1.25, 0.5, 2.0}) {
    const WaferCase wafer(test::small_wafer());
    wafer.edit_manifest([&](nlohmann::json& json) {
      auto& chips = json["chips"];
      for (const int axis : {0, 1}) {
        chips["pitch_um"][axis] = factor * chips["pitch_um"][axis].get<double>();
        chips["size_um"][axis] = std::min(1.0, factor) * chips["size_um"][axis].get<double>();
        chips["origin_um"][axis] = factor * chips["origin_um"][axis].get<double>();
      }
    });
    SCOPED_TRACE(factor);
    test::expect_refused(wafer, {"measure.no_lattice", "measure.pitch", "measure.cell", "measure.ambiguous"});
  }
}

TEST(Hopeless, LatticeTurnedTooFar) {
  for (const double angle : {1.2, -5.0, 8.0}) {
    SimulationOptions options = test::small_wafer();
    options.lattice.angle_deg = angle;
    const WaferCase wafer(options);
    SCOPED_TRACE(angle);
    test::expect_refused(wafer, {"measure.turned"});
  }
}

/// No mark, no street, and the rim that could settle the origin is dark: right or refused, never a slip.
TEST(Hopeless, DarkRimIsNeverASlip) {
  int measured = 0;
  for (const Vec2 offset : {Vec2{70, -90}, Vec2{100, 130}, Vec2{330, -410}}) {
    SimulationOptions options = test::small_wafer();
    options.chips.excluded.clear();
    options.wafer.flat_length_mm.reset();
    options.lattice.offset_um = offset;
    options.defects.patterns = {{PatternShape::edge, DefectKind::dark, 1, {}, {}, 10'600, 0, 0, 0}};
    const WaferCase wafer(options);
    const auto data = wafer.inspect();
    if (!data) {
      EXPECT_EQ(data.error().code, "measure.ambiguous") << data.error().message();
      continue;
    }
    ++measured;
    const test::Accuracy a = wafer.accuracy(*data);
    EXPECT_LT(a.place_um, 20) << "a slip at offset " << offset.x << ", " << offset.y << ", confidence "
                              << data->registrations[0].confidence;
  }
  RecordProperty("measured", measured);
}

/// The full wafer's outline alone settles the origin, also where the lattice lies pitches off its design.
TEST(Origin, OutlineAloneSettlesIt) {
  for (const Vec2 offset : {Vec2{450, -590}}) {
    SimulationOptions options = test::small_wafer();
    options.chips.excluded.clear();
    options.wafer.flat_length_mm.reset();
    options.lattice.offset_um = offset;
    const WaferCase wafer(options);
    const auto data = wafer.inspect();
    ASSERT_TRUE(data) << data.error().message();
    EXPECT_LT(wafer.accuracy(*data).place_um, 1);
    EXPECT_GT(data->registrations[0].confidence, 0.999);
  }
}

}  // namespace
}  // namespace pellucid

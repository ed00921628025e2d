#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <png.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "results/detail/map_frame.h"
#include "results/map_colours.h"
#include "results/wafer_map.h"
#include "tests/results/synthetic.h"

namespace pellucid {
namespace {

using testing::synthetic_result;

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
  [[nodiscard]] std::uint32_t at(int x, int y) const {
    const std::uint8_t* p =
        &rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3];
    return packed({p[0], p[1], p[2]});
  }
  /// Pixels of a colour inside the plot.
  [[nodiscard]] std::vector<std::pair<int, int>> plot_pixels(std::uint32_t colour) const {
    std::vector<std::pair<int, int>> found;
    for (int y = detail::kPlotTop_px; y < detail::kPlotTop_px + detail::kPlotSize_px; ++y) {
      for (int x = detail::kPlotLeft_px; x < detail::kPlotLeft_px + detail::kPlotSize_px; ++x) {
        if (at(x, y) == colour) found.emplace_back(x, y);
      }
    }
    return found;
  }
};

Picture decoded(const std::vector<std::uint8_t>& png) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, png.data(), png.size()), 0);
  image.format = PNG_FORMAT_RGB;
  Picture picture{static_cast<int>(image.width), static_cast<int>(image.height),
                  std::vector<std::uint8_t>(PNG_IMAGE_SIZE(image))};
  EXPECT_NE(png_image_finish_read(&image, nullptr, picture.rgb.data(), 0, nullptr), 0);
  return picture;
}

const WaferMap& named(const std::vector<WaferMap>& maps, const std::string& name) {
  const auto found = std::ranges::find(maps, name, &WaferMap::name);
  EXPECT_NE(found, maps.end()) << name;
  return *found;
}

/// Four million good chips and one dark one.
ResultData four_million_and_one_dark(std::size_t dark_row) {
  ResultData data;
  data.wafer.id = "W1";
  data.wafer.diameter_mm = 100;
  data.wafer.edge_exclusion_mm = 1;
  ChipGrid& grid = data.wafer.chips.emplace();
  grid.pitch_um = {40, 40}, grid.size_um = {30, 30}, grid.origin_um = {-39980, -39980};
  grid.columns = grid.rows = 2000;
  ChipTable& t = data.table;
  const std::size_t n = 4'000'000;
  t.column.resize(n), t.row.resize(n), t.x_um.resize(n), t.y_um.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    t.column[i] = static_cast<std::int32_t>(i % 2000), t.row[i] = static_cast<std::int32_t>(i / 2000);
    t.x_um[i] = -39980.0F + 40.0F * static_cast<float>(t.column[i]),
    t.y_um[i] = -39980.0F + 40.0F * static_cast<float>(t.row[i]);
  }
  t.chip_class.assign(n, ChipClass::good);
  t.flags.assign(n, 1);
  t.chip_class[dark_row] = ChipClass::dark;
  return data;
}

TEST(WaferMap, OneDarkChipAmongFourMillionIsSeen) {
  const std::size_t dark_row = 1'234'567;
  const ResultData data = four_million_and_one_dark(dark_row);
  const auto maps = draw_maps(map_subject(data));
  ASSERT_TRUE(maps) << maps.error().message();
  const auto dots = decoded(named(*maps, "class").png).plot_pixels(packed(colour_of(ChipClass::dark)));
  ASSERT_GE(dots.size(), 9U) << "at least 3 x 3 pixels";
  EXPECT_LE(dots.size(), 25U) << "and no more than a dot";
  const detail::MapFrame frame(data.wafer, data.table, {});
  const Vec2 at = frame.plot_px({data.table.x_um[dark_row], data.table.y_um[dark_row]});
  for (const auto& [x, y] : dots) {
    EXPECT_NEAR(x, at.x + detail::kPlotLeft_px, 4);
    EXPECT_NEAR(y, at.y + detail::kPlotTop_px, 4);
  }
}

TEST(WaferMap, UnmeasuredChipsAreHatchedAndNeverLookGood) {
  ResultData data = synthetic_result({.pitch_um = {200, 200}, .defects = 0, .el = false});
  for (ChipClass& c : data.table.chip_class) c = ChipClass::unmeasured;
  for (float& v : data.table.layers[0].intensity_e) v = std::numeric_limits<float>::quiet_NaN();
  data.table.layers[0].intensity_e[0] = 1;
  const auto maps = draw_maps(map_subject(data));
  ASSERT_TRUE(maps);
  for (const char* name : {"class", "intensity"}) {
    const Picture picture = decoded(named(*maps, name).png);
    EXPECT_GT(picture.plot_pixels(packed(kHatchDark)).size(), 100'000U) << name;
    EXPECT_GT(picture.plot_pixels(packed(kHatchLight)).size(), 100'000U) << name;
    EXPECT_TRUE(picture.plot_pixels(packed(colour_of(ChipClass::good))).empty()) << name;
  }
}

TEST(WaferMap, RelativeIntensityIsCentredOnOne) {
  ResultData data = synthetic_result({.pitch_um = {200, 200}, .defects = 0, .el = false});
  for (float& v : data.table.layers[0].relative_intensity) v = 1.0F;
  data.table.layers[0].relative_intensity[0] = 0.2F;
  const auto maps = draw_maps(map_subject(data));
  ASSERT_TRUE(maps);
  const Picture picture = decoded(named(*maps, "relative_intensity").png);
  const std::uint32_t centre =
      picture.at(detail::kPlotLeft_px + detail::kPlotSize_px / 2 + 100, detail::kPlotTop_px + detail::kPlotSize_px / 2);
  const Rgb colour = rgb(centre);
  EXPECT_LE(std::max({colour.r, colour.g, colour.b}) - std::min({colour.r, colour.g, colour.b}), 8)
      << "neutral grey at 1";
}

TEST(WaferMap, UpIsUpAndRightIsRight) {
  ResultData data = synthetic_result({.pitch_um = {500, 500}, .defects = 0, .el = false});
  for (std::size_t i = 0; i < data.table.size(); ++i) {
    const bool corner = data.table.x_um[i] > 8000 && data.table.y_um[i] > 8000;
    data.table.chip_class[i] = corner ? ChipClass::missing : ChipClass::good;
  }
  const auto maps = draw_maps(map_subject(data));
  ASSERT_TRUE(maps);
  const auto pixels = decoded(named(*maps, "class").png).plot_pixels(packed(colour_of(ChipClass::missing)));
  ASSERT_FALSE(pixels.empty());
  for (const auto& [x, y] : pixels) {
    EXPECT_GT(x, detail::kPlotLeft_px + detail::kPlotSize_px / 2);
    EXPECT_LT(y, detail::kPlotTop_px + detail::kPlotSize_px / 2);
  }
}

/// The exclusion runs along the flat: nothing is drawn between the two, as no chip stands there.
TEST(WaferMap, EdgeExclusionDoesNotCrossTheFlat) {
  ResultData data =
      synthetic_result({.pitch_um = {500, 500}, .defects = 0, .el = false, .mark = OrientationMark::flat});
  data.wafer.mark_deg = 270;
  data.wafer.flat_length_mm = 0.6 * data.wafer.diameter_mm;
  data.table = {};
  const auto maps = draw_maps(map_subject(data));
  ASSERT_TRUE(maps);
  const Picture picture = decoded(named(*maps, "class").png);
  const detail::MapFrame frame(data.wafer, data.table, {});
  const double flat_um = -0.8 * data.wafer.diameter_mm * 500.0,
               chips_end_um = flat_um + data.wafer.edge_exclusion_mm * 1000.0;
  const auto plot_x = [&](double x_um) { return static_cast<int>(frame.plot_px({x_um, 0}).x) + detail::kPlotLeft_px; };
  const auto plot_y = [&](double y_um) { return static_cast<int>(frame.plot_px({0, y_um}).y) + detail::kPlotTop_px; };
  const int left = plot_x(-0.3 * data.wafer.diameter_mm * 500.0), right = plot_x(0.3 * data.wafer.diameter_mm * 500.0);
  const std::uint32_t disc = picture.at(plot_x(0), plot_y(0));
  int dashes = 0, between = 0;
  for (int x = left; x < right; ++x) {
    for (int y = plot_y(chips_end_um) + 3; y < plot_y(flat_um) - 3; ++y) between += picture.at(x, y) != disc ? 1 : 0;
    dashes += picture.at(x, plot_y(chips_end_um)) != disc ? 1 : 0;
  }
  EXPECT_EQ(between, 0);
  EXPECT_GT(dashes, (right - left) / 4);
}

TEST(WaferMap, PlainImageIsDrawnLarge) {
  const ResultData data = synthetic_result({.image = true, .columns = 30, .rows = 20, .el = false});
  const auto maps = draw_maps(map_subject(data));
  ASSERT_TRUE(maps);
  const auto good = decoded(named(*maps, "class").png).plot_pixels(packed(colour_of(ChipClass::good)));
  EXPECT_GT(good.size(), 400'000U) << "1.8 mm on a 50 mm wafer would be a speck of 1400 pixels";
}

TEST(WaferMap, OneMapForEachFeatureThatIsThere) {
  const auto names_of = [](const ResultData& data) {
    std::vector<std::string> names;
    const auto maps = draw_maps(map_subject(data));
    for (const WaferMap& map : *maps) names.push_back(map.name);
    return names;
  };
  const std::vector<std::string> all = names_of(synthetic_result({.pitch_um = {1000, 1000}}));
  EXPECT_EQ(all.front(), "class");
  EXPECT_THAT(all, ::testing::IsSupersetOf({"intensity", "relative_intensity", "intensity_sigma", "nonuniformity",
                                            "background", "intensity_pl-high", "el_intensity", "disagreement"}));
  ResultData bare = synthetic_result({.pitch_um = {1000, 1000}, .el = false, .second_layer = false});
  bare.table.layers[0].nonuniformity.clear();
  EXPECT_THAT(names_of(bare),
              ::testing::Not(::testing::Contains(::testing::AnyOf("nonuniformity", "disagreement", "el_intensity"))));
}

TEST(WaferMap, SamePicturesForAnyNumberOfThreads) {
  const ResultData data = synthetic_result({.pitch_um = {150, 150}});
  std::vector<std::vector<WaferMap>> drawn;
  for (const std::size_t threads : {1, 4}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    drawn.push_back(draw_maps(map_subject(data)).value());
  }
  ASSERT_EQ(drawn[0].size(), drawn[1].size());
  for (std::size_t i = 0; i < drawn[0].size(); ++i) EXPECT_EQ(drawn[0][i].png, drawn[1][i].png) << drawn[0][i].name;
}

TEST(WaferMap, EmptyTableAndOddNumbersAreDrawn) {
  EXPECT_TRUE(draw_maps(map_subject({})));
  ResultData data = synthetic_result({.pitch_um = {1000, 1000}});
  data.table.x_um[3] = std::numeric_limits<float>::quiet_NaN();
  data.table.layers[0].intensity_e[5] = std::numeric_limits<float>::infinity();
  for (float& v : data.table.layers[0].background_e) v = 4;
  for (float& v : data.table.layers[0].peak_e) v = 0;
  EXPECT_TRUE(draw_maps(map_subject(data)));
}

TEST(WaferMap, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(draw_maps(map_subject(synthetic_result({.pitch_um = {1000, 1000}})), source.get_token()).error().kind,
            ErrorKind::cancelled);
}

}  // namespace
}  // namespace pellucid

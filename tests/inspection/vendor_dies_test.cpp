/// Defect lists of a SiC fab against the die maps that the inspection tool itself drew (PELLUCID_REAL_DATA): which dies
/// a list hits. The maps are pictures: 2 x 2 mm dies on a 150 mm wafer, about 4.8 pixels a die. Skipped without them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "acquisition/defect_csv.h"
#include "mes/die_grid.h"

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_JPEG
#include <stb/stb_image.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace pellucid {
namespace {

namespace fs = std::filesystem;

struct Picture {
  int width = 0, height = 0;
  std::unique_ptr<unsigned char, void (*)(void*)> rgb{nullptr, stbi_image_free};
  [[nodiscard]] const unsigned char* at(int x, int y) const { return rgb.get() + 3 * (y * width + x); }
};

Picture read_picture(const fs::path& path) {
  Picture p;
  int channels = 0;
  p.rgb.reset(stbi_load(path.c_str(), &p.width, &p.height, &channels, 3));
  return p;
}

/// The vendor draws clean dies green; anything else on a die is a hit or a defect's own dot.
class VendorMap {
 public:
  explicit VendorMap(Picture picture) : picture_(std::move(picture)) {
    int left = picture_.width, right = 0, top = picture_.height, bottom = 0;
    for (int y = 0; y < picture_.height; ++y) {
      for (int x = 0; x < picture_.width; ++x) {
        const unsigned char* p = picture_.at(x, y);
        if (p[0] >= 60 || p[1] >= 60 || p[2] >= 60) continue;  // the wafer's edge is drawn black
        left = std::min(left, x), right = std::max(right, x), top = std::min(top, y), bottom = std::max(bottom, y);
      }
    }
    x_ = 0.5 * (left + right), y_ = 0.5 * (top + bottom);
    px_per_um_ = (right - left) / 150'000.0;
  }
  [[nodiscard]] bool is_clean(Vec2 centre_um) const {
    int green = 0;
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dx = -1; dx <= 1; ++dx) {
        const int x = static_cast<int>(std::lround(x_ + centre_um.x * px_per_um_)) + dx;
        const int y = static_cast<int>(std::lround(y_ - centre_um.y * px_per_um_)) + dy;
        const unsigned char* p = picture_.at(x, y);
        green += p[1] > 200 && p[1] - p[0] > 40 && p[1] - p[2] > 40 ? 1 : 0;
      }
    }
    return green >= 5;
  }

 private:
  Picture picture_;
  double x_ = 0, y_ = 0, px_per_um_ = 1;
};

TEST(VendorDies, the_dies_that_a_list_hits_are_those_of_the_tools_own_map) {
  const fs::path root = fs::path(PELLUCID_REAL_DATA) / "sic-pl-fab";
  if (std::string(PELLUCID_REAL_DATA).empty() || !fs::is_directory(root))
    GTEST_SKIP() << "no real files at PELLUCID_REAL_DATA/sic-pl-fab";
  // A border of columns runs through the wafer's centre, a row of dies is centred on it.
  const mes::DieGrid grid{{2000, 2000}, {0, -1000}, 150, 3};
  int maps = 0;
  std::int64_t hit = 0, hit_but_clean = 0, only_theirs = 0, dies = 0;
  for (const auto& entry : fs::directory_iterator(root / "defect_maps_vendor")) {
    const std::string name = entry.path().stem().string();
    if (!name.ends_with("_die2x2")) continue;
    const bool pl = name.find("_pl_") != std::string::npos;
    const auto list =
        read_defect_csv(root / "defects" / (name.substr(0, name.find('_')) + ".csv"), {"sheet", pl ? "PL" : "Surface"});
    ASSERT_TRUE(list) << list.error().message();
    const auto ours = mes::assign_to_dies(grid, *list);
    ASSERT_TRUE(ours) << ours.error().message();
    EXPECT_EQ(ours->dies, 3922);
    const VendorMap theirs(read_picture(entry.path()));
    ++maps;
    for (std::int32_t row = 0; row < ours->map.rows; ++row) {
      for (std::int32_t column = 0; column < ours->map.columns; ++column) {
        const std::uint16_t code = ours->map.at({column, row});
        if (code == mes::kNoDie) continue;
        const ChipIndex die{column + ours->map.first.column, row + ours->map.first.row};
        if (die.row == -34) continue;  // the picture's dashed frame of the identification mark runs over these dies
        const bool clean = theirs.is_clean(grid.low_um(die) + 0.5 * grid.pitch_um);
        ++dies;
        hit += code == mes::kDefectiveDie ? 1 : 0;
        hit_but_clean += code == mes::kDefectiveDie && clean ? 1 : 0;
        only_theirs += code == mes::kCleanDie && !clean ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(maps, 16);
  EXPECT_GT(hit, 1000);
  EXPECT_EQ(hit_but_clean, 0) << "of " << hit << " dies that the lists hit";
  // Dots of defects in the next die or in the rim spill over the border by a pixel of the picture.
  EXPECT_LE(only_theirs, 12) << "of " << dies;
  std::printf("%d maps, %lld dies: %lld hit, all of them hit in the tool's maps; %lld only in its maps\n", maps,
              static_cast<long long>(dies), static_cast<long long>(hit), static_cast<long long>(only_theirs));
}

}  // namespace
}  // namespace pellucid

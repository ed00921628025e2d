#include "core/measure/calibrated_block.h"

#include <gtest/gtest.h>

namespace pellucid {
namespace {

/// One tile whose pixel (x, y) reads 10 + x + 100 y, the last column saturated.
class RampSource final : public BlockSource {
 public:
  static constexpr std::int64_t kWidth = 3000, kHeight = 90;

  RampSource() {
    layer_.pixel_um = {1, 1};
    layer_.method = ScanMethod::camera;
    layer_.tiles = {{"ramp", {0, 0}, kWidth, kHeight, true}};
  }
  [[nodiscard]] const LayerGeometry& geometry() const override { return layer_; }
  [[nodiscard]] Result<std::optional<EncodedBlock>> next() override { return std::nullopt; }
  [[nodiscard]] Result<void> decode(const EncodedBlock& block, RawPixels& out) const override {
    most_rows_ = std::max(most_rows_, block.rect.height);
    if (fails_) return fail(bad_input("test.broken", "ramp", "cannot be read"));
    auto* dn = reinterpret_cast<std::uint16_t*>(out.prepare(block.tile, block.rect, SampleType::u16));
    for (std::int64_t y = 0; y < block.rect.height; ++y) {
      for (std::int64_t x = 0; x < block.rect.width; ++x)
        *dn++ = static_cast<std::uint16_t>(level(block.rect.x + x, block.rect.y + y));
    }
    return {};
  }
  [[nodiscard]] bool cuts(const EncodedBlock& /*block*/) const override { return cuts_; }

  static std::int64_t level(std::int64_t x, std::int64_t y) { return x == kWidth - 1 ? 65535 : 10 + x + 100 * y; }

  bool cuts_ = true, fails_ = false;
  mutable std::int64_t most_rows_ = 0;

 private:
  LayerGeometry layer_;
};

/// Twice as much light on odd lines; pixel 7 of every row is dead.
LayerCalibration calibration() {
  LayerCalibration c;
  c.width = RampSource::kWidth;
  c.height = 1;
  std::vector<float> scale(static_cast<std::size_t>(c.width), 0.5F);
  scale[7] = 0;
  c.frame = ResponseFrame(std::vector<float>(static_cast<std::size_t>(c.width), 10), scale);
  for (std::int64_t line = 0; line < RampSource::kHeight; ++line) c.line_scale.push_back(line % 2 == 0 ? 1.F : 2.F);
  c.saturation_dn = 65535;
  return c;
}

float expected(std::int64_t x, std::int64_t y) {
  if (x == 7) return 0;
  return static_cast<float>(RampSource::level(x, y) - 10) * 0.5F * (y % 2 == 0 ? 1.F : 2.F);
}

const EncodedBlock kWhole{0, {0, 0, RampSource::kWidth, RampSource::kHeight}, 0, nullptr};

void expect_part(const ElectronImage& image, const PixelRect& part) {
  EXPECT_EQ(image.rect, part);
  EXPECT_EQ(image.first_line, part.y);
  for (std::int64_t y = 0; y < part.height; ++y) {
    for (std::int64_t x = 0; x < part.width; ++x)
      ASSERT_EQ(image.row(y)[x], expected(part.x + x, part.y + y)) << x << ' ' << y;
  }
  const bool dead = part.x <= 7;
  ASSERT_EQ(std::ssize(image.masked), dead ? part.height : 0);
  ASSERT_EQ(std::ssize(image.saturated), part.height);
  for (std::int64_t y = 0; y < part.height; ++y) {
    if (dead) {
      EXPECT_EQ(image.masked[static_cast<std::size_t>(y)].y, y);
    }
    EXPECT_EQ(image.saturated[static_cast<std::size_t>(y)].y, y);
  }
}

/// However the pixels come, and whatever rows were there before: the same image.
TEST(CalibratedBlock, parts_are_the_same_whether_cut_or_scrolled) {
  const LayerCalibration c = calibration();
  for (const bool cuts : {true, false}) {
    RampSource source;
    source.cuts_ = cuts;
    RawPixels raw;
    const auto block = CalibratedBlock::open(source, kWhole, c, raw);
    ASSERT_TRUE(block);
    ElectronImage image;
    const PixelRect low{5, 0, RampSource::kWidth - 5, 40};
    ASSERT_TRUE(block->read(low, image));
    expect_part(image, low);
    for (const PixelRect& part : {PixelRect{5, 30, RampSource::kWidth - 5, 40},     // overlaps
                                  PixelRect{5, 70, RampSource::kWidth - 5, 20},     // follows
                                  PixelRect{5, 10, RampSource::kWidth - 5, 30},     // back
                                  PixelRect{8, 12, RampSource::kWidth - 8, 40}}) {  // other columns
      ASSERT_TRUE(block->scroll(part, image));
      expect_part(image, part);
    }
    EXPECT_EQ(source.most_rows_, cuts ? 10 : RampSource::kHeight);
  }
}

TEST(CalibratedBlock, bands_are_stacked_with_their_own_lines) {
  const LayerCalibration c = calibration();
  RampSource source;
  RawPixels raw;
  const auto block = CalibratedBlock::open(source, kWhole, c, raw);
  ASSERT_TRUE(block);
  ElectronImage sheet;
  ASSERT_TRUE(block->stack(20, 50, {4, 30, 80}, 10, sheet));
  EXPECT_EQ(sheet.rect.height, 30);
  const std::vector<std::int64_t> tops{4, 30, 80};
  for (std::int64_t y = 0; y < 30; ++y) {
    const std::int64_t in_tile = tops[static_cast<std::size_t>(y / 10)] + y % 10;
    EXPECT_EQ(sheet.odd_line(y), in_tile % 2 == 1);
    for (std::int64_t x = 0; x < 50; ++x) EXPECT_EQ(sheet.row(y)[x], expected(20 + x, in_tile));
  }
}

TEST(CalibratedBlock, what_cannot_be_read_is_said) {
  const LayerCalibration c = calibration();
  RampSource source;
  RawPixels raw;
  ElectronImage image;
  const auto block = CalibratedBlock::open(source, kWhole, c, raw);
  ASSERT_TRUE(block);
  source.fails_ = true;
  for (const auto& read : {block->read({0, 0, 100, 10}, image), block->stack(0, 50, {0}, 10, image)}) {
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "test.broken");
  }
  source.cuts_ = false;
  EXPECT_FALSE(CalibratedBlock::open(source, kWhole, c, raw));
}

}  // namespace
}  // namespace pellucid

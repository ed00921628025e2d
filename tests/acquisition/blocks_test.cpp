/// Blocks cover every pixel once, whatever the layout; regions read the same pixels; both from many threads.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>
#include <vector>

#include "acquisition/folder_block_source.h"
#include "acquisition/scan.h"
#include "tests/support/scan_folder.h"

namespace pellucid {
namespace {

using test::ScanFolder;
using test::TiffSpec;
using testing::HasSubstr;

/// One tile of a given kind in place of the two small ones.
Scan scan_of(ScanFolder& folder, const TiffSpec& spec, const char* method) {
  test::write_tiff(folder.path() / "pl/big.tif", spec);
  folder.layer()["method"] = method;
  folder.layer()["detector"]["bits"] = spec.bits;
  folder.layer()["tiles"] = {{{"file", "pl/big.tif"}, {"position_um", {0, 0}}}};
  folder.layer().erase("dark");
  folder.layer().erase("flat");
  Result<Scan> scan = open_scan(folder.write());
  EXPECT_TRUE(scan) << scan.error().message();
  return *scan;
}

std::vector<EncodedBlock> all_blocks(BlockSource& source) {
  std::vector<EncodedBlock> blocks;
  for (;;) {
    auto block = source.next();
    EXPECT_TRUE(block);
    if (!block || !*block) return blocks;
    blocks.push_back(**block);
  }
}

void expect_whole(const Scan& scan, const TiffSpec& spec, std::size_t blocks_expected) {
  auto source = open_blocks(scan, 0);
  ASSERT_TRUE(source) << source.error().message();
  const std::vector<EncodedBlock> blocks = all_blocks(**source);
  EXPECT_EQ(blocks.size(), blocks_expected);
  EXPECT_EQ((*source)->block_count(), static_cast<std::int64_t>(blocks.size()));
  std::vector<int> seen(std::size_t{spec.width} * spec.height);
  RawPixels pixels;
  std::int64_t sequence = 0;
  for (const EncodedBlock& block : blocks) {
    EXPECT_EQ(block.sequence, sequence++);
    const auto decoded = (*source)->decode(block, pixels);
    ASSERT_TRUE(decoded) << decoded.error().message();
    ASSERT_EQ(pixels.rect, block.rect);
    for (std::int64_t y = 0; y < block.rect.height; ++y) {
      for (std::int64_t x = 0; x < block.rect.width; ++x) {
        const std::int64_t image_x = block.rect.x + x;
        const std::int64_t image_y = block.rect.y + y;
        ASSERT_EQ(pixels.dn(x, y), test::test_pixel(spec, image_x, image_y)) << image_x << "," << image_y;
        ++seen[static_cast<std::size_t>(image_y * spec.width + image_x)];
      }
    }
  }
  EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
}

TEST(Blocks, CameraTileIsOneBlock) {
  ScanFolder folder;
  TiffSpec spec;
  spec.width = 300;
  spec.height = 200;
  expect_whole(scan_of(folder, spec, "camera"), spec, 1);
}

TEST(Blocks, TiffTilesAreGrouped) {
  ScanFolder folder;
  TiffSpec spec;
  spec.width = 2300;
  spec.height = 1100;
  spec.tile = 256;
  spec.compression = COMPRESSION_LZW;
  expect_whole(scan_of(folder, spec, "raster"), spec, 3 * 2);
}

TEST(Blocks, StripsAreBanded) {
  ScanFolder folder;
  TiffSpec spec;
  spec.width = 500;
  spec.height = 1000;
  spec.rows_per_strip = 30;
  spec.compression = COMPRESSION_ADOBE_DEFLATE;
  expect_whole(scan_of(folder, spec, "raster"), spec, 4);  // 9 strips are 270 rows
  spec.compression = COMPRESSION_NONE;
  spec.rows_per_strip = 1000;
  expect_whole(scan_of(folder, spec, "raster"), spec, 4);  // 256 rows of the one strip
  spec.compression = COMPRESSION_ZSTD;
  expect_whole(scan_of(folder, spec, "raster"), spec, 1);
}

TEST(Blocks, MissingTilesAreLeftOut) {
  ScanFolder folder;
  std::filesystem::remove(folder.path() / "pl/a.tif");
  const Result<Scan> scan = open_scan(folder.write(), {.allow_missing_tiles = true});
  ASSERT_TRUE(scan);
  auto source = open_blocks(*scan, 0);
  ASSERT_TRUE(source);
  const std::vector<EncodedBlock> blocks = all_blocks(**source);
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_EQ(blocks[0].tile, 1);
  auto regions = open_regions(*scan, 0);
  RawPixels pixels;
  EXPECT_FALSE((*regions)->read(0, {0, 0, 2, 2}, pixels));
  EXPECT_TRUE((*regions)->read(1, {0, 0, 2, 2}, pixels));
}

TEST(Blocks, DecodeFromFourThreads) {
  ScanFolder folder;
  nlohmann::json tiles = nlohmann::json::array();
  TiffSpec spec;
  spec.width = 64;
  spec.height = 48;
  spec.compression = COMPRESSION_ZSTD;
  for (int i = 0; i < 40; ++i) {
    const std::string file = "pl/t" + std::to_string(i) + ".tif";
    test::write_tiff(folder.path() / file, spec);
    tiles.push_back({{"file", file}, {"position_um", {i * 160, 0}}});
  }
  folder.layer()["tiles"] = tiles;
  folder.layer().erase("dark");
  folder.layer().erase("flat");
  const Result<Scan> scan = open_scan(folder.write());
  ASSERT_TRUE(scan) << scan.error().message();
  auto source = open_blocks(*scan, 0);
  auto regions = open_regions(*scan, 0);
  const std::vector<EncodedBlock> blocks = all_blocks(**source);
  std::atomic<int> wrong{0};
  const auto work = [&](std::size_t first) {
    RawPixels pixels;
    RawPixels window;
    for (std::size_t n = 0; n < 4 * blocks.size(); ++n) {
      const EncodedBlock& block = blocks[(first + n * 7) % blocks.size()];
      const bool read = (*source)->decode(block, pixels) && (*regions)->read(block.tile, {10, 7, 30, 20}, window);
      if (!read || pixels.dn(63, 47) != test::test_pixel(spec, 63, 47) ||
          window.dn(29, 19) != test::test_pixel(spec, 39, 26))
        ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t) threads.emplace_back(work, t);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Regions, ReadAnyRectangle) {
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW}) {
    for (const std::uint32_t tile : {0U, 32U}) {
      ScanFolder folder;
      TiffSpec spec;
      spec.width = 211;
      spec.height = 97;
      spec.bits = 8;
      spec.tile = tile;
      spec.compression = static_cast<std::uint16_t>(compression);
      const Scan scan = scan_of(folder, spec, "camera");
      auto regions = open_regions(scan, 0);
      RawPixels pixels;
      for (const PixelRect rect :
           {PixelRect{0, 0, 211, 97}, PixelRect{31, 4, 2, 2}, PixelRect{200, 90, 11, 7}, PixelRect{5, 0, 1, 97}}) {
        ASSERT_TRUE((*regions)->read(0, rect, pixels));
        for (std::int64_t y = 0; y < rect.height; ++y) {
          for (std::int64_t x = 0; x < rect.width; ++x) {
            ASSERT_EQ(pixels.dn(x, y), test::test_pixel(spec, rect.x + x, rect.y + y));
          }
        }
      }
      EXPECT_FALSE((*regions)->read(0, {200, 90, 12, 7}, pixels));
      EXPECT_FALSE((*regions)->read(0, {-1, 0, 2, 2}, pixels));
      EXPECT_FALSE((*regions)->read(1, {0, 0, 2, 2}, pixels));
    }
  }
}

TEST(Blocks, CorruptDataNamesFileAndStrip) {
  ScanFolder folder;
  TiffSpec spec;
  spec.compression = COMPRESSION_ADOBE_DEFLATE;
  test::write_tiff(folder.path() / "pl/b.tif", spec);
  std::fstream damaged(folder.path() / "pl/b.tif", std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(8 + 20);
  damaged << "#####";
  damaged.close();
  const Result<Scan> scan = open_scan(folder.write());
  ASSERT_TRUE(scan) << scan.error().message();
  auto source = open_blocks(*scan, 0);
  const std::vector<EncodedBlock> blocks = all_blocks(**source);
  RawPixels pixels;
  EXPECT_TRUE((*source)->decode(blocks[0], pixels));
  const auto decoded = (*source)->decode(blocks[1], pixels);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, "acquisition.corrupt");
  EXPECT_EQ(decoded.error().path, folder.file("pl/b.tif"));
  EXPECT_THAT(decoded.error().message(), HasSubstr("strip 0"));
}

TEST(Blocks, FileThatShrinksIsAnError) {
  ScanFolder folder;
  const Result<Scan> scan = open_scan(folder.write());
  ASSERT_TRUE(scan);
  auto source = open_blocks(*scan, 0);
  const std::vector<EncodedBlock> blocks = all_blocks(**source);
  std::filesystem::resize_file(folder.path() / "pl/a.tif", 100);
  RawPixels pixels;
  const auto decoded = (*source)->decode(blocks[0], pixels);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, "acquisition.truncated");
}

}  // namespace
}  // namespace pellucid

/// Every encoding decodes to the samples that libtiff makes of it: as blocks, as regions, as bytes that were spoilt.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <tuple>
#include <vector>

#include "acquisition/folder_block_source.h"
#include "acquisition/sample_order.h"
#include "acquisition/scan.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tiff_file.h"

namespace pellucid {
namespace {

using test::TempFolder;
using test::TiffSpec;
using testing::HasSubstr;

struct TiffCloser {
  void operator()(TIFF* file) const { TIFFClose(file); }
};
using TiffFile = std::unique_ptr<TIFF, TiffCloser>;

/// What libtiff makes of a file: rows of `width` samples.
std::vector<std::byte> decoded_by_libtiff(const std::filesystem::path& path, const TiffSpec& spec) {
  const TiffFile file(TIFFOpen(path.c_str(), "rm"));
  const std::size_t sample = spec.bits / 8U;
  std::vector<std::byte> image(sample * spec.width * spec.height);
  const std::uint32_t cell_width = spec.tile > 0 ? spec.tile : spec.width;
  const std::uint32_t cell_height = spec.tile > 0 ? spec.tile : spec.rows_per_strip;
  std::vector<std::byte> cell(sample * cell_width * cell_height);
  std::uint32_t index = 0;
  for (std::uint32_t top = 0; top < spec.height; top += cell_height) {
    for (std::uint32_t left = 0; left < spec.width; left += cell_width, ++index) {
      const auto size = static_cast<tmsize_t>(cell.size());
      EXPECT_GT(spec.tile > 0 ? TIFFReadEncodedTile(file.get(), index, cell.data(), size)
                              : TIFFReadEncodedStrip(file.get(), index, cell.data(), size),
                0);
      const std::size_t bytes = sample * std::min(cell_width, spec.width - left);
      for (std::uint32_t y = 0; y < std::min(cell_height, spec.height - top); ++y) {
        std::memcpy(image.data() + (std::size_t{top + y} * spec.width + left) * sample,
                    cell.data() + std::size_t{y} * cell_width * sample, bytes);
      }
    }
  }
  return image;
}

Scan scan_of(const std::filesystem::path& path, const TiffSpec& spec, ScanMethod method) {
  Scan scan;
  scan.layers.resize(1);
  LayerFiles& layer = scan.layers[0];
  layer.geometry.method = method;
  layer.geometry.tiles = {{"image.tif", {0, 0}, spec.width, spec.height, true}};
  layer.tile_paths = {path};
  return scan;
}

void expect_same(const RawPixels& pixels, const std::vector<std::byte>& image, const TiffSpec& spec) {
  const std::size_t sample = spec.bits / 8U;
  ASSERT_EQ(static_cast<std::size_t>(bytes_of(pixels.type)), sample);
  ASSERT_GE(pixels.stride, pixels.rect.width);
  for (std::int64_t y = 0; y < pixels.rect.height; ++y) {
    const std::byte* row = pixels.first + static_cast<std::size_t>(y * pixels.stride) * sample;
    const std::byte* expected =
        image.data() + static_cast<std::size_t>((pixels.rect.y + y) * spec.width + pixels.rect.x) * sample;
    ASSERT_EQ(std::memcmp(row, expected, static_cast<std::size_t>(pixels.rect.width) * sample), 0)
        << "row " << y << " of " << pixels.rect.x << "," << pixels.rect.y;
  }
}

using Kind = std::tuple<int, int, bool, std::uint32_t>;  // bits, compression, big-endian, TIFF tile or 0

class Decode : public testing::TestWithParam<Kind> {};

TEST_P(Decode, AsLibtiffDoes) {
  const auto [bits, compression, big_endian, tile] = GetParam();
  TIFFSetWarningHandler(nullptr);  // of the legacy Deflate tag
  for (const int predictor : {PREDICTOR_NONE, PREDICTOR_HORIZONTAL, PREDICTOR_FLOATINGPOINT}) {
    const bool predictable = compression != COMPRESSION_NONE && compression != COMPRESSION_PACKBITS;
    if (predictor != PREDICTOR_NONE && !predictable) continue;
    if (predictor == PREDICTOR_FLOATINGPOINT && bits != 32) continue;
    TiffSpec spec;
    spec.width = 211;
    spec.height = 107;
    spec.bits = static_cast<std::uint16_t>(bits);
    spec.format = bits == 32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT;
    spec.compression = static_cast<std::uint16_t>(compression);
    spec.predictor = static_cast<std::uint16_t>(predictor);
    spec.big_endian = big_endian;
    spec.tile = tile;
    spec.rows_per_strip = 10;
    const TempFolder folder;
    const auto path = folder.path() / "image.tif";
    test::write_tiff(path, spec);
    const std::vector<std::byte> image = decoded_by_libtiff(path, spec);
    RawPixels pixels;
    for (const ScanMethod method : {ScanMethod::camera, ScanMethod::raster}) {
      auto blocks = open_blocks(scan_of(path, spec, method), 0);
      ASSERT_TRUE(blocks) << blocks.error().message();
      for (auto block = (*blocks)->next(); block && *block; block = (*blocks)->next()) {
        ASSERT_TRUE((*blocks)->decode(**block, pixels));
        expect_same(pixels, image, spec);
      }
    }
    auto regions = open_regions(scan_of(path, spec, ScanMethod::raster), 0);
    for (const PixelRect rect : {PixelRect{0, 0, 211, 107}, PixelRect{0, 20, 211, 87}, PixelRect{3, 20, 208, 30},
                                 PixelRect{5, 7, 20, 41}, PixelRect{40, 60, 100, 47}, PixelRect{64, 64, 64, 43},
                                 PixelRect{70, 64, 50, 43}, PixelRect{20, 5, 64, 32}, PixelRect{210, 106, 1, 1}}) {
      ASSERT_TRUE((*regions)->read(0, rect, pixels));
      EXPECT_EQ(pixels.rect, rect);
      expect_same(pixels, image, spec);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Encodings, Decode,
                         testing::Combine(testing::Values(8, 16, 32),
                                          testing::Values(COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE,
                                                          COMPRESSION_DEFLATE, COMPRESSION_ZSTD, COMPRESSION_PACKBITS),
                                          testing::Bool(), testing::Values(0U, 32U, 64U, 256U)));

/// FillOrder 2: the bits of every byte of the file are in the other order.
TEST(DecodeBits, ReversedAsLibtiffDoes) {
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_ZSTD}) {
    const TempFolder folder;
    const auto path = folder.path() / "image.tif";
    TiffSpec spec;
    spec.compression = static_cast<std::uint16_t>(compression);
    {
      const TiffFile file(TIFFOpen(path.c_str(), "w"));
      test::set_fields(file.get(), spec);
      TIFFSetField(file.get(), TIFFTAG_FILLORDER, FILLORDER_LSB2MSB);
      test::write_cells(file.get(), spec);
    }
    auto regions = open_regions(scan_of(path, spec, ScanMethod::camera), 0);
    RawPixels pixels;
    for (const PixelRect rect : {PixelRect{0, 0, 16, 12}, PixelRect{2, 3, 12, 7}, PixelRect{5, 3, 4, 8}}) {
      ASSERT_TRUE((*regions)->read(0, rect, pixels));
      expect_same(pixels, decoded_by_libtiff(path, spec), spec);
    }
  }
}

/// A file of one strip whose bytes are `packed`.
std::filesystem::path write_packed(const TempFolder& folder, const TiffSpec& spec, std::vector<std::byte> packed) {
  const auto path = folder.path() / "packed.tif";
  const TiffFile file(TIFFOpen(path.c_str(), "w"));
  test::set_fields(file.get(), spec);
  TIFFWriteRawStrip(file.get(), 0, packed.data(), static_cast<tmsize_t>(packed.size()));
  return path;
}

std::vector<std::byte> packed_strip(const std::filesystem::path& path) {
  const TiffFile file(TIFFOpen(path.c_str(), "rm"));
  std::vector<std::byte> bytes(TIFFGetStrileByteCount(file.get(), 0));
  TIFFReadRawStrip(file.get(), 0, bytes.data(), static_cast<tmsize_t>(bytes.size()));
  return bytes;
}

Result<void> read_whole(const std::filesystem::path& path, const TiffSpec& spec, RawPixels& pixels) {
  auto regions = open_regions(scan_of(path, spec, ScanMethod::camera), 0);
  return (*regions)->read(0, {0, 0, spec.width, spec.height}, pixels);
}

TEST(DecodeSize, FewerRowsThanClaimedAreAnErrorPaddingIsNot) {
  for (const int compression : {COMPRESSION_ZSTD, COMPRESSION_ADOBE_DEFLATE}) {
    const TempFolder folder;
    TiffSpec spec;
    spec.compression = static_cast<std::uint16_t>(compression);
    spec.rows_per_strip = spec.height;
    test::write_tiff(folder.path() / "a.tif", spec);
    std::vector<std::byte> packed = packed_strip(folder.path() / "a.tif");
    RawPixels pixels;
    TiffSpec taller = spec;
    taller.height = taller.rows_per_strip = spec.height + 1;
    const auto fewer = read_whole(write_packed(folder, taller, packed), taller, pixels);
    ASSERT_FALSE(fewer);
    EXPECT_EQ(fewer.error().code, "acquisition.corrupt");
    EXPECT_THAT(fewer.error().message(), HasSubstr("corrupt data in strip 0"));
    packed.resize(packed.size() + 7);
    EXPECT_TRUE(read_whole(write_packed(folder, spec, packed), spec, pixels));
    EXPECT_EQ(pixels.dn(15, 11), test::test_pixel(spec, 15, 11));
  }
}

/// Lengths around every vector size, rows that begin anywhere in memory.
TEST(SampleOrder, VectorsDoWhatTheScalarLoopsDo) {
  std::mt19937 random(7);
  for (std::int64_t width = 1; width < 140; width += width < 40 ? 1 : 13) {
    for (const SampleType type : {SampleType::u8, SampleType::u16, SampleType::f32}) {
      constexpr std::int64_t kRows = 3;
      std::vector<std::byte> a(static_cast<std::size_t>(width * kRows * bytes_of(type)));
      for (std::byte& b : a) b = static_cast<std::byte>(random());
      std::vector<std::byte> b = a;
      swap_bytes(a.data(), width * kRows, type);
      scalar::swap_bytes(b.data(), width * kRows, type);
      ASSERT_EQ(a, b) << "swap " << width;
      undo_differences(a.data(), width, kRows, type);
      scalar::undo_differences(b.data(), width, kRows, type);
      ASSERT_EQ(a, b) << "differences " << width;
      if (type != SampleType::f32) continue;
      undo_float_planes(a.data(), width, kRows);
      scalar::undo_float_planes(b.data(), width, kRows);
      ASSERT_EQ(a, b) << "planes " << width;
    }
  }
}

}  // namespace
}  // namespace pellucid

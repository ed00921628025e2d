/// Every allowed kind of TIFF reads back what was written; every other kind is refused by name.
#include <gmock/gmock.h>

#include <fstream>
#include <string>
#include <tuple>
#include <vector>

#include "acquisition/frame.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tiff_file.h"

namespace pellucid {
namespace {

using test::TempFolder;
using test::TiffSpec;
using testing::HasSubstr;

struct Sample {
  std::uint16_t bits, format;
};

using Kind = std::tuple<int, std::uint16_t, int, bool, bool>;  // sample, compression, layout, BigTIFF, big-endian

class TiffRoundTrip : public testing::TestWithParam<Kind> {};

TEST_P(TiffRoundTrip, ReadsWhatWasWritten) {
  constexpr Sample kSamples[] = {{8, SAMPLEFORMAT_UINT}, {16, SAMPLEFORMAT_UINT}, {32, SAMPLEFORMAT_IEEEFP}};
  const auto [sample, compression, layout, big_tiff, big_endian] = GetParam();
  const bool predictable = compression != COMPRESSION_NONE && compression != COMPRESSION_PACKBITS;
  for (const bool predicted : {false, true}) {
    if (predicted && !predictable) continue;
    TiffSpec spec;
    spec.width = 75;
    spec.height = 43;
    spec.bits = kSamples[sample].bits;
    spec.format = kSamples[sample].format;
    spec.compression = static_cast<std::uint16_t>(compression);
    if (predicted) spec.predictor = spec.bits == 32 ? PREDICTOR_FLOATINGPOINT : PREDICTOR_HORIZONTAL;
    spec.tile = layout == 1 ? 32 : 0;
    spec.rows_per_strip = layout == 2 ? 43 : 7;
    spec.big_tiff = big_tiff;
    spec.big_endian = big_endian;
    const TempFolder folder;
    test::write_tiff(folder.path() / "image.tif", spec);
    const Result<Frame> frame = read_frame(folder.path() / "image.tif");
    ASSERT_TRUE(frame) << frame.error().message();
    ASSERT_EQ(frame->width, 75);
    ASSERT_EQ(frame->height, 43);
    for (std::int64_t y = 0; y < 43; ++y) {
      for (std::int64_t x = 0; x < 75; ++x) {
        ASSERT_EQ(frame->dn[static_cast<std::size_t>(y * 75 + x)], test::test_pixel(spec, x, y)) << x << "," << y;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, TiffRoundTrip,
                         testing::Combine(testing::Values(0, 1, 2),
                                          testing::Values(COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE,
                                                          COMPRESSION_ZSTD, COMPRESSION_PACKBITS),
                                          testing::Values(0, 1, 2), testing::Bool(), testing::Bool()));

Error refusal_of(const TiffSpec& spec) {
  const TempFolder folder;
  test::write_tiff(folder.path() / "image.tif", spec);
  const Result<Frame> frame = read_frame(folder.path() / "image.tif");
  if (frame) return {};
  EXPECT_EQ(frame.error().path, (folder.path() / "image.tif").string());
  EXPECT_EQ(frame.error().kind, ErrorKind::bad_input);
  EXPECT_FALSE(frame.error().expected.empty());
  return frame.error();
}

TEST(TiffRefusal, NamesTheColour) {
  TiffSpec spec;
  spec.photometric = PHOTOMETRIC_MINISWHITE;
  EXPECT_THAT(refusal_of(spec).found, HasSubstr("MinIsWhite"));
  spec.photometric = PHOTOMETRIC_RGB;
  spec.channels = 3;
  EXPECT_THAT(refusal_of(spec).found, HasSubstr("RGB"));
  spec.photometric = PHOTOMETRIC_MINISBLACK;
  spec.channels = 2;
  EXPECT_THAT(refusal_of(spec).found, HasSubstr("2 channels"));
}

TEST(TiffRefusal, NamesTheSampleFormat) {
  TiffSpec spec;
  spec.format = SAMPLEFORMAT_INT;
  EXPECT_EQ(refusal_of(spec).found, "16-bit signed");
  spec.format = SAMPLEFORMAT_UINT;
  spec.bits = 32;
  EXPECT_EQ(refusal_of(spec).found, "32-bit unsigned");
  spec.bits = 16;
  spec.format = SAMPLEFORMAT_IEEEFP;
  EXPECT_EQ(refusal_of(spec).found, "16-bit float");
}

TEST(TiffRefusal, FileThatIsNoTiff) {
  const TempFolder folder;
  std::ofstream(folder.path() / "a.tif") << "BM-not-a-tiff";
  const auto frame = read_frame(folder.path() / "a.tif");
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().code, "acquisition.corrupt");
  EXPECT_THAT(frame.error().message(), HasSubstr("not a TIFF file"));
  EXPECT_FALSE(read_frame(folder.path()));
  EXPECT_EQ(read_frame(folder.path() / "none.tif").error().code, "acquisition.missing");
}

TEST(TiffRefusal, EveryTruncationIsAnError) {
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_ZSTD}) {
    const TempFolder folder;
    TiffSpec spec;
    spec.compression = static_cast<std::uint16_t>(compression);
    const auto path = folder.path() / "image.tif";
    test::write_tiff(path, spec);
    const auto whole = static_cast<std::int64_t>(std::filesystem::file_size(path));
    for (std::int64_t bytes = whole - 4; bytes > 0; bytes -= 3) {
      std::filesystem::resize_file(path, static_cast<std::uintmax_t>(bytes));
      EXPECT_FALSE(read_frame(path)) << bytes << " of " << whole;
    }
  }
}

/// Whatever single byte is damaged, the reader answers; it may not crash, hang or print.
TEST(TiffRefusal, DamagedBytesNeverCrash) {
  testing::internal::CaptureStderr();
  for (const int compression : {COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_ZSTD}) {
    const TempFolder folder;
    TiffSpec spec;
    spec.compression = static_cast<std::uint16_t>(compression);
    spec.tile = compression == COMPRESSION_LZW ? 16 : 0;
    const auto path = folder.path() / "image.tif";
    test::write_tiff(path, spec);
    const auto whole = static_cast<std::streamoff>(std::filesystem::file_size(path));
    for (std::streamoff at = 0; at < whole; ++at) {
      std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(at);
      const int old = file.get();
      for (const int damage : {0x01, 0x80, 0xff}) {
        file.seekp(at);
        file.put(static_cast<char>(old ^ damage));
        file.flush();
        (void)read_frame(path);
      }
      file.seekp(at);
      file.put(static_cast<char>(old));
    }
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(TiffRefusal, FloatThatIsNoNumber) {
  const TempFolder folder;
  TiffSpec spec;
  spec.bits = 32;
  spec.format = SAMPLEFORMAT_IEEEFP;
  const auto path = folder.path() / "image.tif";
  test::write_tiff(path, spec);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(8 + 4 * (16 * 2 + 3));  // libtiff writes the first strip after the 8 bytes of the header
  const float nan = std::numeric_limits<float>::quiet_NaN();
  file.write(reinterpret_cast<const char*>(&nan), sizeof nan);
  file.close();
  const auto frame = read_frame(path);
  ASSERT_FALSE(frame);
  EXPECT_THAT(frame.error().message(), HasSubstr("pixel (3, 2) is not a number"));
}

}  // namespace
}  // namespace pellucid

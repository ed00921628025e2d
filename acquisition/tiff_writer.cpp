#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "acquisition/error_code.h"
#include "acquisition/scan_writer.h"

namespace pellucid {
namespace {

constexpr std::int64_t kStripPixels = 1 << 18;
constexpr std::int64_t kMaxClassicBytes = 3'500'000'000;

struct Closer {
  void operator()(TIFF* file) const { TIFFClose(file); }
};

int drop_message(TIFF* /*file*/, void* /*data*/, const char* /*module*/, const char* /*format*/, va_list /*args*/) {
  return 1;
}

std::unique_ptr<TIFF, Closer> create(const std::filesystem::path& path, bool big) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (options == nullptr) return nullptr;
  TIFFOpenOptionsSetErrorHandlerExtR(options, drop_message, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(options, drop_message, nullptr);
  std::unique_ptr<TIFF, Closer> file(TIFFOpenExt(path.c_str(), big ? "w8" : "w", options));
  TIFFOpenOptionsFree(options);
  return file;
}

void set_fields(TIFF* file, const GrayView& image, std::int64_t strip_rows) {
  const bool is_float = image.type == SampleType::f32;
  TIFFSetField(file, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(image.width));
  TIFFSetField(file, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(image.height));
  TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, static_cast<int>(8 * bytes_of(image.type)));
  TIFFSetField(file, TIFFTAG_SAMPLEFORMAT, is_float ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
  TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(file, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  TIFFSetField(file, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
  TIFFSetField(file, TIFFTAG_PREDICTOR, is_float ? PREDICTOR_FLOATINGPOINT : PREDICTOR_HORIZONTAL);
  TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(strip_rows));
}

void store(const float* from, std::int64_t count, SampleType type, std::vector<std::uint8_t>& bytes) {
  bytes.resize(static_cast<std::size_t>(count * bytes_of(type)));
  for (std::int64_t i = 0; i < count; ++i) {
    if (type == SampleType::u8) {
      bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(from[i]);
    } else if (type == SampleType::u16) {
      const auto word = static_cast<std::uint16_t>(from[i]);
      std::memcpy(bytes.data() + 2 * i, &word, sizeof word);
    } else {
      std::memcpy(bytes.data() + 4 * i, from + i, sizeof(float));
    }
  }
}

}  // namespace

Result<void> write_gray_tiff(const std::filesystem::path& path, const GrayView& image) {
  const auto failed = [&] {
    return fail(internal_error(acquisition_code::kWrite, path.string(), "cannot be written"));
  };
  const bool big = image.width * image.height * bytes_of(image.type) > kMaxClassicBytes;
  const std::unique_ptr<TIFF, Closer> file = create(path, big);
  if (!file) return failed();
  const std::int64_t strip_rows = std::clamp<std::int64_t>(kStripPixels / image.width, 1, image.height);
  set_fields(file.get(), image, strip_rows);
  std::vector<std::uint8_t> bytes;
  for (std::int64_t top = 0; top < image.height; top += strip_rows) {
    const std::int64_t rows = std::min(strip_rows, image.height - top);
    store(image.dn + top * image.width, rows * image.width, image.type, bytes);
    const auto strip = static_cast<std::uint32_t>(top / strip_rows);
    if (TIFFWriteEncodedStrip(file.get(), strip, bytes.data(), static_cast<tmsize_t>(bytes.size())) < 0)
      return failed();
  }
  if (TIFFFlush(file.get()) != 1) return failed();
  return {};
}

}  // namespace pellucid

#include "bench/speed/wafer/tiff_file.h"

#include <tiffio.h>

#include <cstring>
#include <map>
#include <stdexcept>
#include <vector>

namespace pellucid::bench::speed {
namespace {

constexpr std::int64_t kClassicLimit_bytes = 4'000'000'000;

int codec_of(const std::string& name) {
  static const std::map<std::string, int> kCodecs{{"none", COMPRESSION_NONE},
                                                  {"zstd", COMPRESSION_ZSTD},
                                                  {"deflate", COMPRESSION_ADOBE_DEFLATE},
                                                  {"lzw", COMPRESSION_LZW}};
  return kCodecs.at(name);
}

}  // namespace

void TiffFile::Closer::operator()(tiff* file) const {
  TIFFClose(file);
}

TiffFile::TiffFile(const std::filesystem::path& path, std::int64_t width, std::int64_t height,
                   const std::string& compression)
    : path_(path.string()), file_(TIFFOpen(path_.c_str(), width * height * 2 > kClassicLimit_bytes ? "w8" : "w")) {
  if (!file_) throw std::runtime_error(path_ + ": cannot be made");
  TIFF* t = file_.get();
  TIFFSetField(t, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(width));
  TIFFSetField(t, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(height));
  TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, 16);
  TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(t, TIFFTAG_TILEWIDTH, static_cast<std::uint32_t>(kBlock_px));
  TIFFSetField(t, TIFFTAG_TILELENGTH, static_cast<std::uint32_t>(kBlock_px));
  const int codec = codec_of(compression);
  TIFFSetField(t, TIFFTAG_COMPRESSION, codec);
  if (codec != COMPRESSION_NONE) TIFFSetField(t, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
  if (codec == COMPRESSION_ZSTD) TIFFSetField(t, TIFFTAG_ZSTD_LEVEL, 3);
  if (codec == COMPRESSION_ADOBE_DEFLATE) TIFFSetField(t, TIFFTAG_ZIPQUALITY, 1);
}

void TiffFile::write(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height,
                     const std::uint16_t* pixels) {
  std::vector<std::uint16_t> block(kBlock_px * kBlock_px);
  for (std::int64_t by = 0; by < height; by += kBlock_px) {
    for (std::int64_t bx = 0; bx < width; bx += kBlock_px) {
      for (std::int64_t line = 0; line < kBlock_px; ++line) {
        std::memcpy(block.data() + line * kBlock_px, pixels + (by + line) * width + bx,
                    kBlock_px * sizeof(std::uint16_t));
      }
      const std::uint32_t index =
          TIFFComputeTile(file_.get(), static_cast<std::uint32_t>(x + bx), static_cast<std::uint32_t>(y + by), 0, 0);
      const auto size = static_cast<tmsize_t>(block.size() * sizeof(std::uint16_t));
      if (TIFFWriteEncodedTile(file_.get(), index, block.data(), size) != size) {
        throw std::runtime_error(path_ + ": cannot be written");
      }
    }
  }
}

}  // namespace pellucid::bench::speed

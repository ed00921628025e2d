/// TIFF files of the speed bench: 16-bit gray, in tiles of 1024 x 1024 pixels. A file belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

struct tiff;

namespace pellucid::bench::speed {

constexpr std::int64_t kBlock_px = 1024;

class TiffFile {
 public:
  /// `compression`: none, zstd, deflate or lzw; the compressed ones with the horizontal predictor. Throws
  /// std::runtime_error.
  TiffFile(const std::filesystem::path& path, std::int64_t width, std::int64_t height, const std::string& compression);
  /// Writes a rectangle whose corner and sides are multiples of kBlock_px. Throws std::runtime_error.
  void write(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height, const std::uint16_t* pixels);

 private:
  struct Closer {
    void operator()(tiff* file) const;
  };
  std::string path_;
  std::unique_ptr<tiff, Closer> file_;
};

}  // namespace pellucid::bench::speed

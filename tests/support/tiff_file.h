/// Writes small TIFF files of every kind that the reader must take or refuse. Links TIFF::TIFF.
#pragma once

#include <gtest/gtest.h>
#include <tiffio.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

namespace pellucid::test {

struct TiffSpec {
  std::uint32_t width = 16, height = 12;
  std::uint16_t bits = 16, format = SAMPLEFORMAT_UINT, compression = COMPRESSION_NONE, predictor = PREDICTOR_NONE;
  std::uint16_t photometric = PHOTOMETRIC_MINISBLACK, channels = 1;
  std::uint32_t tile = 0;            ///< side of the TIFF tiles (a multiple of 16); 0: strips
  std::uint32_t rows_per_strip = 5;  ///< uneven on purpose
  bool big_tiff = false, big_endian = false;
  int pages = 1;
  std::string description;
};

/// The value that write_tiff() puts at (x, y): different nearly everywhere, within 8 bits where asked.
inline float test_pixel(const TiffSpec& spec, std::int64_t x, std::int64_t y) {
  const std::int64_t value = x * 37 + y * 101 + (x * y) % 7;
  if (spec.bits == 8) return static_cast<float>(value % 251);
  if (spec.format == SAMPLEFORMAT_IEEEFP) return static_cast<float>(value) * 0.37F - 100.0F;
  return static_cast<float>(value % 65521);
}

inline void store_pixel(const TiffSpec& spec, std::int64_t x, std::int64_t y, std::uint8_t* to) {
  const float value = test_pixel(spec, x, y);
  if (spec.bits == 8) *to = static_cast<std::uint8_t>(value);
  if (spec.bits == 16) {
    const auto word = static_cast<std::uint16_t>(value);
    std::memcpy(to, &word, sizeof word);
  }
  if (spec.bits == 32) std::memcpy(to, &value, sizeof value);
}

inline void set_fields(TIFF* file, const TiffSpec& spec) {
  TIFFSetField(file, TIFFTAG_IMAGEWIDTH, spec.width);
  TIFFSetField(file, TIFFTAG_IMAGELENGTH, spec.height);
  TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, spec.bits);
  TIFFSetField(file, TIFFTAG_SAMPLEFORMAT, spec.format);
  TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, spec.channels);
  TIFFSetField(file, TIFFTAG_PHOTOMETRIC, spec.photometric);
  TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(file, TIFFTAG_COMPRESSION, spec.compression);
  if (spec.predictor != PREDICTOR_NONE) TIFFSetField(file, TIFFTAG_PREDICTOR, spec.predictor);
  if (!spec.description.empty()) TIFFSetField(file, TIFFTAG_IMAGEDESCRIPTION, spec.description.c_str());
  if (spec.tile > 0) {
    TIFFSetField(file, TIFFTAG_TILEWIDTH, spec.tile);
    TIFFSetField(file, TIFFTAG_TILELENGTH, spec.tile);
  } else {
    TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, spec.rows_per_strip);
  }
}

inline void write_cells(TIFF* file, const TiffSpec& spec) {
  const std::uint32_t cell_width = spec.tile > 0 ? spec.tile : spec.width;
  const std::uint32_t cell_height = spec.tile > 0 ? spec.tile : spec.rows_per_strip;
  const std::size_t sample = spec.bits / 8U * spec.channels;
  std::uint32_t cell = 0;
  for (std::uint32_t top = 0; top < spec.height; top += cell_height) {
    const std::uint32_t rows = spec.tile > 0 ? cell_height : std::min(cell_height, spec.height - top);
    for (std::uint32_t left = 0; left < spec.width; left += cell_width) {
      std::vector<std::uint8_t> bytes(sample * cell_width * rows);
      for (std::uint32_t y = 0; y < rows; ++y) {
        for (std::uint32_t x = 0; x < cell_width; ++x) {
          store_pixel(spec, left + x, top + y, bytes.data() + (std::size_t{y} * cell_width + x) * sample);
        }
      }
      const auto size = static_cast<tmsize_t>(bytes.size());
      const tmsize_t written = spec.tile > 0 ? TIFFWriteEncodedTile(file, cell, bytes.data(), size)
                                             : TIFFWriteEncodedStrip(file, cell, bytes.data(), size);
      ASSERT_GT(written, 0);
      ++cell;
    }
  }
}

/// The float predictor works on bytes from the highest to the lowest whatever the file's byte order (TIFF Technical
/// Note 3), but libtiff 4.5 swaps them when it writes a big-endian file: the encoded cells of a little-endian one are
/// right.
inline void copy_float_predicted_cells(const std::filesystem::path& path, TiffSpec spec, TIFF* to);

/// Writes an image of test_pixel() values.
inline void write_tiff(const std::filesystem::path& path, const TiffSpec& spec) {
  std::filesystem::create_directories(path.parent_path());
  const std::string mode = std::string("w") + (spec.big_tiff ? "8" : "4") + (spec.big_endian ? "b" : "l");
  TIFF* file = TIFFOpen(path.c_str(), mode.c_str());
  ASSERT_NE(file, nullptr) << path;
  for (int page = 0; page < spec.pages; ++page) {
    set_fields(file, spec);
    if (spec.predictor == PREDICTOR_FLOATINGPOINT && spec.big_endian) {
      copy_float_predicted_cells(path, spec, file);
    } else {
      write_cells(file, spec);
    }
    ASSERT_EQ(TIFFWriteDirectory(file), 1);
  }
  TIFFClose(file);
}

inline void copy_float_predicted_cells(const std::filesystem::path& path, TiffSpec spec, TIFF* to) {
  const std::filesystem::path little = path.string() + ".little";
  spec.big_endian = false;
  write_tiff(little, spec);
  TIFF* from = TIFFOpen(little.c_str(), "r");
  const std::uint32_t cells = spec.tile > 0 ? TIFFNumberOfTiles(from) : TIFFNumberOfStrips(from);
  for (std::uint32_t cell = 0; cell < cells; ++cell) {
    std::vector<std::uint8_t> bytes(TIFFGetStrileByteCount(from, cell));
    const auto size = static_cast<tmsize_t>(bytes.size());
    if (spec.tile > 0) {
      TIFFReadRawTile(from, cell, bytes.data(), size);
      TIFFWriteRawTile(to, cell, bytes.data(), size);
    } else {
      TIFFReadRawStrip(from, cell, bytes.data(), size);
      TIFFWriteRawStrip(to, cell, bytes.data(), size);
    }
  }
  TIFFClose(from);
}

}  // namespace pellucid::test

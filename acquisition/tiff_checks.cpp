#include "acquisition/tiff_checks.h"

#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <utility>

#include "acquisition/error_code.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;

/// A 300 mm wafer at 0.5 um a pixel has 3.6e11 pixels; nothing real is larger.
constexpr std::int64_t kMaxPixels = 500'000'000'000;
/// A compressed strip or TIFF tile must be decoded whole, in memory.
constexpr std::int64_t kMaxCompressedCellPixels = std::int64_t{1} << 28;

struct Compression {
  std::uint16_t tag;
  const char* name;
  /// No encoder makes more than this many bytes out of one (LZW: 12-bit codes of at most 3838 bytes; Deflate: RFC 1951,
  /// 258 bytes in 2 bits; ZSTD: RFC 8878, 128 KiB in a 4-byte block; PackBits: 128 bytes in 2).
  std::int64_t max_ratio;
};

constexpr std::array kCompressions{
    Compression{COMPRESSION_NONE, "none", 1},
    Compression{COMPRESSION_LZW, "LZW", 2600},
    Compression{COMPRESSION_ADOBE_DEFLATE, "Deflate", 1040},
    Compression{COMPRESSION_DEFLATE, "Deflate", 1040},
    Compression{COMPRESSION_ZSTD, "ZSTD", 33000},
    Compression{COMPRESSION_PACKBITS, "PackBits", 64},
};

template <class T>
T field(TIFF* file, std::uint32_t tag, T absent) {
  T value{};
  return TIFFGetField(file, tag, &value) == 1 ? value : absent;
}

template <class T>
T defaulted(TIFF* file, std::uint32_t tag, T absent) {
  T value{};
  return TIFFGetFieldDefaulted(file, tag, &value) == 1 ? value : absent;
}

std::string colour_name(std::uint16_t photometric) {
  switch (photometric) {
    case PHOTOMETRIC_MINISWHITE:
      return "MinIsWhite (inverted) grayscale";
    case PHOTOMETRIC_RGB:
      return "RGB colour";
    case PHOTOMETRIC_PALETTE:
      return "palette colour";
    case PHOTOMETRIC_MASK:
      return "a transparency mask";
    case PHOTOMETRIC_SEPARATED:
      return "CMYK colour";
    case PHOTOMETRIC_YCBCR:
      return "YCbCr colour";
    case PHOTOMETRIC_CIELAB:
      return "CIE L*a*b* colour";
    default:
      return fmt::format("photometric interpretation {}", photometric);
  }
}

std::string sample_name(std::uint16_t bits, std::uint16_t format) {
  switch (format) {
    case SAMPLEFORMAT_INT:
      return fmt::format("{}-bit signed", bits);
    case SAMPLEFORMAT_IEEEFP:
      return fmt::format("{}-bit float", bits);
    case SAMPLEFORMAT_COMPLEXINT:
    case SAMPLEFORMAT_COMPLEXIEEEFP:
      return fmt::format("{}-bit complex", bits);
    default:
      return fmt::format("{}-bit unsigned", bits);
  }
}

std::string compression_name(std::uint16_t tag) {
  const TIFFCodec* codec = TIFFFindCODEC(tag);
  return codec != nullptr ? fmt::format("{} (compression {})", codec->name, tag) : fmt::format("compression {}", tag);
}

Result<void> check_colour(TIFF* file, const fs::path& path) {
  const auto samples = defaulted<std::uint16_t>(file, TIFFTAG_SAMPLESPERPIXEL, 1);
  const auto photometric = field<std::uint16_t>(file, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  if (photometric != PHOTOMETRIC_MINISBLACK) {
    return fail(
        bad_input(code::kFormat, path.string(), "wrong colour", "MinIsBlack grayscale", colour_name(photometric)));
  }
  if (samples != 1) {
    return fail(bad_input(code::kFormat, path.string(), "wrong number of channels", "1 channel",
                          fmt::format("{} channels", samples)));
  }
  const auto orientation = defaulted<std::uint16_t>(file, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  if (orientation > ORIENTATION_TOPLEFT) {
    return fail(bad_input(code::kFormat, path.string(), "wrong orientation", "1 (first pixel at the top left)",
                          fmt::format("orientation {}", orientation)));
  }
  return {};
}

Result<SampleType> check_samples(TIFF* file, const fs::path& path) {
  const auto bits = defaulted<std::uint16_t>(file, TIFFTAG_BITSPERSAMPLE, 1);
  const auto format = defaulted<std::uint16_t>(file, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  const bool is_unsigned = format == SAMPLEFORMAT_UINT || format == SAMPLEFORMAT_VOID;
  if (is_unsigned && bits == 8) return SampleType::u8;
  if (is_unsigned && bits == 16) return SampleType::u16;
  if (format == SAMPLEFORMAT_IEEEFP && bits == 32) return SampleType::f32;
  return fail(bad_input(code::kFormat, path.string(), "wrong bit depth or sample format",
                        "8- or 16-bit unsigned or 32-bit float", sample_name(bits, format)));
}

Result<Compression> check_compression(TIFF* file, const fs::path& path) {
  const auto tag = defaulted<std::uint16_t>(file, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  for (const Compression& known : kCompressions) {
    if (known.tag == tag && TIFFIsCODECConfigured(tag) != 0) return known;
  }
  return fail(bad_input(code::kFormat, path.string(), "unknown or lossy compression",
                        "none, LZW, Deflate, ZSTD or PackBits", compression_name(tag)));
}

Result<void> check_extent(TIFF* file, TiffHeader& header) {
  header.width = field<std::uint32_t>(file, TIFFTAG_IMAGEWIDTH, 0);
  header.height = field<std::uint32_t>(file, TIFFTAG_IMAGELENGTH, 0);
  const std::string size = fmt::format("{} x {} pixels", header.width, header.height);
  if (header.width == 0 || header.height == 0) {
    return fail(bad_input(code::kCorrupt, header.path.string(), "image without pixels", "at least 1 x 1", size));
  }
  if (header.width > kMaxPixels / header.height) {
    return fail(bad_input(code::kTooLarge, header.path.string(), "claims more pixels than a machine could hold",
                          fmt::format("at most {} pixels", kMaxPixels), size));
  }
  header.tiled = TIFFIsTiled(file) != 0;
  if (header.tiled) {
    header.cell_width = field<std::uint32_t>(file, TIFFTAG_TILEWIDTH, 0);
    header.cell_height = field<std::uint32_t>(file, TIFFTAG_TILELENGTH, 0);
  } else {
    header.cell_width = header.width;
    header.cell_height = std::min<std::int64_t>(defaulted<std::uint32_t>(file, TIFFTAG_ROWSPERSTRIP, 0), header.height);
  }
  if (header.cell_width <= 0 || header.cell_height <= 0) {
    return fail(bad_input(code::kCorrupt, header.path.string(), "strip or TIFF tile without pixels", "at least 1 x 1",
                          fmt::format("{} x {}", header.cell_width, header.cell_height)));
  }
  if (header.compressed && header.cell_width > kMaxCompressedCellPixels / header.cell_height) {
    return fail(bad_input(code::kTooLarge, header.path.string(),
                          "a compressed strip or TIFF tile is too large to decode",
                          fmt::format("at most {} pixels", kMaxCompressedCellPixels),
                          fmt::format("{} x {} pixels", header.cell_width, header.cell_height)));
  }
  return {};
}

/// Every strip or TIFF tile must lie inside the file and hold enough bytes for its pixels.
Result<void> check_cells(TIFF* file, const TiffHeader& header, const Compression& compression) {
  const std::int64_t cells = header.cells_across() * header.cells_down();
  const std::int64_t listed = header.tiled ? TIFFNumberOfTiles(file) : TIFFNumberOfStrips(file);
  const char* kind = header.tiled ? "TIFF tile" : "strip";
  const std::string path = header.path.string();
  if (listed != cells) {
    return fail(bad_input(code::kCorrupt, path, fmt::format("wrong number of {}s", kind), std::to_string(cells),
                          std::to_string(listed)));
  }
  const std::int64_t row_bytes = header.cell_width * bytes_of(header.type);
  for (std::int64_t cell = 0; cell < cells; ++cell) {
    int offset_error = 0;
    int count_error = 0;
    const auto index = static_cast<std::uint32_t>(cell);
    const std::uint64_t offset = TIFFGetStrileOffsetWithErr(file, index, &offset_error);
    const std::uint64_t count = TIFFGetStrileByteCountWithErr(file, index, &count_error);
    if (offset_error != 0 || count_error != 0 || count == 0) {
      return fail(bad_input(code::kCorrupt, path, fmt::format("{} {} holds no data", kind, cell)));
    }
    const auto size = static_cast<std::uint64_t>(header.file_bytes);
    if (offset > size || count > size - offset) {
      return fail(bad_input(code::kTruncated, path, fmt::format("truncated in {} {}", kind, cell),
                            fmt::format("at least {} bytes", offset + count),
                            fmt::format("{} bytes", header.file_bytes)));
    }
    const std::int64_t first_row = cell * header.cell_height;
    const std::int64_t rows =
        header.tiled ? header.cell_height : std::min(header.cell_height, header.height - first_row);
    const std::int64_t needed = (rows * row_bytes + compression.max_ratio - 1) / compression.max_ratio;
    if (static_cast<std::int64_t>(count) < needed) {
      return fail(bad_input(header.compressed ? code::kTooLarge : code::kTruncated, path,
                            fmt::format("{} {} claims more pixels than its bytes can hold", kind, cell),
                            fmt::format("at least {} bytes", needed), fmt::format("{} bytes", count)));
    }
  }
  return {};
}

}  // namespace

Result<std::int64_t> check_tiff_start(const fs::path& path) {
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (!fs::exists(status))
    return fail(bad_input(code::kMissing, path.string(), "missing file", "a TIFF file", "nothing"));
  if (!fs::is_regular_file(status)) {
    return fail(bad_input(code::kMissing, path.string(), "not a file", "a TIFF file", "a folder or a device"));
  }
  const auto bytes = static_cast<std::int64_t>(fs::file_size(path, failed));
  std::array<unsigned char, 16> start{};
  std::ifstream stream(path, std::ios::binary);
  if (!stream || failed)
    return fail(bad_input(code::kMissing, path.string(), "cannot be opened", "a readable TIFF file"));
  stream.read(reinterpret_cast<char*>(start.data()), static_cast<std::streamsize>(start.size()));
  const bool little = start[0] == 'I' && start[1] == 'I';
  const bool big = start[0] == 'M' && start[1] == 'M';
  const unsigned version = little ? start[2] + 256U * start[3] : start[3] + 256U * start[2];
  if ((!little && !big) || (version != 42 && version != 43)) {
    return fail(bad_input(code::kCorrupt, path.string(), "not a TIFF file", "TIFF or BigTIFF",
                          bytes == 0 ? std::string("an empty file")
                                     : fmt::format("a file that begins with {:02x} {:02x} {:02x} {:02x}", start[0],
                                                   start[1], start[2], start[3])));
  }
  const std::size_t first = version == 42 ? 4 : 8;
  const std::size_t length = version == 42 ? 4 : 8;
  std::uint64_t directory = 0;
  for (std::size_t i = 0; i < length; ++i) {
    directory = directory << 8U | start[little ? first + length - 1 - i : first + i];
  }
  if (directory >= static_cast<std::uint64_t>(bytes)) {
    return fail(bad_input(code::kTruncated, path.string(), "truncated before the image directory",
                          fmt::format("more than {} bytes", directory), fmt::format("{} bytes", bytes)));
  }
  return bytes;
}

Result<TiffHeader> check_tiff_header(TIFF* file, const fs::path& path, std::int64_t file_bytes) {
  TiffHeader header;
  header.path = path;
  header.file_bytes = file_bytes;
  if (auto colour = check_colour(file, path); !colour) return fail(std::move(colour.error()));
  const Result<SampleType> type = check_samples(file, path);
  if (!type) return fail(type.error());
  header.type = *type;
  const Result<Compression> compression = check_compression(file, path);
  if (!compression) return fail(compression.error());
  header.compression = compression->name;
  header.compressed = compression->tag != COMPRESSION_NONE;
  if (auto extent = check_extent(file, header); !extent) return fail(std::move(extent.error()));
  if (auto cells = check_cells(file, header, *compression); !cells) return fail(std::move(cells.error()));
  header.more_pages = TIFFLastDirectory(file) == 0;
  return header;
}

}  // namespace pellucid

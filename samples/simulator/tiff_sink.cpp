#include "samples/simulator/tiff_sink.h"

#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string>

namespace pellucid::sim {
namespace {

constexpr std::int64_t kClassicLimit_bytes = 3'900'000'000;
constexpr std::int64_t kStripBandRows = 128;  // strips are gathered into bands of about this many rows
constexpr int kFastLevel = 1;

int keep_message(TIFF*, void* user, const char* module, const char* format, va_list arguments) {
  char text[512];
  std::vsnprintf(text, sizeof text, format, arguments);
  auto& message = *static_cast<std::string*>(user);
  if (message.empty()) message = std::string(module ? module : "libtiff") + ": " + text;
  return 1;
}

int ignore_message(TIFF*, void*, const char*, const char*, va_list) {
  return 1;
}

struct Closer {
  void operator()(TIFF* t) const { TIFFClose(t); }
};
using TiffHandle = std::unique_ptr<TIFF, Closer>;

/// libtiff's file callbacks over a vector.
struct MemoryFile {
  std::vector<std::byte> data;
  std::size_t at = 0;

  static MemoryFile& of(thandle_t h) { return *static_cast<MemoryFile*>(h); }
  static tmsize_t read(thandle_t h, void* out, tmsize_t n) {
    MemoryFile& f = of(h);
    const std::size_t left = f.at < f.data.size() ? f.data.size() - f.at : 0,
                      count = std::min(left, static_cast<std::size_t>(n));
    if (count > 0) std::memcpy(out, f.data.data() + f.at, count);
    f.at += count;
    return static_cast<tmsize_t>(count);
  }
  static tmsize_t write(thandle_t h, void* in, tmsize_t n) {
    MemoryFile& f = of(h);
    const auto count = static_cast<std::size_t>(n);
    if (f.at + count > f.data.size()) f.data.resize(f.at + count);
    std::memcpy(f.data.data() + f.at, in, count);
    f.at += count;
    return n;
  }
  static toff_t seek(thandle_t h, toff_t offset, int whence) {
    MemoryFile& f = of(h);
    const std::size_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? f.at : f.data.size();
    f.at = base + static_cast<std::size_t>(offset);
    return f.at;
  }
  static int close(thandle_t) { return 0; }
  static toff_t size(thandle_t h) { return of(h).data.size(); }
};

struct OpenOptions {
  explicit OpenOptions(std::string* message) : options(TIFFOpenOptionsAlloc()) {
    TIFFOpenOptionsSetErrorHandlerExtR(options, keep_message, message);
    TIFFOpenOptionsSetWarningHandlerExtR(options, ignore_message, nullptr);
  }
  ~OpenOptions() { TIFFOpenOptionsFree(options); }
  OpenOptions(const OpenOptions&) = delete;
  OpenOptions& operator=(const OpenOptions&) = delete;
  TIFFOpenOptions* options;
};

TiffHandle open_memory(MemoryFile& file, const char* mode, std::string* message) {
  const OpenOptions options(message);
  return TiffHandle(TIFFClientOpenExt("band", mode, &file, MemoryFile::read, MemoryFile::write, MemoryFile::seek,
                                      MemoryFile::close, MemoryFile::size, nullptr, nullptr, options.options));
}

int codec_of(TiffCompression c) {
  switch (c) {
    case TiffCompression::none:
      return COMPRESSION_NONE;
    case TiffCompression::lzw:
      return COMPRESSION_LZW;
    case TiffCompression::deflate:
      return COMPRESSION_ADOBE_DEFLATE;
    case TiffCompression::zstd:
      return COMPRESSION_ZSTD;
  }
  return COMPRESSION_NONE;
}

void set_tags(TIFF* t, const TiffFormatOptions& format, const TiffShape& shape) {
  TIFFSetField(t, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(shape.width));
  TIFFSetField(t, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(shape.height));
  TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, shape.bits);
  TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(t, TIFFTAG_SAMPLEFORMAT, shape.bits == 32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
  TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(t, TIFFTAG_COMPRESSION, codec_of(format.compression));
  if (format.compression != TiffCompression::none && format.predictor) {
    TIFFSetField(t, TIFFTAG_PREDICTOR, shape.bits == 32 ? PREDICTOR_FLOATINGPOINT : PREDICTOR_HORIZONTAL);
  }
  if (format.compression == TiffCompression::deflate) TIFFSetField(t, TIFFTAG_ZIPQUALITY, kFastLevel);
  if (format.compression == TiffCompression::zstd) TIFFSetField(t, TIFFTAG_ZSTD_LEVEL, kFastLevel);
  if (format.block_px > 0) {
    TIFFSetField(t, TIFFTAG_TILEWIDTH, static_cast<std::uint32_t>(format.block_px));
    TIFFSetField(t, TIFFTAG_TILELENGTH, static_cast<std::uint32_t>(format.block_px));
  } else {
    TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(std::min(format.strip_rows, shape.height)));
  }
}

/// Cuts a band into tiles padded with zeros, or strips.
EncodedBand cut(const TiffFormatOptions& format, const TiffShape& shape, std::int64_t rows, const std::byte* pixels) {
  const auto bytes = static_cast<std::int64_t>(shape.bits / 8), pitch = shape.width * bytes;
  EncodedBand band;
  if (format.block_px == 0) {
    for (std::int64_t y = 0; y < rows; y += format.strip_rows) {
      const std::int64_t n = std::min(format.strip_rows, rows - y);
      band.emplace_back(pixels + y * pitch, pixels + (y + n) * pitch);
    }
    return band;
  }
  const std::int64_t edge = format.block_px;
  for (std::int64_t y0 = 0; y0 < rows; y0 += edge) {
    for (std::int64_t x0 = 0; x0 < shape.width; x0 += edge) {
      std::vector<std::byte> tile(static_cast<std::size_t>(edge * edge * bytes));
      const auto count = static_cast<std::size_t>(std::min(edge, shape.width - x0) * bytes);
      for (std::int64_t y = y0; y < std::min(rows, y0 + edge); ++y) {
        std::memcpy(tile.data() + (y - y0) * edge * bytes, pixels + y * pitch + x0 * bytes, count);
      }
      band.push_back(std::move(tile));
    }
  }
  return band;
}

Error tiff_error(const std::string& path, const std::string& message) {
  return internal_error("simulator.tiff", path, message.empty() ? "could not be written" : message);
}

/// Lets libtiff write the band as a small file in memory, and takes its encoded blocks out.
Result<EncodedBand> encode_with_libtiff(const TiffFormatOptions& format, const TiffShape& shape, std::int64_t rows,
                                        const std::byte* pixels) {
  std::string message;
  MemoryFile memory;
  TiffShape band_shape = shape;
  band_shape.height = rows;
  EncodedBand raw = cut(format, shape, rows, pixels);
  {
    const TiffHandle out = open_memory(memory, format.big_endian ? "wb" : "wl", &message);
    if (!out) return fail(tiff_error("", message));
    set_tags(out.get(), format, band_shape);
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const auto index = static_cast<std::uint32_t>(i);
      const auto size = static_cast<tmsize_t>(raw[i].size());
      const tmsize_t done = format.block_px > 0 ? TIFFWriteEncodedTile(out.get(), index, raw[i].data(), size)
                                                : TIFFWriteEncodedStrip(out.get(), index, raw[i].data(), size);
      if (done < 0) return fail(tiff_error("", message));
    }
  }
  memory.at = 0;
  const TiffHandle in = open_memory(memory, "rm", &message);
  if (!in) return fail(tiff_error("", message));
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto offset = static_cast<std::ptrdiff_t>(TIFFGetStrileOffset(in.get(), static_cast<std::uint32_t>(i)));
    const auto count = static_cast<std::ptrdiff_t>(TIFFGetStrileByteCount(in.get(), static_cast<std::uint32_t>(i)));
    raw[i].assign(memory.data.begin() + offset, memory.data.begin() + offset + count);
  }
  return raw;
}

}  // namespace

std::int64_t band_rows(const TiffFormatOptions& format, std::int64_t height) {
  if (format.block_px > 0) return std::min(format.block_px, height);
  return std::min(height, std::max<std::int64_t>(1, kStripBandRows / format.strip_rows) * format.strip_rows);
}

Result<EncodedBand> encode_band(const TiffFormatOptions& format, const TiffShape& shape, std::int64_t rows,
                                const std::byte* pixels) {
  if (format.compression == TiffCompression::none && !format.big_endian) return cut(format, shape, rows, pixels);
  return encode_with_libtiff(format, shape, rows, pixels);
}

struct TiffSink::File {
  std::string path, message;
  TiffHandle tiff;
  bool tiled = true;
  std::uint32_t next = 0;
};

Result<TiffSink> TiffSink::create(const std::filesystem::path& path, const TiffFormatOptions& format,
                                  const TiffShape& shape) {
  TiffSink sink;
  sink.file_ = std::make_shared<File>();
  sink.file_->path = path.string();
  sink.file_->tiled = format.block_px > 0;
  const bool big = format.big_tiff || shape.width * shape.height * (shape.bits / 8) > kClassicLimit_bytes;
  const std::string mode = std::string("w") + (big ? "8" : "4") + (format.big_endian ? "b" : "l");
  const OpenOptions options(&sink.file_->message);
  sink.file_->tiff.reset(TIFFOpenExt(sink.file_->path.c_str(), mode.c_str(), options.options));
  if (!sink.file_->tiff) return fail(tiff_error(sink.file_->path, sink.file_->message));
  set_tags(sink.file_->tiff.get(), format, shape);
  return sink;
}

Result<void> TiffSink::append(const EncodedBand& band) {
  for (const std::vector<std::byte>& block : band) {
    // libtiff's signature lacks const; it only reads.
    void* data = const_cast<std::byte*>(block.data());
    const auto size = static_cast<tmsize_t>(block.size());
    const tmsize_t done = file_->tiled ? TIFFWriteRawTile(file_->tiff.get(), file_->next, data, size)
                                       : TIFFWriteRawStrip(file_->tiff.get(), file_->next, data, size);
    if (done != size) return fail(tiff_error(file_->path, file_->message));
    ++file_->next;
  }
  return {};
}

Result<void> TiffSink::finish() {
  const bool written = TIFFWriteDirectory(file_->tiff.get()) == 1;
  file_->tiff.reset();
  if (!written || !file_->message.empty()) return fail(tiff_error(file_->path, file_->message));
  return {};
}

Result<void> write_float_tiff(const std::filesystem::path& path, std::int64_t width, std::int64_t height,
                              const std::vector<float>& pixels) {
  TiffFormatOptions format;
  format.block_px = 0;
  format.strip_rows = height;
  const TiffShape shape{width, height, 32};
  auto sink = TiffSink::create(path, format, shape);
  if (!sink) return fail(sink.error());
  const auto band = encode_band(format, shape, height, reinterpret_cast<const std::byte*>(pixels.data()));
  if (!band) return fail(band.error());
  if (auto done = sink->append(*band); !done) return done;
  return sink->finish();
}

}  // namespace pellucid::sim

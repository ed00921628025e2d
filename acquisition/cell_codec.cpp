#include "acquisition/cell_codec.h"

#include <libdeflate.h>
#include <tiffio.h>
#include <zstd.h>

#include <memory>

#include "acquisition/sample_order.h"

namespace pellucid {
namespace {

struct ZstdFreer {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
struct DeflateFreer {
  void operator()(libdeflate_decompressor* context) const { libdeflate_free_decompressor(context); }
};

bool decode_zstd(std::span<const std::byte> packed, std::size_t bytes, std::byte* to) {
  thread_local const std::unique_ptr<ZSTD_DCtx, ZstdFreer> context(ZSTD_createDCtx());
  if (!context) return false;
  // A cell may be followed by padding, which the one-shot call would take for another frame.
  const std::size_t frame = ZSTD_findFrameCompressedSize(packed.data(), packed.size());
  if (ZSTD_isError(frame) != 0) return false;
  return ZSTD_decompressDCtx(context.get(), to, bytes, packed.data(), frame) == bytes;
}

bool decode_deflate(std::span<const std::byte> packed, std::size_t bytes, std::byte* to) {
  thread_local const std::unique_ptr<libdeflate_decompressor, DeflateFreer> context(libdeflate_alloc_decompressor());
  if (!context) return false;
  // Without a place for the real size, fewer bytes than asked for are an error too.
  return libdeflate_zlib_decompress(context.get(), packed.data(), packed.size(), to, bytes, nullptr) ==
         LIBDEFLATE_SUCCESS;
}

Predictor predictor_of(tiff* file, SampleType type, Codec& codec) {
  std::uint16_t tag = PREDICTOR_NONE;
  TIFFGetFieldDefaulted(file, TIFFTAG_PREDICTOR, &tag);
  if (tag == PREDICTOR_NONE) return Predictor::none;
  if (tag == PREDICTOR_HORIZONTAL && type != SampleType::f32) return Predictor::differences;
  if (tag == PREDICTOR_FLOATINGPOINT && type == SampleType::f32) return Predictor::float_planes;
  codec = Codec::libtiff;
  return Predictor::none;
}

}  // namespace

CellFormat cell_format(tiff* file, const TiffHeader& header) {
  CellFormat format;
  std::uint16_t compression = COMPRESSION_NONE;
  std::uint16_t fill = FILLORDER_MSB2LSB;
  TIFFGetFieldDefaulted(file, TIFFTAG_COMPRESSION, &compression);
  TIFFGetFieldDefaulted(file, TIFFTAG_FILLORDER, &fill);
  format.swapped = TIFFIsByteSwapped(file) != 0;
  format.bits_reversed = fill == FILLORDER_LSB2MSB;
  if (compression == COMPRESSION_NONE) {
    format.codec = Codec::stored;
    return format;
  }
  if (format.bits_reversed) return format;
  if (compression == COMPRESSION_ZSTD) format.codec = Codec::zstd;
  if (compression == COMPRESSION_ADOBE_DEFLATE || compression == COMPRESSION_DEFLATE) format.codec = Codec::deflate;
  if (format.codec != Codec::libtiff) format.predictor = predictor_of(file, header.type, format.codec);
  if (compression == COMPRESSION_LZW && predictor_of(file, header.type, format.codec) == Predictor::differences) {
    format.predictor = Predictor::differences;  // in vectors, where libtiff adds one sample after the other
    TIFFSetField(file, TIFFTAG_PREDICTOR, PREDICTOR_NONE);
  }
  return format;
}

void to_native(const CellFormat& format, SampleType type, std::byte* samples, std::int64_t count) {
  if (format.bits_reversed) TIFFReverseBits(reinterpret_cast<std::uint8_t*>(samples), count * bytes_of(type));
  if (format.swapped) swap_bytes(samples, count, type);
}

bool decode_cell(const CellFormat& format, const TiffHeader& header, std::span<const std::byte> packed,
                 std::int64_t rows, std::byte* to) {
  const std::int64_t samples = rows * header.cell_width;
  const auto bytes = static_cast<std::size_t>(samples * bytes_of(header.type));
  const bool decoded = format.codec == Codec::zstd ? decode_zstd(packed, bytes, to) : decode_deflate(packed, bytes, to);
  if (!decoded) return false;
  if (format.predictor == Predictor::float_planes) {  // has its own byte order
    undo_float_planes(to, header.cell_width, rows);
    return true;
  }
  if (format.swapped) swap_bytes(to, samples, header.type);
  if (format.predictor == Predictor::differences) undo_differences(to, header.cell_width, rows, header.type);
  return true;
}

void finish_cell(const CellFormat& format, const TiffHeader& header, std::int64_t rows, std::byte* samples) {
  if (format.codec == Codec::libtiff && format.predictor == Predictor::differences)
    undo_differences(samples, header.cell_width, rows, header.type);
}

}  // namespace pellucid

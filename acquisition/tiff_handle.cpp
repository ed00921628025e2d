#include "acquisition/tiff_handle.h"

#include <fmt/format.h>
#include <tiffio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>

#include "acquisition/error_code.h"
#include "acquisition/tiff_checks.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;

/// No table or buffer that libtiff allocates by itself may exceed this [bytes].
constexpr tmsize_t kMaxLibtiffAlloc = tmsize_t{2} << 30;

int keep_first(TIFF* /*file*/, void* complaint, const char* /*module*/, const char* format, va_list arguments) {
  auto& text = *static_cast<std::string*>(complaint);
  if (text.empty()) {
    std::array<char, 256> line{};
    std::vsnprintf(line.data(), line.size(), format, arguments);
    text = line.data();
  }
  return 1;
}

int drop_warning(TIFF* /*file*/, void* /*data*/, const char* /*module*/, const char* /*format*/, va_list /*args*/) {
  return 1;
}

TIFF* open_quietly(const fs::path& path, std::string& complaint) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (options == nullptr) return nullptr;
  TIFFOpenOptionsSetErrorHandlerExtR(options, keep_first, &complaint);
  TIFFOpenOptionsSetWarningHandlerExtR(options, drop_warning, nullptr);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, kMaxLibtiffAlloc);
  // m: no memory map, a file that shrinks must not kill the process; c: strips as they are stored.
  TIFF* file = TIFFOpenExt(path.c_str(), "rmc", options);
  TIFFOpenOptionsFree(options);
  return file;
}

/// The first value of a row that is not a number, or nullptr.
const float* find_bad(const std::byte* row, std::int64_t count) {
  const auto* values = reinterpret_cast<const float*>(row);
  const float* bad = std::find_if_not(values, values + count, [](float v) { return std::isfinite(v); });
  return bad == values + count ? nullptr : bad;
}

}  // namespace

std::string_view name_of(SampleType type) {
  if (type == SampleType::u8) return "8-bit unsigned";
  return type == SampleType::u16 ? "16-bit unsigned" : "32-bit float";
}

Result<TiffHeader> read_tiff_header(const fs::path& path) {
  Result<std::unique_ptr<TiffHandle>> handle = TiffHandle::open(path);
  if (!handle) return fail(std::move(handle.error()));
  return (*handle)->header();
}

void TiffHandle::Closer::operator()(tiff* file) const {
  TIFFClose(file);
}

TiffHandle::~TiffHandle() = default;

Result<std::unique_ptr<TiffHandle>> TiffHandle::open(const fs::path& path) {
  const Result<std::int64_t> bytes = check_tiff_start(path);
  if (!bytes) return fail(bytes.error());
  std::unique_ptr<TiffHandle> handle(new TiffHandle());
  handle->file_.reset(open_quietly(path, *handle->complaint_));
  if (!handle->file_) {
    return fail(bad_input(code::kCorrupt, path.string(), "cannot be read as TIFF", "a whole image directory",
                          *handle->complaint_));
  }
  Result<TiffHeader> header = check_tiff_header(handle->file_.get(), path, *bytes);
  if (!header) return fail(std::move(header.error()));
  handle->header_ = std::move(*header);
  return handle;
}

std::string TiffHandle::description() const {
  const char* text = nullptr;
  return TIFFGetField(file_.get(), TIFFTAG_IMAGEDESCRIPTION, &text) == 1 && text != nullptr ? text : "";
}

void TiffHandle::drop_scratch() {
  scratch_ = {};
  decoded_cell_ = -1;
}

Error TiffHandle::cell_error(std::string_view error_code, std::int64_t cell, std::string_view what,
                             std::string_view expected, std::string_view found) const {
  return bad_input(error_code, header_.path.string(),
                   fmt::format("{} in {} {}", what, header_.tiled ? "TIFF tile" : "strip", cell), expected, found);
}

/// Uncompressed rows are read straight from the file: one thread's handle, but no decoding and no copy of the rest.
Result<void> TiffHandle::load_stored(std::int64_t cell, std::int64_t first_row, std::int64_t rows) {
  const std::int64_t row_bytes = header_.cell_width * bytes_of(header_.type);
  const auto size = static_cast<std::size_t>(rows * row_bytes);
  if (scratch_.size() < size) scratch_.resize(size);
  auto offset =
      static_cast<off_t>(TIFFGetStrileOffset(file_.get(), static_cast<std::uint32_t>(cell))) + first_row * row_bytes;
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::pread(TIFFFileno(file_.get()), scratch_.data() + done, size - done, offset);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      return fail(cell_error(code::kTruncated, cell, got == 0 ? "file ends" : "cannot be read",
                             fmt::format("{} bytes", size), fmt::format("{} bytes", done)));
    }
    done += static_cast<std::size_t>(got);
    offset += got;
  }
  std::uint16_t fill = FILLORDER_MSB2LSB;
  TIFFGetFieldDefaulted(file_.get(), TIFFTAG_FILLORDER, &fill);
  const auto bytes = static_cast<tmsize_t>(size);
  if (fill == FILLORDER_LSB2MSB) TIFFReverseBits(reinterpret_cast<std::uint8_t*>(scratch_.data()), bytes);
  if (TIFFIsByteSwapped(file_.get()) != 0) {
    if (header_.type == SampleType::u16)
      TIFFSwabArrayOfShort(reinterpret_cast<std::uint16_t*>(scratch_.data()), bytes / 2);
    if (header_.type == SampleType::f32)
      TIFFSwabArrayOfLong(reinterpret_cast<std::uint32_t*>(scratch_.data()), bytes / 4);
  }
  return {};
}

Result<void> TiffHandle::decode(std::int64_t cell, std::int64_t rows) {
  const std::int64_t size = rows * header_.cell_width * bytes_of(header_.type);
  if (static_cast<std::int64_t>(scratch_.size()) < size) scratch_.resize(static_cast<std::size_t>(size));
  decoded_cell_ = -1;
  complaint_->clear();
  const auto index = static_cast<std::uint32_t>(cell);
  const tmsize_t got = header_.tiled ? TIFFReadEncodedTile(file_.get(), index, scratch_.data(), size)
                                     : TIFFReadEncodedStrip(file_.get(), index, scratch_.data(), size);
  if (got != size) {
    return fail(cell_error(code::kCorrupt, cell, "corrupt data", fmt::format("{} bytes of pixels", size),
                           complaint_->empty() ? fmt::format("{} bytes", got) : *complaint_));
  }
  decoded_cell_ = cell;
  return {};
}

Result<const std::byte*> TiffHandle::cell_rows(std::int64_t cell, std::int64_t first_row, std::int64_t rows) {
  const std::int64_t row_bytes = header_.cell_width * bytes_of(header_.type);
  if (!header_.compressed) {
    if (auto loaded = load_stored(cell, first_row, rows); !loaded) return fail(std::move(loaded.error()));
    return scratch_.data();
  }
  if (decoded_cell_ != cell) {
    const std::int64_t top = header_.tiled ? 0 : cell * header_.cell_height;
    const std::int64_t cell_height =
        header_.tiled ? header_.cell_height : std::min(header_.cell_height, header_.height - top);
    if (auto decoded = decode(cell, cell_height); !decoded) return fail(std::move(decoded.error()));
  }
  return scratch_.data() + first_row * row_bytes;
}

Result<void> TiffHandle::read_cell(std::int64_t across, std::int64_t down, const PixelRect& rect, std::byte* out) {
  const std::int64_t cell = down * header_.cells_across() + across;
  const std::int64_t left = across * header_.cell_width;
  const std::int64_t top = down * header_.cell_height;
  const std::int64_t x0 = std::max(rect.x, left);
  const std::int64_t x1 = std::min(rect.x + rect.width, left + header_.cell_width);
  const std::int64_t y0 = std::max(rect.y, top);
  const std::int64_t y1 = std::min(rect.y + rect.height, top + header_.cell_height);
  const Result<const std::byte*> rows = cell_rows(cell, y0 - top, y1 - y0);
  if (!rows) return fail(rows.error());
  const std::int64_t sample = bytes_of(header_.type);
  for (std::int64_t y = y0; y < y1; ++y) {
    const std::byte* from = *rows + ((y - y0) * header_.cell_width + x0 - left) * sample;
    std::byte* to = out + ((y - rect.y) * rect.width + x0 - rect.x) * sample;
    std::memcpy(to, from, static_cast<std::size_t>((x1 - x0) * sample));
    if (header_.type != SampleType::f32) continue;
    if (const float* bad = find_bad(to, x1 - x0); bad != nullptr) {
      const std::int64_t x = x0 + (bad - reinterpret_cast<const float*>(to));
      return fail(cell_error(code::kCorrupt, cell, fmt::format("pixel ({}, {}) is not a number", x, y), "finite values",
                             fmt::format("{}", *bad)));
    }
  }
  return {};
}

Result<void> TiffHandle::read(std::int32_t tile, const PixelRect& rect, RawPixels& out) {
  if (!header_.contains(rect)) {
    return fail(internal_error("acquisition.region", header_.path.string(),
                               fmt::format("region ({}, {}) {} x {} lies outside the {} x {} image", rect.x, rect.y,
                                           rect.width, rect.height, header_.width, header_.height)));
  }
  std::byte* to = out.prepare(tile, rect, header_.type);
  const std::int64_t last_across = (rect.x + rect.width - 1) / header_.cell_width;
  const std::int64_t last_down = (rect.y + rect.height - 1) / header_.cell_height;
  for (std::int64_t down = rect.y / header_.cell_height; down <= last_down; ++down) {
    for (std::int64_t across = rect.x / header_.cell_width; across <= last_across; ++across) {
      if (auto done = read_cell(across, down, rect, to); !done) return done;
    }
  }
  return {};
}

}  // namespace pellucid

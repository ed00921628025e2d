/// The reading half of TiffHandle: from cells to rectangles.
#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "acquisition/error_code.h"
#include "acquisition/read_only_file.h"
#include "acquisition/tiff_handle.h"

namespace pellucid {
namespace {

namespace code = acquisition_code;

/// Rectangles narrower than this share of a stored strip are read row by row instead of with the pixels beside them.
constexpr std::int64_t kNarrowShare = 2;
/// ... unless a whole row is shorter than this: one call a row then takes longer. [bytes]
constexpr std::int64_t kShortRow = 4096;
/// No encoder makes a cell larger than this by more than a little: such a cell is left to libtiff.
constexpr std::int64_t kMaxPackedSlack = 64 << 10;

/// Finite or not by its exponent alone: vectors of integers, no branch a value.
bool all_finite(const float* values, std::int64_t count) {
  constexpr std::uint32_t kExponent = 0x7f800000U;
  std::uint32_t odd = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, values + i, sizeof bits);
    odd |= (bits & kExponent) == kExponent ? 1U : 0U;
  }
  return odd == 0;
}

}  // namespace

std::int64_t TiffHandle::offset_of(std::int64_t cell) const {
  return static_cast<std::int64_t>(TIFFGetStrileOffset(file_.get(), static_cast<std::uint32_t>(cell)));
}

TiffHandle::Part TiffHandle::part_of(const PixelRect& rect, std::int64_t across, std::int64_t down) const {
  Part part;
  part.cell = down * header_.cells_across() + across;
  part.left = across * header_.cell_width;
  part.top = down * header_.cell_height;
  part.rect.x = std::max(rect.x, part.left);
  part.rect.y = std::max(rect.y, part.top);
  part.rect.width = std::min(rect.x + rect.width, part.left + header_.cell_width) - part.rect.x;
  part.rect.height = std::min(rect.y + rect.height, part.top + header_.cell_height) - part.rect.y;
  return part;
}

/// A TIFF tile is stored whole; the last strip may be shorter.
std::int64_t TiffHandle::rows_of_cell(const Part& part) const {
  return header_.tiled ? header_.cell_height : std::min(header_.cell_height, header_.height - part.top);
}

TiffHandle::CellRange TiffHandle::cells_of(const PixelRect& rect) const {
  return {rect.x / header_.cell_width, (rect.x + rect.width - 1) / header_.cell_width, rect.y / header_.cell_height,
          (rect.y + rect.height - 1) / header_.cell_height};
}

/// One column of cells, wanted nearly whole: rows then lie below each other as they are decoded.
bool TiffHandle::is_in_place(const PixelRect& rect) const {
  const bool one_column = rect.x / header_.cell_width == (rect.x + rect.width - 1) / header_.cell_width;
  if (!one_column || rect.width * kNarrowShare <= header_.cell_width) return false;
  if (!header_.compressed) return true;
  const std::int64_t bottom = rect.y + rect.height;
  return rect.y % header_.cell_height == 0 && (bottom % header_.cell_height == 0 || bottom == header_.height);
}

Result<void> TiffHandle::read_bytes(std::int64_t cell, std::int64_t offset, std::int64_t bytes, std::byte* to) {
  const ReadCount got = read_at(descriptor_, offset, bytes, to);
  if (got.bytes == bytes) return {};
  return fail(cell_error(code::kTruncated, cell, got.failed ? "cannot be read" : "file ends",
                         fmt::format("{} bytes", bytes), fmt::format("{} bytes", got.bytes)));
}

/// A few columns of an uncompressed cell, row by row.
Result<void> TiffHandle::read_narrow(const Part& part, const Target& target) {
  const std::int64_t sample = bytes_of(header_.type);
  for (std::int64_t y = 0; y < part.rect.height; ++y) {
    const std::int64_t before = (part.rect.y + y - part.top) * header_.cell_width + part.rect.x - part.left;
    std::byte* row = target.first + y * target.stride * sample;
    auto read = read_bytes(part.cell, offset_of(part.cell) + before * sample, part.rect.width * sample, row);
    if (!read) return read;
    to_native(format_, header_.type, row, part.rect.width);
  }
  return {};
}

/// Rows of an uncompressed cell: in place, or through a scratch. Rows scattered to their places by the kernel (preadv)
/// take longer than this copy in cache.
Result<void> TiffHandle::read_stored(const Part& part, const Target& target) {
  const std::int64_t sample = bytes_of(header_.type);
  const std::int64_t row_bytes = header_.cell_width * sample;
  const std::int64_t from = offset_of(part.cell) + (part.rect.y - part.top) * row_bytes;
  const std::int64_t before = (part.rect.x - part.left) * sample;
  const std::int64_t samples = part.rect.height * header_.cell_width;
  std::byte* whole =
      target.in_place ? target.first - before : scratch_.reserve(static_cast<std::size_t>(samples * sample));
  if (auto read = read_bytes(part.cell, from, samples * sample, whole); !read) return read;
  to_native(format_, header_.type, whole, samples);
  if (!target.in_place) copy_rows(part, whole + before, target);
  return {};
}

/// False where the cell's bytes are not what their codec expects: libtiff then has the last word, and the complaint.
bool TiffHandle::decode_directly(const Part& part, std::byte* to) {
  const std::int64_t rows = rows_of_cell(part);
  const auto packed =
      static_cast<std::int64_t>(TIFFGetStrileByteCount(file_.get(), static_cast<std::uint32_t>(part.cell)));
  const std::int64_t plain = rows * header_.cell_width * bytes_of(header_.type);
  if (packed > 2 * plain + kMaxPackedSlack) return false;
  std::byte* bytes = packed_.reserve(static_cast<std::size_t>(packed));
  if (read_at(descriptor_, offset_of(part.cell), packed, bytes).bytes != packed) return false;
  return decode_cell(format_, header_, {bytes, static_cast<std::size_t>(packed)}, rows, to);
}

/// A whole compressed cell.
Result<void> TiffHandle::decode(const Part& part, std::byte* to) {
  if (format_.codec != Codec::libtiff && decode_directly(part, to)) return {};
  const std::int64_t size = rows_of_cell(part) * header_.cell_width * bytes_of(header_.type);
  complaint_->clear();
  const auto index = static_cast<std::uint32_t>(part.cell);
  const tmsize_t got = header_.tiled ? TIFFReadEncodedTile(file_.get(), index, to, size)
                                     : TIFFReadEncodedStrip(file_.get(), index, to, size);
  if (got == size) {
    finish_cell(format_, header_, rows_of_cell(part), to);
    return {};
  }
  return fail(cell_error(code::kCorrupt, part.cell, "corrupt data", fmt::format("{} bytes of pixels", size),
                         complaint_->empty() ? fmt::format("{} bytes", got) : *complaint_));
}

Result<void> TiffHandle::check_numbers(const Part& part, const Target& target) const {
  if (header_.type != SampleType::f32) return {};
  for (std::int64_t y = 0; y < part.rect.height; ++y) {
    const float* row = reinterpret_cast<const float*>(target.first) + y * target.stride;
    if (all_finite(row, part.rect.width)) continue;
    const float* bad = std::find_if_not(row, row + part.rect.width, [](float v) { return std::isfinite(v); });
    return fail(cell_error(code::kCorrupt, part.cell,
                           fmt::format("pixel ({}, {}) is not a number", part.rect.x + (bad - row), part.rect.y + y),
                           "finite values", fmt::format("{}", *bad)));
  }
  return {};
}

/// From a cell's rows to the target's.
void TiffHandle::copy_rows(const Part& part, const std::byte* from, const Target& target) const {
  const std::int64_t sample = bytes_of(header_.type);
  const auto bytes = static_cast<std::size_t>(part.rect.width * sample);
  for (std::int64_t y = 0; y < part.rect.height; ++y) {
    std::memcpy(target.first + y * target.stride * sample, from + y * header_.cell_width * sample, bytes);
  }
}

Result<void> TiffHandle::read_part(const Part& part, const Target& target) {
  const std::int64_t sample = bytes_of(header_.type);
  if (!header_.compressed) {
    const bool narrow = !target.in_place && part.rect.width * kNarrowShare <= header_.cell_width &&
                        header_.cell_width * sample > kShortRow;
    return narrow ? read_narrow(part, target) : read_stored(part, target);
  }
  const std::int64_t before = (part.rect.x - part.left) * sample;
  if (target.in_place) return decode(part, target.first - before);
  if (decoded_cell_ != part.cell) {
    decoded_cell_ = -1;
    const std::int64_t bytes = rows_of_cell(part) * header_.cell_width * sample;
    if (auto decoded = decode(part, scratch_.reserve(static_cast<std::size_t>(bytes))); !decoded) return decoded;
    decoded_cell_ = part.cell;
  }
  copy_rows(part, scratch_.data() + (part.rect.y - part.top) * header_.cell_width * sample + before, target);
  return {};
}

Result<void> TiffHandle::read(std::int32_t tile, const PixelRect& rect, RawPixels& out, const ReadOnlyFile* shared) {
  descriptor_ = shared != nullptr ? shared->descriptor() : TIFFFileno(file_.get());
  if (!header_.contains(rect)) {
    return fail(internal_error("acquisition.region", header_.path.string(),
                               fmt::format("region ({}, {}) {} x {} lies outside the {} x {} image", rect.x, rect.y,
                                           rect.width, rect.height, header_.width, header_.height)));
  }
  const CellRange cells = cells_of(rect);
  const std::int64_t sample = bytes_of(header_.type);
  Target target;
  target.in_place = is_in_place(rect);
  target.stride = target.in_place ? header_.cell_width : rect.width;
  // A compressed TIFF tile is decoded with the rows that lie below the image.
  const bool padded = target.in_place && header_.compressed && header_.tiled;
  const std::int64_t rows = padded ? (cells.last_down - cells.first_down + 1) * header_.cell_height : rect.height;
  const std::int64_t before = target.in_place ? rect.x % header_.cell_width * sample : 0;
  std::byte* first = out.prepare(tile, rect, header_.type, target.stride, rows) + before;
  out.first = first;
  for (std::int64_t down = cells.first_down; down <= cells.last_down; ++down) {
    for (std::int64_t across = cells.first_across; across <= cells.last_across; ++across) {
      const Part part = part_of(rect, across, down);
      target.first = first + ((part.rect.y - rect.y) * target.stride + part.rect.x - rect.x) * sample;
      if (auto done = read_part(part, target); !done) return done;
      if (auto numbers = check_numbers(part, target); !numbers) return numbers;
    }
  }
  return {};
}

}  // namespace pellucid

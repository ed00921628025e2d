/// One open TIFF file, with libtiff's complaints kept instead of printed. NOT thread-safe: one thread at a time; take
/// handles from a TiffPool. Private to the room.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "acquisition/tiff_header.h"
#include "core/flow/raw_pixels.h"
#include "core/model/error.h"

struct tiff;

namespace pellucid {

class TiffHandle {
 public:
  /// Opens and checks the header. Errors as read_tiff_header().
  [[nodiscard]] static Result<std::unique_ptr<TiffHandle>> open(const std::filesystem::path& path);
  ~TiffHandle();
  TiffHandle(const TiffHandle&) = delete;
  TiffHandle& operator=(const TiffHandle&) = delete;

  [[nodiscard]] const TiffHeader& header() const { return header_; }
  /// Reads a rectangle inside the image into `out`, in the file's sample type. Only the touched strips and tiles are
  /// read; of uncompressed ones only the touched rows.
  [[nodiscard]] Result<void> read(std::int32_t tile, const PixelRect& rect, RawPixels& out);
  /// The ImageDescription tag; empty where there is none.
  [[nodiscard]] std::string description() const;

  [[nodiscard]] std::size_t scratch_bytes() const { return scratch_.capacity(); }
  void drop_scratch();

 private:
  struct Closer {
    void operator()(tiff* file) const;
  };

  TiffHandle() = default;
  [[nodiscard]] Result<void> read_cell(std::int64_t across, std::int64_t down, const PixelRect& rect, std::byte* out);
  /// Bytes of `rows` rows of a cell from `first_row` on, in native byte order, whole cell rows.
  [[nodiscard]] Result<const std::byte*> cell_rows(std::int64_t cell, std::int64_t first_row, std::int64_t rows);
  [[nodiscard]] Result<void> load_stored(std::int64_t cell, std::int64_t first_row, std::int64_t rows);
  [[nodiscard]] Result<void> decode(std::int64_t cell, std::int64_t rows);
  [[nodiscard]] Error cell_error(std::string_view code, std::int64_t cell, std::string_view what,
                                 std::string_view expected, std::string_view found) const;

  std::unique_ptr<std::string> complaint_ = std::make_unique<std::string>();  ///< libtiff's first error
  std::unique_ptr<tiff, Closer> file_;
  TiffHeader header_;
  std::vector<std::byte> scratch_;
  std::int64_t decoded_cell_ = -1;  ///< the compressed cell that `scratch_` holds; -1: none
};

}  // namespace pellucid

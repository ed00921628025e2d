/// One open TIFF file, with libtiff's complaints kept instead of printed. libtiff reads the directory; pixels are read
/// and decoded without it where the encoding allows. NOT thread-safe: one thread at a time; take handles from a
/// TiffPool. Private to the room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "acquisition/cell_codec.h"
#include "acquisition/tiff_header.h"
#include "core/flow/raw_pixels.h"
#include "core/model/error.h"

struct tiff;

namespace pellucid {

class ReadOnlyFile;

class TiffHandle {
 public:
  /// Opens and checks the header. Errors as read_tiff_header().
  [[nodiscard]] static Result<std::unique_ptr<TiffHandle>> open(const std::filesystem::path& path);
  ~TiffHandle();
  TiffHandle(const TiffHandle&) = delete;
  TiffHandle& operator=(const TiffHandle&) = delete;

  [[nodiscard]] const TiffHeader& header() const { return header_; }
  /// Reads a rectangle inside the image into `out`, in the file's sample type. Only the touched strips and tiles are
  /// read; of uncompressed ones only the touched rows. What lies whole in one column of strips or tiles is decoded in
  /// place: out.stride is then theirs. `shared` is the same file, open for all threads that read it from its start to
  /// its end; nullptr: the handle's own descriptor.
  [[nodiscard]] Result<void> read(std::int32_t tile, const PixelRect& rect, RawPixels& out,
                                  const ReadOnlyFile* shared = nullptr);
  /// The ImageDescription tag; empty where there is none.
  [[nodiscard]] std::string description() const;

  /// Frees buffers until they hold no more than `bytes`: first those that the next read() fills anyway.
  void trim_buffers(std::size_t bytes);

 private:
  struct Closer {
    void operator()(tiff* file) const;
  };
  /// The part of a rectangle that lies in one cell.
  struct Part {
    std::int64_t cell = 0;
    std::int64_t left = 0, top = 0;  ///< of the cell, in the image
    PixelRect rect;                  ///< in the image
  };

  struct CellRange {
    std::int64_t first_across = 0, last_across = 0, first_down = 0, last_down = 0;  ///< all inclusive
  };
  struct Target {
    std::byte* first = nullptr;  ///< where a part's first sample goes
    std::int64_t stride = 0;     ///< samples
    bool in_place = false;       ///< rows have the cell's own width, and there is room for all that a cell holds
  };

  TiffHandle() = default;
  [[nodiscard]] CellRange cells_of(const PixelRect& rect) const;
  [[nodiscard]] Part part_of(const PixelRect& rect, std::int64_t across, std::int64_t down) const;
  [[nodiscard]] std::int64_t rows_of_cell(const Part& part) const;
  [[nodiscard]] bool is_in_place(const PixelRect& rect) const;

  [[nodiscard]] Result<void> read_part(const Part& part, const Target& target);
  [[nodiscard]] Result<void> read_narrow(const Part& part, const Target& target);
  [[nodiscard]] Result<void> read_stored(const Part& part, const Target& target);
  [[nodiscard]] Result<void> read_bytes(std::int64_t cell, std::int64_t offset, std::int64_t bytes, std::byte* to);
  [[nodiscard]] Result<void> decode(const Part& part, std::byte* to);
  [[nodiscard]] bool decode_directly(const Part& part, std::byte* to);
  void copy_rows(const Part& part, const std::byte* from, const Target& target) const;
  [[nodiscard]] Result<void> check_numbers(const Part& part, const Target& target) const;
  [[nodiscard]] std::int64_t offset_of(std::int64_t cell) const;
  [[nodiscard]] Error cell_error(std::string_view code, std::int64_t cell, std::string_view what,
                                 std::string_view expected, std::string_view found) const;

  std::unique_ptr<std::string> complaint_ = std::make_unique<std::string>();  ///< libtiff's first error
  std::unique_ptr<tiff, Closer> file_;
  TiffHeader header_;
  CellFormat format_;
  int descriptor_ = -1;             ///< of the current read()
  SampleBuffer packed_;             ///< a cell as it lies in the file
  SampleBuffer scratch_;            ///< a decoded cell of which only a part is wanted, or which needs other rows
  std::int64_t decoded_cell_ = -1;  ///< the compressed cell that `scratch_` holds; -1: none
};

}  // namespace pellucid

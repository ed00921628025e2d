#include "acquisition/frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "acquisition/error_code.h"
#include "acquisition/tiff_handle.h"

namespace pellucid {
namespace {

constexpr std::int64_t kMaxFramePixels = std::int64_t{1} << 28;
constexpr std::int64_t kBandRows = 64;

Result<void> check_small(const TiffHeader& header) {
  if (header.pixels() <= kMaxFramePixels) return {};
  return fail(bad_input(acquisition_code::kTooLarge, header.path.string(), "too large to be held whole",
                        fmt::format("at most {} pixels", kMaxFramePixels),
                        fmt::format("{} x {} pixels", header.width, header.height)));
}

}  // namespace

Result<TiffHeader> read_frame_header(const std::filesystem::path& path) {
  Result<TiffHeader> header = read_tiff_header(path);
  if (!header) return header;
  if (auto small = check_small(*header); !small) return fail(std::move(small.error()));
  return header;
}

Result<Frame> read_frame(const std::filesystem::path& path) {
  Result<std::unique_ptr<TiffHandle>> handle = TiffHandle::open(path);
  if (!handle) return fail(std::move(handle.error()));
  const TiffHeader& header = (*handle)->header();
  if (auto small = check_small(header); !small) return fail(std::move(small.error()));
  Frame frame{path, header.width, header.height, std::vector<float>(static_cast<std::size_t>(header.pixels()))};
  RawPixels band;  // a few cells high, so that the image is not held twice
  const std::int64_t band_rows = header.cell_height * std::max<std::int64_t>(1, kBandRows / header.cell_height);
  for (std::int64_t top = 0; top < frame.height; top += band_rows) {
    const PixelRect rect{0, top, frame.width, std::min(band_rows, frame.height - top)};
    if (auto read = (*handle)->read(0, rect, band); !read) return fail(std::move(read.error()));
    for (std::int64_t y = 0; y < rect.height; ++y) band.copy_row(y, frame.dn.data() + (top + y) * frame.width);
  }
  return frame;
}

}  // namespace pellucid

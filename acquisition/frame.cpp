#include "acquisition/frame.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "acquisition/error_code.h"
#include "acquisition/tiff_handle.h"

namespace pellucid {
namespace {

constexpr std::int64_t kMaxFramePixels = std::int64_t{1} << 28;

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
  if (auto read = (*handle)->read({0, 0, frame.width, frame.height}, frame.dn.data()); !read) {
    return fail(std::move(read.error()));
  }
  return frame;
}

}  // namespace pellucid

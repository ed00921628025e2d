#include "acquisition/gray_image.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "acquisition/error_code.h"
#include "acquisition/frame.h"
#include "acquisition/tiff_handle.h"

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_BMP
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNM
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;

constexpr std::int64_t kMaxPixels = std::int64_t{1} << 28;
constexpr double kRed = 0.2126, kGreen = 0.7152, kBlue = 0.0722;  // ITU-R BT.709

struct Freer {
  void operator()(void* pixels) const { stbi_image_free(pixels); }
};

Result<GrayImage> read_tiff(const fs::path& path) {
  Result<Frame> frame = read_frame(path);
  if (!frame) return fail(std::move(frame.error()));
  const Result<std::unique_ptr<TiffHandle>> handle = TiffHandle::open(path);
  if (!handle) return fail(handle.error());
  GrayImage image{
      path, frame->width, frame->height, (*handle)->header().type, std::move(frame->dn), (*handle)->description(), {}};
  if ((*handle)->header().more_pages)
    image.warnings.push_back(path.string() + ": holds further pages; only the first is read");
  return image;
}

/// One sample a pixel from `channels` samples (1 gray, 2 gray and alpha, 3 colour, 4 colour and alpha).
template <class T>
void take_gray(const T* samples, int channels, GrayImage& image) {
  const std::int64_t pixels = image.width * image.height;
  image.dn.resize(static_cast<std::size_t>(pixels));
  bool coloured = false;
  for (std::int64_t i = 0; i < pixels; ++i) {
    const T* p = samples + i * channels;
    float& to = image.dn[static_cast<std::size_t>(i)];
    if (channels < 3 || (p[0] == p[1] && p[1] == p[2])) {
      to = p[0];
    } else {
      to = static_cast<float>(std::round(kRed * p[0] + kGreen * p[1] + kBlue * p[2]));
      coloured = true;
    }
  }
  if (coloured) image.warnings.push_back(image.path.string() + ": colour was turned into luminance");
  if (channels == 2 || channels == 4) image.warnings.push_back(image.path.string() + ": transparency was ignored");
}

Error unreadable(const fs::path& path) {
  const char* reason = stbi_failure_reason();
  return bad_input(code::kCorrupt, path.string(), "cannot be read as an image", "TIFF, BMP, PNG, JPEG or PGM",
                   reason != nullptr ? reason : "something else");
}

Result<GrayImage> read_plain(const fs::path& path) {
  int width = 0;
  int height = 0;
  int channels = 0;
  if (stbi_info(path.c_str(), &width, &height, &channels) == 0) return fail(unreadable(path));
  if (std::int64_t{width} * height > kMaxPixels) {
    return fail(bad_input(code::kTooLarge, path.string(), "too large to be held whole",
                          fmt::format("at most {} pixels", kMaxPixels), fmt::format("{} x {} pixels", width, height)));
  }
  GrayImage image{path, width, height, SampleType::u8, {}, {}, {}};
  if (stbi_is_16_bit(path.c_str()) != 0) {
    image.type = SampleType::u16;
    const std::unique_ptr<stbi_us, Freer> samples(stbi_load_16(path.c_str(), &width, &height, &channels, 0));
    if (!samples) return fail(unreadable(path));
    take_gray(samples.get(), channels, image);
  } else {
    const std::unique_ptr<stbi_uc, Freer> samples(stbi_load(path.c_str(), &width, &height, &channels, 0));
    if (!samples) return fail(unreadable(path));
    take_gray(samples.get(), channels, image);
  }
  return image;
}

}  // namespace

Result<GrayImage> read_gray_image(const fs::path& path) {
  std::error_code failed;
  if (!fs::is_regular_file(path, failed)) {
    return fail(bad_input(code::kMissing, path.string(), "missing file", "an image file",
                          fs::exists(path, failed) ? "a folder or a device" : "nothing"));
  }
  std::array<char, 2> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  if (std::memcmp(start.data(), "II", 2) == 0 || std::memcmp(start.data(), "MM", 2) == 0) return read_tiff(path);
  Result<GrayImage> image = read_plain(path);
  if (image && start[0] == '\xff' && start[1] == '\xd8') {
    image->warnings.push_back(path.string() + ": JPEG is lossy; intensities are not exact");
  }
  return image;
}

}  // namespace pellucid

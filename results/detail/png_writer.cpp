#include "results/detail/png_writer.h"

#include <png.h>

#include <algorithm>
#include <unordered_map>

namespace pellucid::detail {

namespace {

constexpr std::size_t kMostColours = 256;

struct Colour {
  std::uint32_t rgb = 0;
  std::int64_t pixels = 0;
};

/// Every colour with its number of pixels, the most frequent first; equal ones by their value, so that the order is fixed.
std::vector<Colour> colours_of(std::span<const std::uint32_t> pixels) {
  std::unordered_map<std::uint32_t, std::int64_t> counts;
  for (std::size_t i = 0; i < pixels.size();) {
    const std::uint32_t rgb = pixels[i] & 0xffffffU;
    std::size_t end = i + 1;
    while (end < pixels.size() && (pixels[end] & 0xffffffU) == rgb) ++end;
    counts[rgb] += static_cast<std::int64_t>(end - i);
    i = end;
  }
  std::vector<Colour> colours;
  for (const auto& [rgb, count] : counts) colours.push_back({rgb, count});
  std::ranges::sort(colours, [](const Colour& a, const Colour& b) {
    return a.pixels != b.pixels ? a.pixels > b.pixels : a.rgb < b.rgb;
  });
  return colours;
}

int distance(std::uint32_t a, std::uint32_t b) {
  int sum = 0;
  for (const int shift : {0, 8, 16}) {
    const int d = static_cast<int>(a >> shift & 0xffU) - static_cast<int>(b >> shift & 0xffU);
    sum += d * d;
  }
  return sum;
}

}  // namespace

std::vector<std::uint8_t> encode_png(std::span<const std::uint32_t> pixels, int width, int height) {
  const std::vector<Colour> colours = colours_of(pixels);
  const std::span<const Colour> kept(colours.data(), std::min(colours.size(), kMostColours));
  std::unordered_map<std::uint32_t, std::uint8_t> index_of;
  for (const Colour& colour : colours) {
    const auto nearest = std::ranges::min_element(kept, {}, [&](const Colour& k) { return distance(k.rgb, colour.rgb); });
    index_of[colour.rgb] = static_cast<std::uint8_t>(nearest - kept.begin());
  }
  std::vector<std::uint8_t> indices(pixels.size());
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const bool same = i > 0 && pixels[i] == pixels[i - 1];
    indices[i] = same ? indices[i - 1] : index_of[pixels[i] & 0xffffffU];
  }
  std::vector<std::uint8_t> palette;
  for (const Colour& colour : kept) {
    for (const int shift : {16, 8, 0}) palette.push_back(static_cast<std::uint8_t>(colour.rgb >> shift & 0xffU));
  }

  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.flags = PNG_IMAGE_FLAG_FAST;
  image.colormap_entries = static_cast<png_uint_32>(kept.size());
  png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<std::uint8_t> png(bytes);
  if (png_image_write_to_memory(&image, png.data(), &bytes, 0, indices.data(), width, palette.data()) == 0) return {};
  png.resize(bytes);
  return png;
}

}  // namespace pellucid::detail

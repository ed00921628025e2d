#include "results/detail/png_writer.h"

#include <png.h>

#include <algorithm>
#include <vector>

namespace pellucid::detail {

namespace {

constexpr std::size_t kMostColours = 256;

struct Colour {
  std::uint32_t rgb = 0;
  std::int64_t pixels = 0;
};

/// Numbers colours in the order they are met. A page has some hundreds; a table of its own with open places is several
/// times as fast as std::unordered_map.
class ColourNumbers {
 public:
  std::uint32_t number_of(std::uint32_t rgb) {
    if (2 * colours_.size() >= slots_.size()) grow();
    std::uint32_t& slot = slot_of(rgb);
    if (slot == 0) {
      colours_.push_back({rgb, 0});
      slot = static_cast<std::uint32_t>(colours_.size());
    }
    return slot - 1;
  }
  [[nodiscard]] std::vector<Colour>& colours() { return colours_; }

 private:
  /// The colour's number plus one, or the free place (0) for it.
  std::uint32_t& slot_of(std::uint32_t rgb) {
    std::size_t at = (rgb * 0x9e3779b1U >> 8) & (slots_.size() - 1);
    while (slots_[at] != 0 && colours_[slots_[at] - 1].rgb != rgb) at = (at + 1) & (slots_.size() - 1);
    return slots_[at];
  }
  void grow() {
    slots_.assign(2 * slots_.size(), 0);
    for (std::size_t i = 0; i < colours_.size(); ++i) slot_of(colours_[i].rgb) = static_cast<std::uint32_t>(i + 1);
  }

  std::vector<Colour> colours_;
  std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(4096);  // a power of two
};

/// The number of every pixel's colour; counts the pixels of each.
std::vector<std::uint32_t> numbered(std::span<const std::uint32_t> pixels, ColourNumbers& numbers) {
  std::vector<std::uint32_t> number_of(pixels.size());
  for (std::size_t i = 0; i < pixels.size();) {
    const std::uint32_t rgb = pixels[i] & 0xffffffU;
    const std::uint32_t number = numbers.number_of(rgb);
    const std::size_t begin = i;
    do number_of[i++] = number;
    while (i < pixels.size() && (pixels[i] & 0xffffffU) == rgb);
    numbers.colours()[number].pixels += static_cast<std::int64_t>(i - begin);
  }
  return number_of;
}

/// The most frequent first; equal ones by their value, so that the order is fixed.
std::vector<Colour> by_frequency(std::vector<Colour> colours) {
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
  ColourNumbers numbers;
  const std::vector<std::uint32_t> number_of = numbered(pixels, numbers);
  const std::vector<Colour> colours = by_frequency(numbers.colours());
  const std::span<const Colour> kept(colours.data(), std::min(colours.size(), kMostColours));
  std::vector<std::uint8_t> index_of;
  for (const Colour& colour : numbers.colours()) {
    const auto nearest =
        std::ranges::min_element(kept, {}, [&](const Colour& k) { return distance(k.rgb, colour.rgb); });
    index_of.push_back(static_cast<std::uint8_t>(nearest - kept.begin()));
  }
  std::vector<std::uint8_t> indices(pixels.size());
  std::ranges::transform(number_of, indices.begin(), [&](std::uint32_t number) { return index_of[number]; });
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

#include "results/map_colours.h"

#include <fmt/format.h>

#include <cmath>
#include <span>

namespace pellucid {

namespace {

constexpr std::array<std::uint32_t, 11> kViridis{0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21908c,
                                                 0x22a884, 0x43bf71, 0x7ad151, 0xbbdf27, 0xfde724};
constexpr std::array<std::uint32_t, 9> kCoolWarm{0x3b4cc0, 0x6282ea, 0x8db0fe, 0xb8d0f9, 0xdddddd,
                                                 0xf5c4ad, 0xf49a7b, 0xde604d, 0xb40426};

/// Straight lines between evenly spaced points: within 2 of 255 of the published tables.
ColourScale interpolated(std::span<const std::uint32_t> points) {
  ColourScale scale;
  for (std::size_t i = 0; i < scale.size(); ++i) {
    const double position = static_cast<double>(i) / 255.0 * static_cast<double>(points.size() - 1);
    const std::size_t left = std::min(static_cast<std::size_t>(position), points.size() - 2);
    const double t = position - static_cast<double>(left);
    const Rgb a = rgb(points[left]);
    const Rgb b = rgb(points[left + 1]);
    const auto mix = [t](std::uint8_t from, std::uint8_t to) {
      return static_cast<std::uint8_t>(std::lround((1 - t) * from + t * to));
    };
    scale[i] = {mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b)};
  }
  return scale;
}

}  // namespace

std::string css(Rgb colour) {
  return fmt::format("#{:06x}", packed(colour));
}

const ColourScale& viridis() {
  static const ColourScale scale = interpolated(kViridis);
  return scale;
}

const ColourScale& cool_warm() {
  static const ColourScale scale = interpolated(kCoolWarm);
  return scale;
}

Rgb colour_of(ChipClass chip_class) {
  switch (chip_class) {
    case ChipClass::good:
      return rgb(0xd9e7e0);
    case ChipClass::missing:
      return rgb(0x000000);
    case ChipClass::dark:
      return rgb(0x0072b2);
    case ChipClass::dim:
      return rgb(0x56b4e9);
    case ChipClass::bright:
      return rgb(0xe69f00);
    case ChipClass::partial:
      return rgb(0xcc79a7);
    case ChipClass::leaky:
      return rgb(0xd55e00);
    case ChipClass::wavelength:
      return rgb(0x009e73);
    case ChipClass::mechanical:
      return rgb(0x6b4423);
    case ChipClass::suspect:
      return rgb(0xf0e442);
    case ChipClass::retest:
      return rgb(0x8f7fd1);
    case ChipClass::unmeasured:
      break;
  }
  return kHatchDark;
}

Rgb colour_of(SurfaceClass surface_class) {
  switch (surface_class) {
    case SurfaceClass::dark_spot:
      return rgb(0x000000);
    case SurfaceClass::bright_spot:
      return rgb(0xe69f00);
    case SurfaceClass::line:
      return rgb(0x0072b2);
    case SurfaceClass::triangle:
      return rgb(0xd55e00);
    case SurfaceClass::scratch:
      break;
  }
  return rgb(0x009e73);
}

}  // namespace pellucid

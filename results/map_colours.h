/// Colours of maps and reports: scales of 256 steps and the colours of the classes, all of them told apart by the
/// colour-blind. Constants and pure functions; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/model/chip_table.h"
#include "core/unpatterned/surface.h"

namespace pellucid {

struct Rgb {
  std::uint8_t r = 0, g = 0, b = 0;
};

/// 0xRRGGBB, as Cairo's RGB24 wants it in a pixel.
[[nodiscard]] constexpr std::uint32_t packed(Rgb c) {
  return std::uint32_t{c.r} << 16 | std::uint32_t{c.g} << 8 | c.b;
}
[[nodiscard]] constexpr Rgb rgb(std::uint32_t hex) {
  return {static_cast<std::uint8_t>(hex >> 16), static_cast<std::uint8_t>(hex >> 8), static_cast<std::uint8_t>(hex)};
}
/// "#rrggbb"
[[nodiscard]] std::string css(Rgb colour);

using ColourScale = std::array<Rgb, 256>;

/// Viridis (van der Walt and Smith, matplotlib 2015): perceptually uniform, dark to light.
[[nodiscard]] const ColourScale& viridis();
/// Cool to warm through a neutral grey (Moreland, ISVC 2009): for values about a centre.
[[nodiscard]] const ColourScale& cool_warm();

/// Good is pale so that every defect stands out; the defects take the palette of Okabe and Ito (2008), black for
/// missing.
[[nodiscard]] Rgb colour_of(ChipClass chip_class);
/// Defects of wafers without chips, of the same palette.
[[nodiscard]] Rgb colour_of(SurfaceClass surface_class);

/// Least to worst: where many chips fall on one pixel of a map, the later wins it. A found defect outranks a chip that
/// was not measured.
inline constexpr std::array<ChipClass, 12> kBySeverity{
    ChipClass::good,   ChipClass::suspect, ChipClass::retest,     ChipClass::unmeasured,
    ChipClass::bright, ChipClass::dim,     ChipClass::wavelength, ChipClass::partial,
    ChipClass::dark,   ChipClass::leaky,   ChipClass::mechanical, ChipClass::missing};

/// The two greys of a hatched area: no value there.
inline constexpr Rgb kHatchDark{0x8a, 0x8d, 0x91};
inline constexpr Rgb kHatchLight{0xc6, 0xc9, 0xcc};
[[nodiscard]] constexpr Rgb hatch(int x, int y) {
  return ((x + y) & 7) < 3 ? kHatchDark : kHatchLight;
}

}  // namespace pellucid

/// Colours of the classes of surface defects: of the palette of Okabe and Ito (2008). Private to the room; constant.
#pragma once

#include "core/unpatterned/surface.h"
#include "results/map_colours.h"

namespace pellucid::detail {

[[nodiscard]] constexpr Rgb colour_of(SurfaceClass surface_class) {
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

/// "dark spot"
[[nodiscard]] inline std::string words_of(SurfaceClass surface_class) {
  std::string words(pellucid::name_of(surface_class));
  for (char& c : words) c = c == '_' ? ' ' : c;
  return words;
}

}  // namespace pellucid::detail

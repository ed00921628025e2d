/// The classes of surface defects in words. Private to the room; pure.
#pragma once

#include <string>

#include "core/unpatterned/surface.h"

namespace pellucid::detail {

/// "dark spot"
[[nodiscard]] inline std::string words_of(SurfaceClass surface_class) {
  std::string words(pellucid::name_of(surface_class));
  for (char& c : words) c = c == '_' ? ' ' : c;
  return words;
}

}  // namespace pellucid::detail

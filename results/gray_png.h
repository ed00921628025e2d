/// A grey picture as a PNG, for thumbnails. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace pellucid {

/// `pixels` is width * height, row by row from the top, 0 black. Empty where libpng failed.
[[nodiscard]] std::string encode_gray_png(std::span<const std::uint8_t> pixels, int width, int height);

}  // namespace pellucid

#include "core/flow/raw_pixels.h"

namespace pellucid {

std::byte* RawPixels::prepare(std::int32_t of_tile, PixelRect area, SampleType sample_type, std::int64_t row_samples,
                              std::int64_t rows_stored) {
  tile = of_tile;
  rect = area;
  type = sample_type;
  stride = row_samples == 0 ? area.width : row_samples;
  const std::int64_t rows = rows_stored == 0 ? area.height : rows_stored;
  keep = nullptr;
  std::byte* to = buffer.reserve(static_cast<std::size_t>(rows * stride * bytes_of(type)));
  first = to;
  return to;
}

void RawPixels::copy_row(std::int64_t y, float* out) const {
  with_sample_type(type, [&](auto sample) {
    const auto* from = row<decltype(sample)>(y);
    for (std::int64_t x = 0; x < rect.width; ++x) out[x] = static_cast<float>(from[x]);
  });
}

}  // namespace pellucid

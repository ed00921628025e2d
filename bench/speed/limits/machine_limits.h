/// What this machine can do at most with the same bytes: memory, page cache, libtiff. No code of the product.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/speed/limits/measurement.h"

namespace pellucid::bench::speed {

/// Reads `bytes` of memory.
[[nodiscard]] Measurement memory_limit(std::int64_t bytes, int threads, int repeats);

/// Reads and sums the tiles of a scan folder with pread, 512 KB at a time; from the page cache where they lie in it.
[[nodiscard]] Measurement file_limit(const std::filesystem::path& scan, int threads, int repeats);

/// Reads and sums the tiles with libtiff. `mode`: "r", its default, or "rm", without memory mapping. Compressed tiles
/// are decoded.
[[nodiscard]] Measurement tiff_limit(const std::filesystem::path& scan, const std::string& mode, int threads,
                                     int repeats);

/// The tile files of a scan folder, sorted.
[[nodiscard]] std::vector<std::filesystem::path> tile_files(const std::filesystem::path& scan);

}  // namespace pellucid::bench::speed

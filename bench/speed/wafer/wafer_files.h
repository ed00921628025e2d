/// Writes the wafer of the speed bench: scan folders for Pellucid, one image for the other tools, the truth for both.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/speed/wafer/camera.h"
#include "bench/speed/wafer/printed_wafer.h"

namespace pellucid::bench::speed {

struct WaferFiles {
  std::filesystem::path folder;
  std::vector<std::string> compressions{"none"};  ///< a scan folder each: scan, scan-zstd, scan-deflate, scan-lzw
  bool image = true;                              ///< image.tif, dark.tif and flat.tif for the other tools
  int threads = 2;
};

/// Writes everything; wafer.json comes last: it is there when all of it is. Throws std::exception.
void write_wafer(const PrintedWafer& wafer, const Camera& camera, const WaferFiles& files);

}  // namespace pellucid::bench::speed

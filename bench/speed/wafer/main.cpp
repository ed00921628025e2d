// Writes the wafer of the speed bench: pixels, calibration frames and truth.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "bench/speed/wafer/wafer_files.h"

int main(int argc, char** argv) {
  using namespace pellucid::bench::speed;
  CLI::App app("Writes a wafer with known truth for the speed bench");
  WaferFiles files;
  std::int64_t side_px = 16384;
  std::uint64_t seed = 1;
  bool no_image = false;
  app.add_option("FOLDER", files.folder, "Where to write")->required();
  app.add_option("--side", side_px, "Pixels along a side, a multiple of 2048")->check(CLI::Range(2048, 131072));
  app.add_option("--compressions", files.compressions, "A scan folder each")
      ->delimiter(',')
      ->check(CLI::IsMember({"none", "zstd", "deflate", "lzw"}));
  app.add_flag("--no-image", no_image, "Only scan folders, no single image");
  app.add_option("--threads", files.threads, "Threads")->check(CLI::Range(1, 256));
  app.add_option("--seed", seed, "Another wafer of the same kind");
  CLI11_PARSE(app, argc, argv);
  if (side_px % kFrame_px != 0) {
    std::fprintf(stderr, "--side must be a multiple of %d\n", static_cast<int>(kFrame_px));
    return 2;
  }
  files.image = !no_image;
  try {
    write_wafer(PrintedWafer(side_px, seed), Camera(seed), files);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}

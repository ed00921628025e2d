#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "bench/accuracy/groups.h"

namespace pellucid::bench {
namespace {

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Figure same_bytes(const Bench& bench, const std::string& name, const SimulationOptions& options) {
  const MadeWafer wafer(bench, options);
  std::string first;
  for (const int threads : {1, 2, 4}) {
    const auto found = wafer.inspect({}, threads);
    if (!found) return must(name, "same bytes", false, found.error().message());
    const std::string bytes = bytes_of(wafer.result() / "chips.h5");
    if (threads == 1) first = bytes;
    if (bytes.empty() || bytes != first)
      return must(name, "same bytes", false, fmt::format("{} threads differ from 1", threads));
  }
  return must(name, "same bytes", true, fmt::format("chips.h5 the same, {} bytes", first.size()));
}

}  // namespace

Figures thread_figures(const Bench& bench) {
  SimulationOptions camera = *simulation_preset("camera");
  Figures figures{same_bytes(bench, "1, 2 and 4 threads, camera", camera)};
  if (bench.quick) return figures;
  figures.push_back(same_bytes(bench, "1, 2 and 4 threads, raster, 250 e", *simulation_preset("low_light")));
  figures.push_back(same_bytes(bench, "1, 2 and 4 threads, five layers", *simulation_preset("power_series")));
  SimulationOptions tiles = plain_raster();
  tiles.tiling.tile_width_px = 1100;
  tiles.tiling.tile_height_px = 700;
  figures.push_back(same_bytes(bench, "1, 2 and 4 threads, raster in tiles without overlap", tiles));
  return figures;
}

}  // namespace pellucid::bench

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

/// A quarter of the pixels and chips.
SimulationOptions coarse_camera() {
  SimulationOptions o = plain_camera();
  o.chips.pitch_um = {80, 100};
  o.chips.size_um = {52, 68};
  o.chips.field = FieldDesign{30, 25, {120, 160}};
  o.tiling.pixel_um = {8, 8};
  o.tiling.tile_width_px = o.tiling.tile_height_px = 512;
  o.optics.psf_sigma_um = 8;
  return o;
}

}  // namespace

Figures thread_figures(const Bench& bench) {
  if (bench.quick) return {same_bytes(bench, "1, 2 and 4 threads, coarse camera", coarse_camera())};
  Figures figures{same_bytes(bench, "1, 2 and 4 threads, camera", *simulation_preset("camera"))};
  figures.push_back(same_bytes(bench, "1, 2 and 4 threads, raster, 250 e", *simulation_preset("low_light")));
  figures.push_back(same_bytes(bench, "1, 2 and 4 threads, five layers", *simulation_preset("power_series")));
  SimulationOptions tiles = plain_raster();
  tiles.tiling.tile_width_px = 1100;
  tiles.tiling.tile_height_px = 700;
  figures.push_back(same_bytes(bench, "1, 2 and 4 threads, raster in tiles without overlap", tiles));
  return figures;
}

}  // namespace pellucid::bench

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>

#include "bench/accuracy/groups.h"

namespace pellucid::bench {
namespace {

constexpr double kFixed_bytes = 300e6, kPerChip_bytes = 100, kPerFurtherLayer_bytes = 40;

/// Text in single quotes for a shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// Peak memory of an inspection in a fresh process: this one has held truths and images already. 0 where it failed.
double peak_bytes(const MadeWafer& wafer) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string command = quoted(self) + " --child-scan " + quoted(wafer.scan().string()) + " --child-result " +
                              quoted(wafer.result().string());
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  double bytes = 0;
  if (!pipe || std::fscanf(pipe.get(), "%lf", &bytes) != 1) return 0;
  return bytes;
}

Figure memory_figure(const Bench& bench, const std::string& name, const SimulationOptions& options) {
  const MadeWafer wafer(bench, options);
  const auto chips = static_cast<double>(wafer.truth().size());
  const auto further = static_cast<double>(options.layers.size() - 1);
  const double allowed = kFixed_bytes + chips * (kPerChip_bytes + kPerFurtherLayer_bytes * further);
  const double peak = peak_bytes(wafer);
  Figure f = at_most(fmt::format("memory, {}, {:.3g} Mchips", name, chips * 1e-6), peak * 1e-6, allowed * 1e-6, "MB");
  f.holds = f.holds && peak > 0;
  return f;
}

SimulationOptions dense_raster(double diameter_mm) {
  SimulationOptions o = plain_raster();
  o.wafer.diameter_mm = diameter_mm;
  o.wafer.flat_length_mm.reset();
  o.chips.pitch_um = {20, 20};
  o.chips.size_um = {12, 12};
  o.tiling.pixel_um = {4, 4};
  o.optics.psf_sigma_um = 3;
  o.optics.turn_mesas = false;
  return o;
}

}  // namespace

Figures memory_figures(const Bench& bench) {
  Figures figures{memory_figure(bench, "raster 25 mm", dense_raster(25))};
  if (bench.quick) return figures;
  figures.push_back(memory_figure(bench, "raster 50 mm", dense_raster(50)));
  figures.push_back(memory_figure(bench, "raster 100 mm", dense_raster(100)));
  figures.push_back(memory_figure(bench, "camera 25 mm", plain_camera()));
  figures.push_back(memory_figure(bench, "five layers 25 mm", *simulation_preset("power_series")));
  return figures;
}

int inspect_as_child(const std::filesystem::path& scan, const std::filesystem::path& result) {
  InspectRequest request;
  request.scan = scan;
  request.result = result;
  request.write_maps_and_report = false;
  const auto found = inspect(request);
  if (!found) {
    std::cerr << found.error().message() << '\n';
    return 1;
  }
  std::ifstream status("/proc/self/status");
  for (std::string key; status >> key;) {
    double kilobytes = 0;
    if (key == "VmHWM:" && status >> kilobytes) fmt::print("{:.0f}\n", kilobytes * 1024);
  }
  return 0;
}

}  // namespace pellucid::bench

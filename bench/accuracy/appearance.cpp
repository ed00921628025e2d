#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include "bench/accuracy/groups.h"

namespace pellucid::bench {
namespace {

using Place = std::pair<std::int32_t, std::int32_t>;

/// Chips that the simulator marked, by kind of the mark.
std::map<Place, std::string> read_marks(const std::filesystem::path& scan) {
  std::map<Place, std::string> marks;
  std::ifstream file(scan / "mechanical.csv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string kind, column, row;
    std::getline(fields, kind, ',');
    std::getline(fields, column, ',');
    std::getline(fields, row, ',');
    marks.emplace(Place{std::stoi(column), std::stoi(row)}, kind);
  }
  return marks;
}

struct Counts {
  std::int64_t marked = 0, found = 0;
};

Figures judge_marks(const std::string& name, const Truth& truth, const std::map<Place, std::string>& marks,
                    const ResultData& found) {
  std::map<std::string, Counts> kinds;
  std::int64_t healthy = 0, overkill = 0, confused = 0;
  std::map<Place, std::size_t> row_of;
  for (std::size_t k = 0; k < found.table.size(); ++k)
    row_of.emplace(Place{found.table.column[k], found.table.row[k]}, k);
  for (std::size_t k = 0; k < truth.size(); ++k) {
    const Place place{truth.column[k], truth.row[k]};
    const auto row = row_of.find(place);
    if (row == row_of.end()) continue;
    const bool called = (found.table.flags[row->second] & chip_flag::bit(ChipClass::mechanical)) != 0;
    const ChipClass verdict = found.table.chip_class[row->second];
    const bool missing = truth.kind[k] == DefectKind::missing;
    confused += missing != (verdict == ChipClass::missing) ? 1 : 0;
    if (missing) continue;
    const auto mark = marks.find(place);
    if (mark != marks.end() && mark->second == "grazed") continue;  // a scratch touches it on a pixel or two
    if (mark == marks.end()) {
      ++healthy;
      overkill += called ? 1 : 0;
    } else {
      ++kinds[mark->second].marked;
      kinds[mark->second].found += called ? 1 : 0;
    }
  }
  Figures figures;
  for (const auto& [kind, counts] : kinds) {
    figures.push_back(at_least(fmt::format("{}: recall of {}", name, kind),
                               static_cast<double>(counts.found) / static_cast<double>(counts.marked), 0.99, "",
                               fmt::format("{} of {} missed", counts.marked - counts.found, counts.marked)));
  }
  figures.push_back(
      at_most(name + ": overkill",
              1e6 * static_cast<double>(overkill) / static_cast<double>(std::max<std::int64_t>(1, healthy)), 200, "ppm",
              fmt::format("{} of {}", overkill, healthy)));
  figures.push_back(must(name + ": missing told from what is there", "always", confused == 0,
                         fmt::format("{} chips confused", confused)));
  return figures;
}

SimulationOptions marked_wafer(Vec2 pitch_px, double fill) {
  SimulationOptions o;
  o.wafer.diameter_mm = 25;
  o.wafer.edge_exclusion_mm = 1;
  o.tiling.pixel_um = {2.5, 2.5};
  o.chips.pitch_um = {pitch_px.x * 2.5, pitch_px.y * 2.5};
  o.chips.size_um = {fill * o.chips.pitch_um.x, fill * o.chips.pitch_um.y};
  o.optics.psf_sigma_um = 2;
  o.lattice = {0.05, {30, -20}, 0, {8, -5}, 0};
  o.light.chip_e = 8000;
  o.layers.push_back({"reflectance", LayerKind::reflectance, 0.0, {3, -4}, 2500});
  o.reflectance.particle = 0.012;
  o.reflectance.crack = o.reflectance.residue = 0.006;
  o.reflectance.scratches = 4;
  o.reflectance.tilt = {0.1, -0.05};
  o.defects.missing = o.defects.dark = 0.003;
  return o;
}

}  // namespace

Figures appearance_figures(const Bench& bench) {
  Figures all;
  const auto run = [&](const std::string& name, const SimulationOptions& o) {
    const MadeWafer wafer(bench, o);
    const auto marks = read_marks(wafer.scan());
    const auto found = wafer.inspect({}, bench.threads);
    Figures figures = found ? judge_marks(name, wafer.truth(), marks, *found)
                            : Figures{must(name, "inspected", false, found.error().message())};
    std::move(figures.begin(), figures.end(), std::back_inserter(all));
  };
  SimulationOptions plain = marked_wafer({20, 24}, 0.65);
  plain.reflectance.chipping = 0.006;
  plain.reflectance.texture = 0.01;
  plain.seed = 40;
  if (bench.quick) plain.wafer.diameter_mm = 25;
  run("20 x 24 px, textured", plain);
  if (bench.quick) return all;
  SimulationOptions dark = marked_wafer({14, 18}, 0.7);
  dark.layers.back().mesa_e_per_px = -900;
  dark.reflectance.ground_e_per_px = 2000;
  dark.reflectance.chipping = 0.006;
  dark.reflectance.vignetting = 0.2;
  dark.tiling.tile_width_px = dark.tiling.tile_height_px = 1500;
  dark.seed = 41;
  run("14 x 18 px, darker mesas, vignetting, cut tiles", dark);
  SimulationOptions small = marked_wafer({7, 10}, 0.6);
  small.seed = 42;
  run("7 x 10 px", small);
  SimulationOptions large = marked_wafer({40, 60}, 0.7);
  large.reflectance.chipping = 0.01;
  large.reflectance.particle = large.reflectance.crack = large.reflectance.residue = 0.01;
  large.reflectance.texture = 0.005;
  large.wafer.diameter_mm = 40;  // enough chips that 200 ppm is more than a handful
  large.seed = 43;
  run("40 x 60 px", large);
  SimulationOptions camera = marked_wafer({20, 26}, 0.65);
  camera.reflectance.chipping = 0.006;
  camera.tiling.method = ScanMethod::camera;
  camera.tiling.tile_width_px = camera.tiling.tile_height_px = 1024;
  camera.tiling.overlap_px = 64;
  camera.camera.stage_jitter_um = 4;
  camera.calibration = {true, true, 0.15, 0.005, 2, 30000, 1024};
  camera.detector.bits = 16;
  camera.seed = 44;
  run("camera, stage jitter, flat", camera);
  return all;
}

}  // namespace pellucid::bench

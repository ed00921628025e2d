#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>

#include "bench/accuracy/groups.h"
#include "bench/accuracy/statistics.h"
#include "samples/simulator/simulate.h"

namespace pellucid::bench {
namespace {

using Kind = SurfaceDefectKind;

/// One row of truth_defects.csv.
struct TrueDefect {
  std::string kind;
  Vec2 at;
  double length_um = 0, width_um = 0, bend_um = 0, contrast = 0;
};

std::vector<TrueDefect> read_truth(const std::filesystem::path& path) {
  std::vector<TrueDefect> all;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::stringstream row(line);
    std::string field;
    std::vector<std::string> f;
    while (std::getline(row, field, ',')) f.push_back(field);
    all.push_back({f.at(1),
                   {std::stod(f.at(2)), std::stod(f.at(3))},
                   std::stod(f.at(4)),
                   std::stod(f.at(5)),
                   std::stod(f.at(7)),
                   std::stod(f.at(8))});
  }
  return all;
}

struct Outcome {
  std::int64_t planted = 0, found = 0, right_class = 0, split = 0, spurious = 0;
  std::vector<double> place_px;
  double area_cm2 = 0, seconds = 0, pixels = 0;
};

/// Each planted defect takes all that was found on it; the largest stands for it, the others are splits.
Outcome judge(const std::vector<TrueDefect>& truth, const ResultData& data, double pixel_um) {
  Outcome out;
  const auto& defects = data.surface->defects;
  std::vector<bool> taken(defects.size());
  for (const TrueDefect& t : truth) {
    const double reach = std::max(6 * pixel_um, 0.6 * t.length_um + std::abs(t.bend_um) + 2 * pixel_um);
    std::ptrdiff_t best = -1;
    std::int64_t parts = 0;
    for (std::size_t i = 0; i < defects.size(); ++i) {
      const Vec2 d = defects[i].centre_um - t.at;
      if (std::hypot(d.x, d.y) > reach) continue;
      taken[i] = true;
      ++parts;
      if (best < 0 || defects[i].area_um2 > defects[static_cast<std::size_t>(best)].area_um2)
        best = static_cast<std::ptrdiff_t>(i);
    }
    ++out.planted;
    if (best < 0) continue;
    const SurfaceDefect& d = defects[static_cast<std::size_t>(best)];
    ++out.found;
    out.split += parts - 1;
    out.right_class += name_of(d.surface_class) == t.kind ? 1 : 0;
    if (t.kind != "scratch")
      out.place_px.push_back(std::hypot(d.centre_um.x - t.at.x, d.centre_um.y - t.at.y) / pixel_um);
  }
  out.spurious = std::ranges::count(taken, false);
  out.area_cm2 = 0.01 * data.surface->coverage.measured_mm2;
  out.pixels = static_cast<double>(data.input.pixels);
  for (const StageTime& stage : data.timing) out.seconds += stage.stage.starts_with("search") ? stage.seconds : 0;
  return out;
}

Outcome run(const Bench& bench, const SimulationOptions& options) {
  const auto scan = bench.folder / "surface";
  std::filesystem::remove_all(scan);
  if (const auto made = simulate(options, scan); !made) {
    fmt::print(stderr, "{}\n", made.error().message());
    std::exit(2);
  }
  InspectRequest request;
  request.scan = scan;
  request.result = bench.folder / "surface-result";
  request.threads = bench.threads;
  request.overwrite = true;
  request.write_maps_and_report = false;
  const auto found = inspect(request);
  if (!found) {
    fmt::print(stderr, "{}\n", found.error().message());
    return {};
  }
  const Outcome out = judge(read_truth(scan / "truth_defects.csv"), *found, options.tiling.pixel_um.x);
  std::filesystem::remove_all(scan);
  return out;
}

double share(std::int64_t part, std::int64_t of) {
  return of > 0 ? static_cast<double>(part) / static_cast<double>(of) : std::nan("");
}

SimulationOptions base(int seed) {
  SimulationOptions o = *simulation_preset("epi");
  o.wafer.diameter_mm = 25;
  o.wafer.flat_length_mm = 8;
  o.surface.populations.clear();
  o.seed = static_cast<std::uint64_t>(seed);
  return o;
}

/// Recall by contrast and size of one kind: figures for what must be seen, lines of a table for the rest.
void add_kind(const Bench& bench, Kind kind, const std::vector<double>& contrasts, Vec2 length, Vec2 width,
              double must_from, Figures& figures) {
  std::int64_t right = 0, found = 0;
  for (const double contrast : contrasts) {
    SimulationOptions o = base(100 + static_cast<int>(kind));
    o.surface.populations = {{kind, bench.count(60, 25), length, width, {contrast, contrast}}};
    const Outcome out = run(bench, o);
    const std::string name = fmt::format("{} of {:.0f} %: recall", name_of(kind), 100 * contrast);
    const std::string note =
        fmt::format("{} of {}, {} split, {} spurious", out.found, out.planted, out.split, out.spurious);
    const double recall = share(out.found, out.planted);
    if (contrast >= must_from) {
      figures.push_back(at_least(name, recall, 0.98, "", note));
      found += out.found, right += out.right_class;
    } else {
      figures.push_back(must(name, "shown", out.planted > 0, fmt::format("{:.2f} ({})", recall, note)));
    }
    figures.push_back(at_most(fmt::format("{} of {:.0f} %: spurious defects", name_of(kind), 100 * contrast),
                              static_cast<double>(out.spurious), 2, ""));
  }
  figures.push_back(
      at_least(fmt::format("{}: right class of those found", name_of(kind)), share(right, found), 0.95, ""));
}

void add_clean(const Bench& bench, Figures& figures) {
  std::int64_t spurious = 0, wafers = 0;
  double seconds = 0, pixels = 0;
  for (int i = 0; i < bench.count(12, 4); ++i) {
    SimulationOptions o = base(200 + i);
    o.surface.texture = i % 4 == 3 ? 0.015 : 0.004;
    o.surface.light_e = i % 3 == 0 ? 200 : 4000;
    o.light.bow = i % 2 == 0 ? -0.35 : 0.2;
    o.tiling.pixel_um = i % 2 == 0 ? Vec2{5, 5} : Vec2{8, 8};
    o.surface.offset_um = {120.0 * (i % 3 - 1), 90.0 * (i % 2)};
    if (i % 2 == 1) {
      o.tiling.method = ScanMethod::camera;
      o.tiling.tile_width_px = o.tiling.tile_height_px = 512;
      o.tiling.overlap_px = 48;
      o.calibration.vignetting = 0.3;
      o.surface.tile_step = 0.05;
      o.wafer.mark = OrientationMark::notch;
      o.wafer.flat_length_mm.reset();
    }
    const Outcome out = run(bench, o);
    spurious += out.spurious;
    seconds += out.seconds, pixels += out.pixels;
    ++wafers;
  }
  figures.push_back(at_most("clean wafers: defects a wafer", share(spurious, wafers), 1, "",
                            fmt::format("{} on {} wafers", spurious, wafers)));
  figures.push_back(
      must("speed of the search", "noted", pixels > 0, fmt::format("{:.3f} Gpixel/s", 1e-9 * pixels / seconds)));
}

void add_place(const Bench& bench, Figures& figures) {
  SimulationOptions o = base(300);
  o.surface.populations = {{Kind::dark_spot, 60, {30, 200}, {1, 1}, {0.3, 0.9}},
                           {Kind::triangle, 20, {200, 500}, {0.6, 1.1}, {0.3, 0.5}}};
  const Outcome out = run(bench, o);
  figures.push_back(at_most("place of strong spots and triangles, median", median(out.place_px), 0.25, "px"));
  figures.push_back(at_most("place of strong spots and triangles, RMS", rms(out.place_px), 1, "px"));
}

}  // namespace

Figures unpatterned_figures(const Bench& bench) {
  Figures figures;
  add_clean(bench, figures);
  add_kind(bench, Kind::dark_spot, {0.06, 0.12, 0.3}, {40, 150}, {1, 1}, 0.12, figures);
  add_kind(bench, Kind::bright_spot, {0.06, 0.12, 0.3}, {40, 150}, {1, 1}, 0.12, figures);
  add_kind(bench, Kind::line, {0.06, 0.12, 0.3}, {300, 1200}, {8, 15}, 0.12, figures);
  add_kind(bench, Kind::triangle, {0.05, 0.1, 0.3}, {200, 500}, {0.6, 1.1}, 0.1, figures);
  add_place(bench, figures);
  return figures;
}

}  // namespace pellucid::bench

#include "bench/accuracy/trial.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <unordered_map>
#include <utility>

#include "samples/simulator/simulate.h"

namespace pellucid::bench {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLowLight_e = 2000;

[[noreturn]] void give_up(const std::string& message) {
  std::cerr << "bench_accuracy: error: " << message << '\n';
  std::exit(2);
}

std::filesystem::path next_scan(const Bench& bench) {
  static std::atomic<int> count{0};
  return bench.folder / fmt::format("w{}", count++);
}

std::uint64_t key(std::int32_t column, std::int32_t row) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(row)) << 32 | static_cast<std::uint32_t>(column);
}

void pair_chips(Trial& trial) {
  const ChipTable& table = trial.found.table;
  std::unordered_map<std::uint64_t, std::int64_t> row_of;
  row_of.reserve(table.size());
  for (std::size_t i = 0; i < table.size(); ++i)
    row_of.emplace(key(table.column[i], table.row[i]), static_cast<std::int64_t>(i));
  trial.row_of.assign(trial.size(), -1);
  std::int64_t paired = 0;
  for (std::size_t k = 0; k < trial.size(); ++k) {
    const auto at = row_of.find(key(trial.truth.column[k], trial.truth.row[k]));
    if (at == row_of.end()) continue;
    trial.row_of[k] = at->second;
    ++paired;
  }
  trial.not_printed = static_cast<std::int64_t>(table.size()) - paired;
}

}  // namespace

MadeWafer::MadeWafer(const Bench& bench, const SimulationOptions& options) : scan_(next_scan(bench)) {
  SimulationOptions o = options;
  o.threads = bench.threads;
  if (auto made = simulate(o, scan_); !made) give_up(made.error().message());
  auto truth = read_truth(scan_);
  if (!truth) give_up(truth.error().message());
  truth_ = std::move(*truth);
}

MadeWafer::~MadeWafer() {
  std::error_code ignored;
  std::filesystem::remove_all(scan_, ignored);
  std::filesystem::remove_all(result(), ignored);
}

Result<ResultData> MadeWafer::inspect(const Recipe& recipe, int threads) const {
  InspectRequest request;
  request.scan = scan_;
  request.result = result();
  request.recipe = recipe;
  request.threads = threads;
  request.overwrite = true;
  request.write_maps_and_report = false;
  return pellucid::inspect(request);
}

double Trial::intensity_e(std::size_t k) const {
  return row_of[k] < 0 ? kNan : found.table.layers.front().intensity_e[static_cast<std::size_t>(row_of[k])];
}

double Trial::sigma_e(std::size_t k) const {
  return row_of[k] < 0 ? kNan : found.table.layers.front().intensity_sigma_e[static_cast<std::size_t>(row_of[k])];
}

ChipClass Trial::chip_class(std::size_t k) const {
  return row_of[k] < 0 ? ChipClass::unmeasured : found.table.chip_class[static_cast<std::size_t>(row_of[k])];
}

Result<Trial> run_trial(const Bench& bench, const SimulationOptions& options, const Recipe& recipe) {
  const MadeWafer wafer(bench, options);
  auto found = wafer.inspect(recipe, bench.threads);
  if (!found) return fail(found.error());
  Trial trial{options, wafer.truth(), std::move(*found), {}, 0};
  pair_chips(trial);
  return trial;
}

Figures figures_of(const Bench& bench, const std::string& name, const SimulationOptions& options,
                   const std::function<Figures(const Trial&)>& judge, const Recipe& recipe) {
  const auto trial = run_trial(bench, options, recipe);
  if (!trial) return {must(name, "measured", false, trial.error().message())};
  return judge(*trial);
}

SimulationOptions plain_raster() {
  SimulationOptions o;
  o.wafer.diameter_mm = 25;
  o.wafer.flat_length_mm = 8;
  o.chips.pitch_um = {40, 40};
  o.chips.size_um = {24, 24};
  o.tiling.pixel_um = {5, 5};
  o.optics.psf_sigma_um = 4;
  o.lattice = {0.2, {60, -40}, 0, {23, -17}, 0};
  return o;
}

SimulationOptions plain_camera() {
  SimulationOptions o;
  o.wafer.diameter_mm = 25;
  o.wafer.mark = OrientationMark::notch;
  o.chips.pitch_um = {40, 50};
  o.chips.size_um = {26, 34};
  o.chips.shape = MesaShape::rounded_rectangle;
  o.chips.corner_radius_um = 4;
  o.chips.field = FieldDesign{60, 50, {60, 80}};
  o.tiling.method = ScanMethod::camera;
  o.tiling.pixel_um = {4, 4};
  o.tiling.tile_width_px = o.tiling.tile_height_px = 1024;
  o.tiling.overlap_px = 64;
  o.camera.stage_jitter_um = 4;
  o.optics.psf_sigma_um = 4;
  o.lattice = {-0.1, {40, 40}, 0, {15, 20}, 0};
  return o;
}

SimulationOptions plain_oblong() {
  SimulationOptions o;
  o.wafer.diameter_mm = 25;
  o.wafer.flat_length_mm = 8;
  o.chips.pitch_um = {36, 72};
  o.chips.size_um = {22, 52};
  o.chips.shape = MesaShape::ellipse;
  o.tiling.pixel_um = {4, 6};
  o.optics.psf_sigma_um = 4;
  o.raster.bidirectional = true;
  o.raster.odd_line_phase_px = 0.8;
  o.lattice = {0.3, {-120, 90}, 0.003, {-31, 44}, 0};
  return o;
}

void set_light(SimulationOptions& o, double chip_e) {
  const bool low = chip_e < kLowLight_e;
  o.light.chip_e = chip_e;
  o.light.background_e_per_px = low ? 0.5 : 4;
  o.detector.read_noise_e = low ? 1 : 3;
  o.detector.gain_e_per_dn = low ? 0.2 : 0.8;
}

}  // namespace pellucid::bench

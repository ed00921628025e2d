#include "samples/simulator/simulate.h"

#include <tbb/task_arena.h>

#include <chrono>
#include <fstream>
#include <system_error>

#include "samples/simulator/image_writer.h"
#include "samples/simulator/manifest.h"
#include "samples/simulator/render.h"
#include "samples/simulator/spectra_writer.h"
#include "samples/simulator/surface_light.h"
#include "samples/simulator/tiff_sink.h"
#include "samples/simulator/truth_writer.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

/// The folder under its temporary name; taken away again unless it was kept.
class ScratchFolder {
 public:
  explicit ScratchFolder(fs::path target) : target_(std::move(target)), path_(target_) { path_ += ".partial"; }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    if (!kept_) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

  [[nodiscard]] Result<void> create() {
    std::error_code e;
    fs::remove_all(path_, e);  // what an earlier, killed run left
    fs::create_directories(path_, e);
    if (e) return fail(internal_error("simulator.disk", path_.string(), "could not be made: " + e.message()));
    return {};
  }

  [[nodiscard]] Result<void> keep() {
    std::error_code e;
    fs::rename(path_, target_, e);
    if (e) return fail(internal_error("simulator.disk", target_.string(), "could not be renamed: " + e.message()));
    kept_ = true;
    return {};
  }

 private:
  fs::path target_, path_;
  bool kept_ = false;
};

Result<void> write_text(const fs::path& path, const std::string& text) {
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) return fail(internal_error("simulator.disk", path.string(), "could not be written"));
  return {};
}

/// One scan being made; the steps in order.
class Simulation {
 public:
  Simulation(const SimulationOptions& options, fs::path folder, const Progress& progress, std::stop_token stop)
      : o_(options), folder_(std::move(folder)), progress_(progress), stop_(std::move(stop)), model_(options) {
    for (std::size_t layer = 0; layer < o_.layers.size(); ++layer) plans_.push_back(sim::plan_tiles(o_, layer));
    const bool raster = o_.tiling.method == ScanMethod::raster;
    pattern_ = sim::make_fixed_pattern(o_, plans_.front().width, raster ? 1 : plans_.front().height);
  }

  [[nodiscard]] Result<void> run(SimulationSummary& summary, int threads) {
    if (auto done = write_calibration(); !done) return done;
    if (auto done = write_line_power(); !done) return done;
    if (auto done = write_images(summary, threads); !done) return done;
    if (auto done = write_truth(summary); !done) return done;
    if (auto done = sim::write_spectra(folder_, o_, model_); !done) return done;
    if (auto done = write_text(folder_ / "scan.json", sim::manifest_text(o_, model_.lattice().design(), plans_)); !done)
      return done;
    return write_text(folder_ / "COMPLETE", "");
  }

 private:
  [[nodiscard]] Result<void> write_calibration() {
    std::error_code ignored;
    const fs::path folder = folder_ / "calibration";
    if (o_.calibration.write_dark || o_.calibration.write_flat) fs::create_directories(folder, ignored);
    if (o_.calibration.write_dark) {
      auto done =
          sim::write_float_tiff(folder / "dark.tif", pattern_.width, pattern_.height, sim::measured_dark(o_, pattern_));
      if (!done) return done;
    }
    if (!o_.calibration.write_flat) return {};
    return sim::write_float_tiff(folder / "flat.tif", pattern_.width, pattern_.height,
                                 sim::measured_flat(o_, pattern_));
  }

  [[nodiscard]] Result<void> write_line_power() {
    if (o_.tiling.method != ScanMethod::raster || !o_.raster.write_line_power) return {};
    for (std::size_t layer = 0; layer < o_.layers.size(); ++layer) {
      const auto text = sim::line_power_text(sim::line_power(o_, layer, plans_[layer].lines));
      if (auto done = write_text(folder_ / sim::line_power_file(o_.layers[layer]), text); !done) return done;
    }
    return {};
  }

  [[nodiscard]] Result<void> write_truth(SimulationSummary& summary) {
    if (o_.surface.enabled) {
      return o_.write_truth ? write_text(folder_ / "truth_defects.csv", sim::defect_truth_text(defects_))
                            : Result<void>{};
    }
    const auto chips = sim::write_truth(folder_, o_, model_, plans_, progress_, stop_);
    if (!chips) return fail(chips.error());
    summary.chips = chips->chips;
    summary.classes = chips->classes;
    return {};
  }

  [[nodiscard]] Result<void> write_images(SimulationSummary& summary, int threads) {
    if (o_.surface.enabled) {
      defects_ = sim::draw_defects(o_);
      summary.defects = std::ssize(defects_);
      return write_images_of(sim::SurfaceLight(o_, defects_), summary, threads);
    }
    const double turn = o_.optics.turn_mesas ? model_.lattice().mesa_turn_deg() : o_.chips.rotation_deg;
    const sim::ChipImages images = sim::make_chip_images(o_, turn);
    return write_images_of(sim::Renderer(o_, model_, images), summary, threads);
  }

  [[nodiscard]] Result<void> write_images_of(const sim::LightSource& light, SimulationSummary& summary, int threads) {
    const sim::Digitiser digitiser(o_, pattern_);
    const sim::ImageSources sources{o_, light, digitiser};
    for (std::size_t layer = 0; layer < o_.layers.size(); ++layer) {
      std::error_code ignored;
      fs::create_directories(folder_ / o_.layers[layer].name, ignored);
      const auto count = sim::write_layer_images(folder_, sources, layer, plans_[layer], threads, progress_, stop_);
      if (!count) return fail(count.error());
      summary.files += count->files;
      summary.pixels += count->pixels;
      summary.image_bytes += count->bytes;
    }
    return {};
  }

  SimulationOptions o_;
  fs::path folder_;
  const Progress& progress_;
  std::stop_token stop_;
  sim::ChipModel model_;
  std::vector<sim::TilePlan> plans_;
  sim::FixedPattern pattern_;
  std::vector<PlantedDefect> defects_;  ///< of a wafer without chips
};

}  // namespace

Result<SimulationSummary> simulate(const SimulationOptions& options, const fs::path& scan_folder,
                                   const Progress& progress, std::stop_token stop) {
  const auto began = std::chrono::steady_clock::now();
  if (auto checked = check(options); !checked) return fail(checked.error());
  std::error_code ignored;
  // "W01/" and "W01" are the same folder; the first has no file name to add to.
  const fs::path target = scan_folder.has_filename() ? scan_folder : scan_folder.parent_path();
  if (fs::exists(target, ignored)) {
    return fail({ErrorKind::usage, "simulator.exists", target.string(), "exists already", "a new folder", ""});
  }
  ScratchFolder scratch(target);
  if (auto created = scratch.create(); !created) return fail(created.error());
  SimulationSummary summary;
  tbb::task_arena arena(options.threads > 0 ? options.threads : tbb::task_arena::automatic);
  const auto done = arena.execute([&] {
    return Simulation(options, scratch.path(), progress, std::move(stop)).run(summary, arena.max_concurrency());
  });
  if (!done) return fail(done.error());
  if (auto kept = scratch.keep(); !kept) return fail(kept.error());
  summary.scan_folder = target;
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return summary;
}

}  // namespace pellucid

/// One wafer made, inspected and held against its truth: what every group of figures is built from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bench/accuracy/figure.h"
#include "core/model/error.h"
#include "inspection/inspect.h"
#include "samples/simulator/options.h"
#include "samples/simulator/truth.h"

namespace pellucid::bench {

/// What the user asked for, and where wafers may be written.
struct Bench {
  std::filesystem::path folder;  ///< scratch; emptied by its owner
  bool quick = false;            ///< fewer wafers and chips, the same goals
  bool verbose = false;          ///< a line a wafer on stderr
  int threads = 0;               ///< 0: all cores

  [[nodiscard]] int count(int full, int reduced) const { return quick ? reduced : full; }
};

/// A scan folder that lives as long as this object; its result folder lies beside it. Move-only.
class MadeWafer {
 public:
  /// Ends the program with the simulator's message where the options are not possible: that is a fault of the bench.
  MadeWafer(const Bench& bench, const SimulationOptions& options);
  ~MadeWafer();
  MadeWafer(const MadeWafer&) = delete;
  MadeWafer& operator=(const MadeWafer&) = delete;

  [[nodiscard]] const std::filesystem::path& scan() const { return scan_; }
  [[nodiscard]] std::filesystem::path result() const { return scan_.string() + "-result"; }
  [[nodiscard]] const Truth& truth() const { return truth_; }
  /// Inspects it without maps and report; the result folder is replaced.
  [[nodiscard]] Result<ResultData> inspect(const Recipe& recipe, int threads) const;

 private:
  std::filesystem::path scan_;
  Truth truth_;
};

/// A wafer inspected with success. Chips are counted as the truth counts them.
struct Trial {
  SimulationOptions options;
  Truth truth;
  ResultData found;
  std::vector<std::int64_t> row_of;  ///< row of the result's table of every true chip; -1: not listed there
  std::int64_t not_printed = 0;      ///< chips that the result lists and that are not there

  [[nodiscard]] std::size_t size() const { return truth.size(); }
  /// What was measured of true chip k; NaN where it is not listed. Intensity of the first layer [e].
  [[nodiscard]] double intensity_e(std::size_t k) const;
  [[nodiscard]] double sigma_e(std::size_t k) const;
  [[nodiscard]] ChipClass chip_class(std::size_t k) const;  ///< unmeasured where it is not listed
  [[nodiscard]] double true_e(std::size_t k) const { return truth.first().intensity_e[k]; }
  /// Nothing was done to the chip, and a perfect judge calls it good.
  [[nodiscard]] bool is_healthy(std::size_t k) const {
    return truth.kind[k] == DefectKind::none && truth.defect[k] == ChipClass::good;
  }
};

/// Simulates and inspects. An error is that of the inspection.
[[nodiscard]] Result<Trial> run_trial(const Bench& bench, const SimulationOptions& options, const Recipe& recipe = {});

/// Figures of a trial; one failed figure with the error's message where the wafer was refused.
[[nodiscard]] Figures figures_of(const Bench& bench, const std::string& name, const SimulationOptions& options,
                                 const std::function<Figures(const Trial&)>& judge, const Recipe& recipe = {});

/// A 25 mm wafer of some 300,000 chips in one raster file, with a lattice that lies a little off and no defects.
[[nodiscard]] SimulationOptions plain_raster();
/// The same from 4 um camera pixels in overlapping tiles, 4 um stage jitter, streets, rounded mesas.
[[nodiscard]] SimulationOptions plain_camera();
/// Elongated elliptic chips on oblong pixels, back-and-forth raster.
[[nodiscard]] SimulationOptions plain_oblong();
/// Light and a detector to match: at low light little background, little read noise, a fine digital step.
void set_light(SimulationOptions& options, double chip_e);

}  // namespace pellucid::bench

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <iterator>

#include "bench/accuracy/bound.h"
#include "bench/accuracy/groups.h"
#include "bench/accuracy/random_wafer.h"
#include "bench/accuracy/statistics.h"

namespace pellucid::bench {
namespace {

constexpr std::size_t kFewestOfTile = 10;  ///< chips that a tile must hold to count by itself

/// How far off one wafer was found.
struct Misplacement {
  double slip_pitches = 0;      ///< median distance of a chip from the true place of the chip of its index
  double position_rms_px = 0;   ///< of all chips in their tiles
  std::vector<double> tile_px;  ///< mean error of a tile's chips, one value an axis
};

Misplacement misplacement_of(const Trial& trial) {
  const LayerGeometry& layer = trial.found.layers.front();
  const std::vector<Vec2>& correction = trial.found.registrations.front().tile_correction_um;
  const std::vector<Vec2>& error = trial.truth.first().tile_error_um;
  struct Sum {
    Vec2 px;
    std::size_t chips = 0;
  };
  std::vector<Sum> tiles(layer.tiles.size());
  std::vector<double> errors_px, slips;
  for (std::size_t k = 0; k < trial.size(); ++k) {
    if (trial.row_of[k] < 0) continue;
    const auto row = static_cast<std::size_t>(trial.row_of[k]);
    const std::size_t t = place_of(trial, k).tile;
    Vec2 shift = t < correction.size() ? correction[t] : Vec2{};
    if (!std::isfinite(shift.x + shift.y)) continue;
    const Vec2 off =
        Vec2{trial.found.table.x_um[row], trial.found.table.y_um[row]} - Vec2{trial.truth.x_um[k], trial.truth.y_um[k]};
    slips.push_back(std::hypot(off.x / trial.options.chips.pitch_um.x, off.y / trial.options.chips.pitch_um.y));
    const Vec2 in_tile = off - shift + error[t];
    const Vec2 px{in_tile.x / layer.pixel_um.x, in_tile.y / layer.pixel_um.y};
    errors_px.push_back(px.x);
    errors_px.push_back(px.y);
    tiles[t].px = tiles[t].px + px;
    ++tiles[t].chips;
  }
  Misplacement m{median(slips), rms(errors_px), {}};
  for (const Sum& tile : tiles) {
    if (tile.chips < kFewestOfTile) continue;
    m.tile_px.push_back(tile.px.x / static_cast<double>(tile.chips));
    m.tile_px.push_back(tile.px.y / static_cast<double>(tile.chips));
  }
  return m;
}

/// All random wafers together.
class Tally {
 public:
  void add(int number, const Result<Trial>& trial, const Bench& bench) {
    if (!trial) {
      refusals_ += fmt::format("{}{}: {}", refusals_.empty() ? "" : "; ", number, trial.error().what);
      ++refused_;
      if (bench.verbose) std::cerr << fmt::format("wafer {}: refused: {}\n", number, trial.error().message());
      return;
    }
    const Misplacement m = misplacement_of(*trial);
    const bool slipped = !(m.slip_pitches < 0.5) || trial->not_printed > 0;
    if (bench.verbose) {
      std::cerr << fmt::format("wafer {}: slip {:.3f}, position {:.4f} px, tiles {:.4f} px, confidence {:.6f}{}\n",
                               number, m.slip_pitches, m.position_rms_px, rms(m.tile_px),
                               trial->found.registrations.front().confidence, slipped ? "  SLIPPED" : "");
    }
    if (slipped) {
      slips_ += fmt::format("{}{}", slips_.empty() ? "wafer " : ", ", number);
      ++slipped_;
      return;
    }
    positions_px_.push_back(m.position_rms_px);
    if (m.position_rms_px > worst_px_) {
      worst_px_ = m.position_rms_px;
      worst_ = number;
    }
    if (trial->options.tiling.method == ScanMethod::camera)
      tiles_px_.insert(tiles_px_.end(), m.tile_px.begin(), m.tile_px.end());
  }
  [[nodiscard]] Figures figures() const {
    const std::string worst =
        fmt::format("median {:.4f}, worst {:.4f} on wafer {}", median(positions_px_), worst_px_, worst_);
    return {must("registration: slips", "0", slipped_ == 0, fmt::format("{} {}", slipped_, slips_)),
            must("registration: refusals", "0", refused_ == 0, fmt::format("{} {}", refused_, refusals_)),
            at_most("registration: lattice position RMS", rms(positions_px_), 0.03, "px", worst),
            at_most("registration: tile shift RMS", rms(tiles_px_), 0.05, "px",
                    fmt::format("{} tiles", tiles_px_.size() / 2))};
  }

 private:
  int slipped_ = 0, refused_ = 0, worst_ = -1;
  double worst_px_ = 0;
  std::string slips_, refusals_;
  std::vector<double> positions_px_, tiles_px_;
};

Figure refused(const Bench& bench, const std::string& name, const SimulationOptions& options) {
  const auto trial = run_trial(bench, options);
  return must("registration: " + name, "an error", !trial, trial ? "accepted" : trial.error().what);
}

}  // namespace

Figures registration_figures(const Bench& bench) {
  Tally tally;
  const int wafers = bench.count(200, 4);
  for (int i = 0; i < wafers; ++i) tally.add(i, run_trial(bench, random_wafer(i)), bench);
  Figures figures = tally.figures();
  SimulationOptions blank = plain_raster();
  blank.light.chip_e = 0;
  figures.push_back(refused(bench, "blank image", blank));
  SimulationOptions drowned = plain_raster();
  drowned.light.chip_e = 1;
  drowned.light.background_e_per_px = 200;
  figures.push_back(refused(bench, "1 e a chip on 200 e a pixel", drowned));
  SimulationOptions other = plain_raster();
  other.lattice.angle_deg = 8;
  figures.push_back(refused(bench, "turned by 8 degrees", other));
  return figures;
}

}  // namespace pellucid::bench

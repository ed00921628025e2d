/// The light of the layer that is being measured, as far as the pass has come: for people who wait. Squares of chips,
/// so that a wafer of forty million chips costs a few megabytes and a glance a few milliseconds. Nothing of a result
/// follows from it. One LiveLight serves one inspection; glance() may be called from any thread at any time.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "core/judge/chip_runs.h"
#include "core/measure/chip_directory.h"
#include "core/measure/survey.h"

namespace pellucid {

/// Where the chips of the wafer are: the same for all its layers.
struct LiveWafer {
  /// At most so many squares: a screen shows no more.
  static constexpr std::int64_t kMostSquares = 1'000'000;

  LiveWafer(const Survey& survey, const ChipDirectory& directory);

  WaferDesign design;
  Affine2 wafer_from_design;  ///< of the first layer
  std::vector<ChipRun> runs;  ///< every chip, in the table's order
  ChipIndex first;            ///< lowest column and row: the squares are counted from there
  int shift = 0;              ///< a square has 2^shift chips a side
  std::int32_t across = 0, down = 0;
};

struct LiveGlance {
  std::shared_ptr<const LiveWafer> wafer;  ///< null: no pass has begun
  std::string layer;
  double typical_e = 0;        ///< light of a healthy chip
  std::vector<float> light_e;  ///< mean of the square's measured chips, row by row; NaN: none was measured yet
};

/// One layer's squares. add() may be called from any number of threads, beside readers.
class LiveSquares {
 public:
  struct Chip {
    std::int32_t column = 0;
    float light_e = 0;
  };

  LiveSquares(std::shared_ptr<const LiveWafer> wafer, std::string layer, double typical_e);

  /// Chips of one row, by column. A chip that several blocks show counts as often.
  void add(std::int32_t row, std::span<const Chip> chips);
  [[nodiscard]] LiveGlance glance() const;

 private:
  void enter(std::size_t square, double light, std::int64_t chips);

  std::shared_ptr<const LiveWafer> wafer_;
  std::string layer_;
  double typical_e_;
  /// Number of chips in the low bits; above them the sum of their light, in steps of a typical chip's 4096th.
  std::vector<std::atomic<std::int64_t>> squares_;
};

class LiveLight {
 public:
  /// A layer's pass begins; the layer before is no longer seen.
  [[nodiscard]] std::shared_ptr<LiveSquares> begin(const std::string& layer, const Survey& survey,
                                                   const ChipDirectory& directory);
  [[nodiscard]] LiveGlance glance() const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const LiveWafer> wafer_;
  std::shared_ptr<LiveSquares> squares_;
};

}  // namespace pellucid

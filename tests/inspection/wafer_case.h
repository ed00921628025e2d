/// A simulated wafer on disk, what `inspect` says of it, and how far that is from the truth. Not thread-safe.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "acquisition/frame.h"
#include "inspection/inspect.h"
#include "samples/simulator/simulate.h"
#include "samples/simulator/truth.h"
#include "tests/support/temp_folder.h"

namespace pellucid::test {

/// How good chips were measured against the truth, of one layer.
struct Accuracy {
  double bias = 0;      ///< median of measured / true - 1
  double pull = 0;      ///< robust std of (measured - true) / sigma
  double place_um = 0;  ///< RMS distance of the places found from the true ones
};

/// Verdicts against the truth's. Chips with a dark spot are left out: whether a small one is seen is a matter of the
/// noise, not of the way that the images take through the program.
struct Verdicts {
  std::int64_t chips = 0, wrong = 0, retest = 0, unmeasured = 0;
};

class WaferCase {
 public:
  /// Simulates at once; a failure fails the test.
  explicit WaferCase(const SimulationOptions& options);

  [[nodiscard]] std::filesystem::path folder() const { return temp_.path(); }
  [[nodiscard]] std::filesystem::path scan() const { return temp_.path() / "scan"; }
  [[nodiscard]] std::filesystem::path result() const { return temp_.path() / "result"; }
  [[nodiscard]] const Truth& truth() const { return truth_; }

  /// Changes the manifest, or the pixels of one of its files.
  void edit_manifest(const std::function<void(nlohmann::json&)>& change) const;
  void edit_image(const std::string& file, const std::function<void(Frame&)>& change) const;
  [[nodiscard]] nlohmann::json manifest() const;

  /// Without maps and report, replacing an earlier result.
  [[nodiscard]] Result<ResultData> inspect(const std::function<void(InspectRequest&)>& change = {}) const;
  /// Pixel of a place in a one-file layer; (x, y) of the file.
  [[nodiscard]] Vec2 pixel_at(Vec2 wafer_um) const;

  /// Errors of the list of chips are test failures. `layer` counts the table's layers.
  [[nodiscard]] Accuracy accuracy(const ResultData& data, std::size_t layer = 0) const;
  /// `blind_to_missing`: a missing chip is rightly called dark.
  [[nodiscard]] Verdicts verdicts(const ResultData& data, bool blind_to_missing = true) const;

 private:
  TempFolder temp_;
  Truth truth_;
};

/// The quick preset without EL.
[[nodiscard]] SimulationOptions small_wafer();
/// The same table, chip for chip, as the truth's list.
[[nodiscard]] bool same_chips(const ResultData& data, const Truth& truth);
/// Every name in a folder that is not listed; "" where there is none.
[[nodiscard]] std::string other_files(const std::filesystem::path& folder, const std::vector<std::string>& expected);
/// Median; reorders its copy.
[[nodiscard]] double median(std::vector<double> values);
/// Registration is refused: an error of kind bad_input with this code, and nothing is written.
void expect_refused(const WaferCase& wafer, const std::vector<std::string>& codes);

}  // namespace pellucid::test

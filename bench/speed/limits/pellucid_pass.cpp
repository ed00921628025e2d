#include "bench/speed/limits/pellucid_pass.h"

#include <optional>

#include "acquisition/folder_block_source.h"
#include "core/flow/parallel.h"
#include "core/measure/photometry.h"
#include "inspection/layer_input.h"

namespace pellucid::bench::speed {
namespace {

template <class T>
T value_of(Result<T>&& result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

/// One pass; ends when solving begins, or with everything where that is not reported.
double time_pass(const Scan& scan, const LayerCalibration& calibration, const Survey& survey,
                 const ChipDirectory& directory) {
  const auto blocks = value_of(open_blocks(scan, 0));
  const auto begin = std::chrono::steady_clock::now();
  std::optional<double> ended;
  const Progress watch = [&](std::string_view stage, double) {
    if (!ended && stage.starts_with("solve")) ended = seconds_since(begin);
  };
  const auto measured = measure_layer(*blocks, calibration, survey, directory, {}, watch, {});
  if (!measured) throw std::runtime_error(measured.error().message());
  return ended.value_or(seconds_since(begin));
}

}  // namespace

struct PellucidPass::Surveyed {
  LayerCalibration calibration;
  Survey survey;
  ChipDirectory directory;
};

PellucidPass::PellucidPass(const std::filesystem::path& folder) {
  const Scan scan = value_of(open_scan(folder));
  auto calibration = value_of(load_calibration(scan, 0, 1.0));
  const auto regions = value_of(open_regions(scan, 0));
  auto survey = value_of(survey_layer(*regions, calibration, scan.wafer, {}, nullptr, {}, {}));
  ChipDirectory directory(survey.wafer);
  surveyed_ =
      std::make_unique<const Surveyed>(Surveyed{std::move(calibration), std::move(survey), std::move(directory)});
}

PellucidPass::~PellucidPass() = default;

Measurement PellucidPass::run(const std::filesystem::path& folder, int threads, int repeats) const {
  const ThreadLimit limit(threads);
  const Scan scan = value_of(open_scan(folder));
  const Surveyed& s = *surveyed_;
  const auto work = [&] { return time_pass(scan, s.calibration, s.survey, s.directory); };
  return {"Pellucid's pass", threads, least_seconds(repeats, work), scan.bytes, scan.pixels};
}

}  // namespace pellucid::bench::speed

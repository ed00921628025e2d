#include "inspection/inspect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "acquisition/el_csv.h"
#include "acquisition/folder_block_source.h"
#include "acquisition/scan.h"
#include "core/correlate/el_score.h"
#include "core/flow/parallel.h"
#include "core/judge/judge.h"
#include "core/measure/photometry.h"
#include "inspection/appearance.h"
#include "inspection/inspect_surface.h"
#include "inspection/judge_wafer.h"
#include "inspection/layer_input.h"
#include "inspection/measuring_order.h"
#include "inspection/stage_clock.h"
#include "inspection/wafer_limits.h"
#include "inspection/wavelength.h"
#include "results/result_folder.h"

namespace pellucid {
namespace {

constexpr std::int64_t kRowsAtOnce = 64;

/// The wafer as it fills: survey of the first layer, chip list, table, what the judgement needs.
class Inspection {
 public:
  Inspection(const InspectRequest& request, const Progress& progress, std::stop_token stop)
      : request_(request), stop_(std::move(stop)), clock_("open", progress), progress_(clock_.callback()) {}

  Result<ResultData> run() {
    if (auto opened = open(); !opened) return fail(opened.error());
    const bool has_chips = scan_.wafer.chips.has_value();
    auto found = has_chips ? inspect_chips() : inspect_surface(scan_, request_.recipe, data_, progress_, stop_);
    if (!found) return fail(found.error());
    data_.peak_memory_bytes = peak_memory_bytes();
    report(progress_, "write result", 0);
    data_.timing = clock_.stages();
    const WriteOptions options{request_.write_maps_and_report, request_.overwrite};
    if (auto written = write_result(data_, request_.result, options, progress_, stop_); !written)
      return fail(written.error());
    data_.timing = clock_.stages();
    return std::move(data_);
  }

 private:
  Result<void> open() {
    if (auto free = check_result_target(request_.result, request_.overwrite); !free) return free;
    auto scan = open_scan(request_.scan, {request_.allow_missing_tiles});
    if (!scan) return fail(scan.error());
    scan_ = std::move(*scan);
    data_.scan_id = scan_.scan_id;
    data_.acquired_at = scan_.acquired_at;
    data_.tool_id = scan_.tool_id;
    data_.wafer = scan_.wafer;
    for (const LayerFiles& layer : scan_.layers) data_.layers.push_back(layer.geometry);
    data_.recipe_name = request_.recipe.name;
    data_.recipe_sha256 = recipe_sha256(request_.recipe);
    data_.recipe_text = recipe_text(request_.recipe);
    data_.input = {scan_.folder.string(), scan_.bytes, scan_.pixels, scan_.manifest_sha256};
    data_.warnings = scan_.warnings;
    return {};
  }

  Result<void> inspect_chips() {
    if (std::ranges::all_of(scan_.layers, reflects)) {
      return fail(bad_input("inspection.no_light", (scan_.folder / "scan.json").string(),
                            "the light of the chips tells which chip is which: reflectance alone is not inspected",
                            "a layer of kind photoluminescence", "reflectance only"));
    }
    for (const std::size_t layer : measuring_order(scan_)) {
      if (auto measured = measure(layer); !measured) return measured;
    }
    if (auto judged = judge_table(); !judged) return judged;
    if (auto compared = correlate(); !compared) return compared;
    data_.limits = check_limits(request_.recipe.limits, count_classes(data_.table), data_.el);
    return {};
  }

  Result<void> measure(std::size_t layer) {
    if (reflects(scan_.layers[layer])) {
      return appearance_.inspect(scan_, layer, request_.recipe, *first_, *directory_, data_, progress_, stop_);
    }
    const MeasureOptions& options = request_.recipe.measure;
    auto blocks = open_blocks(scan_, layer);  // first: from here on the disk is busy
    if (!blocks) return fail(blocks.error());
    auto calibration = load_calibration(scan_, layer, options.line_power_exponent);
    if (!calibration) return fail(calibration.error());
    auto regions = open_regions(scan_, layer);
    if (!regions) return fail(regions.error());
    auto survey =
        survey_layer(**regions, *calibration, scan_.wafer, options, first_ ? &*first_ : nullptr, progress_, stop_);
    if (!survey) return fail(in_scan(survey.error()));
    regions->reset();
    data_.warnings.insert(data_.warnings.end(), survey->warnings.begin(), survey->warnings.end());
    const bool is_first = !first_;
    if (is_first) list_chips(*survey);
    auto photometry =
        measure_layer(**blocks, *calibration, *survey, *directory_, options, progress_, stop_, request_.live.get());
    if (!photometry) return fail(photometry.error());
    if (photometry->tiles_unsure > 0) {
      data_.warnings.push_back(fmt::format(
          "layer {}: {} of {} tiles lie near half a pitch from where the stage reports them and show no border of the "
          "lattice: their chips may be one column or row off",
          scan_.layers[layer].geometry.name, photometry->tiles_unsure, scan_.layers[layer].geometry.tiles.size()));
    }
    enter(std::move(*photometry), is_first);
    if (is_first) first_ = std::move(*survey);
    return {};
  }

  /// Registration errors speak of a layer; a person looks for a folder.
  [[nodiscard]] Error in_scan(Error error) const {
    if (!error.code.starts_with("measure.")) return error;
    error.path = scan_.folder.string() + ", " + error.path;
    if (!first_ && std::ranges::any_of(scan_.layers, reflects))
      error.what += "; this layer settles which chip is which, so reflectance is not inspected either";
    return error;
  }

  void list_chips(const Survey& survey) {
    data_.wafer = survey.wafer;
    directory_.emplace(survey.wafer);
    const auto n = static_cast<std::size_t>(directory_->size());
    const std::array columns{&data_.table.column, &data_.table.row};
    parallel_ranges(std::ssize(columns), 1,
                    [&](std::int64_t c, std::int64_t) { columns[static_cast<std::size_t>(c)]->resize(n); });
    parallel_ranges(directory_->rows(), kRowsAtOnce, [&](std::int64_t begin, std::int64_t end) {
      directory_->for_rows(begin, end, [&](std::int64_t k, std::int32_t column, std::int32_t row) {
        data_.table.column[static_cast<std::size_t>(k)] = column;
        data_.table.row[static_cast<std::size_t>(k)] = row;
      });
    });
  }

  void enter(LayerPhotometry&& photometry, bool is_first) {
    ChipTable& table = data_.table;
    table.layers.push_back(std::move(photometry.columns));
    data_.registrations.push_back(std::move(photometry.registration));
    if (!is_first) return;
    table.x_um = std::move(photometry.x_um);
    table.y_um = std::move(photometry.y_um);
    evidence_ = {std::move(photometry.shape),
                 std::move(photometry.coverage),
                 std::move(photometry.saturated),
                 std::move(photometry.pieced),
                 {}};
  }

  Result<void> judge_table() {
    report(progress_, "judge", 0);
    keep_evidence();
    judge_wafer(data_, request_.recipe, progress_, stop_);
    if (stop_.stop_requested()) return fail(cancelled());
    if (auto found = find_wavelengths(data_, scan_, request_.recipe.wavelength, progress_, stop_); !found) return found;
    count_overlaps(data_);
    return {};
  }

  /// What is needed of the pixels from here on: marks, and the shapes of a few chips.
  void keep_evidence() {
    evidence_.mesas = appearance_.mesas();
    mark_chips(data_.table, evidence_);
    const double least_sigma = std::min(kKeptShape_sigma, request_.recipe.judge.partial_sigma);
    data_.shapes = keep_shapes(evidence_.shape, data_.table.layers.front(), least_sigma);
    evidence_ = {};
    appearance_.enter(data_);
  }

  Result<void> correlate() {
    if (!scan_.electrical) return {};
    report(progress_, "compare with EL", 0);
    auto el = read_el_csv(*scan_.electrical);
    if (!el) return fail(el.error());
    auto scored = correlate_el(data_.table, *el, request_.recipe.el_match, request_.recipe.el_score);
    if (!scored) return fail(scored.error());
    data_.el = std::move(*scored);
    data_.warnings.insert(data_.warnings.end(), data_.el->warnings.begin(), data_.el->warnings.end());
    return {};
  }

  const InspectRequest& request_;
  std::stop_token stop_;
  ResultData data_;
  StageClock clock_;
  Progress progress_;
  Scan scan_;
  std::optional<Survey> first_;
  std::optional<ChipDirectory> directory_;
  AppearanceInspection appearance_;
  JudgeEvidence evidence_;
};

}  // namespace

Result<ResultData> inspect(const InspectRequest& request, const Progress& progress, std::stop_token stop) {
  const ThreadLimit limit(request.threads);
  return Inspection(request, progress, std::move(stop)).run();
}

}  // namespace pellucid

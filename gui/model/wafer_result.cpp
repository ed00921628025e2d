#include "gui/model/wafer_result.h"

#include <algorithm>

#include "results/results_error.h"

namespace pellucid::gui {

WaferResult::WaferResult(std::filesystem::path folder, Summary summary, ChipColumns file)
    : folder_(std::move(folder)), summary_(std::move(summary)), file_(std::move(file)) {}

Result<WaferResultPtr> WaferResult::open(const std::filesystem::path& folder) {
  auto summary = read_summary(folder / "summary.json");
  if (!summary) return fail(summary.error());
  if (!summary->wafer.chips) {
    return fail(bad_input(results_error::kMalformed, folder.string(), "this result has no chips", "a chip grid",
                          "an unpatterned wafer"));
  }
  auto file = ChipColumns::open(folder / "chips.h5");
  if (!file) return fail(file.error());
  const std::shared_ptr<WaferResult> result(new WaferResult(folder, std::move(*summary), std::move(*file)));
  if (auto loaded = result->load(); !loaded) return fail(loaded.error());
  return result;
}

WaferResultPtr WaferResult::unmeasured(WaferDesign design, std::vector<ChipRun> runs,
                                       const Affine2& wafer_from_design) {
  Summary summary;
  summary.wafer = std::move(design);
  const std::shared_ptr<WaferResult> wafer(new WaferResult({}, std::move(summary), ChipColumns()));
  wafer->grid_ = GridIndex(std::move(runs));
  wafer->classes_.assign(wafer->grid_.size(), ChipClass::unmeasured);
  wafer->wafer_from_design_ = wafer_from_design;
  return wafer;
}

Result<void> WaferResult::load() {
  auto classes = file_.classes();
  if (!classes) return fail(classes.error());
  classes_ = std::move(*classes);
  if (static_cast<std::int64_t>(classes_.size()) != summary_.chips()) {
    return fail(bad_input(results_error::kMalformed, folder_.string(), "summary.json and chips.h5 disagree",
                          std::to_string(summary_.chips()) + " chips", std::to_string(classes_.size())));
  }
  ChipTable indices;
  auto columns = file_.integers("column");
  if (!columns) return fail(columns.error());
  indices.column = std::move(*columns);
  auto rows = file_.integers("row");
  if (!rows) return fail(rows.error());
  indices.row = std::move(*rows);
  grid_ = GridIndex(chip_runs(indices));
  for (const LayerSummary& layer : summary_.layers) {
    if (layer.name == summary_.first_layer && layer.registration)
      wafer_from_design_ = layer.registration->wafer_from_design;
  }
  return {};
}

std::string WaferResult::units_of(std::string_view column) const {
  const auto found = std::ranges::find(columns(), column, &ChipColumnInfo::name);
  return found == columns().end() ? std::string() : found->units;
}

Result<FloatColumn> WaferResult::column(const std::string& name) const {
  const std::scoped_lock lock(loading_);  // two who want the same column read it once
  const auto found = std::ranges::find(kept_, name, &std::pair<std::string, FloatColumn>::first);
  if (found != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, found);
    return kept_.front().second;
  }
  const auto bytes = static_cast<std::int64_t>(size() * sizeof(float));
  while (!kept_.empty() && static_cast<std::int64_t>(kept_.size() + 1) * bytes > kColumnBytes) kept_.pop_back();
  auto values = file_.floats(name);
  if (!values) return fail(values.error());
  kept_.emplace_front(name, std::make_shared<const std::vector<float>>(std::move(*values)));
  return kept_.front().second;
}

}  // namespace pellucid::gui

#include "inspection/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <system_error>
#include <utility>

#include "core/correlate/el_score.h"
#include "core/flow/parallel.h"
#include "core/judge/chip_verdict.h"
#include "core/judge/signatures.h"
#include "inspection/appearance.h"
#include "inspection/judge_wafer.h"
#include "inspection/stage_clock.h"
#include "inspection/wafer_limits.h"
#include "recipe/compare.h"
#include "results/chips_h5.h"
#include "results/result_folder.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kJudgedColumns{
    "x_um",  "y_um",         "intensity_e", "intensity_sigma_e", "relative_intensity", "class",
    "flags", "el_intensity", "el_pass"};

/// May a recipe differ in this key, and the table still tell everything?
bool needs_pixels(const RecipeChange& change) {
  if (change.section.empty()) return change.key != "name";
  if (change.section == "correlate") return !change.key.starts_with("bootstrap_");
  if (change.path() == "judge.missing_reflectance") return true;  // the mark `no_mesa` was set by it
  return change.section != "judge" && change.section != "leakage" && change.section != "limits";
}

tl::unexpected<Error> no_evidence(const fs::path& result, std::string_view found) {
  return fail(bad_input("inspection.no_evidence", result.string(),
                        "cannot be judged again: it was made by a version that did not keep what that takes",
                        "recipe.json and the group /judge of chips.h5; inspect the scan again", found));
}

Result<JudgeInput> read_input(const fs::path& result, const TablePart& part, const Progress& progress,
                              const std::stop_token& stop) {
  report(progress, "read", 0);
  JudgeInput input;
  input.path = result;
  auto summary = read_summary(result / "summary.json");
  if (!summary) return fail(summary.error());
  input.summary = std::move(*summary);
  std::error_code problem;
  if (!fs::exists(result / "recipe.json", problem)) return no_evidence(result, "no recipe.json");
  auto recipe = read_recipe(result / "recipe.json");
  if (!recipe) return fail(recipe.error());
  input.recipe = std::move(*recipe);
  auto shapes = read_shapes(result / "chips.h5");
  if (!shapes) return fail(shapes.error());
  if (!*shapes) return no_evidence(result, "no group /judge");
  input.shapes = std::move(**shapes);
  if (stop.stop_requested()) return fail(cancelled());
  auto table = read_chip_table(result / "chips.h5", part, stop);
  if (!table) return fail(table.error());
  input.table = std::move(*table);
  if (input.table.layers.empty() || input.summary.chips() != std::ssize(input.table.column)) {
    return fail(bad_input("results.malformed", result.string(), "summary.json and chips.h5 are not of one result",
                          fmt::format("{} chips", input.summary.chips()), fmt::format("{}", input.table.size())));
  }
  if (stop.stop_requested()) return fail(cancelled());
  return input;
}

/// The layers as far as a judgement asks for them; their tiles stay in the old result.
std::vector<LayerGeometry> layers_of(const Summary& summary) {
  std::vector<LayerGeometry> layers;
  for (const LayerSummary& from : summary.layers) {
    LayerGeometry& layer = layers.emplace_back();
    layer.name = from.name;
    layer.kind = from.kind;
    layer.method = from.method;
    layer.excitation = from.excitation;
    layer.pixel_um = from.pixel_um;
  }
  return layers;
}

/// Everything of the old result that its judgement did not say.
ResultData unjudged(const Summary& old, const Recipe& recipe) {
  ResultData data;
  data.scan_id = old.scan_id;
  data.acquired_at = old.acquired_at;
  data.tool_id = old.tool_id;
  data.wafer = old.wafer;
  data.layers = layers_of(old);
  for (const LayerSummary& layer : old.layers) {
    if (layer.registration) data.registrations.push_back(*layer.registration);
  }
  data.recipe_name = recipe.name;
  data.recipe_sha256 = recipe_sha256(recipe);
  data.recipe_text = recipe_text(recipe);
  data.input = old.input;
  data.appearance = old.appearance;
  data.warnings = old.warnings;
  for (const std::string& said : old.judge_warnings) {
    const auto at = std::ranges::find(data.warnings, said);
    if (at != data.warnings.end()) data.warnings.erase(at);
  }
  return data;
}

/// The old match holds: it rests on which chip is where. Its verdicts and correlations are scored anew.
void score_again(ResultData& data, const ElReport& old, const ElScoreOptions& options) {
  ElAttachment attached;
  attached.unmatched_pl = std::ranges::count(data.table.el->pass, std::uint8_t{255});
  attached.paired = std::ssize(data.table.el->pass) - attached.unmatched_pl;
  if (const Score* score = old.find("unmatched_el")) attached.unmatched_el = static_cast<std::int64_t>(score->value);
  data.el = score_el(data.table, old.match, attached, options);
  for (const std::string& warning : data.el->warnings) {
    if (std::ranges::find(data.warnings, warning) == data.warnings.end()) data.warnings.push_back(warning);
  }
}

bool asks_for_el(const WaferLimits& limits) {
  return limits.min_el_accuracy || limits.max_el_underkill_ppm || limits.max_el_overkill_ppm;
}

std::int64_t count_changed(const std::vector<ChipClass>& a, const std::vector<ChipClass>& b) {
  return std::transform_reduce(a.begin(), a.end(), b.begin(), std::int64_t{0}, std::plus<>(),
                               [](ChipClass x, ChipClass y) { return x != y ? 1 : 0; });
}

/// Findings of spectra, which no judgement of the light makes, stay as they were found. (Mechanical ones are marks.)
void keep_other_findings(const std::vector<std::uint32_t>& old_flags, ChipTable& table) {
  constexpr std::uint32_t kKept = chip_flag::bit(ChipClass::wavelength);
  for (std::size_t k = 0; k < table.size(); ++k) {
    const std::uint32_t kept = old_flags[k] & kKept;
    if (kept == 0 || table.chip_class[k] == ChipClass::unmeasured) continue;
    table.flags[k] |= kept;
    table.chip_class[k] = primary_class(table.flags[k]);
  }
}

Result<void> check_output(const JudgeRequest& request) {
  std::error_code problem;
  if (fs::exists(request.output, problem) && fs::equivalent(request.output, request.result, problem)) {
    return fail(Error{ErrorKind::usage, "inspection.same_result", request.output.string(),
                      "a result is not replaced by its own judgement", "another folder", "the result itself"});
  }
  return check_result_target(request.output, request.overwrite);
}

/// Of the new result: the old one's, but for what was judged.
Summary summary_of(const ResultData& data, const Summary& old, const fs::path& old_path) {
  Summary s = old;
  s.software = software();
  s.recipe_name = data.recipe_name;
  s.recipe_sha256 = data.recipe_sha256;
  std::error_code problem;
  s.judged_from =
      JudgedFrom{fs::absolute(old_path, problem).lexically_normal().string(), old.recipe_name, old.recipe_sha256};
  s.counts = count_classes(data.table);
  s.yield = yield_of(s.counts);
  s.uniformity = uniformity_of(data.table, data.wafer);
  s.signatures = signature_lines(data.table, data.wafer);
  s.leak = data.leak;
  if (s.leak) s.leak->warnings.clear();
  s.appearance = data.appearance;
  if (data.el) {
    s.el = data.el;
    s.el_disagreements = std::ssize(data.el->disagreements);
    s.el->disagreements.clear();
  }
  s.limits = data.limits;
  s.timing = data.timing;
  s.peak_memory_bytes = data.peak_memory_bytes;
  s.warnings = data.warnings;
  s.judge_warnings = data.judge_warnings;
  return s;
}

}  // namespace

Result<JudgeInput> read_judge_input(const fs::path& result, const Progress& progress, std::stop_token stop) {
  return read_input(result, {.columns = kJudgedColumns}, progress, stop);
}

std::vector<std::string> changed_keys(const Recipe& a, const Recipe& b) {
  std::vector<std::string> keys;
  for (const RecipeChange& change : compare_recipes(a, b)) keys.push_back(change.path());
  return keys;
}

Result<void> check_judgeable(const JudgeInput& input, const Recipe& recipe) {
  std::string keys;
  for (const RecipeChange& change : compare_recipes(input.recipe, recipe)) {
    if (needs_pixels(change)) keys += (keys.empty() ? "" : ", ") + change.text();
  }
  if (recipe.judge.partial_sigma < input.shapes.least_sigma) {
    keys += fmt::format("{}judge.partial_sigma: {} (shapes are kept from {} sigma on)", keys.empty() ? "" : ", ",
                        recipe.judge.partial_sigma, input.shapes.least_sigma);
  }
  if (keys.empty()) return {};
  return fail(bad_input("inspection.needs_pixels", input.path.string(),
                        "the recipe changes what only the pixels can answer: inspect the scan with it",
                        "other values in judge, leakage and limits only", keys));
}

Result<TrialJudgement> try_recipe(const JudgeInput& input, const Recipe& recipe, const Progress& progress,
                                  std::stop_token stop) {
  if (auto judgeable = check_judgeable(input, recipe); !judgeable) return fail(judgeable.error());
  report(progress, "judge", 0);
  ResultData data = unjudged(input.summary, recipe);
  data.table = input.table;
  data.shapes = input.shapes;
  if (stop.stop_requested()) return fail(cancelled());
  judge_wafer(data, recipe, progress, stop);
  keep_other_findings(input.table.flags, data.table);
  if (stop.stop_requested()) return fail(cancelled());
  if (data.table.el && input.summary.el && asks_for_el(recipe.limits))
    score_again(data, *input.summary.el, recipe.el_score);
  TrialJudgement trial;
  trial.counts = count_classes(data.table);
  trial.yield = yield_of(trial.counts);
  trial.changed = count_changed(input.table.chip_class, data.table.chip_class);
  trial.limits = check_limits(recipe.limits, trial.counts, data.el);
  trial.chip_class = std::move(data.table.chip_class);
  trial.flags = std::move(data.table.flags);
  trial.leak = std::move(data.leak);
  trial.warnings = std::move(data.judge_warnings);
  report(progress, "judge", 1);
  return trial;
}

Result<JudgeOutcome> rejudge(const JudgeRequest& request, const Progress& listener, std::stop_token stop) {
  const ThreadLimit limit(request.threads);
  StageClock clock("read", listener);
  const Progress progress = clock.callback();
  const bool writes = !request.output.empty();
  if (writes) {
    if (auto target = check_output(request); !target) return fail(target.error());
  }
  // The pictures show every column; else the measured ones are copied from file to file, and never in memory.
  const bool draws = writes && request.write_maps_and_report;
  auto input = read_input(request.result, draws ? TablePart{} : TablePart{.columns = kJudgedColumns}, progress, stop);
  if (!input) return fail(input.error());
  if (auto judgeable = check_judgeable(*input, request.recipe); !judgeable) return fail(judgeable.error());

  report(progress, "judge", 0);
  ResultData data = unjudged(input->summary, request.recipe);
  data.table = std::move(input->table);
  data.shapes = std::move(input->shapes);
  const std::vector<ChipClass> before = data.table.chip_class;
  const std::vector<std::uint32_t> old_flags = data.table.flags;
  judge_wafer(data, request.recipe, progress, stop);
  keep_other_findings(old_flags, data.table);
  count_overlaps(data);
  if (stop.stop_requested()) return fail(cancelled());
  if (data.table.el && input->summary.el) {
    report(progress, "compare with EL", 0);
    score_again(data, *input->summary.el, request.recipe.el_score);
  }
  data.limits = check_limits(request.recipe.limits, count_classes(data.table), data.el);
  data.peak_memory_bytes = peak_memory_bytes();
  report(progress, "write result", 0);
  data.timing = clock.stages();
  JudgeOutcome outcome;
  outcome.summary = summary_of(data, input->summary, request.result);
  data.judged_from = outcome.summary.judged_from;
  if (writes) {
    const WriteOptions options{request.write_maps_and_report, request.overwrite};
    auto written = write_judged_result(data, outcome.summary, request.result, request.output, options, progress, stop);
    if (!written) return fail(written.error());
  }
  outcome.summary.timing = clock.stages();
  outcome.counts_before = input->summary.counts;
  outcome.yield_before = input->summary.yield;
  outcome.changed = count_changed(before, data.table.chip_class);
  outcome.changed_keys = changed_keys(input->recipe, request.recipe);
  return outcome;
}

}  // namespace pellucid

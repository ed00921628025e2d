// pellucid diff RESULT_A RESULT_B: which chips changed, and why.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"
#include "inspection/diff.h"

namespace pellucid::cli {
namespace {

using nlohmann::ordered_json;

struct DiffArguments {
  DiffRequest request;
  std::filesystem::path file;
  bool changed = false, overwrite = false;
  std::size_t examples = 5;
};

struct Example {
  std::size_t k = 0;
  std::string why;
};

ordered_json finite(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

std::string chip_line(const ResultDiff& d, const Example& e) {
  const ChangedChips& c = d.changed;
  return fmt::format("  {:<13}{} -> {}: {}\n", fmt::format("{},{}", c.column[e.k], c.row[e.k]), name_of(c.class_a[e.k]),
                     name_of(c.class_b[e.k]), e.why);
}

std::string diff_json(const ResultDiff& d, const std::vector<Example>& examples) {
  ordered_json json{{"a",
                     {{"result", d.request.a.string()},
                      {"wafer", d.wafer_a},
                      {"scan_id", d.scan_id_a},
                      {"recipe_sha256", d.recipe_sha256_a},
                      {"yield", finite(d.yield_a)}}},
                    {"b",
                     {{"result", d.request.b.string()},
                      {"wafer", d.wafer_b},
                      {"scan_id", d.scan_id_b},
                      {"recipe_sha256", d.recipe_sha256_b},
                      {"yield", finite(d.yield_b)}}},
                    {"changed_keys", d.changed_keys},
                    {"in_both", d.in_both},
                    {"only_in_a", d.only_in_a},
                    {"only_in_b", d.only_in_b},
                    {"changed", d.changed.size()},
                    {"matrix", ordered_json::object()},
                    {"by_reason", ordered_json::object()},
                    {"light",
                     {{"beyond_sigma", d.request.beyond_sigma},
                      {"compared", d.light_compared},
                      {"differs", d.light_differs},
                      {"median_ratio", finite(d.light_ratio)}}},
                    {"examples", ordered_json::array()},
                    {"warnings", d.warnings}};
  for (std::size_t a = 0; a < kAllClasses.size(); ++a) {
    const std::string name(name_of(kAllClasses[a]));
    json["a"]["counts"][name] = d.counts_a[a];
    json["b"]["counts"][name] = d.counts_b[a];
    for (std::size_t b = 0; b < kAllClasses.size(); ++b) {
      if (d.matrix[a][b] > 0) json["matrix"][name][std::string(name_of(kAllClasses[b]))] = d.matrix[a][b];
    }
  }
  for (std::size_t r = 0; r < kChangeReasons; ++r)
    json["by_reason"][std::string(name_of(static_cast<ChangeReason>(r)))] = d.by_reason[r];
  for (const Example& e : examples) {
    const ChangedChips& c = d.changed;
    json["examples"].push_back({{"column", c.column[e.k]},
                                {"row", c.row[e.k]},
                                {"class_a", name_of(c.class_a[e.k])},
                                {"class_b", name_of(c.class_b[e.k])},
                                {"reason", name_of(c.reason[e.k])},
                                {"why", e.why}});
  }
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string change_table(const ResultDiff& d) {
  std::string text = fmt::format("  {:<13}{:<13}{:>14}\n", "class in A", "class in B", "chips");
  for (std::size_t a = 0; a < kAllClasses.size(); ++a) {
    for (std::size_t b = 0; b < kAllClasses.size(); ++b) {
      if (a == b || d.matrix[a][b] == 0) continue;
      text += fmt::format("  {:<13}{:<13}{:>14}\n", name_of(kAllClasses[a]), name_of(kAllClasses[b]),
                          grouped(d.matrix[a][b]));
    }
  }
  text += "\n";
  for (std::size_t r = 0; r < kChangeReasons; ++r) {
    if (d.by_reason[r] == 0) continue;
    text += fmt::format("  {:<13}{:<13}{:>14}\n", "because of", name_of(static_cast<ChangeReason>(r)),
                        grouped(d.by_reason[r]));
  }
  return text + "\n";
}

std::string diff_text(const ResultDiff& d, const std::vector<Example>& examples, bool colour) {
  const auto changed = static_cast<std::int64_t>(d.changed.size());
  std::string text = fmt::format("{} of {} chips have another class\n\n", grouped(changed), grouped(d.in_both));
  text += fmt::format("  {:<13}A {:.2f} %, B {:.2f} %\n", "yield", 100 * d.yield_a, 100 * d.yield_b);
  for (std::size_t i = 0; i < d.changed_keys.size(); ++i)
    text += fmt::format("  {:<13}{}\n", i == 0 ? "recipe" : "", d.changed_keys[i]);
  if (d.changed_keys.empty()) text += fmt::format("  {:<13}no difference\n", "recipe");
  text += fmt::format("  {:<13}{} of {} intensities differ by more than {:g} sigma", "light", grouped(d.light_differs),
                      grouped(d.light_compared), d.request.beyond_sigma);
  text += std::isfinite(d.light_ratio) ? fmt::format("; good chips: B / A {:.4f}\n", d.light_ratio) : std::string("\n");
  if (d.only_in_a + d.only_in_b > 0)
    text += fmt::format("  {:<13}{} only in A, {} only in B\n", "chips", grouped(d.only_in_a), grouped(d.only_in_b));
  text += "\n";
  if (changed > 0) text += change_table(d);
  for (const Example& e : examples) text += chip_line(d, e);
  for (const std::string& warning : d.warnings)
    text += fmt::format("  {:<13}{}\n", "warning", painted(warning, Colour::yellow, colour));
  return text;
}

/// Some of the changed chips, evenly chosen, with their reasons.
Result<std::vector<Example>> examples_of(const ResultDiff& diff, std::size_t wanted) {
  std::vector<Example> examples;
  const std::size_t count = std::min(wanted, diff.changed.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t k = i * diff.changed.size() / count;
    auto why = why_changed(diff, k);
    if (!why) return fail(why.error());
    examples.push_back({k, std::move(*why)});
  }
  return examples;
}

ExitCode run_diff(const Session& session, const DiffArguments& arguments) {
  if (arguments.changed != !arguments.file.empty()) {
    return answer_error(session, Error{ErrorKind::usage, "cli.option", "", "--changed and -o belong together",
                                       "--changed -o changed.csv", arguments.changed ? "--changed" : "-o"});
  }
  ProgressLine progress(stderr, ProgressLine::style_for(stderr, session.quiet));
  const auto diff = diff_results(arguments.request, progress.callback(), session.stop);
  progress.wipe();
  if (!diff) return answer_error(session, diff.error());
  if (arguments.changed) {
    const auto written = export_changes(*diff, arguments.file, arguments.overwrite, progress.callback(), session.stop);
    progress.wipe();
    if (!written) return answer_error(session, written.error());
  }
  const auto examples = examples_of(*diff, arguments.examples);
  if (!examples) return answer_error(session, examples.error());
  print_out(session.json ? diff_json(*diff, *examples) : diff_text(*diff, *examples, wants_colour(stdout)));
  return ExitCode::done;
}

}  // namespace

void add_diff_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "diff", "Tell which chips two results judge differently, and why",
                                  "pellucid diff W03.result W03.strict --changed -o changed.csv");
  auto a = std::make_shared<DiffArguments>();
  command->add_option("RESULT_A", a->request.a, "Result folder")->required();
  command->add_option("RESULT_B", a->request.b, "Result folder")->required();
  command->add_option("--beyond-sigma", a->request.beyond_sigma, "Intensities differ: by more than so many sigma")
      ->check(CLI::Range(0.0, 1000.0))
      ->capture_default_str();
  command->add_option("--examples", a->examples, "So many changed chips are explained in the answer")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command->add_flag("--changed", a->changed, "Write every changed chip with its reason to the file of -o (CSV)");
  command->add_option("-o,--output", a->file, "File for --changed; appears whole or not at all");
  command->add_flag("--overwrite", a->overwrite, "Replace an existing file");
  command->callback([&session, a] { session.run = [&session, a] { return run_diff(session, *a); }; });
}

}  // namespace pellucid::cli

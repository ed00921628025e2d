// pellucid judge RESULT --recipe NEW.json [-o NEW_RESULT]: judged again from the table, without a pixel.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/progress_line.h"
#include "cli/result_json.h"
#include "cli/terminal.h"
#include "inspection/judge.h"

namespace pellucid::cli {
namespace {

using nlohmann::ordered_json;

struct JudgeArguments {
  JudgeRequest request;
  std::string recipe_file;
  bool no_report = false;
};

ordered_json finite(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json counts_json(const ClassCounts& counts) {
  ordered_json json;
  for (std::size_t i = 0; i < counts.size(); ++i) json[std::string(name_of(kAllClasses[i]))] = counts[i];
  return json;
}

std::string judge_json(const JudgeRequest& request, const JudgeOutcome& outcome) {
  const Summary& s = outcome.summary;
  ordered_json json{{"result", request.result.string()},
                    {"output", request.output.empty() ? ordered_json(nullptr) : ordered_json(request.output.string())},
                    {"recipe", {{"name", s.recipe_name}, {"sha256", s.recipe_sha256}}},
                    {"recipe_before", {{"name", s.judged_from->recipe_name}, {"sha256", s.judged_from->recipe_sha256}}},
                    {"changed_keys", outcome.changed_keys},
                    {"chips", s.chips()},
                    {"changed", outcome.changed},
                    {"counts_before", counts_json(outcome.counts_before)},
                    {"counts", counts_json(s.counts)},
                    {"yield_before", finite(outcome.yield_before)},
                    {"yield", finite(s.yield)},
                    {"limits", ordered_json::array()},
                    {"limits_hold", s.limits_hold()},
                    {"warnings", s.warnings}};
  for (const LimitCheck& check : s.limits) {
    json["limits"].push_back({{"name", check.name},
                              {"limit", finite(check.limit)},
                              {"found", finite(check.found)},
                              {"passed", check.passed}});
  }
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string judge_text(const JudgeRequest& request, const JudgeOutcome& outcome, bool colour) {
  const Summary& s = outcome.summary;
  std::string keys;
  for (const std::string& key : outcome.changed_keys) keys += (keys.empty() ? "" : ", ") + key;
  std::string text = fmt::format("{} chips of {} get another class\n\n", grouped(outcome.changed), grouped(s.chips()));
  text += fmt::format("  {:<13}{}\n\n", "recipe", keys.empty() ? "the same" : "differs in " + keys);
  text += fmt::format("  {:<13}{:>14}{:>14}{:>14}\n", "class", "before", "now", "change");
  for (std::size_t i = 0; i < kAllClasses.size(); ++i) {
    const std::int64_t before = outcome.counts_before[i], now = s.counts[i];
    if (before == 0 && now == 0) continue;
    text += fmt::format("  {:<13}{:>14}{:>14}{:>14}\n", name_of(kAllClasses[i]), grouped(before), grouped(now),
                        now == before ? "" : (now > before ? "+" : "") + grouped(now - before));
  }
  text += fmt::format("  {:<13}{:>12.2f} %{:>12.2f} %{:>+12.2f} %\n\n", "yield", 100 * outcome.yield_before,
                      100 * s.yield, 100 * (s.yield - outcome.yield_before));
  for (const LimitCheck& limit : s.limits) {
    const std::string verdict =
        limit.passed ? painted("holds", Colour::green, colour) : painted("FAILS", Colour::red, colour);
    text += fmt::format("  {:<13}{} {:g}: {} ({:g} found)\n", "limit", limit.name, limit.limit, verdict, limit.found);
  }
  for (const std::string& warning : s.warnings)
    text += fmt::format("  {:<13}{}\n", "warning", painted(warning, Colour::yellow, colour));
  return text + (request.output.empty() ? std::string("  nothing was written: -o NEW_RESULT keeps it\n")
                                        : fmt::format("  {:<13}{}\n", "written", request.output.string()));
}

ExitCode run_judge(const Session& session, JudgeArguments& arguments) {
  auto recipe = read_recipe(arguments.recipe_file);
  if (!recipe) return answer_error(session, recipe.error());
  arguments.request.recipe = std::move(*recipe);
  arguments.request.write_maps_and_report = !arguments.no_report;
  ProgressLine progress(stderr, ProgressLine::style_for(stderr, session.quiet));
  const auto judged = rejudge(arguments.request, progress.callback(), session.stop);
  progress.wipe();
  if (!judged) return answer_error(session, judged.error());
  print_out(session.json ? judge_json(arguments.request, *judged)
                         : judge_text(arguments.request, *judged, wants_colour(stdout)));
  return judged->summary.limits_hold() ? ExitCode::done : ExitCode::limits_fail;
}

}  // namespace

void add_judge_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "judge", "Judge a result again by another recipe, without the pixels",
                                  "pellucid judge W03.result --recipe strict.json -o W03.strict");
  auto arguments = std::make_shared<JudgeArguments>();
  JudgeRequest& request = arguments->request;
  command->add_option("RESULT", request.result, "Result folder; stays as it is")->required();
  command->add_option("--recipe", arguments->recipe_file, "Recipe (JSON) to judge by")->required();
  command->add_option("-o,--output", request.output, "New result folder; without it, only told what would change");
  command->add_option("--threads", request.threads, "Threads; 0: one a core")->check(CLI::Range(0, 1024));
  command->add_flag("--overwrite", request.overwrite, "Replace an existing result folder");
  command->add_flag("--no-report", arguments->no_report, "No maps and no report.html: quicker");
  command->callback(
      [&session, arguments] { session.run = [&session, arguments] { return run_judge(session, *arguments); }; });
}

}  // namespace pellucid::cli

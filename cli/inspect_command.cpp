// pellucid inspect SCAN -o RESULT: the main job.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/profile_text.h"
#include "cli/progress_line.h"
#include "cli/result_json.h"
#include "cli/summary_text.h"
#include "cli/terminal.h"
#include "inspection/inspect.h"

namespace pellucid::cli {
namespace {

struct InspectArguments {
  InspectRequest request;
  std::string recipe_file;
  bool no_report = false;
  bool profile = false;
};

ExitCode run_inspect(const Session& session, InspectArguments& arguments) {
  if (!arguments.recipe_file.empty()) {
    auto recipe = read_recipe(arguments.recipe_file);
    if (!recipe) return answer_error(session, recipe.error());
    arguments.request.recipe = std::move(*recipe);
  }
  arguments.request.write_maps_and_report = !arguments.no_report;

  ProgressLine progress(stderr, ProgressLine::style_for(stderr, session.quiet));
  const auto found = inspect(arguments.request, progress.callback(), session.stop);
  progress.wipe();
  if (!found) return answer_error(session, found.error());

  if (session.json) {
    const auto document = summary_answer_json(arguments.request.result);
    if (!document) return answer_error(session, document.error());
    print_out(*document);
  } else {
    auto summary = read_summary(arguments.request.result / "summary.json");
    if (!summary) return answer_error(session, summary.error());
    summary->timing = found->timing;  // with the writing
    print_out(summary_text(*summary, arguments.request.result, {wants_colour(stdout), !arguments.no_report}));
  }
  if (arguments.profile) fmt::print(stderr, "{}", profile_text(found->timing));
  const bool limits_hold = std::ranges::all_of(found->limits, &LimitCheck::passed);
  return limits_hold ? ExitCode::done : ExitCode::limits_fail;
}

}  // namespace

void add_inspect_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "inspect", "Measure and judge every chip of a scan folder",
                                  "pellucid inspect W03 -o W03.result --recipe uled.json");
  auto arguments = std::make_shared<InspectArguments>();
  command->add_option("SCAN", arguments->request.scan, "Scan folder (holds scan.json)")->required();
  command->add_option("-o,--output", arguments->request.result, "Result folder; appears whole or not at all")
      ->required();
  command->add_option("--recipe", arguments->recipe_file, "Recipe (JSON); without one, every default");
  command->add_option("--threads", arguments->request.threads, "Threads; 0: one a core")->check(CLI::Range(0, 1024));
  command->add_flag("--allow-missing-tiles", arguments->request.allow_missing_tiles,
                    "Go on where tiles are missing: their chips are unmeasured");
  command->add_flag("--overwrite", arguments->request.overwrite, "Replace an existing result folder");
  command->add_flag("--no-report", arguments->no_report, "No maps and no report.html");
  command->add_flag("--profile", arguments->profile, "Then print time and bytes by stage, on stderr");
  command->callback(
      [&session, arguments] { session.run = [&session, arguments] { return run_inspect(session, *arguments); }; });
}

}  // namespace pellucid::cli

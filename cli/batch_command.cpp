// pellucid batch ROOT -o RESULTS: every scan folder below ROOT.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include "batch/batch.h"
#include "cli/commands.h"
#include "cli/lot_text.h"
#include "cli/outbox_text.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"
#include "inspection/deliver.h"

namespace pellucid::cli {
namespace {

struct BatchArguments {
  BatchRequest request;
  std::string recipe_file;
  bool no_report = false;
  std::string outbox;  ///< configuration; empty: results go nowhere
};

/// The worst of all rows: a machine's fault before bad input before failed limits.
ExitCode exit_code_of_table(const LotTable& table) {
  const auto any = [&table](auto&& holds) { return std::ranges::any_of(table, holds); };
  const auto is_internal = [](const std::optional<Error>& error) {
    return error && error->kind == ErrorKind::internal;
  };
  if (any([&](const LotRow& row) { return is_internal(row.error) || is_internal(row.delivery_error); }))
    return ExitCode::internal;
  if (any([](const LotRow& row) { return row.status == LotStatus::bad || row.delivery_error; }))
    return ExitCode::bad_input;
  if (any([](const LotRow& row) { return row.status == LotStatus::limits_fail; })) return ExitCode::limits_fail;
  return ExitCode::done;
}

BatchObserver observer_of(const Session& session, ProgressLine& progress) {
  BatchObserver observer;
  observer.progress = progress.callback();
  observer.started = [&progress](std::size_t index, std::size_t count, const std::filesystem::path& scan) {
    progress.set_prefix(fmt::format("[{}/{}] {}", index + 1, count, scan.string()));
  };
  observer.finished = [&progress, &session](const LotRow& row) {
    progress.wipe();
    if (!session.quiet) fmt::print(stderr, "{}\n", lot_line(row));
  };
  return observer;
}

ExitCode run_batch_command(const Session& session, BatchArguments& arguments) {
  if (!arguments.recipe_file.empty()) {
    auto recipe = read_recipe(arguments.recipe_file);
    if (!recipe) return answer_error(session, recipe.error());
    arguments.request.recipe = std::move(*recipe);
  }
  arguments.request.write_maps_and_report = !arguments.no_report;
  std::optional<mes::Outbox> outbox;
  if (!arguments.outbox.empty()) {
    auto opened = open_outbox(arguments.outbox, Exports::needed);
    if (!opened) return answer_error(session, opened.error());
    outbox.emplace(std::move(*opened));
    arguments.request.deliver = [&outbox](const std::filesystem::path& result, std::stop_token stop) -> Result<void> {
      const auto put = deliver_result(*outbox, result, std::move(stop));
      return put ? Result<void>() : fail(put.error());
    };
  }
  ProgressLine progress(stderr, ProgressLine::style_for(stderr, session.quiet));
  const auto table = run_batch(arguments.request, observer_of(session, progress), session.stop);
  progress.wipe();
  if (!table) return answer_error(session, table.error());
  print_out(session.json ? lot_json(*table) : lot_text(*table, arguments.request.results, wants_colour(stdout)));
  return exit_code_of_table(*table);
}

}  // namespace

void add_batch_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "batch", "Inspect every scan folder below a folder, one after another",
                                  "pellucid batch /data/LOT7 -o /results/LOT7 --recipe uled.json");
  auto arguments = std::make_shared<BatchArguments>();
  BatchRequest& request = arguments->request;
  command->add_option("ROOT", request.root, "Folder with scan folders below it")->required();
  command->add_option("-o,--output", request.results, "Folder of the results; holds lot.csv and lot.json at the end")
      ->required();
  command->add_option("--recipe", arguments->recipe_file, "Recipe (JSON); without one, every default");
  command->add_option("--threads", request.threads, "Threads; 0: one a core")->check(CLI::Range(0, 1024));
  command->add_flag("--rerun", request.rerun, "Inspect again what is done already");
  command->add_flag("--require-complete", request.require_complete, "A scan without the file COMPLETE is an error");
  command->add_flag("--allow-missing-tiles", request.allow_missing_tiles,
                    "Go on where tiles are missing: their chips are unmeasured");
  command->add_option("--deliver", arguments->outbox,
                      "Put what this outbox (its configuration, JSON) makes of each wafer into it");
  command->add_flag("--no-report", arguments->no_report, "No maps and no report.html");
  command->callback([&session, arguments] {
    session.run = [&session, arguments] { return run_batch_command(session, *arguments); };
  });
}

}  // namespace pellucid::cli

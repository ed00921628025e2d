// pellucid export RESULT --format csv -o FILE: the chip table for other programs.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"
#include "inspection/export.h"

namespace pellucid::cli {
namespace {

ExitCode run_export(const Session& session, const ExportRequest& request) {
  ProgressLine progress(stderr, ProgressLine::style_for(stderr, session.quiet));
  const auto made = export_table(request, progress.callback(), session.stop);
  progress.wipe();
  if (!made) return answer_error(session, made.error());
  if (session.json) {
    const nlohmann::ordered_json answer{
        {"file", request.file.string()}, {"chips", made->chips}, {"bytes", made->bytes}};
    print_out(answer.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  } else if (!session.quiet) {
    print_out(fmt::format("{}: {} chips, {}\n", request.file.string(), grouped(made->chips), bytes_text(made->bytes)));
  }
  return ExitCode::done;
}

}  // namespace

void add_export_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "export", "Write the chip table or the defect list for other programs",
                                  "pellucid export W03.result --format csv --defects -o W03-defects.csv");
  auto request = std::make_shared<ExportRequest>();
  const std::map<std::string, ExportFormat> formats{{"csv", ExportFormat::csv}, {"jsonl", ExportFormat::jsonl}};
  command->add_option("RESULT", request->result, "Result folder")->required();
  command->add_option("-o,--output", request->file, "File to write; appears whole or not at all")->required();
  command->add_option("--format", request->format, "A table, or one JSON object a line and chip")
      ->transform(CLI::CheckedTransformer(formats))
      ->option_text("csv|jsonl REQUIRED")
      ->required();
  command->add_flag("--defects", request->only_defects, "The defect list: leave out good chips");
  command->add_option("--columns", request->columns, "Columns by their names in chips.h5, separated by commas")
      ->delimiter(',');
  command->add_flag("--overwrite", request->overwrite, "Replace an existing file");
  command->callback(
      [&session, request] { session.run = [&session, request] { return run_export(session, *request); }; });
}

}  // namespace pellucid::cli

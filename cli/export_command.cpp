// pellucid export RESULT --format ... -o FILE: the chip table as a table, defects as KLARF, maps for the fab.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands.h"
#include "cli/outbox_text.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"
#include "inspection/deliver.h"
#include "inspection/export.h"
#include "inspection/fab_export.h"

namespace pellucid::cli {
namespace {

const std::map<std::string, ExportFormat> kTableFormats{{"csv", ExportFormat::csv}, {"jsonl", ExportFormat::jsonl}};

struct Arguments {
  std::string format;
  ExportRequest table;
  FabExportRequest fab;
  bool no_thumbnails = false;
  std::string outbox;                ///< configuration; empty: the file goes nowhere
  std::vector<std::string> targets;  ///< empty: all
  std::vector<std::string> classes;  ///< names
};

std::vector<std::string> class_names() {
  std::vector<std::string> names;
  for (const ChipClass c : kAllClasses) names.emplace_back(name_of(c));
  return names;
}

/// What an export says when it has been done.
struct Answer {
  nlohmann::ordered_json json;
  std::string text;
  std::filesystem::path pictures;  ///< folder that a KLARF names; empty: none
};

Result<Answer> run_table(const Session& session, const ExportRequest& request) {
  ProgressLine progress(stderr, ProgressLine::style_for(stderr, session.quiet));
  const auto made = export_table(request, progress.callback(), session.stop);
  progress.wipe();
  if (!made) return fail(made.error());
  const char* what = made->defects ? "defects" : "chips";
  const std::int64_t rows = made->defects.value_or(made->chips);
  return Answer{{{"file", request.file.string()}, {what, rows}, {"bytes", made->bytes}},
                fmt::format("{}: {} {}, {}\n", request.file.string(), grouped(rows), what, bytes_text(made->bytes)),
                {}};
}

std::string klarf_text(const FabExportSummary& made) {
  std::string text = fmt::format("{} defects in {} dies", grouped(made.defects_listed), grouped(made.dies));
  if (made.pictures > 0) text += fmt::format(", {} pictures", grouped(made.pictures));
  return text;
}

Result<Answer> run_fab(const Session& session, const FabExportRequest& request) {
  ProgressLine progress(stderr, ProgressLine::style_for(stderr, session.quiet));
  const auto made = export_fab_file(request, progress.callback(), session.stop);
  progress.wipe();
  if (!made) return fail(made.error());
  const bool klarf = request.format == FabFormat::klarf12 || request.format == FabFormat::klarf18;
  Answer answer;
  answer.pictures = made->pictures_folder;
  answer.json = {{"file", request.file.string()}, {"bytes", made->bytes}, {"dies", made->dies}};
  if (klarf) {
    answer.json["defects_found"] = made->defects_found;
    answer.json["defects_listed"] = made->defects_listed;
    answer.json["pictures"] = made->pictures;
  } else {
    answer.json["columns"] = made->columns;
    answer.json["rows"] = made->rows;
  }
  answer.json["warnings"] = made->warnings;
  for (const std::string& warning : made->warnings) {
    if (!session.quiet && !session.json) fmt::print(stderr, "pellucid: warning: {}\n", warning);
  }
  const std::string what =
      klarf ? klarf_text(*made)
            : fmt::format("{} x {} map, {} dies", grouped(made->columns), grouped(made->rows), grouped(made->dies));
  answer.text =
      fmt::format("{}: {}, {}; read back and compared\n", request.file.string(), what, bytes_text(made->bytes));
  return answer;
}

/// Exports, then puts into the outbox what came out. An outbox that cannot be used is said before anything is made.
template <class Export>
ExitCode export_and_deliver(const Session& session, const Arguments& arguments, Export&& run) {
  std::optional<mes::Outbox> outbox;
  if (!arguments.outbox.empty()) {
    auto opened = open_outbox(arguments.outbox);
    if (!opened) return answer_error(session, opened.error());
    outbox.emplace(std::move(*opened));
  }
  Result<Answer> answer = run();
  if (!answer) return answer_error(session, answer.error());
  if (outbox) {
    const auto put = put_exported(
        *outbox,
        {arguments.table.result, arguments.table.file, answer->pictures, {}, arguments.format, arguments.targets});
    if (!put) return answer_error(session, put.error());
    answer->json["deliveries"] = put_json(*put);
    answer->text += put_text(*put);
  }
  if (session.json) {
    print_out(answer->json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  } else if (!session.quiet) {
    print_out(answer->text);
  }
  return ExitCode::done;
}

ExitCode refuse(const Session& session, const std::string& what, const std::string& expected,
                const std::string& found) {
  return answer_error(session, Error{ErrorKind::usage, "cli.option", "", what, expected, found});
}

ExitCode run_export(const Session& session, Arguments& arguments) {
  if (arguments.outbox.empty() && !arguments.targets.empty()) {
    return refuse(session, "--target says where in an outbox", "--deliver OUTBOX.json", "none");
  }
  const auto table = kTableFormats.find(arguments.format);
  FabExportRequest& fab = arguments.fab;
  const bool fab_options = !fab.profile.empty() || fab.thumbnails || arguments.no_thumbnails || !fab.scan.empty();
  if (table != kTableFormats.end()) {
    if (fab_options) {
      return refuse(session, "--profile, --thumbnails and --scan belong to the fab's formats",
                    "--format klarf, klarf18, e142, g85, sinf or mapcsv", arguments.format);
    }
    if (fab.reviewed) return refuse(session, "tables hold both classes", "no --reviewed", arguments.format);
    arguments.table.format = table->second;
    for (const ChipClass c : kAllClasses) {
      if (std::ranges::find(arguments.classes, name_of(c)) != arguments.classes.end())
        arguments.table.chips.classes.push_back(c);
    }
    return export_and_deliver(session, arguments, [&] { return run_table(session, arguments.table); });
  }
  const bool chosen = !arguments.classes.empty() || !arguments.table.chips.is_everything();
  if (arguments.table.only_defects || !arguments.table.columns.empty() || chosen) {
    return refuse(session,
                  "--defects, --columns, --chips, --class, --where and --sort-by belong to tables; a profile says what "
                  "the fab's formats hold",
                  "--format csv or jsonl", arguments.format);
  }
  fab.format = fab_formats().at(arguments.format);
  const bool klarf = fab.format == FabFormat::klarf12 || fab.format == FabFormat::klarf18;
  if (!klarf && (fab.thumbnails || !fab.scan.empty())) {
    return refuse(session, "--thumbnails and --scan belong to KLARF", "--format klarf or klarf18", arguments.format);
  }
  fab.result = arguments.table.result;
  fab.file = arguments.table.file;
  fab.overwrite = arguments.table.overwrite;
  if (arguments.no_thumbnails) fab.thumbnails = 0;
  return export_and_deliver(session, arguments, [&] { return run_fab(session, fab); });
}

/// Which chips a table holds: what a person picks out in the viewer.
void add_selection(CLI::App& command, Arguments& arguments) {
  ChipSelection& chips = arguments.table.chips;
  command.add_option("--chips", chips.list, "Tables: only the chips of this CSV, by its columns `column` and `row`");
  command.add_option("--class", arguments.classes, "Tables: only chips of these classes, separated by commas")
      ->delimiter(',')
      ->check(CLI::IsMember(class_names()));
  command.add_option("--where", chips.where, "Tables: only chips for which this holds: \"peak_nm > 460 and row < 99\"");
  auto* sort = command.add_option("--sort-by", chips.sort_by, "Tables: in the order of this column");
  command.add_flag("--descending", chips.descending, "The largest first")->needs(sort);
}

}  // namespace

void add_export_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(
      app, session, "export", "Write chips, defects or maps for other programs: CSV, KLARF, E142, G85, SINF",
      "pellucid export W03.result --format csv --defects -o W03-defects.csv\n"
      "  pellucid export W03.result --format csv --class dim,dark --where \"relative_intensity < 0.5\" -o worst.csv\n"
      "  pellucid export W03.result --format klarf --profile fab7.json -o W03.klarf --deliver outbox.json");
  auto arguments = std::make_shared<Arguments>();
  ExportRequest& table = arguments->table;
  FabExportRequest& fab = arguments->fab;
  command->add_option("RESULT", table.result, "Result folder")->required();
  command->add_option("-o,--output", table.file, "File to write; appears whole or not at all")->required();
  command
      ->add_option("--format", arguments->format,
                   "Tables: csv, jsonl. Defects: klarf (1.2), klarf18. Maps: e142, g85, sinf, mapcsv")
      ->check(CLI::IsMember({"csv", "jsonl", "klarf", "klarf18", "e142", "g85", "sinf", "mapcsv"}))
      ->option_text("NAME REQUIRED")
      ->required();
  command->add_flag("--defects", table.only_defects, "The defect list: leave out good chips");
  command->add_option("--columns", table.columns, "Columns by their names in chips.h5, separated by commas")
      ->delimiter(',');
  add_selection(*command, *arguments);
  command->add_option("--profile", fab.profile, "Export profile (JSON): ids, orientation, origin, bins, classes");
  auto* pictures =
      command->add_option("--thumbnails", fab.thumbnails, "KLARF: pictures of at most so many defects, from the scan")
          ->check(CLI::Range(0, 100'000));
  command->add_flag("--no-thumbnails", arguments->no_thumbnails, "KLARF: no pictures, whatever the profile says")
      ->excludes(pictures);
  command->add_option("--scan", fab.scan, "The scan folder, where it is no longer where it was");
  command->add_flag("--reviewed", fab.reviewed, "Bins and class numbers as reviewed, where a reviewer gave a class");
  command->add_flag("--overwrite", table.overwrite, "Replace an existing file");
  command->add_option("--deliver", arguments->outbox, "Then put the file into this outbox (its configuration, JSON)");
  command->add_option("--target", arguments->targets, "Of the outbox; may be given again. Without one, all");
  command->callback(
      [&session, arguments] { session.run = [&session, arguments] { return run_export(session, *arguments); }; });
}

}  // namespace pellucid::cli

// pellucid dies LIST OUT: which dies a list of defects hits, as a wafer map.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "inspection/assign_dies.h"

namespace pellucid::cli {
namespace {

using Pair = std::pair<double, double>;

struct DiesArguments {
  AssignDiesRequest request;
  Pair die_um{0, 0}, corner_um{0, 0};
  std::string where;
};

ExitCode run_dies(const Session& session, DiesArguments& arguments) {
  AssignDiesRequest& request = arguments.request;
  request.grid.pitch_um = {arguments.die_um.first, arguments.die_um.second};
  request.grid.corner_um = {arguments.corner_um.first, arguments.corner_um.second};
  if (!arguments.where.empty()) {
    const std::size_t equals = arguments.where.find('=');
    if (equals == std::string::npos || equals == 0) {
      return answer_error(session, Error{ErrorKind::usage, "cli.option", "", "--where takes a column and a value",
                                         "COLUMN=VALUE", arguments.where});
    }
    request.filter_column = arguments.where.substr(0, equals);
    request.filter_value = arguments.where.substr(equals + 1);
  }
  const auto made = assign_dies(request, session.stop);
  if (!made) return answer_error(session, made.error());
  if (session.json) {
    const nlohmann::ordered_json answer{{"file", request.file.string()}, {"defects", made->defects},
                                        {"off_grid", made->off_grid},    {"dies", made->dies},
                                        {"defective", made->defective},  {"bytes", made->bytes}};
    print_out(answer.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  } else if (!session.quiet) {
    print_out(fmt::format("{}: {} of {} dies hit by {} defects ({} touch no die), {}; read back and compared\n",
                          request.file.string(), grouped(made->defective), grouped(made->dies), grouped(made->defects),
                          grouped(made->off_grid), bytes_text(made->bytes)));
  }
  return ExitCode::done;
}

}  // namespace

void add_dies_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "dies", "Say which dies a list of defects hits, as a wafer map",
                                  "pellucid dies W03.result W03-dies.csv --die-um 2000 2000 --diameter-mm 150\n"
                                  "  pellucid dies list.csv dies.g85 --to g85 --die-um 2000 2000 --corner-um 0 -1000 "
                                  "--diameter-mm 150 --where sheet=PL");
  auto arguments = std::make_shared<DiesArguments>();
  AssignDiesRequest& request = arguments->request;
  command->add_option("LIST", request.list, "Result of a wafer without chips, or a CSV with x_um, y_um or X_mm, Y_mm")
      ->required();
  command->add_option("OUT", request.file, "Wafer map to write; appears whole or not at all")->required();
  command->add_option("--die-um", arguments->die_um, "Width and height of a die [um]")->type_name("X Y")->required();
  command->add_option("--corner-um", arguments->corner_um, "A corner of dies, from the wafer's centre [um]")
      ->type_name("X Y");
  command->add_option("--diameter-mm", request.grid.diameter_mm, "Of the wafer [mm]")
      ->required()
      ->check(CLI::Range(25.0, 300.0));
  command->add_option("--edge-exclusion-mm", request.grid.edge_exclusion_mm, "Dies end this far from the edge [mm]")
      ->check(CLI::Range(0.0, 100.0));
  command->add_option("--where", arguments->where, "COLUMN=VALUE: only these rows of a CSV");
  const std::map<std::string, mes::MapFormat> formats{{"e142", mes::MapFormat::e142},
                                                      {"g85", mes::MapFormat::g85},
                                                      {"sinf", mes::MapFormat::sinf},
                                                      {"csv", mes::MapFormat::csv}};
  command->add_option("--to", request.format, "What OUT is to be; csv without it")
      ->transform(CLI::CheckedTransformer(formats))
      ->option_text("e142|g85|sinf|csv");
  command->add_flag("--overwrite", request.overwrite, "Replace an existing file");
  command->callback(
      [&session, arguments] { session.run = [&session, arguments] { return run_dies(session, *arguments); }; });
}

}  // namespace pellucid::cli

// pellucid convert IN OUT: wafer maps from one format into another, defects of a KLARF into a table.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "inspection/fab_export.h"

namespace pellucid::cli {
namespace {

const std::map<std::string, mes::MapFormat> kFormats{{"e142", mes::MapFormat::e142},
                                                     {"g85", mes::MapFormat::g85},
                                                     {"sinf", mes::MapFormat::sinf},
                                                     {"csv", mes::MapFormat::csv}};

/// By the output's extension, where it says something: an .xml can be two things.
std::optional<mes::MapFormat> format_of(const std::filesystem::path& output) {
  std::string extension = output.extension().string();
  if (!extension.empty()) extension.erase(0, 1);
  const auto found = kFormats.find(extension);
  return found == kFormats.end() ? std::nullopt : std::optional(found->second);
}

ExitCode run_convert(const Session& session, ConvertRequest& request) {
  if (!request.to) request.to = format_of(request.output);
  const auto made = convert(request, session.stop);
  if (!made) return answer_error(session, made.error());
  if (session.json) {
    nlohmann::ordered_json answer{{"file", request.output.string()}, {"from", made->from}, {"to", made->to}};
    if (made->wafers > 0) {
      answer.update({{"wafers", made->wafers}, {"defects", made->defects}});
    } else {
      answer.update({{"columns", made->columns}, {"rows", made->rows}, {"dies", made->dies}});
    }
    answer["bytes"] = made->bytes;
    answer["warnings"] = made->warnings;
    print_out(answer.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    return ExitCode::done;
  }
  if (session.quiet) return ExitCode::done;
  for (const std::string& warning : made->warnings) {
    fmt::print(stderr, "pellucid: warning: {}: {}\n", request.input.string(), warning);
  }
  const std::string what = made->wafers > 0
                               ? fmt::format("{} defects of {} wafers", grouped(made->defects), grouped(made->wafers))
                               : fmt::format("{} x {} map, {} dies; read back and compared", grouped(made->columns),
                                             grouped(made->rows), grouped(made->dies));
  print_out(fmt::format("{}: {} from {}, {}, {}\n", request.output.string(), made->to, made->from,
                        bytes_text(made->bytes), what));
  return ExitCode::done;
}

}  // namespace

void add_convert_command(CLI::App& app, Session& session) {
  CLI::App* command =
      add_command(app, session, "convert", "Turn a wafer map into E142, G85, SINF or CSV, a KLARF into CSV",
                  "pellucid convert W03.sinf W03.xml --to e142");
  auto request = std::make_shared<ConvertRequest>();
  command->add_option("IN", request->input, "Wafer map or KLARF to read")->required();
  command->add_option("OUT", request->output, "File to write; appears whole or not at all")->required();
  command->add_option("--from", request->from, "What IN is; without it, its content says")
      ->transform(CLI::CheckedTransformer(kFormats))
      ->option_text("e142|g85|sinf|csv");
  command->add_option("--to", request->to, "What OUT is to be; without it, its extension says")
      ->transform(CLI::CheckedTransformer(kFormats))
      ->option_text("e142|g85|sinf|csv");
  command->add_option("--profile", request->profile, "Export profile (JSON): ids, orientation, origin, bin type");
  command->add_flag("--overwrite", request->overwrite, "Replace an existing file");
  command->callback(
      [&session, request] { session.run = [&session, request] { return run_convert(session, *request); }; });
}

}  // namespace pellucid::cli

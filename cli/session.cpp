#include "cli/session.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/terminal.h"

namespace pellucid::cli {
namespace {

std::string_view name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::bad_input:
      return "bad_input";
    case ErrorKind::cancelled:
      return "cancelled";
    case ErrorKind::internal:
      break;
  }
  return "internal";
}

}  // namespace

CLI::App* add_command(CLI::App& parent, Session& session, const std::string& name, const std::string& what,
                      const std::string& example) {
  CLI::App* command = parent.add_subcommand(name, what);
  command->add_flag("--json", session.json, "Answer and errors as one JSON document on stdout");
  command->add_flag("-q,--quiet", session.quiet, "No progress");
  command->footer("Example:\n  " + example);
  return command;
}

std::string error_json(const Error& error) {
  const nlohmann::ordered_json document{{"error",
                                         {{"kind", name_of(error.kind)},
                                          {"code", error.code},
                                          {"path", error.path},
                                          {"what", error.what},
                                          {"expected", error.expected},
                                          {"found", error.found}}}};
  // A path may hold bytes that are no UTF-8; the document must be JSON all the same.
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string error_line(const Error& error) {
  std::string line = "pellucid: error: " + error.message();
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return line;
}

ExitCode answer_error(const Session& session, const Error& error) {
  if (session.json) {
    print_out(error_json(error) + "\n");
  } else {
    const std::string line = error_line(error);
    fmt::print(stderr, "{}\n", painted(line, Colour::red, wants_colour(stderr)));
  }
  return exit_code_of(error.kind);
}

bool print_out(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

}  // namespace pellucid::cli

// pellucid: parse, call one verb, say what came out.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <exception>
#include <string_view>

#include "cli/commands.h"
#include "cli/session.h"
#include "cli/stop_signal.h"
#include "results/software.h"

namespace pellucid::cli {
namespace {

constexpr const char* kFooter = R"(Exit codes:
  0 done   1 internal fault   2 wrong usage   3 bad input   4 inspected, but the recipe's wafer limits fail
  130 stopped by Ctrl-C or SIGTERM; nothing half-made is left

Example:
  pellucid simulate -o scan --preset demo
  pellucid inspect scan -o result)";

std::string version_text() {
  const Software& made_by = software();
  return made_by.name + " " + made_by.version + " (" + made_by.commit + ")";
}

/// Columns of a few megabytes come and go: kept by the process, their memory is not given back to the system and
/// cleared by it anew.
void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that glibc takes: larger columns still go back
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
#endif
}

/// --json holds for the errors of the parser as well, which did not get as far as reading it.
bool asks_for_json(int argc, char** argv) {
  return std::any_of(argv + 1, argv + argc,
                     [](const char* argument) { return std::string_view(argument) == "--json"; });
}

int answer_parse_error(const CLI::App& app, const CLI::ParseError& error, Session& session, int argc, char** argv) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);  // --help, --version
  session.json = asks_for_json(argc, argv);
  std::string what = error.what();
  while (!what.empty() && (what.back() == '\n' || what.back() == '.')) what.pop_back();
  return static_cast<int>(
      answer_error(session, Error{ErrorKind::usage, "cli.usage", "", what, "see pellucid --help", ""}));
}

int run(int argc, char** argv) {
  // A closed pipe ("| head") is a failed write, not a death in the middle of a result folder.
  std::signal(SIGPIPE, SIG_IGN);
  const StopSignal stop_signal;
  Session session;
  session.stop = stop_signal.token();

  CLI::App app{"Pellucid: photoluminescence inspection of micro-LED wafers", "pellucid"};
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.footer(kFooter);
  add_inspect_command(app, session);
  add_simulate_command(app, session);
  add_import_command(app, session);
  add_info_command(app, session);
  add_validate_command(app, session);
  add_judge_command(app, session);
  add_pixels_command(app, session);
  add_diff_command(app, session);
  add_review_command(app, session);
  add_export_command(app, session);
  add_convert_command(app, session);
  add_dies_command(app, session);
  add_batch_command(app, session);
  add_recipe_command(app, session);
  add_plan_command(app, session);
  add_spectra_command(app, session);
  add_gem_command(app, session);
  add_outbox_command(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return answer_parse_error(app, error, session, argc, argv);
  }
  return static_cast<int>(session.run());
}

}  // namespace
}  // namespace pellucid::cli

int main(int argc, char** argv) {
  pellucid::cli::keep_freed_memory();
  try {
    return pellucid::cli::run(argc, argv);
  } catch (const std::exception& fault) {
    const pellucid::cli::Session session;
    return static_cast<int>(pellucid::cli::answer_error(
        session, pellucid::internal_error("cli.fault", "", std::string("unexpected fault: ") + fault.what())));
  }
}

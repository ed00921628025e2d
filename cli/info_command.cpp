// pellucid info SCAN|RESULT: what a folder is.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/result_json.h"
#include "cli/scan_text.h"
#include "cli/summary_text.h"
#include "cli/terminal.h"
#include "inspection/info.h"

namespace pellucid::cli {
namespace {

ExitCode answer_scan(const Session& session, const Scan& scan) {
  print_out(session.json ? scan_json(scan) : scan_text(scan));
  return ExitCode::done;
}

ExitCode answer_result(const Session& session, const Summary& summary, const std::filesystem::path& folder) {
  if (session.json) {
    const auto document = summary_answer_json(folder);
    if (!document) return answer_error(session, document.error());
    print_out(*document);
    return ExitCode::done;
  }
  std::error_code ignored;
  print_out(
      summary_text(summary, folder, {wants_colour(stdout), std::filesystem::exists(folder / "report.html", ignored)}));
  return ExitCode::done;
}

ExitCode run_info(const Session& session, const std::filesystem::path& folder) {
  const auto found = info(folder);
  if (!found) return answer_error(session, found.error());
  if (const Scan* scan = std::get_if<Scan>(&*found)) return answer_scan(session, *scan);
  return answer_result(session, std::get<Summary>(*found), folder);
}

}  // namespace

void add_info_command(CLI::App& app, Session& session) {
  CLI::App* command =
      add_command(app, session, "info", "Say what a scan or a result folder holds", "pellucid info W03.result --json");
  auto folder = std::make_shared<std::filesystem::path>();
  command->add_option("FOLDER", *folder, "Scan or result folder")->required();
  command->callback([&session, folder] { session.run = [&session, folder] { return run_info(session, *folder); }; });
}

}  // namespace pellucid::cli

// pellucid validate SCAN: every fault, not only the first.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "acquisition/scan.h"
#include "cli/commands.h"
#include "cli/progress_line.h"

namespace pellucid::cli {
namespace {

std::string faults_json(const std::filesystem::path& scan, const std::vector<Error>& faults) {
  auto list = nlohmann::ordered_json::array();
  for (const Error& fault : faults) {
    list.push_back({{"code", fault.code},
                    {"path", fault.path},
                    {"what", fault.what},
                    {"expected", fault.expected},
                    {"found", fault.found}});
  }
  const nlohmann::ordered_json answer{{"scan", scan.string()}, {"valid", faults.empty()}, {"faults", list}};
  return answer.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string faults_text(const std::filesystem::path& scan, const std::vector<Error>& faults) {
  if (faults.empty()) return fmt::format("{}: valid\n", scan.string());
  std::string text;
  for (const Error& fault : faults) text += fault.message() + "\n";
  return text + fmt::format("{}: {} {}\n", scan.string(), faults.size(), faults.size() == 1 ? "fault" : "faults");
}

ExitCode run_validate(const Session& session, const std::filesystem::path& scan) {
  ProgressLine progress(stderr, ProgressLine::style_for(stderr, session.quiet));
  const std::vector<Error> faults = validate_scan(scan, progress.callback(), session.stop);
  progress.wipe();
  const auto stopped = std::ranges::find(faults, ErrorKind::cancelled, &Error::kind);
  if (stopped != faults.end()) return answer_error(session, *stopped);
  print_out(session.json ? faults_json(scan, faults) : faults_text(scan, faults));
  return faults.empty() ? ExitCode::done : ExitCode::bad_input;
}

}  // namespace

void add_validate_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "validate", "Read a scan folder wholly and list every fault found",
                                  "pellucid validate W03");
  auto scan = std::make_shared<std::filesystem::path>();
  command->add_option("SCAN", *scan, "Scan folder")->required();
  command->callback([&session, scan] { session.run = [&session, scan] { return run_validate(session, *scan); }; });
}

}  // namespace pellucid::cli

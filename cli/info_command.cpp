// pellucid info SCAN|RESULT [--chip C,R]: what a folder is, and why a chip was judged as it was.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "cli/chip_option.h"
#include "cli/chip_text.h"
#include "cli/commands.h"
#include "cli/result_json.h"
#include "cli/scan_text.h"
#include "cli/summary_text.h"
#include "cli/terminal.h"
#include "inspection/explain.h"
#include "inspection/info.h"
#include "inspection/review.h"

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
  const auto review = load_review(folder);
  if (!review) return answer_error(session, review.error());
  if (!review->chips.empty())
    print_out(fmt::format("\n  {:<13}{} {} reviewed: {}\n", "review", grouped(std::ssize(review->chips)),
                          review->chips.size() == 1 ? "chip" : "chips", review_path(folder).string()));
  return ExitCode::done;
}

ExitCode answer_chip(const Session& session, const std::filesystem::path& folder, const std::string& text) {
  const auto chip = parse_chip(text);
  if (!chip) return answer_error(session, chip.error());
  const auto explained = explain_chip(folder, *chip);
  if (!explained) return answer_error(session, explained.error());
  const auto spectra = ResultSpectra::open(folder);
  if (!spectra) return answer_error(session, spectra.error());
  const auto nearest = spectra->nearest(explained->place_um, *chip);
  print_out(session.json ? chip_json(*explained, nearest) : chip_text(*explained, nearest));
  return ExitCode::done;
}

ExitCode run_info(const Session& session, const std::filesystem::path& folder, const std::string& chip) {
  if (!chip.empty()) return answer_chip(session, folder, chip);
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
  auto chip = std::make_shared<std::string>();
  command->add_option("--chip", *chip, "Of a result: one chip, COLUMN,ROW, with every value and why it was judged so");
  command->callback([&session, folder, chip] {
    session.run = [&session, folder, chip] { return run_info(session, *folder, *chip); };
  });
}

}  // namespace pellucid::cli

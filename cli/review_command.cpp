// pellucid review RESULT list|set|undo|export: what people say of single chips.
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/chip_option.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "inspection/explain.h"
#include "inspection/review.h"
#include "inspection/whole_file.h"

namespace pellucid::cli {
namespace {

using nlohmann::ordered_json;

struct ReviewArguments {
  std::filesystem::path result, file;
  std::string action, reviewer, class_name, comment;
  std::vector<std::string> chips;
  bool confirm = false, overwrite = false;
};

/// Who is at the keyboard.
std::string user_name() {
  if (const char* user = std::getenv("USER"); user != nullptr && *user != '\0') return user;
  const passwd* entry = getpwuid(geteuid());
  return entry != nullptr ? entry->pw_name : "";
}

std::string class_text(const ChipReview& chip) {
  return chip.chip_class ? std::string(name_of(*chip.chip_class)) : std::string();
}

std::string review_json(const ReviewArguments& a, const Review& review) {
  ordered_json json{{"review", review_path(a.result).string()},
                    {"entries", review.entries.size()},
                    {"chips", ordered_json::array()},
                    {"warnings", review.warnings}};
  for (const ChipReview& chip : review.chips) {
    json["chips"].push_back(
        {{"column", chip.chip.column},
         {"row", chip.chip.row},
         {"measured", name_of(chip.measured)},
         {"class", chip.chip_class ? ordered_json(name_of(*chip.chip_class)) : ordered_json(nullptr)},
         {"reviewer", chip.reviewer},
         {"when", chip.when},
         {"comment", chip.comment}});
  }
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string review_text(const Review& review) {
  std::string text = fmt::format("{} chips reviewed\n", grouped(std::ssize(review.chips)));
  if (!review.chips.empty())
    text +=
        fmt::format("\n  {:<14}{:<12}{:<12}{:<26}{:<14}{}\n", "chip", "measured", "reviewed", "when", "by", "comment");
  for (const ChipReview& chip : review.chips) {
    text += fmt::format("  {:<14}{:<12}{:<12}{:<26}{:<14}{}\n", fmt::format("{},{}", chip.chip.column, chip.chip.row),
                        name_of(chip.measured), chip.chip_class ? class_text(chip) : "-", chip.when, chip.reviewer,
                        chip.comment);
  }
  for (const std::string& warning : review.warnings) text += fmt::format("  warning       {}\n", warning);
  return text;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string review_csv(const Review& review) {
  std::string text = "column,row,class,review_class,reviewer,reviewed_at,comment\n";
  for (const ChipReview& chip : review.chips) {
    text += fmt::format("{},{},{},{},{},{},{}\n", chip.chip.column, chip.chip.row, name_of(chip.measured),
                        class_text(chip), csv_field(chip.reviewer), chip.when, csv_field(chip.comment));
  }
  return text;
}

ExitCode refuse(const Session& session, const std::string& what, const std::string& expected) {
  return answer_error(session, Error{ErrorKind::usage, "cli.option", "", what, expected, ""});
}

ExitCode answer_list(const Session& session, const ReviewArguments& a) {
  const auto review = load_review(a.result);
  if (!review) return answer_error(session, review.error());
  print_out(session.json ? review_json(a, *review) : review_text(*review));
  return ExitCode::done;
}

ExitCode answer_export(const Session& session, const ReviewArguments& a) {
  if (a.file.empty()) return refuse(session, "export needs a file", "-o review.csv");
  const auto review = load_review(a.result);
  if (!review) return answer_error(session, review.error());
  if (auto written = write_whole_file(a.file, review_csv(*review), a.overwrite); !written)
    return answer_error(session, written.error());
  if (session.json) return answer_list(session, a);
  if (!session.quiet) print_out(fmt::format("{}: {} chips\n", a.file.string(), grouped(std::ssize(review->chips))));
  return ExitCode::done;
}

std::optional<ChipClass> class_of(const std::string& name) {
  const auto found = std::ranges::find_if(kAllClasses, [&](ChipClass c) { return name_of(c) == name; });
  return found == kAllClasses.end() ? std::nullopt : std::optional<ChipClass>(*found);
}

/// The chips named on the command line, each as it was measured.
Result<std::vector<ReviewEntry>> entries_of(const ReviewArguments& a, ReviewVerdict verdict) {
  const auto result = ChipExplainer::open(a.result);
  if (!result) return fail(result.error());
  std::vector<ReviewEntry> entries;
  for (const std::string& text : a.chips) {
    const auto chip = parse_chip(text);
    if (!chip) return fail(chip.error());
    const auto index = result->find(*chip);
    if (!index) return fail(index.error());
    const auto explained = result->explain(*index);
    if (!explained) return fail(explained.error());
    ReviewEntry& entry = entries.emplace_back();
    entry.reviewer = a.reviewer.empty() ? user_name() : a.reviewer;
    entry.chip = *chip;
    entry.verdict = verdict;
    entry.measured = explained->chip_class;
    if (verdict == ReviewVerdict::reclassify) entry.chip_class = class_of(a.class_name);
    entry.comment = a.comment;
  }
  return entries;
}

ExitCode append(const Session& session, const ReviewArguments& a, ReviewVerdict verdict) {
  if (a.chips.empty()) return refuse(session, "which chip", "--chip COLUMN,ROW");
  const auto entries = entries_of(a, verdict);
  if (!entries) return answer_error(session, entries.error());
  if (auto appended = append_review(a.result, *entries); !appended) return answer_error(session, appended.error());
  if (session.json) return answer_list(session, a);
  if (!session.quiet)
    print_out(fmt::format("{}: {} of {} chips\n", review_path(a.result).string(), name_of(verdict), entries->size()));
  return ExitCode::done;
}

ExitCode run_review(const Session& session, const ReviewArguments& a) {
  if (a.action == "list") return answer_list(session, a);
  if (a.action == "export") return answer_export(session, a);
  if (a.action == "undo") return append(session, a, ReviewVerdict::undo);
  if (a.confirm) return append(session, a, ReviewVerdict::confirm);
  if (!a.class_name.empty()) return append(session, a, ReviewVerdict::reclassify);
  if (!a.comment.empty()) return append(session, a, ReviewVerdict::comment);
  return refuse(session, "what is to be said of the chip", "--confirm, --class NAME or --comment TEXT");
}

}  // namespace

void add_review_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "review", "Say what a person sees in single chips, beside the result",
                                  "pellucid review W03.result set --chip 120,88 --class good --comment \"dust\"\n"
                                  "  pellucid review W03.result list");
  auto a = std::make_shared<ReviewArguments>();
  std::vector<std::string> classes;
  for (const ChipClass c : kAllClasses) classes.emplace_back(name_of(c));
  command->add_option("RESULT", a->result, "Result folder; stays as it is")->required();
  command->add_option("ACTION", a->action, "list, set, undo (this reviewer's last word on a chip) or export (CSV)")
      ->check(CLI::IsMember({"list", "set", "undo", "export"}))
      ->required();
  command->add_option("--chip", a->chips, "Chip: COLUMN,ROW; may be given more than once");
  auto* confirm = command->add_flag("--confirm", a->confirm, "set: the measured class is right");
  command->add_option("--class", a->class_name, "set: it is this class instead")
      ->check(CLI::IsMember(classes))
      ->excludes(confirm);
  command->add_option("--comment", a->comment, "set: a remark");
  command->add_option("--reviewer", a->reviewer, "Who says so; without it, the user's name");
  command->add_option("-o,--output", a->file, "export: file to write; appears whole or not at all");
  command->add_flag("--overwrite", a->overwrite, "export: replace an existing file");
  command->callback([&session, a] { session.run = [&session, a] { return run_review(session, *a); }; });
}

}  // namespace pellucid::cli

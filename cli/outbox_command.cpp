// pellucid outbox list|put|deliver|retry|purge: what is on its way out, and the one who brings it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/outbox_text.h"
#include "cli/terminal.h"
#include "mes/outbox_delivery.h"

namespace pellucid::cli {
namespace {

using mes::EntryState;
using nlohmann::ordered_json;

struct OutboxArguments {
  std::string config;
  std::vector<std::string> keys, files, targets, about;
  std::string name;
  bool done = false, dead = false, all = false, once = false;
};

void print_json(const ordered_json& answer) {
  print_out(answer.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

Error usage_error(const std::string& what, const std::string& expected, const std::string& found) {
  return {ErrorKind::usage, "cli.option", "", what, expected, found};
}

Result<std::vector<mes::OutboxEntry>> entries_of(const mes::Outbox& outbox, std::initializer_list<EntryState> states) {
  std::vector<mes::OutboxEntry> entries;
  for (const EntryState state : states) {
    auto list = outbox.list(state);
    if (!list) return fail(list.error());
    for (const Error& damaged : list->damaged) fmt::print(stderr, "pellucid: warning: {}\n", damaged.message());
    std::ranges::move(list->entries, std::back_inserter(entries));
  }
  std::ranges::stable_sort(entries, {}, &mes::OutboxEntry::created);
  return entries;
}

ExitCode run_list(const Session& session, const OutboxArguments& arguments) {
  const auto outbox = open_outbox(arguments.config);
  if (!outbox) return answer_error(session, outbox.error());
  const auto entries = arguments.done   ? entries_of(*outbox, {EntryState::done})
                       : arguments.dead ? entries_of(*outbox, {EntryState::dead})
                       : arguments.all  ? entries_of(*outbox, {EntryState::pending, EntryState::dead, EntryState::done})
                                        : entries_of(*outbox, {EntryState::pending, EntryState::dead});
  if (!entries) return answer_error(session, entries.error());
  if (session.json) {
    ordered_json list = ordered_json::array();
    for (const mes::OutboxEntry& entry : *entries) list.push_back(entry_document(entry));
    print_json({{"entries", list}});
  } else {
    print_out(entries->empty() ? "nothing\n" : entries_text(*entries, wants_colour(stdout)));
  }
  return ExitCode::done;
}

ExitCode run_put(const Session& session, const OutboxArguments& arguments) {
  if (!arguments.name.empty() && arguments.files.size() > 1) {
    return answer_error(session, usage_error("--name is of one file", "one FILE", "several"));
  }
  mes::About about;
  for (const std::string& fact : arguments.about) {
    const std::size_t equals = fact.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return answer_error(session, usage_error("--about is a fact about the file", "lot=L7", fact));
    }
    about[fact.substr(0, equals)] = fact.substr(equals + 1);
  }
  const auto outbox = open_outbox(arguments.config);
  if (!outbox) return answer_error(session, outbox.error());
  std::vector<mes::PutEntry> all;
  for (const std::string& file : arguments.files) {
    const std::filesystem::path path(file);
    const std::string name = arguments.name.empty() ? path.filename().string() : arguments.name;
    auto put = outbox->put({{{path, name}}, arguments.targets, about});
    if (!put) return answer_error(session, put.error());
    std::ranges::move(*put, std::back_inserter(all));
  }
  if (session.json) {
    print_json({{"deliveries", put_json(all)}});
  } else if (!session.quiet) {
    print_out(put_text(all));
  }
  return ExitCode::done;
}

/// What keys name; every dead letter, or everything done, where the flags say so.
Result<std::vector<mes::OutboxEntry>> chosen(const mes::Outbox& outbox, const OutboxArguments& arguments) {
  std::vector<mes::OutboxEntry> entries;
  for (const std::string& key : arguments.keys) {
    auto entry = outbox.find(key);
    if (!entry) return fail(entry.error());
    entries.push_back(std::move(*entry));
  }
  for (const EntryState state : {EntryState::done, EntryState::dead}) {
    if (!(state == EntryState::done ? arguments.done : arguments.dead)) continue;
    auto more = entries_of(outbox, {state});
    if (!more) return more;
    std::ranges::move(*more, std::back_inserter(entries));
  }
  return entries;
}

/// Does one thing with each chosen entry; goes on where one refuses, and says so in the end.
template <class Verb>
ExitCode with_chosen(const Session& session, const OutboxArguments& arguments, std::string_view said, Verb&& verb) {
  if (arguments.keys.empty() && !arguments.done && !arguments.dead) {
    return answer_error(session, usage_error("which entries", "KEY..., --dead or --done", "none"));
  }
  const auto outbox = open_outbox(arguments.config);
  const auto entries = outbox ? chosen(*outbox, arguments) : fail(outbox.error());
  if (!entries) return answer_error(session, entries.error());
  ordered_json changed = ordered_json::array();
  std::optional<Error> refused;
  for (const mes::OutboxEntry& entry : *entries) {
    const Result<void> done = verb(*outbox, entry);
    if (done) changed.push_back(entry.key);
    if (!done && !refused) refused = done.error();
  }
  if (refused) return answer_error(session, *refused);
  if (session.json) {
    print_json({{said, changed}});
  } else if (!session.quiet) {
    print_out(fmt::format("{}: {}\n", said, changed.size()));
  }
  return ExitCode::done;
}

std::string attempt_line(const mes::OutboxEntry& entry, const mes::Attempt& attempt) {
  const std::string what = fmt::format("{} to {}", entry.main().name, entry.target);
  if (entry.state == EntryState::done) return what + ": delivered\n";
  if (entry.state == EntryState::dead)
    return fmt::format("{}: GIVEN UP after {}: {}\n", what, entry.attempts, attempt.why);
  return fmt::format("{}: {}; again at {}Z\n", what, attempt.why, entry.next_attempt.substr(0, 19));
}

ExitCode run_deliver(const Session& session, const OutboxArguments& arguments) {
  auto outbox = open_outbox(arguments.config);
  if (!outbox) return answer_error(session, outbox.error());
  auto targets = make_targets(outbox->config());
  if (targets.empty()) {
    return answer_error(session, bad_input("cli.outbox", arguments.config, "has no target for this command",
                                           "a file_drop or mqtt; `pellucid gem` brings what is for a host", "none"));
  }
  mes::Deliverer::Observer observer;
  observer.attempted = [&](const mes::OutboxEntry& entry, const mes::Attempt& attempt) {
    const bool failed = entry.state != EntryState::done;
    if (failed || (!session.json && !session.quiet)) fmt::print(stderr, "{}", attempt_line(entry, attempt));
  };
  observer.trouble = [](const Error& error) { fmt::print(stderr, "{}\n", error_line(error)); };
  auto deliverer = mes::Deliverer::open(std::move(*outbox), std::move(targets), observer);
  if (!deliverer) return answer_error(session, deliverer.error());
  if (!arguments.once) {
    deliverer->run(session.stop);
    return ExitCode::done;
  }
  const auto report = deliverer->pass(session.stop);
  if (!report) return answer_error(session, report.error());
  if (session.stop.stop_requested()) return answer_error(session, cancelled());
  for (const Error& damaged : report->damaged) fmt::print(stderr, "{}\n", error_line(damaged));
  if (session.json) {
    print_json({{"delivered", report->delivered},
                {"failed", report->failed},
                {"dead", report->dead},
                {"waiting", report->waiting},
                {"damaged", report->damaged.size()}});
  } else if (!session.quiet) {
    print_out(fmt::format("{} delivered, {} failed, {} given up, {} waiting\n", report->delivered, report->failed,
                          report->dead, report->waiting));
  }
  const bool well = report->failed == 0 && report->dead == 0 && report->damaged.empty();
  return well ? ExitCode::done : ExitCode::internal;
}

template <class Run>
CLI::App* add_verb(CLI::App& outbox, Session& session, const std::shared_ptr<OutboxArguments>& arguments,
                   const std::string& name, const std::string& what, const std::string& example, Run run) {
  CLI::App* command = add_command(outbox, session, name, what, example);
  command->add_option("OUTBOX", arguments->config, "Configuration of the outbox (JSON)")->required();
  command->callback(
      [&session, arguments, run] { session.run = [&session, arguments, run] { return run(session, *arguments); }; });
  return command;
}

}  // namespace

void add_outbox_command(CLI::App& app, Session& session) {
  CLI::App* outbox = app.add_subcommand("outbox", "Files on their way to a drop folder, a broker, a host");
  outbox->require_subcommand(1);
  outbox->footer(
      "Example:\n  pellucid batch /data/LOT7 -o /results/LOT7 --deliver outbox.json\n"
      "  pellucid outbox deliver outbox.json");
  auto arguments = std::make_shared<OutboxArguments>();

  CLI::App* list = add_verb(*outbox, session, arguments, "list", "What is pending and what was given up",
                            "pellucid outbox list outbox.json --all", run_list);
  list->add_flag("--all", arguments->all, "What was delivered as well");
  list->add_flag("--done", arguments->done, "Only what was delivered");
  list->add_flag("--dead", arguments->dead, "Only what was given up");

  CLI::App* put = add_verb(*outbox, session, arguments, "put", "Put files in, each one delivery to every target",
                           "pellucid outbox put outbox.json W03.klarf --about lot=L7", run_put);
  put->add_option("FILE", arguments->files, "Files; copied, so that they may go afterwards")->required();
  put->add_option("--name", arguments->name, "Another name at the target; folders below it are made");
  put->add_option("--target", arguments->targets, "Only this one; may be given again");
  put->add_option("--about", arguments->about, "A fact for manifests and messages: KEY=VALUE; may be given again");

  CLI::App* deliver = add_verb(*outbox, session, arguments, "deliver", "Deliver, until Ctrl-C",
                               "pellucid outbox deliver outbox.json --once", run_deliver);
  deliver->add_flag("--once", arguments->once,
                    "One attempt at everything whose time has come; exit code 1 where one failed");

  CLI::App* retry = add_verb(
      *outbox, session, arguments, "retry", "Begin anew with what was given up",
      "pellucid outbox retry outbox.json --dead", [](const Session& s, const OutboxArguments& a) {
        return with_chosen(s, a, "retried", [](const mes::Outbox& o, const mes::OutboxEntry& e) { return o.retry(e); });
      });
  retry->add_option("KEY", arguments->keys, "Keys, or their beginnings");
  retry->add_flag("--dead", arguments->dead, "Everything that was given up");

  CLI::App* purge = add_verb(
      *outbox, session, arguments, "purge", "Forget entries, their files and the messages that wait for them",
      "pellucid outbox purge outbox.json 1a2b3c4d", [](const Session& s, const OutboxArguments& a) {
        return with_chosen(s, a, "purged", [](const mes::Outbox& o, const mes::OutboxEntry& e) { return o.purge(e); });
      });
  purge->add_option("KEY", arguments->keys, "Keys, or their beginnings");
  purge->add_flag("--done", arguments->done, "What was delivered: the same may then be delivered again");
  purge->add_flag("--dead", arguments->dead, "What was given up");
}

}  // namespace pellucid::cli

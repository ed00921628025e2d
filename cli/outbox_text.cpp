#include "cli/outbox_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/terminal.h"

namespace pellucid::cli {
namespace {

constexpr std::size_t kShownKey = 8;

std::string when(const mes::OutboxEntry& entry) {
  const mes::Timestamp& time = entry.state == mes::EntryState::pending ? entry.next_attempt : entry.finished;
  return time.empty() ? "now" : time.substr(0, 19) + "Z";
}

Colour colour_of(mes::EntryState state) {
  if (state == mes::EntryState::done) return Colour::green;
  return state == mes::EntryState::dead ? Colour::red : Colour::plain;
}

}  // namespace

Result<mes::Outbox> open_outbox(const std::filesystem::path& config, Exports exports) {
  auto read = mes::read_outbox_config(config);
  if (!read) return fail(read.error());
  if (exports == Exports::needed && read->exports.empty()) {
    return fail(Error{ErrorKind::usage, "cli.outbox", config.string(), "does not say what is made of a wafer",
                      "\"exports\": [{\"format\": ..., \"name\": ...}]", "none"});
  }
  return mes::Outbox::open(std::move(*read));
}

std::string put_text(const std::vector<mes::PutEntry>& put) {
  std::string text;
  for (const mes::PutEntry& one : put) {
    text += fmt::format(
        "{}: {} to {} ({})\n", one.is_new ? "put" : "there already", one.entry.main().name, one.entry.target,
        one.is_new ? one.entry.key.substr(0, kShownKey)
                   : fmt::format("{}, {}", one.entry.key.substr(0, kShownKey), name_of(one.entry.state)));
  }
  return text;
}

nlohmann::ordered_json put_json(const std::vector<mes::PutEntry>& put) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const mes::PutEntry& one : put) {
    nlohmann::ordered_json entry = entry_document(one.entry);
    entry["new"] = one.is_new;
    list.push_back(std::move(entry));
  }
  return list;
}

std::string entries_text(const std::vector<mes::OutboxEntry>& entries, bool colour) {
  if (entries.empty()) return "";
  std::size_t target = 6, name = 4;
  for (const mes::OutboxEntry& entry : entries) {
    target = std::max(target, entry.target.size());
    name = std::max(name, entry.main().name.size());
  }
  std::string text = painted(fmt::format("{:<8}  {:<7}  {:<{}}  {:<{}}  {:>5}  {:<20}  {}", "key", "state", "target",
                                         target, "name", name, "tries", "next or finished", "last error"),
                             Colour::bold, colour) +
                     "\n";
  for (const mes::OutboxEntry& entry : entries) {
    text += fmt::format("{}  {}  {:<{}}  {:<{}}  {:>5}  {:<20}  {}\n", entry.key.substr(0, kShownKey),
                        painted(fmt::format("{:<7}", name_of(entry.state)), colour_of(entry.state), colour),
                        entry.target, target, entry.main().name, name, entry.attempts, when(entry), entry.last_error);
  }
  return text;
}

nlohmann::ordered_json entry_document(const mes::OutboxEntry& entry) {
  return {{"key", entry.key},
          {"state", name_of(entry.state)},
          {"target", entry.target},
          {"name", entry.main().name},
          {"path", entry.path},
          {"files", entry.files.size()},
          {"bytes", entry.main().bytes},
          {"sha256", entry.main().sha256},
          {"about", entry.about},
          {"attempts", entry.attempts},
          {"created", entry.created},
          {"next_attempt", entry.next_attempt},
          {"finished", entry.finished},
          {"after", entry.after},
          {"last_error", entry.last_error}};
}

}  // namespace pellucid::cli

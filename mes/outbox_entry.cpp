#include "mes/outbox_entry.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/model/sha256.h"
#include "mes/mes_error.h"

namespace pellucid::mes {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kEntrySchema = "pellucid.outbox_entry/1";
constexpr std::string_view kDeliverySchema = "pellucid.delivery/1";

ordered_json files_json(const std::vector<DeliveredFile>& files) {
  ordered_json list = ordered_json::array();
  for (const DeliveredFile& file : files) {
    list.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  return list;
}

std::string one_line(const ordered_json& document) {
  // A path may hold bytes that are no UTF-8; the document must be JSON all the same.
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

EntryState state_of(const std::string& name) {
  if (name == "done") return EntryState::done;
  return name == "dead" ? EntryState::dead : EntryState::pending;
}

}  // namespace

std::string_view name_of(EntryState state) {
  return state == EntryState::pending ? "pending" : state == EntryState::done ? "done" : "dead";
}

Timestamp timestamp_of(std::chrono::system_clock::time_point time) {
  const auto micros = std::chrono::floor<std::chrono::microseconds>(time.time_since_epoch()).count();
  const auto second = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06d}Z", fmt::gmtime(second), micros % 1'000'000);
}

std::string key_of(std::string_view target, const std::vector<DeliveredFile>& files) {
  std::string text = fmt::format("{}\n{}\n", kEntrySchema, target);
  for (const DeliveredFile& file : files) text += fmt::format("{}\n{}\n", file.name, file.sha256);
  return sha256_hex(text);
}

std::string entry_json(const OutboxEntry& entry) {
  return one_line({{"schema", kEntrySchema},
                   {"key", entry.key},
                   {"target", entry.target},
                   {"files", files_json(entry.files)},
                   {"path", entry.path},
                   {"after", entry.after},
                   {"about", entry.about},
                   {"created", entry.created},
                   {"state", name_of(entry.state)},
                   {"placed", entry.placed},
                   {"target_was_away", entry.target_was_away},
                   {"attempts", entry.attempts},
                   {"next_attempt", entry.next_attempt},
                   {"finished", entry.finished},
                   {"last_error", entry.last_error}});
}

Result<OutboxEntry> parse_entry(std::string_view text, const std::filesystem::path& path) {
  OutboxEntry entry;
  try {
    const auto json = ordered_json::parse(text);
    if (json.at("schema") != kEntrySchema) throw std::runtime_error("another schema");
    entry.key = json.at("key");
    entry.target = json.at("target");
    for (const auto& file : json.at("files")) {
      entry.files.push_back({file.at("name"), file.at("bytes"), file.at("sha256")});
    }
    entry.path = json.at("path");
    entry.after = json.at("after");
    entry.about = json.at("about").get<About>();
    entry.created = json.at("created");
    entry.state = state_of(json.at("state"));
    entry.placed = json.at("placed");
    entry.target_was_away = json.at("target_was_away");
    entry.attempts = json.at("attempts");
    entry.next_attempt = json.at("next_attempt");
    entry.finished = json.at("finished");
    entry.last_error = json.at("last_error");
  } catch (const std::exception& problem) {
    return fail(bad_input(mes_error::kOutbox, path.string(), "is no entry of an outbox", kEntrySchema, problem.what()));
  }
  const bool sound = !entry.files.empty() && entry.key == key_of(entry.target, entry.files) &&
                     std::ranges::all_of(entry.files, is_delivery_name, &DeliveredFile::name);
  if (!sound) {
    return fail(bad_input(mes_error::kOutbox, path.string(), "is a damaged entry", "its own key", entry.key));
  }
  return entry;
}

std::string delivery_json(const OutboxEntry& entry) {
  return one_line({{"schema", kDeliverySchema},
                   {"name", entry.main().name},
                   {"path", entry.path},
                   {"bytes", entry.main().bytes},
                   {"sha256", entry.main().sha256},
                   {"files", files_json(entry.files)},
                   {"about", entry.about},
                   {"key", entry.key},
                   {"created", entry.created}});
}

bool is_delivery_name(std::string_view name) {
  constexpr std::size_t kLongest = 200;
  if (name.empty() || name.size() > kLongest || name.ends_with('/')) return false;
  char before = '/';
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool begins = before == '/';
    // Neither hidden files nor "..", nor a name that a command takes for an option.
    if (begins ? !letter && c != '_' : !letter && std::string_view("_-.+=@()#, /").find(c) == std::string_view::npos) {
      return false;
    }
    before = c;
  }
  return !name.ends_with(".tmp");
}

}  // namespace pellucid::mes

/// One delivery of an outbox: some files (or the news of one) to one target, and how far it has come. Plain values;
/// pure functions; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"

namespace pellucid::mes {

enum class EntryState : std::uint8_t {
  pending,  ///< to be delivered, now or at its next time
  done,     ///< at its target
  dead,     ///< given up after so many attempts; kept with the reason until somebody retries or purges it
};
[[nodiscard]] std::string_view name_of(EntryState state);

/// Times as text in UTC, "2026-11-22T15:48:50.123456Z": their order as text is their order in time.
using Timestamp = std::string;
[[nodiscard]] Timestamp timestamp_of(std::chrono::system_clock::time_point time);

struct DeliveredFile {
  std::string name;  ///< at the target; '/' between folders
  std::uint64_t bytes = 0;
  std::string sha256;

  bool operator==(const DeliveredFile&) const = default;
};

/// Facts that messages carry along: lot, wafer, format.
using About = std::map<std::string, std::string>;

struct OutboxEntry {
  std::string key;                   ///< what it is known by: made of target, names and contents (key_of)
  std::string target;                ///< name in the configuration
  std::vector<DeliveredFile> files;  ///< the last is the one that messages name: the others belong to it
  std::string path;                  ///< where others find the last file: at its drop, or where it lay
  std::string after;                 ///< key of the entry that has to be done before this one; empty: none
  About about;
  Timestamp created;

  EntryState state = EntryState::pending;
  bool placed = false;           ///< the files are where they belong; only their announcement may still be missing
  bool target_was_away = false;  ///< the last failure was the target's, not this entry's
  int attempts = 0;
  Timestamp next_attempt;  ///< empty: now
  Timestamp finished;      ///< of one that is done or dead
  std::string last_error;

  /// The file that messages name.
  [[nodiscard]] const DeliveredFile& main() const { return files.back(); }
};

/// SHA-256 of the target's name and of each file's name and content: the same thing put twice is one delivery.
[[nodiscard]] std::string key_of(std::string_view target, const std::vector<DeliveredFile>& files);

/// One line of JSON. `text` back: errors bad_input "mes.outbox" with `path`.
[[nodiscard]] std::string entry_json(const OutboxEntry& entry);
[[nodiscard]] Result<OutboxEntry> parse_entry(std::string_view text, const std::filesystem::path& path);

/// What collectors and subscribers read about a delivery ("pellucid.delivery/1"): name, path, bytes, sha256, every
/// file, lot and wafer, the key. One JSON document.
[[nodiscard]] std::string delivery_json(const OutboxEntry& entry);

/// Letters, digits and what is harmless in a file's name; folders below, but never above: "W03.images/0001.png".
[[nodiscard]] bool is_delivery_name(std::string_view name);

}  // namespace pellucid::mes

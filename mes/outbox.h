/// What is to be delivered, on the disk: nothing is forgotten by a process or a machine that dies. Files are copied in
/// and entries written, durably, before put() returns; who delivers them is another matter (mes/outbox_delivery.h). Any
/// number of processes may put, list, retry and purge at once; one object from one thread.
///
///     FOLDER/pending/KEY.json, done/, dead/    an entry each, in the folder of its state
///     FOLDER/payload/KEY/0, 1, ...             the files of an entry that is a file drop's
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "mes/outbox_config.h"
#include "mes/outbox_entry.h"

namespace pellucid::mes {

struct FileToDeliver {
  std::filesystem::path path;
  std::string name;  ///< at the target (is_delivery_name)
};

struct PutRequest {
  std::vector<FileToDeliver> files;  ///< one delivery; the last is the one that messages name
  std::vector<std::string> targets;  ///< empty: all
  About about;
};

struct PutEntry {
  OutboxEntry entry;
  bool is_new = false;  ///< false: the same was put before, and nothing has changed
};

struct OutboxList {
  std::vector<OutboxEntry> entries;  ///< by time of their making
  std::vector<Error> damaged;        ///< files that are no entries; left alone
};

class Outbox {
 public:
  /// Makes the folder where it is missing. Errors: internal "mes.io".
  [[nodiscard]] static Result<Outbox> open(OutboxConfig config);

  /// An entry for each target. Errors: usage "mes.outbox" (no such target, a name that cannot be one); mes.unreadable;
  /// internal "mes.io". After an error the same may be put again: what is there already is not put twice.
  [[nodiscard]] Result<std::vector<PutEntry>> put(const PutRequest& request) const;

  [[nodiscard]] Result<OutboxList> list(EntryState state) const;
  /// By a key or the beginning of one. Errors: usage "mes.outbox" where there is none, or several.
  [[nodiscard]] Result<OutboxEntry> find(const std::string& key) const;
  /// Pending or dead: not at its target yet.
  [[nodiscard]] bool is_open(const std::string& key) const;

  /// A dead letter gets as many attempts as a new one. Errors: usage "mes.outbox" where it is not dead, or a later file
  /// of the same name was delivered since: it would replace the newer one.
  [[nodiscard]] Result<void> retry(OutboxEntry entry) const;
  /// Forgets an entry, its files and the messages that wait for it. What was delivered may then be delivered again.
  /// Errors: usage "mes.outbox_busy" where it is pending and somebody delivers.
  [[nodiscard]] Result<void> purge(const OutboxEntry& entry) const;

  // What a deliverer does. Only the holder of the target's lock may do it.

  /// Writes the entry into the folder of its state; the files of one that is done go.
  [[nodiscard]] Result<void> store(const OutboxEntry& entry) const;
  /// Removes what killed processes left, and what was done longer ago than the configuration keeps.
  [[nodiscard]] Result<void> tidy(const Timestamp& forget_before) const;

  [[nodiscard]] std::filesystem::path payload(const std::string& key) const;
  [[nodiscard]] std::filesystem::path lock_file(const std::string& target) const;
  [[nodiscard]] const OutboxConfig& config() const { return config_; }

 private:
  explicit Outbox(OutboxConfig config) : config_(std::move(config)) {}

  [[nodiscard]] std::filesystem::path entry_file(EntryState state, const std::string& key) const;
  [[nodiscard]] std::optional<OutboxEntry> known(const std::string& key) const;
  [[nodiscard]] Result<PutEntry> put_one(OutboxEntry entry, bool has_payload) const;
  [[nodiscard]] Result<std::vector<DeliveredFile>> take_in(const PutRequest& request, bool copies) const;
  [[nodiscard]] Result<void> forget(const OutboxEntry& entry) const;

  OutboxConfig config_;
};

}  // namespace pellucid::mes

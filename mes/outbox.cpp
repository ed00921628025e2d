#include "mes/outbox.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <tuple>
#include <utility>

#include "mes/detail/disk.h"
#include "mes/file_facts.h"
#include "mes/mes_error.h"

namespace pellucid::mes {
namespace {

namespace fs = std::filesystem;
using detail::FileLock;

constexpr EntryState kStates[] = {EntryState::pending, EntryState::done, EntryState::dead};

Error usage_error(const fs::path& path, std::string_view what, std::string_view expected, std::string_view found) {
  return Error{ErrorKind::usage,  std::string(mes_error::kOutbox), path.string(),
               std::string(what), std::string(expected),           std::string(found)};
}

/// A second name for a file, or a copy where the filesystem knows no second names.
Result<void> link_or_copy(const fs::path& from, const fs::path& to) {
  if (::link(from.c_str(), to.c_str()) == 0) return {};
  const auto copied = detail::copy_synced(from, to);
  return copied ? Result<void>() : fail(copied.error());
}

Result<void> remove_tree(const fs::path& path) {
  std::error_code problem;
  fs::remove_all(path, problem);
  return problem ? fail(detail::disk_error(path, "cannot be removed", problem.value())) : Result<void>();
}

/// File drops first: messages may have to wait for them.
std::vector<const TargetConfig*> targets_of(const OutboxConfig& config, const std::vector<std::string>& names) {
  std::vector<const TargetConfig*> targets;
  for (const TargetConfig& target : config.targets) {
    if (names.empty() || std::ranges::count(names, target.name) > 0) targets.push_back(&target);
  }
  std::ranges::stable_partition(targets, [](const TargetConfig* one) { return one->kind == TargetKind::file_drop; });
  return targets;
}

Result<void> check(const OutboxConfig& config, const PutRequest& request) {
  if (request.files.empty()) return fail(usage_error(config.file, "nothing is to be put", "a file", "none"));
  for (const std::string& name : request.targets) {
    if (config.target(name) == nullptr) {
      return fail(usage_error(config.file, "has no such target", "a name below \"targets\"", name));
    }
  }
  for (const FileToDeliver& file : request.files) {
    if (!is_delivery_name(file.name)) {
      return fail(usage_error(file.path, "cannot be delivered under this name",
                              "letters, digits and - _ . + = @ ( ) # , beginning with a letter or a digit", file.name));
    }
  }
  return {};
}

}  // namespace

Result<Outbox> Outbox::open(OutboxConfig config) {
  Outbox outbox(std::move(config));
  for (const char* name : {"pending", "done", "dead", "payload", "locks"}) {
    if (auto made = detail::make_folder(outbox.config_.folder / name); !made) return fail(made.error());
  }
  return outbox;
}

fs::path Outbox::entry_file(EntryState state, const std::string& key) const {
  return config_.folder / name_of(state) / (key + ".json");
}

fs::path Outbox::payload(const std::string& key) const {
  return config_.folder / "payload" / key;
}

fs::path Outbox::lock_file(const std::string& target) const {
  return config_.folder / "locks" / (target + ".lock");
}

std::optional<OutboxEntry> Outbox::known(const std::string& key) const {
  // In the order in which entries move, so that one that moves meanwhile is not missed.
  for (const EntryState state : kStates) {
    const auto text = detail::read_small_file(entry_file(state, key));
    auto entry = text ? parse_entry(*text, entry_file(state, key)) : fail(text.error());
    if (entry) return std::move(*entry);
  }
  return std::nullopt;
}

bool Outbox::is_open(const std::string& key) const {
  std::error_code problem;
  return fs::exists(entry_file(EntryState::pending, key), problem) ||
         fs::exists(entry_file(EntryState::dead, key), problem);
}

// --- Putting ---------------------------------------------------------------------------------------------------------

/// What the files are; copied into FOLDER/incoming where `copies`.
Result<std::vector<DeliveredFile>> Outbox::take_in(const PutRequest& request, bool copies) const {
  const fs::path incoming = config_.folder / "incoming";
  if (auto emptied = remove_tree(incoming); !emptied) return fail(emptied.error());
  if (auto made = copies ? detail::make_folder(incoming) : Result<void>(); !made) return fail(made.error());
  std::vector<DeliveredFile> files;
  for (const FileToDeliver& file : request.files) {
    std::error_code problem;
    if (!fs::is_regular_file(file.path, problem)) {
      return fail(bad_input(mes_error::kUnreadable, file.path.string(), "cannot be put", "a file", "none"));
    }
    const auto facts =
        copies ? detail::copy_synced(file.path, incoming / std::to_string(files.size())) : file_facts(file.path);
    if (!facts) return fail(facts.error());
    files.push_back({file.name, facts->bytes, facts->sha256});
  }
  return files;
}

Result<PutEntry> Outbox::put_one(OutboxEntry entry, bool has_payload) const {
  if (auto before = known(entry.key)) return PutEntry{std::move(*before), false};
  if (has_payload) {
    const fs::path place = payload(entry.key), made = config_.folder / "incoming" / entry.key;
    if (auto removed = remove_tree(place); !removed) return fail(removed.error());
    if (auto folder = detail::make_folder(made); !folder) return fail(folder.error());
    for (std::size_t i = 0; i < entry.files.size(); ++i) {
      const std::string name = std::to_string(i);
      auto linked = link_or_copy(config_.folder / "incoming" / name, made / name);
      if (!linked) return fail(linked.error());
    }
    if (auto synced = detail::sync_folder(made); !synced) return fail(synced.error());
    if (auto named = detail::rename_durably(made, place); !named) return fail(named.error());
  }
  // The entry last: what stands in pending/ has its files.
  if (auto written = detail::write_durably(entry_file(EntryState::pending, entry.key), entry_json(entry)); !written) {
    return fail(written.error());
  }
  return PutEntry{std::move(entry), true};
}

Result<std::vector<PutEntry>> Outbox::put(const PutRequest& request) const {
  if (auto sound = check(config_, request); !sound) return fail(sound.error());
  const auto lock = FileLock::take(lock_file(".put"), FileLock::When::wait);
  if (!lock) return fail(lock.error());
  const auto targets = targets_of(config_, request.targets);
  const bool copies = targets.front()->kind == TargetKind::file_drop;
  const auto files = take_in(request, copies);
  if (!files) return fail(files.error());

  std::vector<PutEntry> made;
  for (const TargetConfig* target : targets) {
    const bool is_drop = target->kind == TargetKind::file_drop;
    OutboxEntry entry;
    entry.key = key_of(target->name, *files);
    entry.target = target->name;
    entry.files = *files;
    entry.about = request.about;
    entry.created = timestamp_of(std::chrono::system_clock::now());
    entry.path = fs::absolute(request.files.back().path).lexically_normal().string();
    const auto names_before = [target](const PutEntry& one) { return one.entry.target == target->after; };
    const auto before = std::ranges::find_if(made, names_before);
    if (is_drop) {
      const fs::path folder = target->seen_as.empty() ? target->drop.folder : fs::path(target->seen_as);
      entry.path = (folder / entry.main().name).string();
    } else if (before != made.end()) {
      entry.after = before->entry.key;
      entry.path = before->entry.path;
    }
    auto put = put_one(std::move(entry), is_drop);
    if (!put) return fail(put.error());
    made.push_back(std::move(*put));
  }
  if (auto emptied = remove_tree(config_.folder / "incoming"); !emptied) return fail(emptied.error());
  return made;
}

// --- Looking ---------------------------------------------------------------------------------------------------------

Result<OutboxList> Outbox::list(EntryState state) const {
  OutboxList list;
  std::error_code problem;
  fs::directory_iterator file(config_.folder / name_of(state), problem);
  for (; !problem && file != fs::directory_iterator(); file.increment(problem)) {
    if (file->path().extension() != ".json") continue;
    const auto text = detail::read_small_file(file->path());
    std::error_code ignored;
    if (!text && !fs::exists(file->path(), ignored)) continue;  // it has just moved on
    auto entry = text ? parse_entry(*text, file->path()) : fail(text.error());
    if (entry) {
      list.entries.push_back(std::move(*entry));
    } else {
      list.damaged.push_back(entry.error());
    }
  }
  if (problem) return fail(detail::disk_error(config_.folder, "cannot be read", problem.value()));
  std::ranges::sort(list.entries, {}, [](const OutboxEntry& one) { return std::tie(one.created, one.key); });
  return list;
}

Result<OutboxEntry> Outbox::find(const std::string& key) const {
  std::vector<OutboxEntry> found;
  for (const EntryState state : kStates) {
    auto all = list(state);
    if (!all) return fail(all.error());
    for (OutboxEntry& entry : all->entries) {
      if (!key.empty() && entry.key.starts_with(key)) found.push_back(std::move(entry));
    }
  }
  if (found.size() == 1) return found.front();
  return fail(usage_error(config_.folder, "which entry is meant", "a key, or the beginning of one",
                          key + (found.empty() ? ": none" : ": several")));
}

// --- Moving ----------------------------------------------------------------------------------------------------------

Result<void> Outbox::store(const OutboxEntry& entry) const {
  // Rewritten where it lies, then moved: at no time are there two of it, and what it says of itself holds.
  const auto lies = std::ranges::find_if(kStates, [&](EntryState state) {
    std::error_code problem;
    return fs::exists(entry_file(state, entry.key), problem);
  });
  const EntryState from = lies == std::end(kStates) ? entry.state : *lies;
  auto written = detail::write_durably(entry_file(from, entry.key), entry_json(entry));
  if (written && from != entry.state) {
    written = detail::rename_durably(entry_file(from, entry.key), entry_file(entry.state, entry.key));
  }
  if (written && entry.state == EntryState::done) written = remove_tree(payload(entry.key));
  return written;
}

Result<void> Outbox::retry(OutboxEntry entry) const {
  const auto lock = FileLock::take(lock_file(".put"), FileLock::When::wait);
  if (!lock) return fail(lock.error());
  if (entry.state != EntryState::dead) {
    return fail(usage_error(entry.key, "cannot be retried", "a dead letter", name_of(entry.state)));
  }
  const auto done = list(EntryState::done);
  if (!done) return fail(done.error());
  for (const OutboxEntry& other : done->entries) {
    if (other.target != entry.target || other.main().name != entry.main().name || other.created < entry.created)
      continue;
    return fail(usage_error(entry.key, "would replace a later file of its name, delivered at " + other.finished,
                            "purge it, or put the file again", entry.main().name));
  }
  entry.state = EntryState::pending;
  entry.attempts = 0;
  entry.placed = entry.target_was_away = false;
  entry.next_attempt.clear();
  entry.finished.clear();
  return store(entry);
}

Result<void> Outbox::forget(const OutboxEntry& entry) const {
  std::error_code problem;
  for (const EntryState state : kStates) {
    if (!fs::remove(entry_file(state, entry.key), problem)) continue;
    if (auto synced = detail::sync_folder(config_.folder / name_of(state)); !synced) return synced;
  }
  return remove_tree(payload(entry.key));
}

Result<void> Outbox::purge(const OutboxEntry& entry) const {
  const auto lock = FileLock::take(lock_file(".put"), FileLock::When::wait);
  if (!lock) return fail(lock.error());
  if (entry.state == EntryState::done) return forget(entry);
  std::vector<OutboxEntry> gone{entry};
  for (const EntryState state : {EntryState::pending, EntryState::dead}) {
    auto all = list(state);
    if (!all) return fail(all.error());
    for (OutboxEntry& other : all->entries) {
      if (other.after == entry.key) gone.push_back(std::move(other));
    }
  }
  for (const OutboxEntry& one : gone) {
    const auto target = FileLock::take(lock_file(one.target), FileLock::When::now_or_never);
    if (!target) return fail(target.error());
    if (one.state == EntryState::pending && !target->is_held()) {
      return fail(Error{ErrorKind::usage, std::string(mes_error::kBusy), one.key, "may be on its way just now",
                        "no deliverer of " + one.target + " at work", "one"});
    }
    if (auto forgotten = forget(one); !forgotten) return forgotten;
  }
  return {};
}

Result<void> Outbox::tidy(const Timestamp& forget_before) const {
  const auto lock = FileLock::take(lock_file(".put"), FileLock::When::now_or_never);
  if (!lock) return fail(lock.error());
  if (!lock->is_held()) return {};  // somebody puts: another time
  std::error_code problem;
  fs::remove_all(config_.folder / "incoming", problem);
  for (const auto& folder : fs::directory_iterator(config_.folder / "payload", problem)) {
    if (!is_open(folder.path().filename().string())) fs::remove_all(folder.path(), problem);
  }
  const auto done = list(EntryState::done);
  if (!done) return fail(done.error());
  for (const OutboxEntry& entry : done->entries) {
    if (entry.finished >= forget_before) continue;
    if (auto forgotten = forget(entry); !forgotten) return forgotten;
  }
  return {};
}

}  // namespace pellucid::mes

#include "mes/file_drop.h"

#include <nlohmann/json.hpp>
#include <system_error>

#include "mes/detail/disk.h"
#include "mes/mes_error.h"

namespace pellucid::mes {
namespace {

namespace fs = std::filesystem;

Attempt failed(const Error& error) {
  if (error.kind == ErrorKind::cancelled) return {Outcome::stopped, {}};
  // What an outbox or a name does wrong is the entry's fault; a disk that is full or gone is everybody's.
  return {error.code == mes_error::kIo ? Outcome::away : Outcome::refused, error.message()};
}

}  // namespace

fs::path FileDrop::manifest_of(const OutboxEntry& entry) const {
  return options_.folder / (entry.main().name + options_.manifest);
}

bool FileDrop::is_announced(const OutboxEntry& entry) const {
  const auto text = detail::read_small_file(manifest_of(entry));
  const auto manifest = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
  return manifest.is_object() && manifest.value("key", nlohmann::json()) == entry.key;
}

Result<void> FileDrop::place(const Delivery& delivery, std::stop_token stop) const {
  for (std::size_t i = 0; i < delivery.entry.files.size(); ++i) {
    if (stop.stop_requested()) return fail(cancelled());
    const DeliveredFile& file = delivery.entry.files[i];
    const fs::path place = options_.folder / file.name;
    if (auto folder = detail::make_folder(place.parent_path()); !folder) return folder;
    fs::path temporary = place;
    temporary += ".tmp";
    const fs::path source = delivery.payload / std::to_string(i);
    std::error_code problem;
    if (!fs::exists(source, problem)) return fail(bad_input(mes_error::kOutbox, source.string(), "is gone"));
    const auto copied = detail::copy_synced(source, temporary);
    if (!copied) return fail(copied.error());
    if (copied->sha256 != file.sha256) {
      fs::remove(temporary, problem);
      return fail(
          bad_input(mes_error::kOutbox, source.string(), "is no longer what was put", file.sha256, copied->sha256));
    }
    if (auto named = detail::rename_durably(temporary, place); !named) return named;
  }
  return {};
}

Attempt FileDrop::deliver(const Delivery& delivery, std::stop_token stop) {
  const OutboxEntry& entry = delivery.entry;
  std::error_code problem;
  if (!fs::is_directory(options_.folder, problem)) {
    return {Outcome::away, options_.folder.string() + ": the drop folder is not there"};
  }
  if (is_announced(entry)) return {};  // delivered by a process that died before it could say so
  const fs::path manifest = manifest_of(entry);
  if (entry.placed && !fs::exists(options_.folder / entry.main().name, problem)) return {};  // taken meanwhile
  if (!entry.placed) {
    if (!options_.replace && fs::exists(manifest, problem)) {
      return {Outcome::refused, manifest.string() + ": an earlier file of this name has not been collected yet"};
    }
    // An older file of this name may lie there: it must not be read by the manifest of another.
    if (fs::remove(manifest, problem)) {
      if (auto synced = detail::sync_folder(manifest.parent_path()); !synced) return failed(synced.error());
    }
    if (auto placed = place(delivery, stop); !placed) return failed(placed.error());
    if (auto remembered = delivery.remember_placed(); !remembered) return failed(remembered.error());
  }
  const auto announced = detail::write_durably(manifest, delivery_json(entry));
  return announced ? Attempt{} : failed(announced.error());
}

}  // namespace pellucid::mes

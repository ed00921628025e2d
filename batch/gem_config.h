/// The file of `pellucid gem --config`, `pellucid.gem/1`: what the equipment is, who may talk to it, what it inspects.
/// Pure; any thread.
#pragma once

#include <filesystem>

#include "batch/inspection_queue.h"
#include "core/model/error.h"
#include "gem/server.h"

namespace pellucid {

struct GemConfig {
  gem::ServerOptions server;
  QueueOptions queue;
  std::filesystem::path recipes;  ///< folder of NAME.json
  std::filesystem::path outbox;   ///< configuration of an outbox whose news for the host are brought; empty: none
  bool deliver_exports = false;   ///< and which gets what it makes of each wafer that the host starts
  std::filesystem::path watch;    ///< results of a `pellucid batch` that are reported as well; empty: none
};

/// Paths in it are relative to the file's folder. Every key has a default but inspection.scans and inspection.results.
/// Errors: bad_input "batch.gem_config" with the key that is unknown, missing, of a wrong type or out of range.
[[nodiscard]] Result<GemConfig> read_gem_config(const std::filesystem::path& file);

}  // namespace pellucid

/// Outboxes for people and machines: how one is opened, what was put, what is in it. Private to the room. Main thread
/// only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "mes/outbox.h"

namespace pellucid::cli {

enum class Exports : std::uint8_t { needed, unused };

/// From its configuration. Errors: those of read_outbox_config and Outbox::open; usage "cli.outbox" where it has to say
/// what is made of a wafer, and does not.
[[nodiscard]] Result<mes::Outbox> open_outbox(const std::filesystem::path& config, Exports exports = Exports::unused);

/// A line a delivery: "put: W03.klarf to drop (1a2b3c4d)".
[[nodiscard]] std::string put_text(const std::vector<mes::PutEntry>& put);
[[nodiscard]] nlohmann::ordered_json put_json(const std::vector<mes::PutEntry>& put);

/// Aligned columns; "" where there is nothing.
[[nodiscard]] std::string entries_text(const std::vector<mes::OutboxEntry>& entries, bool colour);
[[nodiscard]] nlohmann::ordered_json entry_document(const mes::OutboxEntry& entry);

}  // namespace pellucid::cli

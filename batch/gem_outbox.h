/// The GEM host as a target of an outbox: news of a file is the event FileReady, done when the host has acknowledged it
/// or the equipment's spool has it. Private to the room. From the deliverer's thread.
#pragma once

#include <functional>

#include "gem/equipment.h"
#include "mes/outbox_delivery.h"

namespace pellucid {

/// Does something with the equipment, on its thread: gem::Server::post.
using PostToEquipment = std::function<void(std::function<void(gem::Equipment&)>)>;

/// One for each secs_gem of the configuration. Nothing of them outlives what `post` refers to.
[[nodiscard]] mes::OutboxTargets gem_targets(const mes::OutboxConfig& config, const PostToEquipment& post);

}  // namespace pellucid

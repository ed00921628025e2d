/// The "layers" part of scan.json. Private to the room.
#pragma once

#include <vector>

#include "acquisition/json_node.h"
#include "acquisition/manifest.h"

namespace pellucid {

/// Adds every layer of the manifest's root to `manifest`; faults are noted in the node, oddities as warnings.
void parse_layers(const JsonNode& root, Manifest& manifest);

}  // namespace pellucid

/// The "wafer" and "chips" parts of scan.json. Private to the room.
#pragma once

#include "acquisition/json_node.h"
#include "core/model/wafer.h"

namespace pellucid {

/// Reads both keys of the manifest's root; faults are noted in the node.
[[nodiscard]] WaferDesign parse_wafer(const JsonNode& root);

}  // namespace pellucid

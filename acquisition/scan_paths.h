/// Where a manifest's file names lead to. Private to the room; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/model/error.h"

namespace pellucid {

/// Absolute path of a name in the manifest, refused where it leaves `folder` (absolute, "..", or a link out). `folder`
/// is canonical; `role` ("tile of layer pl") is for the message. A file that does not exist is not an error here.
[[nodiscard]] Result<std::filesystem::path> resolve_inside(const std::filesystem::path& folder, const std::string& name,
                                                           std::string_view role);

}  // namespace pellucid

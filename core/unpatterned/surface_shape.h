/// What a patch is: its measures and its class. Pure; any thread.
#pragma once

#include "core/unpatterned/surface.h"
#include "core/unpatterned/surface_patch.h"
#include "core/unpatterned/unpatterned_options.h"

namespace pellucid {

[[nodiscard]] SurfaceDefect describe_patch(const SurfacePatch& patch, const UnpatternedOptions& options);

}  // namespace pellucid

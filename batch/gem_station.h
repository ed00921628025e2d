/// A GEM equipment with everything behind it: recipes, the inspection queue, the eye on a batch's results. From any one
/// thread.
#pragma once

#include <functional>
#include <stop_token>
#include <string_view>

#include "batch/gem_config.h"
#include "core/model/error.h"

namespace pellucid {

struct GemObserver {
  std::function<void(std::uint16_t port)> ready;  ///< it listens, or calls
  std::function<void(std::string_view)> log;      ///< one line; from another thread
};

/// Works until a stop is asked for; the wafer at hand is then dropped, and its host told so.
/// Errors: those of Server::open and RecipeFolder::open; batch.recipe where the first recipe is none.
[[nodiscard]] Result<void> run_gem_station(const GemConfig& config, const GemObserver& observer, std::stop_token stop);

}  // namespace pellucid

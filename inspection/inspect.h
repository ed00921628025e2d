/// The main job: a scan folder in, a judged wafer out. Called alike by cli, gui and batch, from any one thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>

#include "core/model/error.h"
#include "core/model/progress.h"
#include "recipe/recipe.h"
#include "results/result_data.h"

namespace pellucid {

class LiveLight;

struct InspectRequest {
  std::filesystem::path scan;
  std::filesystem::path result;      ///< appears whole or not at all
  Recipe recipe;                     ///< Recipe{} holds every default
  int threads = 0;                   ///< 0: as many as there are cores
  bool allow_missing_tiles = false;  ///< their chips are then unmeasured, and the summary says so
  bool overwrite = false;            ///< replace an existing result folder
  bool write_maps_and_report = true;
  std::shared_ptr<LiveLight> live;  ///< filled while chips are measured (core/measure/live_light.h); null: nobody looks
};

/// What was found; `result.limits` tells whether the recipe's wafer limits hold.
/// Errors: bad_input (scan, recipe, registration refused), usage (result exists), cancelled, internal (disk).
[[nodiscard]] Result<ResultData> inspect(const InspectRequest& request, const Progress& progress = {},
                                         std::stop_token stop = {});

}  // namespace pellucid

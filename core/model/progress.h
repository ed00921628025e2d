/// How long work tells where it is. The callback may come from any thread of the pipeline, one call at a time.
#pragma once

#include <functional>
#include <string_view>

namespace pellucid {

/// Called with the stage's name and how much of it is done, in [0, 1]. An empty function is allowed.
using Progress = std::function<void(std::string_view stage, double fraction)>;

inline void report(const Progress& progress, std::string_view stage, double fraction) {
  if (progress) progress(stage, fraction);
}

}  // namespace pellucid

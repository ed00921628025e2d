/// Where two recipes differ. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "recipe/recipe.h"

namespace pellucid {

struct RecipeChange {
  std::string section, key;  ///< "judge", "dim_relative"; no section: a key of the recipe itself
  std::string from, to;      ///< as JSON: "0.78", "null"

  /// "judge.dim_relative"
  [[nodiscard]] std::string path() const { return section.empty() ? key : section + "." + key; }
  /// "judge.dim_relative: 0.78 -> 0.7"
  [[nodiscard]] std::string text() const { return path() + ": " + from + " -> " + to; }
};

/// Every key whose value differs, in the order of explanations.
[[nodiscard]] std::vector<RecipeChange> compare_recipes(const Recipe& from, const Recipe& to);

}  // namespace pellucid

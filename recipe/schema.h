/// The one table of what a recipe may say: parsing, writing, explanations and the JSON Schema all come from it, so that
/// no key can be in one and not in another. Constant; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "recipe/recipe.h"

namespace pellucid {

inline constexpr std::string_view kRecipeSchema = "pellucid.recipe/1";

using OrientationMatrix = std::array<std::array<int, 2>, 2>;
using ShiftPair = std::array<int, 2>;

/// Where in a Recipe a field's value lives.
template <class T>
struct FieldAccess {
  T& (*edit)(Recipe&);
  const T& (*read)(const Recipe&);
};

using AnyFieldAccess =
    std::variant<FieldAccess<double>, FieldAccess<int>, FieldAccess<std::string>, FieldAccess<std::optional<double>>,
                 FieldAccess<std::optional<OrientationMatrix>>, FieldAccess<std::optional<ShiftPair>>>;

struct RecipeField {
  std::string_view section;  ///< "judge"; empty: a key of the recipe itself
  std::string_view key;      ///< "dim_relative"
  std::string_view unit;     ///< "sigma", "1" for a ratio; empty where there is none
  double minimum = 0;        ///< both allowed themselves; length of a text; each element of a pair
  double maximum = 0;
  std::string_view meaning;  ///< one sentence for people
  AnyFieldAccess access;

  /// "judge.dim_relative"
  [[nodiscard]] std::string path() const {
    return section.empty() ? std::string(key) : std::string(section) + "." + std::string(key);
  }
};

/// Every field, in the order of explanations; sections stand together.
[[nodiscard]] std::span<const RecipeField> recipe_fields();
/// nullptr where there is no such key.
[[nodiscard]] const RecipeField* find_field(std::string_view section, std::string_view key);
[[nodiscard]] bool is_section(std::string_view name);
/// The known path that looks most like the one given.
[[nodiscard]] std::string nearest_path(std::string_view path);
/// "0 to 1", "a signed permutation ...": what values a field takes, for messages and explanations.
[[nodiscard]] std::string describe_range(const RecipeField& field);
/// A number as people write it: shortest digits that read back the same.
[[nodiscard]] std::string number_text(double value);

}  // namespace pellucid

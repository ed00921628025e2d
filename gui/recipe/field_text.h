/// Values of a recipe as people type them. What is allowed is said by the recipe room alone. Pure; any thread.
#pragma once

#include <QString>

#include "recipe/schema.h"

namespace pellucid::gui {

/// "0.78"; empty where the field holds nothing; "[[0, -1], [1, 0]]" for lists.
[[nodiscard]] QString field_text(const RecipeField& field, const Recipe& recipe);

/// The recipe with one value changed. Errors: those of parse_recipe, and recipe.type where the text is no such value.
[[nodiscard]] Result<Recipe> with_field(const Recipe& recipe, const RecipeField& field, const QString& text);

/// A result cannot be judged anew by another value: the pixels have to be measured, or EL matched, once more.
[[nodiscard]] bool needs_new_inspection(const RecipeField& field);

}  // namespace pellucid::gui

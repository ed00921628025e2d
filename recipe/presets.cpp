#include <fmt/format.h>

#include <string>

#include "recipe/recipe.h"

namespace pellucid {
namespace {

/// Bare silicon carbide, PL in the near infrared or ultraviolet: thin lines (basal plane dislocations), triangles and
/// bars (stacking faults), dark spots. Large wafers, low contrast of the surface itself.
Recipe sic() {
  Recipe recipe;
  recipe.name = "sic";
  UnpatternedOptions& u = recipe.unpatterned;
  u.cell_um = 1000;
  u.min_contrast = 0.04;
  u.background_um = 5000;  // stacking faults reach a millimetre and more
  u.join_gap_um = 100;     // a dislocation line fades along its way
  u.scratch_length_um = 4000;
  return recipe;
}

}  // namespace

std::vector<std::string> recipe_preset_names() {
  return {"default", "sic"};
}

Result<Recipe> recipe_preset(std::string_view name) {
  if (name == "default") return Recipe{};
  if (name == "sic") return sic();
  return fail(Error{ErrorKind::usage, "recipe.preset", "", "unknown preset", "default or sic", std::string(name)});
}

}  // namespace pellucid

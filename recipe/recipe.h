/// A recipe is data: every choice and limit of an inspection, `pellucid.recipe/1`. Recipe{} holds every default; each
/// default is declared in the option struct it belongs to and nowhere else. Plain values; all functions are pure but
/// read_recipe, and may be called from any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/appearance/appearance_options.h"
#include "core/correlate/correlate_options.h"
#include "core/judge/judge_options.h"
#include "core/leakage/leak_options.h"
#include "core/measure/measure_options.h"
#include "core/model/error.h"
#include "core/spectra/wavelength_options.h"
#include "core/unpatterned/unpatterned_options.h"

namespace pellucid {

/// What a wafer must hold to pass; an absent limit is not checked. Exit code 4 of `pellucid inspect` where one fails.
struct WaferLimits {
  std::optional<double> min_yield;             ///< good / measured, in [0, 1]
  std::optional<double> max_missing_ppm;       ///< of the measured chips
  std::optional<double> max_dark_ppm;          ///< of the measured chips
  std::optional<double> max_dim_ppm;           ///< of the measured chips
  std::optional<double> max_leaky_ppm;         ///< of the measured chips
  std::optional<double> max_retest_share;      ///< retest / measured, in [0, 1]
  std::optional<double> max_unmeasured_share;  ///< unmeasured / listed, in [0, 1]
  std::optional<double> min_el_accuracy;       ///< in [0, 1]; checked where the scan has an EL table
  std::optional<double> max_el_underkill_ppm;  ///< likewise
  std::optional<double> max_el_overkill_ppm;   ///< likewise
};

struct Recipe {
  std::string name = "default";
  MeasureOptions measure;
  JudgeOptions judge;
  LeakOptions leakage;
  UnpatternedOptions unpatterned;
  WavelengthOptions wavelength;
  AppearanceOptions appearance;
  ElMatchOptions el_match;
  ElScoreOptions el_score;
  WaferLimits limits;
};

/// "default", "sic": what a recipe may begin with.
[[nodiscard]] std::vector<std::string> recipe_preset_names();
/// Errors: usage "recipe.preset".
[[nodiscard]] Result<Recipe> recipe_preset(std::string_view name);

/// Reads `pellucid.recipe/1` from JSON text; keys left out keep their defaults. `path` is for messages only.
/// Errors: recipe.syntax, recipe.schema, recipe.unknown_key, recipe.type, recipe.range, recipe.conflict.
[[nodiscard]] Result<Recipe> parse_recipe(std::string_view text, std::string_view path);
/// As parse_recipe, from a file. Errors: those, and recipe.unreadable.
[[nodiscard]] Result<Recipe> read_recipe(const std::filesystem::path& path);

/// The recipe with every key in it, indented, in the order of the explanations: what `pellucid recipe init` writes.
[[nodiscard]] std::string recipe_text(const Recipe& recipe = {});
/// One line of JSON: sorted keys, shortest numbers that read back the same, every default filled in.
[[nodiscard]] std::string canonical_recipe(const Recipe& recipe);
/// SHA-256 of canonical_recipe, 64 lower-case hex digits: the same however a recipe was written.
[[nodiscard]] std::string recipe_sha256(const Recipe& recipe);
/// A table for people: key, value (a star where it is not the default), unit, allowed range, meaning.
[[nodiscard]] std::string explain_recipe(const Recipe& recipe = {});
/// JSON Schema (draft 2020-12) of a recipe, for editors; without a last newline.
[[nodiscard]] std::string recipe_json_schema();

}  // namespace pellucid

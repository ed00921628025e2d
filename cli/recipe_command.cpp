// pellucid recipe init|check|show: recipes as data.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "inspection/whole_file.h"
#include "recipe/recipe.h"

namespace pellucid::cli {
namespace {

struct RecipeArguments {
  std::string file;
  std::string preset = "default";
  bool overwrite = false;
  bool canonical = false;
  bool schema = false;
};

ExitCode run_init(const Session& session, const RecipeArguments& arguments) {
  const auto recipe = recipe_preset(arguments.preset);
  if (!recipe) return answer_error(session, recipe.error());
  const std::string text = recipe_text(*recipe);
  if (arguments.file.empty()) return print_out(text) ? ExitCode::done : ExitCode::internal;
  const auto written = write_whole_file(arguments.file, text, arguments.overwrite);
  if (!written) return answer_error(session, written.error());
  if (session.json) {
    print_out(nlohmann::json{{"recipe", arguments.file}}.dump() + "\n");
  } else if (!session.quiet) {
    print_out(arguments.file + ": every default, to be changed; pellucid recipe show explains each\n");
  }
  return ExitCode::done;
}

ExitCode run_check(const Session& session, const RecipeArguments& arguments) {
  const auto recipe = read_recipe(arguments.file);
  if (!recipe) return answer_error(session, recipe.error());
  const std::string sha256 = recipe_sha256(*recipe);
  if (session.json) {
    print_out(nlohmann::ordered_json{{"recipe", arguments.file}, {"name", recipe->name}, {"sha256", sha256}}.dump() +
              "\n");
  } else {
    print_out(fmt::format("{}: valid, name {}, SHA-256 {}\n", arguments.file, recipe->name, sha256));
  }
  return ExitCode::done;
}

ExitCode run_show(const Session& session, const RecipeArguments& arguments) {
  if (arguments.schema) return print_out(recipe_json_schema() + "\n") ? ExitCode::done : ExitCode::internal;
  Recipe recipe;
  if (!arguments.file.empty()) {
    auto read = read_recipe(arguments.file);
    if (!read) return answer_error(session, read.error());
    recipe = std::move(*read);
  }
  const bool for_machines = arguments.canonical || session.json;
  return print_out(for_machines ? canonical_recipe(recipe) + "\n" : explain_recipe(recipe)) ? ExitCode::done
                                                                                            : ExitCode::internal;
}

}  // namespace

void add_recipe_command(CLI::App& app, Session& session) {
  CLI::App* recipe = app.add_subcommand("recipe", "Make, check and explain recipes");
  recipe->require_subcommand(1);
  recipe->footer("Example:\n  pellucid recipe init -o uled.json && pellucid recipe show uled.json");
  auto arguments = std::make_shared<RecipeArguments>();

  CLI::App* init = add_command(*recipe, session, "init", "Write a recipe that holds every default",
                               "pellucid recipe init -o uled.json");
  init->add_option("-o,--output", arguments->file, "File to write; without one, to stdout");
  init->add_option("--preset", arguments->preset, "What to begin with: default, or sic (SiC wafers without chips)")
      ->capture_default_str();
  init->add_flag("--overwrite", arguments->overwrite, "Replace an existing file");
  init->callback(
      [&session, arguments] { session.run = [&session, arguments] { return run_init(session, *arguments); }; });

  CLI::App* check = add_command(*recipe, session, "check", "Say whether a recipe is valid, and its SHA-256",
                                "pellucid recipe check uled.json");
  check->add_option("RECIPE", arguments->file, "Recipe (JSON)")->required();
  check->callback(
      [&session, arguments] { session.run = [&session, arguments] { return run_check(session, *arguments); }; });

  CLI::App* show = add_command(*recipe, session, "show", "Explain every limit: value, unit, range, meaning",
                               "pellucid recipe show uled.json");
  show->add_option("RECIPE", arguments->file, "Recipe (JSON); without one, the defaults");
  show->add_flag("--canonical", arguments->canonical, "One line of JSON: what the SHA-256 is made of");
  show->add_flag("--schema", arguments->schema, "The JSON Schema of recipes, for editors");
  show->callback(
      [&session, arguments] { session.run = [&session, arguments] { return run_show(session, *arguments); }; });
}

}  // namespace pellucid::cli

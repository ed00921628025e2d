#include "batch/recipe_folder.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include "inspection/whole_file.h"

namespace pellucid {

namespace fs = std::filesystem;

Result<RecipeFolder> RecipeFolder::open(const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return fail(internal_error("batch.recipes", folder.string(), problem.message()));
  RecipeFolder opened(folder);
  if (fs::exists(opened.file_of("default"), problem)) return opened;
  const auto written = opened.write("default", recipe_text());
  if (!written) return fail(written.error());
  return opened;
}

std::vector<std::string> RecipeFolder::names() const {
  std::vector<std::string> names;
  std::error_code problem;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, problem)) {
    const fs::path name = entry.path().filename();
    if (name.extension() == ".json" && gem::is_recipe_name(name.stem().string())) names.push_back(name.stem().string());
  }
  std::ranges::sort(names);
  return names;
}

Result<std::string> RecipeFolder::read(const std::string& name) const {
  std::ifstream file(file_of(name), std::ios::binary);
  if (!gem::is_recipe_name(name) || !file) {
    return fail(bad_input("batch.recipe", file_of(name).string(), "there is no such recipe"));
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<void> RecipeFolder::write(const std::string& name, const std::string& text) {
  if (!gem::is_recipe_name(name)) return fail(bad_input("batch.recipe", name, "is no name of a recipe"));
  const auto parsed = parse_recipe(text, name);
  if (!parsed) return fail(parsed.error());
  return write_whole_file(file_of(name), text, true);
}

Result<void> RecipeFolder::remove(const std::string& name) {
  std::error_code problem;
  if (gem::is_recipe_name(name) && fs::remove(file_of(name), problem)) return {};
  return fail(bad_input("batch.recipe", file_of(name).string(), "cannot be removed", "", problem.message()));
}

Result<Recipe> RecipeFolder::recipe(const std::string& name) const {
  const auto text = read(name);
  if (!text) return fail(text.error());
  return parse_recipe(*text, file_of(name).string());
}

}  // namespace pellucid

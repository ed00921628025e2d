/// Recipes as a GEM host sees them: NAME is FOLDER/NAME.json. From the equipment's thread.
#pragma once

#include <filesystem>

#include "gem/ports.h"
#include "recipe/recipe.h"

namespace pellucid {

class RecipeFolder final : public gem::RecipePort {
 public:
  /// Makes the folder where it is missing, and a recipe `default` in it where there is none.
  /// Errors: internal "batch.recipes", and those of write_whole_file.
  [[nodiscard]] static Result<RecipeFolder> open(const std::filesystem::path& folder);

  [[nodiscard]] std::vector<std::string> names() const override;
  [[nodiscard]] Result<std::string> read(const std::string& name) const override;
  /// Nothing is written unless it is a recipe.
  Result<void> write(const std::string& name, const std::string& text) override;
  Result<void> remove(const std::string& name) override;
  /// Read and parsed.
  [[nodiscard]] Result<Recipe> recipe(const std::string& name) const;

 private:
  explicit RecipeFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::filesystem::path file_of(const std::string& name) const { return folder_ / (name + ".json"); }

  std::filesystem::path folder_;
};

}  // namespace pellucid

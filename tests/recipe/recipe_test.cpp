#include "recipe/recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "recipe/schema.h"

namespace pellucid {
namespace {

using testing::HasSubstr;

Result<Recipe> parse(const std::string& body) {
  return parse_recipe(R"({"schema": "pellucid.recipe/1")" + (body.empty() ? "" : ", " + body) + "}", "r.json");
}

TEST(ParseRecipe, endless_nesting_is_refused_and_not_followed) {
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  const auto recipe = parse(R"("name": )" + deep);
  ASSERT_FALSE(recipe);
  EXPECT_THAT(recipe.error().message(), HasSubstr("nested too deeply"));
}

struct AnyValue {
  template <class T>
  operator T() const;  // NOLINT: only ever named, to count an aggregate's members
};
template <class T, class... A>
constexpr std::size_t member_count() {
  if constexpr (requires { T{A{}..., AnyValue{}}; })
    return member_count<T, A..., AnyValue>();
  else
    return sizeof...(A);
}
std::size_t field_count(std::string_view section) {
  std::size_t count = 0;
  for (const RecipeField& field : recipe_fields()) count += field.section == section ? 1 : 0;
  return count;
}

TEST(RecipeFields, every_option_has_a_field) {
  EXPECT_EQ(field_count("measure"), member_count<MeasureOptions>());
  EXPECT_EQ(field_count("judge"), member_count<JudgeOptions>());
  EXPECT_EQ(field_count("leakage"), member_count<LeakOptions>());
  EXPECT_EQ(field_count("wavelength"), member_count<WavelengthOptions>());
  EXPECT_EQ(field_count("correlate"), member_count<ElMatchOptions>() + member_count<ElScoreOptions>());
  EXPECT_EQ(field_count("limits"), member_count<WaferLimits>());
}

TEST(RecipeFields, every_field_is_explained_and_its_default_is_in_range) {
  for (const RecipeField& field : recipe_fields()) {
    EXPECT_GT(field.meaning.size(), 20U) << field.path();
    EXPECT_EQ(field.meaning.back(), '.') << field.path();
    EXPECT_LT(field.minimum, field.maximum) << field.path();
  }
  const auto read_back = parse_recipe(recipe_text(), "default");
  ASSERT_TRUE(read_back) << read_back.error().message();
  EXPECT_EQ(recipe_sha256(*read_back), recipe_sha256({}));
}

TEST(ParseRecipe, what_is_left_out_keeps_its_default) {
  const auto recipe = parse(R"("name": "x", "judge": {"dim_relative": 0.5}, "limits": {"min_yield": 0.9})");
  ASSERT_TRUE(recipe) << recipe.error().message();
  EXPECT_EQ(recipe->name, "x");
  EXPECT_EQ(recipe->judge.dim_relative, 0.5);
  EXPECT_EQ(recipe->judge.bright_relative, JudgeOptions{}.bright_relative);
  EXPECT_EQ(recipe->measure.search_pitches, MeasureOptions{}.search_pitches);
  EXPECT_EQ(recipe->limits.min_yield, 0.9);
  EXPECT_FALSE(recipe->limits.max_dark_ppm);
}

TEST(ParseRecipe, reads_every_kind_of_value) {
  const auto recipe = parse(R"("correlate": {"ours_from_el": [[0, -1], [1, 0]], "shift": [-5, 7], "bootstrap_seed": 9},
                               "measure": {"search_pitches": 6.0}, "limits": {"max_dark_ppm": null})");
  ASSERT_TRUE(recipe) << recipe.error().message();
  EXPECT_EQ(recipe->el_match.ours_from_el, (OrientationMatrix{{{0, -1}, {1, 0}}}));
  EXPECT_EQ(recipe->el_match.shift, (ShiftPair{-5, 7}));
  EXPECT_EQ(recipe->el_score.bootstrap_seed, 9);
  EXPECT_EQ(recipe->measure.search_pitches, 6);
}

struct BadRecipe {
  const char* text;
  const char* code;
  const char* message;
};

TEST(ParseRecipe, every_refusal_says_what_and_where) {
  const std::string head = R"({"schema": "pellucid.recipe/1", )";
  const BadRecipe bad[] = {
      {R"({"judge": {}})", "recipe.schema",
       R"(r.json: not a recipe that this version reads (expected "schema": "pellucid.recipe/1", found no "schema"))"},
      {R"({"schema": "pellucid.recipe/2"})", "recipe.schema", R"(found "pellucid.recipe/2")"},
      {"[1]", "recipe.type", "a recipe is one JSON object"},
      {"{\"schema\":\n  oops}", "recipe.syntax", "not valid JSON (expected JSON, found an error at line 2, column 3"},
      {"", "recipe.syntax", "not valid JSON"},
      {R"(*"name": "a", "name": "b"})", "recipe.syntax",
       "a key stands twice in one object (expected each key once, found name)"},
      {R"(*"judge": {"dark_sigma": 1, "dark_sigma": 2}})", "recipe.syntax", "found dark_sigma"},
      {R"(*"judge": {"dim_relativ": 0.5}})", "recipe.unknown_key",
       "unknown key judge.dim_relativ (expected a key of the recipe, such as judge.dim_relative, found "
       "judge.dim_relativ)"},
      {R"(*"dim_relative": 0.5})", "recipe.unknown_key", "such as judge.dim_relative"},
      {R"(*"judgement": {}})", "recipe.unknown_key", "such as judge"},
      {R"(*"judge": 5})", "recipe.type", "judge has the wrong type (expected an object of settings, found 5)"},
      {R"(*"judge": {"dim_relative": "0.5"}})", "recipe.type",
       R"(judge.dim_relative has the wrong type (expected a number from 0 to 1, found "0.5"))"},
      {R"(*"judge": {"dim_relative": null}})", "recipe.type", "found null"},
      {R"(*"judge": {"dim_relative": true}})", "recipe.type", "found true"},
      {R"(*"judge": {"dim_relative": 1.5}})", "recipe.range",
       "judge.dim_relative is out of range (expected a number from 0 to 1, found 1.5)"},
      {R"(*"judge": {"dark_sigma": -1}})", "recipe.range", "found -1"},
      {R"(*"judge": {"dark_sigma": 1e999}})", "recipe.syntax", "too large"},
      {R"(*"measure": {"search_pitches": 2.5}})", "recipe.type", "expected a whole number from 1 to 50, found 2.5"},
      {R"(*"measure": {"search_pitches": 99999999999999999999}})", "recipe.range", "measure.search_pitches"},
      {R"(*"name": ""})", "recipe.range", "name is out of range (expected a text of 1 to 64 bytes"},
      {R"(*"name": "a\nb"})", "recipe.range", "name is out of range"},
      {R"(*"limits": {"min_yield": 90}})", "recipe.range", "expected a number from 0 to 1 or null, found 90"},
      {R"(*"correlate": {"ours_from_el": [[1, 0], [1, 0]]}})", "recipe.range", "expected a signed permutation"},
      {R"(*"correlate": {"ours_from_el": [1, 0]}})", "recipe.type", "found [1,0]"},
      {R"(*"correlate": {"shift": [1, 0]}})", "recipe.conflict", "correlate.shift is fixed, but not the orientation"},
  };
  for (const BadRecipe& b : bad) {
    const std::string text = b.text[0] == '*' ? head + (b.text + 1) : b.text;
    const auto recipe = parse_recipe(text, "r.json");
    ASSERT_FALSE(recipe) << text;
    EXPECT_EQ(recipe.error().code, b.code) << text;
    EXPECT_EQ(recipe.error().kind, ErrorKind::bad_input) << text;
    EXPECT_THAT(recipe.error().message(), HasSubstr(b.message)) << text;
    EXPECT_THAT(recipe.error().message(), testing::StartsWith("r.json: ")) << text;
  }
}

TEST(ReadRecipe, files_that_cannot_be_read) {
  const auto none = read_recipe("/nowhere/r.json");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "recipe.unreadable");
  EXPECT_EQ(none.error().path, "/nowhere/r.json");
  EXPECT_EQ(read_recipe(std::filesystem::temp_directory_path()).error().code, "recipe.unreadable");
}

TEST(CanonicalRecipe, order_spelling_and_left_out_defaults_do_not_matter) {
  const auto a = parse(R"("limits": {"min_yield": 0.90, "max_dark_ppm": 5e2}, "judge": {"dark_sigma": 4})");
  const auto b =
      parse(R"("judge": {"dim_relative": 0.78, "dark_sigma": 4.0}, "limits": {"max_dark_ppm": 500, "min_yield": 9e-1,
                          "max_dim_ppm": null}, "name": "default")");
  ASSERT_TRUE(a && b);
  EXPECT_EQ(canonical_recipe(*a), canonical_recipe(*b));
  EXPECT_EQ(recipe_sha256(*a), recipe_sha256(*b));
  EXPECT_NE(recipe_sha256(*a), recipe_sha256({}));
}

TEST(CanonicalRecipe, is_sorted_complete_and_shortest) {
  const std::string text = canonical_recipe({});
  EXPECT_THAT(text, HasSubstr(R"("judge":{"beyond_sigma":4,"bright_relative":1.3,"dark_floor":0.005,"dark_sigma":3,)"));
  EXPECT_THAT(text, HasSubstr(R"("ours_from_el":null)"));
  EXPECT_THAT(text, HasSubstr(R"("schema":"pellucid.recipe/1")"));
  const auto parsed = nlohmann::json::parse(text);  // nlohmann's own objects are sorted
  std::size_t keys = 0;
  for (const auto& [key, value] : parsed.items()) keys += value.is_object() ? value.size() : 1;
  EXPECT_EQ(keys, recipe_fields().size() + 1);
  const auto again = parse_recipe(text, "canonical");
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(canonical_recipe(*again), text);
}

TEST(CanonicalRecipe, every_single_field_changes_the_hash) {
  for (const RecipeField& field : recipe_fields()) {
    Recipe recipe;
    struct Change {
      Recipe& recipe;
      void operator()(const FieldAccess<double>& a) const { a.edit(recipe) += 0.001; }
      void operator()(const FieldAccess<int>& a) const { a.edit(recipe) += 1; }
      void operator()(const FieldAccess<std::string>& a) const { a.edit(recipe) += "x"; }
      void operator()(const FieldAccess<std::optional<double>>& a) const { a.edit(recipe) = 0.5; }
      void operator()(const FieldAccess<std::optional<OrientationMatrix>>& a) const {
        a.edit(recipe) = OrientationMatrix{{{1, 0}, {0, 1}}};
      }
      void operator()(const FieldAccess<std::optional<ShiftPair>>& a) const { a.edit(recipe) = ShiftPair{1, 2}; }
    };
    std::visit(Change{recipe}, field.access);
    EXPECT_NE(recipe_sha256(recipe), recipe_sha256({})) << field.path();
  }
}

TEST(CanonicalRecipe, sha256_is_the_standard_one) {
  const std::string hash = recipe_sha256({});
  EXPECT_EQ(hash.size(), 64U);
  EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
  // sha256sum of the same bytes, where the tool is there.
  const auto file = std::filesystem::temp_directory_path() / "pellucid_canonical_recipe.json";
  std::ofstream(file, std::ios::binary) << canonical_recipe({});
  FILE* pipe = popen(("sha256sum " + file.string() + " 2>/dev/null").c_str(), "r");
  char line[65] = {};
  const bool ran = pipe != nullptr && fgets(line, sizeof line, pipe) != nullptr;
  if (pipe != nullptr) pclose(pipe);
  std::filesystem::remove(file);
  if (!ran) GTEST_SKIP() << "no sha256sum on this machine";
  EXPECT_EQ(hash, std::string(line));
}

TEST(ExplainRecipe, names_every_field_and_marks_changes) {
  Recipe recipe;
  recipe.judge.dark_sigma = 5;
  const std::string text = explain_recipe(recipe);
  for (const RecipeField& field : recipe_fields()) {
    EXPECT_THAT(text, HasSubstr(std::string(field.key)));
    EXPECT_THAT(text, HasSubstr(std::string(field.meaning)));
  }
  EXPECT_THAT(text, HasSubstr("dark_sigma             * 5            sigma"));
  EXPECT_THAT(text, HasSubstr("a number from 0 to 20; default 3"));
  EXPECT_THAT(text, HasSubstr(recipe_sha256(recipe)));
}

TEST(RecipeJsonSchema, has_every_field_with_range_and_default) {
  const auto schema = nlohmann::json::parse(recipe_json_schema());
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(schema["additionalProperties"], false);
  for (const RecipeField& field : recipe_fields()) {
    const auto& properties =
        field.section.empty() ? schema["properties"] : schema["properties"][std::string(field.section)]["properties"];
    ASSERT_TRUE(properties.contains(std::string(field.key))) << field.path();
    EXPECT_TRUE(properties[std::string(field.key)].contains("default")) << field.path();
  }
  const auto& dim = schema["properties"]["judge"]["properties"]["dim_relative"];
  EXPECT_EQ(dim["minimum"], 0.0);
  EXPECT_EQ(dim["maximum"], 1.0);
  EXPECT_EQ(dim["default"], JudgeOptions{}.dim_relative);
}

TEST(SampleRecipes, are_valid_and_say_what_they_are_named_for) {
  const std::filesystem::path folder = std::filesystem::path(PELLUCID_SOURCE_DIR) / "samples" / "recipes";
  for (const char* name : {"default", "strict", "low_light", "sic"}) {
    const auto recipe = read_recipe(folder / (std::string(name) + ".json"));
    ASSERT_TRUE(recipe) << recipe.error().message();
    EXPECT_EQ(recipe->name, name);
  }
  EXPECT_EQ(recipe_sha256(*read_recipe(folder / "default.json")), recipe_sha256({}));
  EXPECT_GT(read_recipe(folder / "strict.json")->judge.dim_relative, JudgeOptions{}.dim_relative);
  // The schema beside them is the one this version writes.
  std::ifstream file(folder / "recipe.schema.json", std::ios::binary);
  const std::string schema((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(schema, recipe_json_schema() + "\n") << "write it anew with: pellucid recipe show --schema";
}

}  // namespace
}  // namespace pellucid

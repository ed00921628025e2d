#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "recipe/recipe.h"
#include "recipe/schema.h"

namespace pellucid {
namespace {

using nlohmann::json;
constexpr std::size_t kMaxBytes = 1 << 20;  // a recipe is a page or two

Error wrong(std::string_view code, std::string_view path, std::string_view what, std::string_view expected,
            std::string_view found) {
  return bad_input(code, path, what, expected, found);
}

/// A value as it stands in the file, not longer than a message can bear.
std::string shown(const json& value) {
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

std::string line_and_column(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
  return fmt::format("line {}, column {}", line, column);
}

/// Reads one field's JSON value into a recipe. Returns what was wrong, or nothing.
class FieldReader {
 public:
  FieldReader(const RecipeField& field, const json& value, std::string_view file, Recipe& recipe)
      : field_(field), value_(value), file_(file), recipe_(recipe) {}

  Result<void> operator()(const FieldAccess<double>& access) const {
    if (!value_.is_number()) return type_error();
    const auto number = value_.get<double>();
    if (!in_range(number)) return range_error();
    access.edit(recipe_) = number + 0.0;  // -0 and 0 are one value
    return {};
  }
  Result<void> operator()(const FieldAccess<int>& access) const {
    if (!is_whole(value_)) return type_error();
    if (!in_range(value_.get<double>())) return range_error();
    access.edit(recipe_) = static_cast<int>(value_.get<double>());
    return {};
  }
  Result<void> operator()(const FieldAccess<std::string>& access) const {
    if (!value_.is_string()) return type_error();
    const auto& text = value_.get_ref<const std::string&>();
    const bool has_control =
        std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (!in_range(static_cast<double>(text.size())) || has_control) return range_error();
    access.edit(recipe_) = text;
    return {};
  }
  Result<void> operator()(const FieldAccess<std::optional<double>>& access) const {
    if (value_.is_null()) return access.edit(recipe_).reset(), Result<void>{};
    if (!value_.is_number()) return type_error();
    const auto number = value_.get<double>();
    if (!in_range(number)) return range_error();
    access.edit(recipe_) = number + 0.0;
    return {};
  }
  Result<void> operator()(const FieldAccess<std::optional<ShiftPair>>& access) const {
    if (value_.is_null()) return access.edit(recipe_).reset(), Result<void>{};
    if (!is_pair(value_)) return type_error();
    if (!in_range(value_[0].get<double>()) || !in_range(value_[1].get<double>())) return range_error();
    access.edit(recipe_) = ShiftPair{whole(value_[0]), whole(value_[1])};
    return {};
  }
  Result<void> operator()(const FieldAccess<std::optional<OrientationMatrix>>& access) const {
    if (value_.is_null()) return access.edit(recipe_).reset(), Result<void>{};
    if (!value_.is_array() || value_.size() != 2 || !is_pair(value_[0]) || !is_pair(value_[1])) return type_error();
    for (const json& row : value_)
      for (const json& element : row)
        if (!in_range(element.get<double>())) return range_error();
    const OrientationMatrix m{{{whole(value_[0][0]), whole(value_[0][1])}, {whole(value_[1][0]), whole(value_[1][1])}}};
    const bool is_permutation =
        (m[0][0] == 0) != (m[0][1] == 0) && (m[1][0] == 0) != (m[1][1] == 0) && (m[0][0] == 0) != (m[1][0] == 0);
    if (!is_permutation) return range_error();
    access.edit(recipe_) = m;
    return {};
  }

 private:
  static bool is_whole(const json& v) {
    return v.is_number_integer() || (v.is_number_float() && v.get<double>() == std::floor(v.get<double>()));
  }
  static bool is_pair(const json& v) { return v.is_array() && v.size() == 2 && is_whole(v[0]) && is_whole(v[1]); }
  static int whole(const json& v) { return static_cast<int>(v.get<double>()); }
  [[nodiscard]] bool in_range(double number) const { return number >= field_.minimum && number <= field_.maximum; }
  [[nodiscard]] tl::unexpected<Error> type_error() const {
    return fail(
        wrong("recipe.type", file_, field_.path() + " has the wrong type", describe_range(field_), shown(value_)));
  }
  [[nodiscard]] tl::unexpected<Error> range_error() const {
    return fail(
        wrong("recipe.range", file_, field_.path() + " is out of range", describe_range(field_), shown(value_)));
  }

  const RecipeField& field_;
  const json& value_;
  std::string_view file_;
  Recipe& recipe_;
};

Result<void> read_key(std::string_view section, const std::string& key, const json& value, std::string_view file,
                      Recipe& recipe) {
  const RecipeField* field = find_field(section, key);
  if (field == nullptr) {
    const std::string path = section.empty() ? key : std::string(section) + "." + key;
    return fail(wrong("recipe.unknown_key", file, "unknown key " + path,
                      "a key of the recipe, such as " + nearest_path(path), path));
  }
  return std::visit(FieldReader(*field, value, file, recipe), field->access);
}

Result<void> check_schema(const json& root, std::string_view file) {
  if (!root.is_object()) return fail(wrong("recipe.type", file, "a recipe is one JSON object", "{...}", shown(root)));
  const auto schema = root.find("schema");
  if (schema == root.end() || *schema != kRecipeSchema)
    return fail(wrong("recipe.schema", file, "not a recipe that this version reads",
                      fmt::format("\"schema\": \"{}\"", kRecipeSchema),
                      schema == root.end() ? "no \"schema\"" : shown(*schema)));
  return {};
}

/// JSON takes a key twice without a word; a recipe must not mean something else than it seems to say. Nor may it be
/// nested so deeply that printing it exhausts the stack.
class StructureCheck {
 public:
  bool operator()(int depth, json::parse_event_t event, json& parsed) {
    const auto level = static_cast<std::size_t>(depth);
    const bool starts = event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    if (starts && level > kMaxDepth) too_deep = true;
    if (too_deep) return false;
    if (event == json::parse_event_t::object_start) {
      seen_.resize(std::max(seen_.size(), level + 2));
      seen_[level + 1].clear();
    } else if (event == json::parse_event_t::key && repeated.empty()) {
      const auto key = parsed.get<std::string>();
      if (!seen_[level].insert(key).second) repeated = key;
    }
    return true;
  }
  std::string repeated;
  bool too_deep = false;

 private:
  static constexpr std::size_t kMaxDepth = 8;  // a recipe needs 4
  std::vector<std::set<std::string>> seen_;
};

Result<json> parse_json(std::string_view text, std::string_view file) {
  StructureCheck structure;
  try {
    const json root = json::parse(text, std::ref(structure));
    if (structure.too_deep)
      return fail(wrong("recipe.syntax", file, "nested too deeply for a recipe", "at most 8 levels", "more"));
    if (!structure.repeated.empty())
      return fail(
          wrong("recipe.syntax", file, "a key stands twice in one object", "each key once", structure.repeated));
    return root;
  } catch (const json::parse_error& e) {
    return fail(wrong("recipe.syntax", file, "not valid JSON", "JSON", "an error at " + line_and_column(text, e.byte)));
  } catch (const json::exception&) {
    return fail(wrong("recipe.syntax", file, "a number is too large for any machine", "JSON numbers below 1e308", ""));
  }
}

}  // namespace

Result<Recipe> parse_recipe(std::string_view text, std::string_view path) {
  const Result<json> root = parse_json(text, path);
  if (!root) return tl::unexpected(root.error());
  if (const auto checked = check_schema(*root, path); !checked) return tl::unexpected(checked.error());
  Recipe recipe;
  for (const auto& [key, value] : root->items()) {
    if (key == "schema" || key == "$schema") continue;
    if (!is_section(key)) {
      if (const auto read = read_key("", key, value, path, recipe); !read) return tl::unexpected(read.error());
      continue;
    }
    if (!value.is_object())
      return fail(wrong("recipe.type", path, key + " has the wrong type", "an object of settings", shown(value)));
    for (const auto& [inner, setting] : value.items())
      if (const auto read = read_key(key, inner, setting, path, recipe); !read) return tl::unexpected(read.error());
  }
  if (recipe.el_match.shift && !recipe.el_match.ours_from_el)
    return fail(wrong("recipe.conflict", path, "correlate.shift is fixed, but not the orientation it belongs to",
                      "correlate.ours_from_el as well", "null"));
  const std::string& figure = recipe.wavelength.bin_figure;
  if (figure != "peak" && figure != "centroid" && figure != "dominant")
    return fail(
        wrong("recipe.range", path, "wavelength.bin_figure is out of range", "peak, centroid or dominant", figure));
  if (recipe.wavelength.ratio_layers.empty() != recipe.wavelength.ratio_curve.empty())
    return fail(wrong("recipe.conflict", path, "half a ratio: wavelength.ratio_layers and ratio_curve belong together",
                      "both or none", "one"));
  if (recipe.leakage.r_sh_limit_ohm && !(recipe.leakage.open_circuit_v && recipe.leakage.absorbed_share))
    return fail(wrong("recipe.conflict", path, "leakage.r_sh_limit_ohm is set, but not what a shunt is told from",
                      "leakage.open_circuit_v and leakage.absorbed_share as well", "null"));
  return recipe;
}

Result<Recipe> read_recipe(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored))
    return fail(wrong("recipe.unreadable", path.string(), "cannot read the recipe", "a readable file", ""));
  std::string text(kMaxBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxBytes)
    return fail(wrong("recipe.syntax", path.string(), "too large for a recipe", "at most 1 MiB", "more"));
  return parse_recipe(text, path.string());
}

}  // namespace pellucid

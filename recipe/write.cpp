#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/model/sha256.h"
#include "recipe/compare.h"
#include "recipe/recipe.h"
#include "recipe/schema.h"

namespace pellucid {
namespace {

using nlohmann::ordered_json;

ordered_json value_of(const RecipeField& field, const Recipe& recipe) {
  return std::visit(
      [&recipe](const auto& access) -> ordered_json {
        const auto& value = access.read(recipe);
        if constexpr (requires { value.has_value(); })
          return value ? ordered_json(*value) : ordered_json(nullptr);
        else
          return value;
      },
      field.access);
}

bool is_optional(const RecipeField& field) {
  return field.access.index() >= 3;
}

/// Sorted keys, no blanks, shortest numbers: 4 and 4.0 are written alike.
std::string canonical(const ordered_json& value) {
  if (value.is_number_float()) return number_text(value.get<double>() + 0.0);
  if (value.is_array()) {
    std::string out;
    for (const ordered_json& element : value) out += fmt::format("{}{}", out.empty() ? "" : ",", canonical(element));
    return fmt::format("[{}]", out);
  }
  if (!value.is_object()) return value.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
  std::vector<std::string> keys;
  for (const auto& item : value.items()) keys.push_back(item.key());
  std::sort(keys.begin(), keys.end());
  std::string out;
  for (const std::string& key : keys)
    out += fmt::format("{}{}:{}", out.empty() ? "" : ",", ordered_json(key).dump(), canonical(value.at(key)));
  return fmt::format("{{{}}}", out);
}

ordered_json whole_recipe(const Recipe& recipe) {
  ordered_json root;
  root["schema"] = kRecipeSchema;
  for (const RecipeField& field : recipe_fields()) {
    ordered_json& parent = field.section.empty() ? root : root[std::string(field.section)];
    parent[std::string(field.key)] = value_of(field, recipe);
  }
  return root;
}

/// Indented, but with arrays on one line: a matrix over ten lines helps nobody.
void write_indented(const ordered_json& value, std::size_t depth, std::string& out) {
  if (!value.is_object()) {
    std::string text;
    for (const char c : value.dump(-1, ' ', false, ordered_json::error_handler_t::replace)) {
      text += c;
      if (c == ',' && value.is_array()) text += ' ';
    }
    out += value.is_number_float() ? number_text(value.get<double>()) : text;
    return;
  }
  out += "{\n";
  bool first = true;
  for (const auto& item : value.items()) {
    if (!first) out += ",\n";
    first = false;
    out += fmt::format("{}{}: ", std::string(2 * depth + 2, ' '), ordered_json(item.key()).dump());
    write_indented(item.value(), depth + 1, out);
  }
  out += fmt::format("\n{}}}", std::string(2 * depth, ' '));
}

struct SchemaOfType {
  const RecipeField& field;
  static ordered_json or_null(ordered_json schema) {
    return {{"anyOf", ordered_json::array({std::move(schema), ordered_json{{"type", "null"}}})}};
  }
  [[nodiscard]] ordered_json number(const char* type) const {
    return {{"type", type}, {"minimum", field.minimum}, {"maximum", field.maximum}};
  }
  [[nodiscard]] ordered_json pair() const {
    return {{"type", "array"}, {"items", number("integer")}, {"minItems", 2}, {"maxItems", 2}};
  }
  ordered_json operator()(const FieldAccess<double>&) const { return number("number"); }
  ordered_json operator()(const FieldAccess<int>&) const { return number("integer"); }
  ordered_json operator()(const FieldAccess<std::string>&) const {
    return {{"type", "string"},
            {"minLength", static_cast<int>(field.minimum)},
            {"maxLength", static_cast<int>(field.maximum)}};
  }
  ordered_json operator()(const FieldAccess<std::optional<double>>&) const { return or_null(number("number")); }
  ordered_json operator()(const FieldAccess<std::optional<ShiftPair>>&) const { return or_null(pair()); }
  ordered_json operator()(const FieldAccess<std::optional<OrientationMatrix>>&) const {
    return or_null({{"type", "array"}, {"items", pair()}, {"minItems", 2}, {"maxItems", 2}});
  }
};

ordered_json empty_object_schema() {
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", ordered_json::object()}};
}

}  // namespace

std::string recipe_text(const Recipe& recipe) {
  std::string out;
  write_indented(whole_recipe(recipe), 0, out);
  out += '\n';
  return out;
}

std::vector<RecipeChange> compare_recipes(const Recipe& from, const Recipe& to) {
  std::vector<RecipeChange> changes;
  for (const RecipeField& field : recipe_fields()) {
    const std::string before = canonical(value_of(field, from)), after = canonical(value_of(field, to));
    if (before != after) changes.push_back({std::string(field.section), std::string(field.key), before, after});
  }
  return changes;
}

std::string canonical_recipe(const Recipe& recipe) {
  return canonical(whole_recipe(recipe));
}

std::string recipe_sha256(const Recipe& recipe) {
  return sha256_hex(canonical_recipe(recipe));
}

std::string explain_recipe(const Recipe& recipe) {
  const Recipe defaults;
  std::string out = fmt::format("recipe \"{}\" ({}), SHA-256 {}\n* = not the default\n", recipe.name, kRecipeSchema,
                                recipe_sha256(recipe));
  std::string_view section = "-";
  for (const RecipeField& field : recipe_fields()) {
    if (field.section != section) {
      section = field.section;
      out += fmt::format("\n{}\n", section.empty() ? "recipe" : section);
    }
    const ordered_json value = value_of(field, recipe);
    const ordered_json by_default = value_of(field, defaults);
    const std::string_view unit = field.unit == "1" ? std::string_view{} : field.unit;
    out += fmt::format("  {:<22} {} {:<12} {:<8} {}\n", field.key, value == by_default ? ' ' : '*',
                       value.is_null() ? std::string("-") : canonical(value), unit, field.meaning);
    out += fmt::format("  {:<22}   {:<12} {:<8} {}; default {}\n", "", "", "", describe_range(field),
                       by_default.is_null() ? std::string("none") : canonical(by_default));
  }
  return out;
}

std::string recipe_json_schema() {
  ordered_json root{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                    {"title", kRecipeSchema},
                    {"description", "A recipe of Pellucid: every choice and limit of an inspection."}};
  root.update(empty_object_schema());
  root["required"] = {"schema"};
  ordered_json& properties = root["properties"];
  properties["$schema"] = {{"type", "string"}};
  properties["schema"] = {{"const", kRecipeSchema}};
  const Recipe defaults;
  for (const RecipeField& field : recipe_fields()) {
    ordered_json* parent = &properties;
    if (!field.section.empty()) {
      const std::string section(field.section);
      if (!properties.contains(section)) properties[section] = empty_object_schema();
      parent = &properties[section]["properties"];
    }
    ordered_json schema = std::visit(SchemaOfType{field}, field.access);
    schema["default"] = value_of(field, defaults);
    const bool has_unit = !field.unit.empty() && field.unit != "1";
    schema["description"] = fmt::format("{}{}{}", field.meaning, has_unit ? fmt::format(" Unit: {}.", field.unit) : "",
                                        is_optional(field) ? " Null: not set." : "");
    (*parent)[std::string(field.key)] = std::move(schema);
  }
  return root.dump(2);
}

}  // namespace pellucid

/// JSON as this room writes it: keys in the order of writing, NaN as null. Private to the room; pure; any thread.
#pragma once

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid::detail {

using Json = nlohmann::ordered_json;

/// null where the number is not finite: JSON has no NaN.
[[nodiscard]] inline Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}
[[nodiscard]] inline Json pair(Vec2 value) {
  return Json::array({number(value.x), number(value.y)});
}

[[nodiscard]] inline double to_number(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}
[[nodiscard]] inline Vec2 to_pair(const Json& json) {
  return {to_number(json.at(0)), to_number(json.at(1))};
}

[[nodiscard]] inline Json numbers(const std::vector<double>& values) {
  Json json = Json::array();
  for (const double v : values) json.push_back(number(v));
  return json;
}

[[nodiscard]] inline std::vector<double> to_numbers(const Json& json) {
  std::vector<double> values;
  for (const Json& v : json) values.push_back(to_number(v));
  return values;
}

}  // namespace pellucid::detail

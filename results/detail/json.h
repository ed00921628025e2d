/// JSON as this room writes it: keys in the order of writing, NaN as null. Private to the room; pure; any thread.
#pragma once

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

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

}  // namespace pellucid::detail

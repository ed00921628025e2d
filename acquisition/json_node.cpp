#include "acquisition/json_node.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "acquisition/error_code.h"

namespace pellucid {
namespace {

using nlohmann::json;

/// A value as it is shown in a message: short, whatever it holds.
std::string shown(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return fmt::format("a list of {}", value.size());
  std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  constexpr std::size_t kLongest = 60;
  return text.size() > kLongest ? text.substr(0, kLongest) + "..." : text;
}

}  // namespace

bool NumberRange::holds(double value) const {
  return std::isfinite(value) && value <= high && (low_included ? value >= low : value > low);
}

std::string NumberRange::text() const {
  std::string text = "a number";
  if (std::isfinite(low)) text += fmt::format(" {} {}", low_included ? "of at least" : "above", low);
  if (std::isfinite(high)) text += fmt::format("{} at most {}", std::isfinite(low) ? " and" : " of", high);
  return unit.empty() ? text : fmt::format("{} {}", text, unit);
}

std::string JsonNode::path_of(std::string_view key) const {
  return json_path_.empty() ? std::string(key) : fmt::format("{}.{}", json_path_, key);
}

void JsonNode::fault(std::string_view key, std::string_view what, std::string_view expected,
                     std::string_view found) const {
  faults_->push_back(
      bad_input(acquisition_code::kValue, *file_, fmt::format("{} {}", path_of(key), what), expected, found));
}

const json* JsonNode::member(std::string_view key, Need need, std::string_view expected) const {
  const auto it = value_->find(std::string(key));
  if (it == value_->end()) {
    if (need == Need::required) fault(key, "is missing", expected, "nothing");
    return nullptr;
  }
  if (it->is_null() && need == Need::optional) return nullptr;
  return &*it;
}

std::optional<JsonNode> JsonNode::object(std::string_view key, Need need) const {
  const json* value = member(key, need, "an object");
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) {
    fault(key, "is of a wrong type", "an object", shown(*value));
    return std::nullopt;
  }
  return JsonNode(*value, path_of(key), *file_, *faults_);
}

std::vector<JsonNode> JsonNode::objects(std::string_view key, Need need, std::size_t min_count) const {
  std::vector<JsonNode> nodes;
  const std::string expected =
      min_count > 0 ? fmt::format("a list of at least {} object", min_count) : "a list of objects";
  const json* value = member(key, need, expected);
  if (value == nullptr) return nodes;
  if (!value->is_array() || value->size() < min_count) {
    fault(key, value->is_array() ? "is too short" : "is of a wrong type", expected, shown(*value));
    return nodes;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    const std::string item = fmt::format("{}[{}]", key, i);
    if ((*value)[i].is_object()) {
      nodes.emplace_back((*value)[i], path_of(item), *file_, *faults_);
    } else {
      fault(item, "is of a wrong type", "an object", shown((*value)[i]));
    }
  }
  return nodes;
}

std::optional<double> JsonNode::checked_number(const json& value, std::string_view key,
                                               const NumberRange& range) const {
  if (!value.is_number()) {
    fault(key, "is of a wrong type", range.text(), shown(value));
    return std::nullopt;
  }
  const double number = value.get<double>();
  if (!range.holds(number)) {
    fault(key, "is out of range", range.text(), shown(value));
    return std::nullopt;
  }
  return number;
}

std::optional<double> JsonNode::number(std::string_view key, const NumberRange& range, Need need) const {
  const json* value = member(key, need, range.text());
  return value == nullptr ? std::nullopt : checked_number(*value, key, range);
}

std::optional<std::int64_t> JsonNode::integer(std::string_view key, std::int64_t low, std::int64_t high,
                                              Need need) const {
  const std::string expected = fmt::format("a whole number from {} to {}", low, high);
  const json* value = member(key, need, expected);
  if (value == nullptr) return std::nullopt;
  const double number = value->is_number() ? value->get<double>() : std::nan("");
  if (std::isnan(number) || number != std::floor(number)) {
    fault(key, "is of a wrong type", expected, shown(*value));
    return std::nullopt;
  }
  if (number < static_cast<double>(low) || number > static_cast<double>(high)) {
    fault(key, "is out of range", expected, shown(*value));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(number);
}

std::optional<Vec2> JsonNode::pair(std::string_view key, const NumberRange& range, Need need) const {
  const std::string expected = "[x, y], each " + range.text();
  const json* value = member(key, need, expected);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array() || value->size() != 2) {
    fault(key, "is of a wrong type", expected, shown(*value));
    return std::nullopt;
  }
  const std::optional<double> x = checked_number((*value)[0], fmt::format("{}[0]", key), range);
  const std::optional<double> y = checked_number((*value)[1], fmt::format("{}[1]", key), range);
  if (!x || !y) return std::nullopt;
  return Vec2{*x, *y};
}

std::optional<std::pair<std::int32_t, std::int32_t>> JsonNode::index_range(std::string_view key) const {
  constexpr double kLargest = 1e9;
  const NumberRange range{-kLargest, kLargest, true, {}};
  const std::optional<Vec2> ends = pair(key, range, Need::required);
  if (!ends) return std::nullopt;
  if (ends->x != std::floor(ends->x) || ends->y != std::floor(ends->y) || ends->x >= ends->y) {
    fault(key, "is not a range", "two whole numbers, the first below the second",
          fmt::format("[{}, {}]", ends->x, ends->y));
    return std::nullopt;
  }
  return std::pair{static_cast<std::int32_t>(ends->x), static_cast<std::int32_t>(ends->y)};
}

std::optional<std::string> JsonNode::text(std::string_view key, Need need) const {
  const json* value = member(key, need, "a text");
  if (value == nullptr) return std::nullopt;
  const bool empty = value->is_string() && value->get_ref<const std::string&>().empty();
  if (empty && need == Need::optional) return std::nullopt;
  if (!value->is_string() || empty) {
    fault(key, value->is_string() ? "is empty" : "is of a wrong type", "a text", shown(*value));
    return std::nullopt;
  }
  return value->get<std::string>();
}

std::optional<bool> JsonNode::flag(std::string_view key) const {
  const json* value = member(key, Need::optional, {});
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) {
    fault(key, "is of a wrong type", "true or false", shown(*value));
    return std::nullopt;
  }
  return value->get<bool>();
}

std::optional<std::size_t> JsonNode::choice(std::string_view key, const std::vector<std::string_view>& choices,
                                            Need need) const {
  const std::string expected = fmt::format("{}", fmt::join(choices, ", "));
  const json* value = member(key, need, "one of " + expected);
  if (value == nullptr) return std::nullopt;
  for (std::size_t i = 0; value->is_string() && i < choices.size(); ++i) {
    if (value->get_ref<const std::string&>() == choices[i]) return i;
  }
  fault(key, "is not known", "one of " + expected, shown(*value));
  return std::nullopt;
}

}  // namespace pellucid

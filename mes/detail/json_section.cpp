#include "mes/detail/json_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mes/mes_error.h"

namespace pellucid::mes::detail {

JsonSection::JsonSection(const Json& object, std::string name, std::filesystem::path file, std::optional<Error>& fault)
    : name_(std::move(name)), file_(std::move(file)), fault_(fault) {
  if (object.is_object()) {
    object_ = object;
  } else {
    blame("", "an object", object);
  }
}

const nlohmann::json* JsonSection::find(const std::string& key) {
  asked_.insert(key);
  const auto found = object_.find(key);
  return found == object_.end() ? nullptr : &*found;
}

void JsonSection::text(const std::string& key, std::string& to) {
  const Json* value = find(key);
  if (value == nullptr) return;
  if (!value->is_string()) return blame(key, "a text", *value);
  to = value->get<std::string>();
}

void JsonSection::flag(const std::string& key, bool& to) {
  const Json* value = find(key);
  if (value == nullptr) return;
  if (!value->is_boolean()) return blame(key, "true or false", *value);
  to = value->get<bool>();
}

void JsonSection::number(const std::string& key, double& to, double minimum, double maximum) {
  const Json* value = find(key);
  if (value == nullptr) return;
  const bool fits = value->is_number() && value->get<double>() >= minimum && value->get<double>() <= maximum;
  if (!fits) return blame(key, fmt::format("a number from {} to {}", minimum, maximum), *value);
  to = value->get<double>();
}

void JsonSection::whole(const std::string& key, int& to, int minimum, int maximum) {
  const Json* value = find(key);
  if (value == nullptr) return;
  const bool fits = value->is_number_integer() && value->get<double>() >= minimum && value->get<double>() <= maximum;
  if (!fits) return blame(key, fmt::format("a whole number from {} to {}", minimum, maximum), *value);
  to = value->get<int>();
}

void JsonSection::texts(const std::string& key, std::vector<std::string>& to) {
  const Json* value = find(key);
  if (value == nullptr) return;
  const bool fits = value->is_array() && std::ranges::all_of(*value, [](const Json& one) { return one.is_string(); });
  if (!fits) return blame(key, "a list of texts", *value);
  to = value->get<std::vector<std::string>>();
}

void JsonSection::path(const std::string& key, std::filesystem::path& to) {
  std::string given;
  text(key, given);
  if (!given.empty()) to = (std::filesystem::absolute(file_).parent_path() / given).lexically_normal();
}

void JsonSection::word(const std::string& key, std::string& to, const std::vector<std::string_view>& words) {
  const Json* value = find(key);
  if (value == nullptr) return;
  if (value->is_string() && std::ranges::count(words, value->get<std::string>()) > 0) {
    to = value->get<std::string>();
    return;
  }
  blame(key, fmt::format("one of {}", fmt::join(words, ", ")), *value);
}

void JsonSection::require(const std::string& key) {
  if (!object_.contains(key)) blame(key, "a value", "nothing");
}

void JsonSection::finish() {
  for (const auto& [key, value] : object_.items()) {
    if (!asked_.contains(key)) return blame(key, fmt::format("one of {}", fmt::join(asked_, ", ")), key);
  }
}

void JsonSection::blame(const std::string& key, std::string_view expected, const Json& found) {
  if (fault_) return;
  const std::string where = key.empty() ? (name_.empty() ? "the file" : name_) : path_of(key);
  fault_ = bad_input(mes_error::kOutboxConfig, file_.string(), where + " is not what it must be", expected,
                     found.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 60));
}

}  // namespace pellucid::mes::detail

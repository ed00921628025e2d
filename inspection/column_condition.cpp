#include "inspection/column_condition.h"

#include <array>
#include <charconv>

namespace pellucid {
namespace {

using Is = ColumnCondition::Is;
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

Error wrong(std::string_view what, std::string_view found) {
  return {ErrorKind::usage,  "inspection.where", "", std::string(what), "relative_intensity < 0.7 and ...",
          std::string(found)};
}

Result<ColumnCondition> parse_condition(std::string_view text, const std::function<bool(std::string_view)>& has) {
  constexpr std::array<std::pair<std::string_view, Is>, 6> kSigns{{{"<=", Is::at_most},
                                                                   {">=", Is::at_least},
                                                                   {"==", Is::equal},
                                                                   {"<", Is::below},
                                                                   {">", Is::above},
                                                                   {"=", Is::equal}}};
  const std::size_t at = text.find_first_of("<>=");
  if (at == std::string_view::npos) return fail(wrong("there is no comparison", text));
  const auto sign = std::ranges::find_if(kSigns, [&](const auto& s) { return text.substr(at).starts_with(s.first); });
  ColumnCondition condition{std::string(trimmed(text.substr(0, at))), sign->second, 0};
  if (!has(condition.column)) return fail(wrong("there is no such column", condition.column));
  const std::string_view number = trimmed(text.substr(at + sign->first.size()));
  const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), condition.limit);
  if (problem != std::errc() || end != number.data() + number.size()) return fail(wrong("this is no number", number));
  return condition;
}

}  // namespace

bool ColumnCondition::holds(float value) const {
  switch (is) {
    case Is::below:
      return value < limit;
    case Is::at_most:
      return value <= limit;
    case Is::above:
      return value > limit;
    case Is::at_least:
      return value >= limit;
    case Is::equal:
      return static_cast<double>(value) == limit || value == static_cast<float>(limit);
  }
  return false;
}

Result<std::vector<ColumnCondition>> parse_conditions(std::string_view text,
                                                      const std::function<bool(std::string_view)>& has) {
  constexpr std::string_view kAnd = " and ";
  std::vector<ColumnCondition> conditions;
  std::string_view rest = trimmed(text);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(kAnd), rest.size());
    auto condition = parse_condition(trimmed(rest.substr(0, end)), has);
    if (!condition) return fail(condition.error());
    conditions.push_back(std::move(*condition));
    rest = end == rest.size() ? std::string_view() : rest.substr(end + kAnd.size());
  }
  return conditions;
}

}  // namespace pellucid

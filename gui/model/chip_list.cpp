#include "gui/model/chip_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pellucid::gui {
namespace {

using Is = ColumnCondition::Is;
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

Error wrong(std::string_view what, std::string_view found) {
  return {ErrorKind::usage,  "gui.filter", "", std::string(what), "relative_intensity < 0.7 and ...",
          std::string(found)};
}

Result<ColumnCondition> parse_condition(const WaferResult& wafer, std::string_view text) {
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
  if (!wafer.has(condition.column)) return fail(wrong("there is no such column", condition.column));
  const std::string_view number = trimmed(text.substr(at + sign->first.size()));
  const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), condition.limit);
  if (problem != std::errc() || end != number.data() + number.size()) return fail(wrong("this is no number", number));
  return condition;
}

std::vector<std::uint32_t> chosen_chips(std::span<const ChipClass> classes, const ChipSet* picked,
                                        const ListRequest& request) {
  std::vector<std::uint32_t> rows;
  const auto take = [&](auto wanted) {
    for (std::size_t k = 0; k < classes.size(); ++k) {
      if (wanted(k)) rows.push_back(static_cast<std::uint32_t>(k));
    }
  };
  switch (request.chips) {
    case ListRequest::Chips::all:
      take([](std::size_t) { return true; });
      break;
    case ListRequest::Chips::not_good:
      take([&](std::size_t k) { return classes[k] != ChipClass::good; });
      break;
    case ListRequest::Chips::of_class:
      take([&](std::size_t k) { return classes[k] == request.chip_class; });
      break;
    case ListRequest::Chips::picked:
      if (picked != nullptr) picked->for_each([&](std::size_t k) { rows.push_back(static_cast<std::uint32_t>(k)); });
      break;
  }
  return rows;
}

/// value_of(row): a float; NaN comes last.
template <class ValueOf>
void sort_rows(std::vector<std::uint32_t>& rows, bool descending, const ValueOf& value_of) {
  struct Keyed {
    float value;
    std::uint32_t row;
  };
  std::vector<Keyed> keyed;
  keyed.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    const float value = value_of(row);
    keyed.push_back({std::isnan(value) ? INFINITY : descending ? -value : value, row});
  }
  std::ranges::sort(
      keyed, [](const Keyed& a, const Keyed& b) { return a.value != b.value ? a.value < b.value : a.row < b.row; });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = keyed[i].row;
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

Result<std::vector<ColumnCondition>> parse_conditions(const WaferResult& wafer, std::string_view text) {
  constexpr std::string_view kAnd = " and ";
  std::vector<ColumnCondition> conditions;
  std::string_view rest = trimmed(text);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(kAnd), rest.size());
    auto condition = parse_condition(wafer, trimmed(rest.substr(0, end)));
    if (!condition) return fail(condition.error());
    conditions.push_back(std::move(*condition));
    rest = end == rest.size() ? std::string_view() : rest.substr(end + kAnd.size());
  }
  return conditions;
}

Result<std::vector<std::uint32_t>> list_chips(const WaferResult& wafer, std::span<const ChipClass> classes,
                                              const ChipSet* picked, const ListRequest& request) {
  std::vector<std::uint32_t> rows = chosen_chips(classes, picked, request);
  for (const ColumnCondition& condition : request.conditions) {
    const auto values = wafer.column(condition.column);
    if (!values) return fail(values.error());
    std::erase_if(rows, [&](std::uint32_t row) { return !condition.holds((**values)[row]); });
  }
  if (request.sort_by == "class") {
    sort_rows(rows, request.descending, [&](std::uint32_t row) { return static_cast<float>(classes[row]); });
  } else if (!request.sort_by.empty()) {
    const auto values = wafer.column(request.sort_by);
    if (!values) return fail(values.error());
    sort_rows(rows, request.descending, [&](std::uint32_t row) { return (**values)[row]; });
  }
  return rows;
}

}  // namespace pellucid::gui

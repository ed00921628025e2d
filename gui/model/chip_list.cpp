#include "gui/model/chip_list.h"

#include <algorithm>

namespace pellucid::gui {
namespace {

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

}  // namespace

Result<std::vector<ColumnCondition>> parse_conditions(const WaferResult& wafer, std::string_view text) {
  return pellucid::parse_conditions(text, [&](std::string_view column) { return wafer.has(column); });
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
    sort_by_value(rows, request.descending, [&](std::uint32_t row) { return static_cast<float>(classes[row]); });
  } else if (!request.sort_by.empty()) {
    const auto values = wafer.column(request.sort_by);
    if (!values) return fail(values.error());
    sort_by_value(rows, request.descending, [&](std::uint32_t row) { return (**values)[row]; });
  }
  return rows;
}

}  // namespace pellucid::gui

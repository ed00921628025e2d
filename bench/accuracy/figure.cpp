#include "bench/accuracy/figure.h"

#include <fmt/format.h>

#include <utility>

namespace pellucid::bench {
namespace {

std::string with_unit(double value, std::string_view unit) {
  return unit.empty() ? fmt::format("{:.4g}", value) : fmt::format("{:.4g} {}", value, unit);
}

std::string with_note(std::string text, std::string_view note) {
  return note.empty() ? text : fmt::format("{} ({})", text, note);
}

}  // namespace

Figure at_most(std::string name, double value, double limit, std::string_view unit, std::string_view note) {
  return {std::move(name), "<= " + with_unit(limit, unit), with_note(with_unit(value, unit), note), value <= limit};
}

Figure at_least(std::string name, double value, double limit, std::string_view unit, std::string_view note) {
  return {std::move(name), ">= " + with_unit(limit, unit), with_note(with_unit(value, unit), note), value >= limit};
}

Figure within(std::string name, double value, double low, double high, std::string_view unit, std::string_view note) {
  return {std::move(name), fmt::format("{:.4g} to {}", low, with_unit(high, unit)),
          with_note(with_unit(value, unit), note), value >= low && value <= high};
}

Figure must(std::string name, std::string goal, bool holds, std::string found) {
  return {std::move(name), std::move(goal), std::move(found), holds};
}

std::string table_head() {
  return fmt::format("| {:<74} | {:<18} | {:<54} | {:<4} |\n|{:-<76}|{:-<20}|{:-<56}|{:-<6}|\n", "figure", "goal",
                     "found", "", "", "", "", "");
}

std::string table_line(const Figure& f) {
  return fmt::format("| {:<74} | {:<18} | {:<54} | {:<4} |\n", f.name, f.goal, f.found, f.holds ? "ok" : "FAIL");
}

}  // namespace pellucid::bench

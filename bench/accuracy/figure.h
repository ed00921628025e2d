/// One figure that must hold: its goal, what was found, and whether that is enough. Plain values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pellucid::bench {

struct Figure {
  std::string name, goal, found;
  bool holds = false;
};
using Figures = std::vector<Figure>;

/// `value` at most `limit`; NaN never holds. `unit` is printed behind both numbers.
[[nodiscard]] Figure at_most(std::string name, double value, double limit, std::string_view unit,
                             std::string_view note = {});
[[nodiscard]] Figure at_least(std::string name, double value, double limit, std::string_view unit,
                              std::string_view note = {});
[[nodiscard]] Figure within(std::string name, double value, double low, double high, std::string_view unit,
                            std::string_view note = {});
[[nodiscard]] Figure must(std::string name, std::string goal, bool holds, std::string found);

/// Two lines of a Markdown table's head, and one line a figure.
[[nodiscard]] std::string table_head();
[[nodiscard]] std::string table_line(const Figure& figure);

}  // namespace pellucid::bench

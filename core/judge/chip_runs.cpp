#include "core/judge/chip_runs.h"

#include <span>

namespace pellucid {
namespace {

/// Number of chips from table row `k` on whose columns follow one another. Columns rise along a row of chips, so where
/// the last of a stretch is as many columns on as it is table rows on, no place between was left out.
std::size_t run_length(const ChipTable& table, std::size_t k) {
  const auto holds = [&](std::size_t n) {  // are the next n after k of its run
    return k + n < table.size() && table.row[k + n] == table.row[k] &&
           static_cast<std::int64_t>(table.column[k + n]) - table.column[k] == static_cast<std::int64_t>(n);
  };
  std::size_t good = 0;
  std::size_t step = 1;
  while (holds(good + step)) good += step, step *= 2;
  for (; step > 0; step /= 2) {
    if (holds(good + step)) good += step;
  }
  return good + 1;
}

using Runs = std::vector<ChipRun>;

/// Where both have columns; rows and table rows are the first's.
Runs overlap(std::span<const ChipRun> a, std::span<const ChipRun> b) {
  Runs both;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const std::int32_t begin = std::max(a[i].begin, b[j].begin);
    const std::int32_t end = std::min(a[i].end, b[j].end);
    if (begin < end) both.push_back({a[i].row, begin, end, a[i].start + static_cast<std::size_t>(begin - a[i].begin)});
    a[i].end < b[j].end ? ++i : ++j;
  }
  return both;
}

/// Without the first and the last of each run.
Runs shrunk(std::span<const ChipRun> runs) {
  Runs inner;
  for (const ChipRun& r : runs) {
    if (r.size() > 2) inner.push_back({r.row, r.begin + 1, r.end - 1, r.start + 1});
  }
  return inner;
}

}  // namespace

Runs chip_runs(const ChipTable& table) {
  Runs runs;
  for (std::size_t k = 0; k < table.size(); k = runs.back().stop()) {
    const auto length = static_cast<std::int32_t>(run_length(table, k));
    runs.push_back({table.row[k], table.column[k], table.column[k] + length, k});
  }
  return runs;
}

Runs inner_chips(const Runs& runs) {
  Runs inner;
  Runs below, here;  // of the two rows before the one at hand, without their ends
  for (std::size_t k = 0; k < runs.size();) {
    std::size_t next = k;
    while (next < runs.size() && runs[next].row == runs[k].row) ++next;
    Runs above = shrunk({runs.data() + k, next - k});
    const bool three = !below.empty() && !here.empty() && below.front().row + 1 == here.front().row && !above.empty() &&
                       here.front().row + 1 == above.front().row;
    if (three) {
      const Runs found = overlap(overlap(here, below), above);
      inner.insert(inner.end(), found.begin(), found.end());
    }
    below = std::move(here);
    here = std::move(above);
    k = next;
  }
  return inner;
}

}  // namespace pellucid

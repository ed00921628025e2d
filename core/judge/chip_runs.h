/// Runs of chips side by side in the chip table. The table is sorted by chip row, then column, so that the two ends of
/// a stretch of it say whether it is one: the runs of 40 million chips are found by looking at a few thousand. Pure;
/// any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/model/chip_table.h"

namespace pellucid {

struct ChipRun {
  std::int32_t row = 0;             ///< of chips
  std::int32_t begin = 0, end = 0;  ///< columns
  std::size_t start = 0;            ///< table row of the first
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end - begin); }
  [[nodiscard]] std::size_t stop() const { return start + size(); }
};

/// Every chip of the table, in its order; each run as long as it can be.
[[nodiscard]] std::vector<ChipRun> chip_runs(const ChipTable& table);

/// The chips that have a chip on each of their eight sides. Linear in the number of runs.
[[nodiscard]] std::vector<ChipRun> inner_chips(const std::vector<ChipRun>& runs);

/// body(run) for the table rows [begin, end): runs that reach beyond are cut.
template <class Body>
void for_runs(const std::vector<ChipRun>& runs, std::size_t begin, std::size_t end, const Body& body) {
  auto run = std::partition_point(runs.begin(), runs.end(), [begin](const ChipRun& r) { return r.stop() <= begin; });
  for (; run != runs.end() && run->start < end; ++run) {
    const std::size_t from = std::max(begin, run->start);
    const std::size_t to = std::min(end, run->stop());
    const auto column = run->begin + static_cast<std::int32_t>(from - run->start);
    body(ChipRun{run->row, column, column + static_cast<std::int32_t>(to - from), from});
  }
}

}  // namespace pellucid

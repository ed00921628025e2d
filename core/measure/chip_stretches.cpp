#include "core/measure/chip_stretches.h"

#include <algorithm>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr std::int64_t kRowGrain = 32;

void cut(const ChipDirectory& directory, const LayerSums& sums, std::int32_t row, const ChipDirectory::Run& run,
         std::vector<ChipStretch>& stretches) {
  const auto state_at = [&](std::int32_t column) {
    return sums.state[static_cast<std::size_t>(run.start + (column - run.begin))];
  };
  for (std::int32_t begin = run.begin, end = begin; begin < run.end; begin = end) {
    ChipStretch s{state_at(begin), directory.streets(begin, row), begin, begin,
                  static_cast<std::size_t>(run.start + (begin - run.begin))};
    while (end < run.end && state_at(end) == s.state && directory.streets(end, row) == s.streets) ++end;
    s.end = end;
    if (s.state == SumState::pieced) s.piece = sums.pieces.find(static_cast<std::int64_t>(s.start));
    stretches.push_back(s);
  }
}

}  // namespace

ChipStretches::ChipStretches(const ChipDirectory& directory, const LayerSums& sums)
    : columns_(directory.columns()), rows_(static_cast<std::size_t>(directory.rows())) {
  parallel_ranges(directory.rows(), kRowGrain, [&](std::int64_t begin, std::int64_t end) {
    for (auto row = static_cast<std::int32_t>(begin); row < end; ++row) {
      for (const ChipDirectory::Run* run = directory.runs_begin(row); run != directory.runs_end(row); ++run)
        cut(directory, sums, row, *run, rows_[static_cast<std::size_t>(row)]);
    }
  });
}

}  // namespace pellucid

#include "core/model/chip_table.h"

#include <cstring>
#include <limits>
#include <numeric>

namespace pellucid {

std::string_view name_of(ChipClass chip_class) {
  switch (chip_class) {
    case ChipClass::good:
      return "good";
    case ChipClass::missing:
      return "missing";
    case ChipClass::dark:
      return "dark";
    case ChipClass::dim:
      return "dim";
    case ChipClass::bright:
      return "bright";
    case ChipClass::partial:
      return "partial";
    case ChipClass::leaky:
      return "leaky";
    case ChipClass::wavelength:
      return "wavelength";
    case ChipClass::mechanical:
      return "mechanical";
    case ChipClass::suspect:
      return "suspect";
    case ChipClass::retest:
      return "retest";
    case ChipClass::unmeasured:
      break;
  }
  return "unmeasured";
}

ClassCounts count_classes(const ChipTable& table) {
  // Codes are bytes and most are `good`, 0: eight at once are looked at. Their number is what no other class has.
  static_assert(sizeof(ChipClass) == 1 && static_cast<int>(ChipClass::good) == 0);
  constexpr std::size_t kAtOnce = sizeof(std::uint64_t);
  std::array<std::int64_t, 256> by_code{};
  const ChipClass* const codes = table.chip_class.data();
  const std::size_t n = table.chip_class.size();
  std::size_t k = 0;
  for (; k + kAtOnce <= n; k += kAtOnce) {
    std::uint64_t together = 0;
    std::memcpy(&together, codes + k, kAtOnce);
    if (together == 0) continue;
    for (std::size_t i = 0; i < kAtOnce; ++i) ++by_code[static_cast<std::size_t>(codes[k + i])];
  }
  for (; k < n; ++k) ++by_code[static_cast<std::size_t>(codes[k])];
  by_code[0] = static_cast<std::int64_t>(n) - std::accumulate(by_code.begin() + 1, by_code.end(), std::int64_t{0});
  ClassCounts counts{};
  for (std::size_t i = 0; i < kAllClasses.size(); ++i) counts[i] = by_code[static_cast<std::size_t>(kAllClasses[i])];
  return counts;
}

double yield_of(const ClassCounts& counts) {
  const auto measured = std::accumulate(counts.begin(), counts.end() - 1, std::int64_t{0});
  if (measured == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(counts[0]) / static_cast<double>(measured);
}

}  // namespace pellucid

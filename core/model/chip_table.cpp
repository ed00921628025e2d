#include "core/model/chip_table.h"

#include <limits>
#include <numeric>

namespace pellucid {

std::string_view name_of(ChipClass chip_class) {
  switch (chip_class) {
    case ChipClass::good: return "good";
    case ChipClass::missing: return "missing";
    case ChipClass::dark: return "dark";
    case ChipClass::dim: return "dim";
    case ChipClass::bright: return "bright";
    case ChipClass::partial: return "partial";
    case ChipClass::leaky: return "leaky";
    case ChipClass::wavelength: return "wavelength";
    case ChipClass::mechanical: return "mechanical";
    case ChipClass::suspect: return "suspect";
    case ChipClass::retest: return "retest";
    case ChipClass::unmeasured: break;
  }
  return "unmeasured";
}

ClassCounts count_classes(const ChipTable& table) {
  ClassCounts counts{};
  for (const ChipClass c : table.chip_class) {
    const bool unmeasured = c == ChipClass::unmeasured;
    ++counts[unmeasured ? counts.size() - 1 : static_cast<std::size_t>(c)];
  }
  return counts;
}

double yield_of(const ClassCounts& counts) {
  const auto measured = std::accumulate(counts.begin(), counts.end() - 1, std::int64_t{0});
  if (measured == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(counts[0]) / static_cast<double>(measured);
}

}  // namespace pellucid

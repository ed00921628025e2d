/// What a PL class means as a verdict (spec: EL correlation).
#pragma once

#include <cstdint>

#include "core/model/chip_table.h"

namespace pellucid {

enum class PlVerdict : std::uint8_t { pass, fail, undecided };

/// retest and unmeasured are undecided: they leave the two-by-two table. bright and suspect pass.
[[nodiscard]] constexpr PlVerdict pl_verdict(ChipClass chip_class) {
  switch (chip_class) {
    case ChipClass::good:
    case ChipClass::bright:
    case ChipClass::suspect:
      return PlVerdict::pass;
    case ChipClass::missing:
    case ChipClass::dark:
    case ChipClass::dim:
    case ChipClass::partial:
    case ChipClass::leaky:
    case ChipClass::wavelength:
    case ChipClass::mechanical:
      return PlVerdict::fail;
    case ChipClass::retest:
    case ChipClass::unmeasured:
      break;
  }
  return PlVerdict::undecided;
}

}  // namespace pellucid

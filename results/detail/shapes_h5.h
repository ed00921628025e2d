/// The group `/judge` of chips.h5, both ways. Private to the room; one thread. Failures are thrown as H5Failure.
#pragma once

#include <stop_token>

#include "core/judge/shape_evidence.h"
#include "results/detail/h5.h"

namespace pellucid::detail {

/// Into an empty group. False: cancelled.
bool write_shapes(hid_t group, const ShapeEvidence& shapes, const std::stop_token& stop);

/// `rows`: of the chip table.
[[nodiscard]] ShapeEvidence read_shapes(hid_t group, std::size_t rows);

}  // namespace pellucid::detail

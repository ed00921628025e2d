/// The comparisons that give one chip its findings: the judgement's, and those that explain it. Limits in sigmas are
/// compared as squares: millions of chips, and no root. Pure; any thread.
#pragma once

#include <cstdint>

#include "core/judge/judge_options.h"
#include "core/judge/shape_evidence.h"
#include "core/model/chip_table.h"

namespace pellucid {

struct ChipLight {
  float intensity = 0, sigma = 0, relative = 0, expected = 0;  ///< e, e, 1, e; `expected`: of a healthy chip there
};

/// What the light is held against, one answer a question of the judgement.
struct LightVerdict {
  bool low = false, high = false;  ///< relative intensity beyond dim_relative, bright_relative
  bool no_light = false;           ///< not above dark_sigma of its noise
  bool blind = false;   ///< even a healthy chip hardly stands out of the noise: neither "dark" nor "good" can be said
  bool beyond = false;  ///< a healthy chip could not look like this, within beyond_sigma
};
[[nodiscard]] LightVerdict look_at_light(const ChipLight& chip, const JudgeOptions& options);

/// Bits of dark, dim, bright and retest: findings of intensity alone.
[[nodiscard]] std::uint32_t judge_light(const ChipLight& chip, const JudgeOptions& options);

/// Does shift or excess lie `least_sigma` or more from the usual?
[[nodiscard]] bool stands_out(const ChipShape& shape, const UsualShape& usual, double least_sigma);

/// Which part of a shape is none of a healthy chip's.
struct ShapeVerdict {
  bool shifted = false, uneven = false;
  [[nodiscard]] bool partial() const { return shifted || uneven; }
};
[[nodiscard]] ShapeVerdict look_at_shape(const ChipShape& shape, const UsualShape& usual, const JudgeOptions& options);

/// The first that holds, in the order of classes of the result folder's contract; good where none does.
[[nodiscard]] ChipClass primary_class(std::uint32_t findings);

}  // namespace pellucid

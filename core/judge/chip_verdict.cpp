#include "core/judge/chip_verdict.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

using chip_flag::bit;

double square(double x) {
  return x * x;
}
double square(float x) {
  return square(static_cast<double>(x));
}

}  // namespace

LightVerdict look_at_light(const ChipLight& c, const JudgeOptions& o) {
  const auto intensity = static_cast<double>(c.intensity);
  const auto expected = static_cast<double>(c.expected);
  const auto relative = static_cast<double>(c.relative);
  const double variance = square(c.sigma);
  LightVerdict v;
  v.low = relative < o.dim_relative;
  v.high = relative > o.bright_relative;
  v.no_light = intensity < 0 || square(intensity) < square(o.dark_sigma) * (variance + square(o.dark_floor * expected));
  v.blind = !(expected >= (o.dark_sigma + o.beyond_sigma) * static_cast<double>(c.sigma));
  // The question is whether a healthy chip could look like this: its photon noise is that of the light it should have.
  const auto below = static_cast<double>(c.expected - c.intensity);
  v.beyond = square(below) > square(o.beyond_sigma) * (variance + std::max(0.0, below));
  return v;
}

std::uint32_t judge_light(const ChipLight& c, const JudgeOptions& o) {
  const LightVerdict v = look_at_light(c, o);
  if (!(v.low || v.high || v.no_light || v.blind)) return 0;
  const float below = c.expected - c.intensity;  // of the healthy expectation
  std::uint32_t found = 0;
  if (v.beyond && below > 0 && v.no_light) found |= bit(ChipClass::dark);
  if (v.beyond && below > 0 && v.low) found |= bit(ChipClass::dim);
  if (v.beyond && below < 0 && v.high) found |= bit(ChipClass::bright);
  if (found == 0 && (v.low || v.high || v.blind)) found |= bit(ChipClass::retest);
  return found;
}

bool stands_out(const ChipShape& c, const UsualShape& usual, double least_sigma) {
  const double least2 = square(least_sigma);
  const double excess = static_cast<double>(c.excess) - usual.excess;
  return square(c.shift) >= least2 * (square(c.shift_sigma) + square(usual.shift)) ||
         square(excess) >= least2 * (square(c.excess_sigma) + square(usual.excess_spread));
}

ShapeVerdict look_at_shape(const ChipShape& c, const UsualShape& usual, const JudgeOptions& o) {
  const double beyond2 = square(o.partial_sigma);
  const auto shift = static_cast<double>(c.shift);
  ShapeVerdict v;
  v.shifted = shift > o.partial_shift && square(shift) > beyond2 * (square(c.shift_sigma) + square(usual.shift));
  // Rougher than a healthy chip, or evener than one: where healthy chips are bright spots, one that glows all over is
  // another shape.
  const double excess = static_cast<double>(c.excess) - usual.excess;
  v.uneven = std::abs(excess) > square(o.partial_nonuniformity) &&
             square(excess) > beyond2 * (square(c.excess_sigma) + square(usual.excess_spread));
  return v;
}

ChipClass primary_class(std::uint32_t findings) {
  if (findings == 0) return ChipClass::good;
  for (const ChipClass c :
       {ChipClass::missing, ChipClass::mechanical, ChipClass::leaky, ChipClass::dark, ChipClass::partial,
        ChipClass::wavelength, ChipClass::dim, ChipClass::bright, ChipClass::retest, ChipClass::suspect}) {
    if ((findings & bit(c)) != 0) return c;
  }
  return ChipClass::good;
}

}  // namespace pellucid

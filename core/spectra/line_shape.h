/// Shapes of a spectral line, from the plain Gaussian to skewed and tailed ones, each with its slopes, its mode and
/// its half-maximum points. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pellucid {

/// What a line may look like; u = (wavelength - centre) / width.
enum class LineFamily : std::uint8_t {
  gaussian,     ///< exp(-u^2 / 2)
  split,        ///< Gaussian of width exp(-s0) on the blue, exp(+s0) on the red side
  split_voigt,  ///< the same with a share s1 of a Lorentzian of the same half-width (asymmetric pseudo-Voigt)
  tailed,       ///< exponentially modified Gaussian: decay s0 widths long, to the red where s0 > 0
  skewed,       ///< skew normal: exp(-u^2 / 2) erfc(-s0 u / sqrt 2)
  bent,         ///< exp(-z^2 / 2), z = sinh(exp(s1) asinh u - s0): skewed by s0, heavy-tailed for s1 < 0
                ///< (sinh-arcsinh, Jones and Pewsey 2009)
  series,       ///< Gauss-Hermite series of the orders 3 to 6 (van der Marel and Franx 1993)
};
inline constexpr std::array<LineFamily, 7> kLineFamilies{
    LineFamily::gaussian, LineFamily::split, LineFamily::split_voigt, LineFamily::tailed,
    LineFamily::skewed,   LineFamily::bent,  LineFamily::series};
inline constexpr std::size_t kMostShapes = 4;
using ShapeParameters = std::array<double, kMostShapes>;

/// "gaussian", "split_gaussian", "split_pseudo_voigt", ...
[[nodiscard]] std::string_view name_of(LineFamily family);
[[nodiscard]] std::size_t shape_count(LineFamily family);
/// Is the shape's mirror image that of the negative s0, with no way through 0 for a fit?
[[nodiscard]] constexpr bool is_two_sided(LineFamily family) {
  return family == LineFamily::tailed || family == LineFamily::skewed;
}
/// Brings parameters into the range in which the shape is a line.
void limit_shape(LineFamily family, ShapeParameters& s);

struct ShapeValue {
  double value = 0, slope = 0;  ///< g and dg/du
  ShapeParameters by_shape{};   ///< dg/ds
};
[[nodiscard]] ShapeValue shape_at(LineFamily family, const ShapeParameters& s, double u);

/// Where the line is highest, and where it passes half of that, in u.
struct ShapeLandmarks {
  double mode = 0, left = 0, right = 0;
};
[[nodiscard]] ShapeLandmarks landmarks_of(LineFamily family, const ShapeParameters& s);

}  // namespace pellucid

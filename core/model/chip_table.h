/// The chip table: one row a chip, one vector a column (spec: results, "chips.h5"). Rows are row-major by chip row,
/// then column. A float that was not measured is NaN. Not thread-safe while written; freely shared once const.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

/// Primary class and finding codes; also the bit numbers of `flags`.
enum class ChipClass : std::uint8_t {
  good = 0,
  missing = 1,
  dark = 2,
  dim = 3,
  bright = 4,
  partial = 5,
  leaky = 6,
  wavelength = 7,
  mechanical = 8,
  suspect = 9,
  retest = 10,
  unmeasured = 255,
};

/// Every class in the order of its code.
inline constexpr std::array<ChipClass, 12> kAllClasses{
    ChipClass::good,       ChipClass::missing, ChipClass::dark,   ChipClass::dim,
    ChipClass::bright,     ChipClass::partial, ChipClass::leaky,  ChipClass::wavelength,
    ChipClass::mechanical, ChipClass::suspect, ChipClass::retest, ChipClass::unmeasured};

/// "good", "missing", ... as in the result folder.
[[nodiscard]] std::string_view name_of(ChipClass chip_class);

/// Bits of `flags` beside the class codes. A class with code c < 32 sets bit c; `unmeasured` sets none: its class says
/// so.
namespace chip_flag {
inline constexpr std::uint32_t kSaturated = 1U << 16;
inline constexpr std::uint32_t kEdge = 1U << 17;             ///< next to a place where no chip is
inline constexpr std::uint32_t kPartialCoverage = 1U << 18;  ///< some of its pixels were not measured
inline constexpr std::uint32_t kLeakOnPriors = 1U << 19;     ///< leak above all powers but one: rests on priors, floor
inline constexpr std::uint32_t kNoMesa = 1U << 20;           ///< reflectance shows a place without a mesa
[[nodiscard]] constexpr std::uint32_t bit(ChipClass c) {
  return 1U << static_cast<unsigned>(c);
}
}  // namespace chip_flag

/// What one layer's photometry says of every chip. All vectors have the table's length.
struct LayerColumns {
  std::string layer;
  std::vector<float> intensity_e, intensity_sigma_e, relative_intensity, peak_e, nonuniformity, centroid_dx_um,
      centroid_dy_um, background_e;
};

/// The matched EL row of every chip; NaN and 255 (pass) where there is none.
struct ElColumns {
  std::vector<float> intensity, vf_v, ir_ua;
  std::vector<std::uint8_t> pass;  ///< 0, 1, or 255 for no row
};

/// What light at several powers says of every chip's leak; all of the table's length, R_sh empty where it is not known.
struct LeakColumns {
  std::vector<float> power_exponent, power_exponent_sigma, leak_power_w_cm2, leak_power_sigma_w_cm2, leak_fit_chi2,
      r_sh_ohm, r_sh_sigma_ohm;
};

/// Where a chip's wavelength comes from.
enum class WavelengthSource : std::uint8_t {
  none = 0,
  surface = 1,   ///< predicted by the wafer's surface through the sites: not measured on this chip
  spectrum = 2,  ///< measured by a spectrum on this chip
  ratio = 3,     ///< measured by the ratio of two PL bands
};

/// What spectra say of every chip [nm]; all of the table's length, those never measured empty.
struct WavelengthColumns {
  std::vector<float> peak_nm, peak_sigma_nm, centroid_nm, centroid_sigma_nm, fwhm_nm, fwhm_sigma_nm, dominant_nm,
      dominant_sigma_nm;
  std::vector<float> residual_nm;  ///< of the judged figure against the surface; NaN where predicted
  std::vector<WavelengthSource> source;
};

/// What reflectance says of every chip's mesa; all of the table's length. Area 0: nothing found; NaN: not seen.
struct AppearanceColumns {
  std::vector<float> mechanical_area_um2, mechanical_sigma, mechanical_dx_um, mechanical_dy_um;
};

struct ChipTable {
  std::vector<std::int32_t> column, row;
  std::vector<float> x_um, y_um;
  std::vector<LayerColumns> layers;  ///< the first PL layer first
  std::vector<ChipClass> chip_class;
  std::vector<std::uint32_t> flags;
  std::optional<ElColumns> el;
  std::optional<LeakColumns> leak;              ///< where two or more PL layers were measured
  std::optional<WavelengthColumns> wavelength;  ///< where the scan has spectra, or two bands
  std::optional<AppearanceColumns> appearance;  ///< where a reflectance layer was inspected

  [[nodiscard]] std::size_t size() const { return column.size(); }
};

/// Number of chips of each class, by class code; unmeasured is the last entry.
using ClassCounts = std::array<std::int64_t, kAllClasses.size()>;
[[nodiscard]] ClassCounts count_classes(const ChipTable& table);
/// good / (listed - unmeasured); NaN where nothing was measured.
[[nodiscard]] double yield_of(const ClassCounts& counts);

}  // namespace pellucid

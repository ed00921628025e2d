#include "recipe/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace pellucid {
namespace {

/// Access to recipe.*Section.*Member, or to recipe.*Member.
template <auto Section, auto Member>
constexpr auto in() {
  using T = std::remove_cvref_t<decltype(std::declval<Recipe&>().*Section.*Member)>;
  return FieldAccess<T>{[](Recipe& r) -> T& { return r.*Section.*Member; },
                        [](const Recipe& r) -> const T& { return r.*Section.*Member; }};
}
template <auto Member>
constexpr auto of_recipe() {
  using T = std::remove_cvref_t<decltype(std::declval<Recipe&>().*Member)>;
  return FieldAccess<T>{[](Recipe& r) -> T& { return r.*Member; },
                        [](const Recipe& r) -> const T& { return r.*Member; }};
}

template <auto Member>
constexpr auto measure = in<&Recipe::measure, Member>();
template <auto Member>
constexpr auto judge = in<&Recipe::judge, Member>();
template <auto Member>
constexpr auto leakage = in<&Recipe::leakage, Member>();
template <auto Member>
constexpr auto wavelength = in<&Recipe::wavelength, Member>();
template <auto Member>
constexpr auto unpatterned = in<&Recipe::unpatterned, Member>();
template <auto Member>
constexpr auto appearance = in<&Recipe::appearance, Member>();
template <auto Member>
constexpr auto el_match = in<&Recipe::el_match, Member>();
template <auto Member>
constexpr auto el_score = in<&Recipe::el_score, Member>();
template <auto Member>
constexpr auto limits = in<&Recipe::limits, Member>();

using M = MeasureOptions;
using J = JudgeOptions;
using K = LeakOptions;
using U = UnpatternedOptions;
using N = WavelengthOptions;
using A = AppearanceOptions;
using E = ElMatchOptions;
using S = ElScoreOptions;
using L = WaferLimits;

constexpr double kMaxSeed = std::numeric_limits<int>::max();

// clang-format off
const std::array kFields{
    RecipeField{"", "name", "", 1, 64, "What the recipe is called in results and reports.", of_recipe<&Recipe::name>()},

    RecipeField{"measure", "line_power_exponent", "1", 0, 5, "PL grows with excitation power to this exponent: lines are divided by their power to it.", measure<&M::line_power_exponent>},
    RecipeField{"measure", "search_pitches", "pitches", 1, 50, "How far the grid's index origin is searched around the design.", measure<&M::search_pitches>},
    RecipeField{"measure", "search_angle_deg", "degree", 0, 5, "Largest turn against the design that is searched.", measure<&M::search_angle_deg>},
    RecipeField{"measure", "min_confidence", "1", 0.5, 1, "A scan whose index origin is less probable than this is refused.", measure<&M::min_confidence>},
    RecipeField{"measure", "spike_peaks", "1", 1, 1000, "A pixel this many times the chip's expected peak above the background (and the floor) is left out.", measure<&M::spike_peaks>},
    RecipeField{"measure", "spike_floor_e", "e", 0, 1e9, "Added to the spike limit, so that noise of dark chips is never a spike.", measure<&M::spike_floor_e>},
    RecipeField{"measure", "background_pool_chips", "chips", 1, 1000, "The background is pooled over this many columns and rows of chips.", measure<&M::background_pool_chips>},
    RecipeField{"measure", "min_coverage", "1", 0, 1, "A chip is unmeasured where less than this share of its profile was covered.", measure<&M::min_coverage>},

    RecipeField{"judge", "dark_sigma", "sigma", 0, 20, "Dark: intensity below this many of its own sigma.", judge<&J::dark_sigma>},
    RecipeField{"judge", "dark_floor", "share", 0, 1, "Dark: this share of a healthy chip's light counts as noise beside sigma: bright neighbours cannot be taken out to better.", judge<&J::dark_floor>},
    RecipeField{"judge", "dim_relative", "1", 0, 1, "Dim: relative intensity below this, and beyond_sigma as well.", judge<&J::dim_relative>},
    RecipeField{"judge", "bright_relative", "1", 1, 100, "Bright: relative intensity above this, and beyond_sigma as well.", judge<&J::bright_relative>},
    RecipeField{"judge", "beyond_sigma", "sigma", 0, 50, "Dim and bright chips lie at least this far from the healthy expectation.", judge<&J::beyond_sigma>},
    RecipeField{"judge", "partial_shift", "1", 0, 1, "Partial: emission centroid off by more than this share of the mesa, and partial_sigma.", judge<&J::partial_shift>},
    RecipeField{"judge", "partial_nonuniformity", "1", 0, 10, "Partial: nonuniformity above the healthy chips' by more than this, and partial_sigma.", judge<&J::partial_nonuniformity>},
    RecipeField{"judge", "partial_sigma", "sigma", 0, 50, "What makes a chip partial lies at least this far beyond its noise.", judge<&J::partial_sigma>},
    RecipeField{"judge", "missing_reflectance", "1", 0, 1, "Missing: contrast of the mesa in reflectance, against its neighbours', below this.", judge<&J::missing_reflectance>},
    RecipeField{"judge", "trend_degree", "", 0, 12, "Degree of the robust wafer surface that healthy chips are expected to follow.", judge<&J::trend_degree>},

    RecipeField{"leakage", "beyond_sigma", "sigma", 0, 50, "Leaky: nothing without a leak looks like this chip within so many sigma.", leakage<&K::beyond_sigma>},
    RecipeField{"leakage", "floor", "share", 0.0001, 0.5, "Share of open-circuit light that a hard short keeps.", leakage<&K::floor>},
    RecipeField{"leakage", "floor_spread", "1", 0.01, 3, "How far the floor may be off: sigma of its logarithm.", leakage<&K::floor_spread>},
    RecipeField{"leakage", "layer_noise", "1", 0, 0.5, "Relative noise of each layer beside sigma: laser and detector between two scans.", leakage<&K::layer_noise>},
    RecipeField{"leakage", "open_circuit_v", "V", 0.5, 10, "Open-circuit voltage at the highest power; R_sh is told with it and absorbed_share.", leakage<&K::open_circuit_v>},
    RecipeField{"leakage", "absorbed_share", "1", 1e-6, 1, "Share of the excitation that the wells absorb; R_sh is told with it and open_circuit_v.", leakage<&K::absorbed_share>},
    RecipeField{"leakage", "chip_area_um2", "um2", 0.01, 1e9, "Area of a mesa, for R_sh; null: size_um of the design.", leakage<&K::chip_area_um2>},
    RecipeField{"leakage", "r_sh_limit_ohm", "ohm", 1, 1e15, "Shunts of this and less must be seen: a chip that may hide one is retest, not good.", leakage<&K::r_sh_limit_ohm>},

    RecipeField{"unpatterned", "cell_um", "um", 20, 20000, "Wafers without chips: side of a cell of the intensity map.", unpatterned<&U::cell_um>},
    RecipeField{"unpatterned", "false_alarms", "", 0.001, 1000, "Wafers without chips: defects a wafer that noise alone may bring forth.", unpatterned<&U::false_alarms>},
    RecipeField{"unpatterned", "min_contrast", "share", 0.001, 1, "Wafers without chips: a defect differs by this share of its surroundings, somewhere.", unpatterned<&U::min_contrast>},
    RecipeField{"unpatterned", "min_size_um", "um", 0, 1e5, "Wafers without chips: defects shorter than this are not listed.", unpatterned<&U::min_size_um>},
    RecipeField{"unpatterned", "background_um", "um", 100, 1e5, "Wafers without chips: the background is a smooth surface over a window of this side.", unpatterned<&U::background_um>},
    RecipeField{"unpatterned", "rim_um", "um", 0, 20000, "Wafers without chips: not looked at, beside the edge exclusion: the rim itself shines or fades.", unpatterned<&U::rim_um>},
    RecipeField{"unpatterned", "join_gap_um", "um", 0, 10000, "Wafers without chips: pieces of a line this far apart are one.", unpatterned<&U::join_gap_um>},
    RecipeField{"unpatterned", "line_aspect", "1", 2, 1000, "Wafers without chips: lines and scratches have a squared length of this many times their area.", unpatterned<&U::line_aspect>},
    RecipeField{"unpatterned", "triangle_fill", "1", 0.4, 1, "Wafers without chips: of a triangle's hull, the largest triangle in it takes this share.", unpatterned<&U::triangle_fill>},
    RecipeField{"unpatterned", "scratch_length_um", "um", 1, 1e6, "Wafers without chips: longer lines are scratches, and so are bent ones.", unpatterned<&U::scratch_length_um>},
    RecipeField{"unpatterned", "max_defects_per_cm2", "1/cm2", 0, 1e9, "A wafer without chips fails above this many defects per measured area.", unpatterned<&U::max_defects_per_cm2>},
    RecipeField{"unpatterned", "max_nonuniformity", "1", 0, 10, "A wafer without chips fails above this std / mean of its map's cells.", unpatterned<&U::max_nonuniformity>},
    RecipeField{"wavelength", "gain_e_per_count", "e", 1e-6, 1e6, "Photoelectrons behind one count of spectra.h5: the noise of a count.", wavelength<&N::gain_e_per_count>},
    RecipeField{"wavelength", "saturation_counts", "counts", 1, 1e12, "Spectra that reach this are saturated; null: found from flat tops and shared limits.", wavelength<&N::saturation_counts>},
    RecipeField{"wavelength", "range_low_nm", "nm", 1, 1e6, "Channels below are not looked at, such as scattered excitation.", wavelength<&N::range_low_nm>},
    RecipeField{"wavelength", "range_high_nm", "nm", 1, 1e6, "Channels above are not looked at.", wavelength<&N::range_high_nm>},
    RecipeField{"wavelength", "neighbours", "sites", 4, 1000, "Sites that each place of the wafer's surface is fitted to.", wavelength<&N::neighbours>},
    RecipeField{"wavelength", "residual_limit_nm", "nm", 0, 1000, "Class wavelength: this far off the wafer's surface, and beyond_sigma; null: not judged.", wavelength<&N::residual_limit_nm>},
    RecipeField{"wavelength", "bin_low_nm", "nm", 1, 1e6, "Class wavelength: below this, and beyond_sigma; null: not judged.", wavelength<&N::bin_low_nm>},
    RecipeField{"wavelength", "bin_high_nm", "nm", 1, 1e6, "Class wavelength: above this, and beyond_sigma; null: not judged.", wavelength<&N::bin_high_nm>},
    RecipeField{"wavelength", "beyond_sigma", "sigma", 0, 50, "Chips off the surface or out of the bin are so by this many of their own sigma.", wavelength<&N::beyond_sigma>},
    RecipeField{"wavelength", "bin_figure", "", 4, 8, "Which figure is judged: peak, centroid or dominant.", wavelength<&N::bin_figure>},
    RecipeField{"wavelength", "ratio_layers", "", 0, 200, "Two PL layers behind different filters, as \"A/B\", whose ratio tells the wavelength; empty: none.", wavelength<&N::ratio_layers>},
    RecipeField{"wavelength", "ratio_curve", "", 0, 4096, "Wavelength against that ratio: \"ratio:nm, ratio:nm, ...\" or the name of a file with two columns.", wavelength<&N::ratio_curve>},
    RecipeField{"appearance", "false_alarm_ppm", "ppm", 0.001, 100000, "Healthy chips that noise alone may mark as mechanical, per million: it sets the limit in sigma from the places tried.", appearance<&A::false_alarm_ppm>},
    RecipeField{"appearance", "mesa_margin_um", "um", 0, 1e6, "A finding this far from the mesa still makes its chip mechanical; further away it is only listed.", appearance<&A::mesa_margin_um>},

    RecipeField{"correlate", "ours_from_el", "", -1, 1, "Fixes the orientation of the tester's chip index; null: all eight are tried.", el_match<&E::ours_from_el>},
    RecipeField{"correlate", "shift", "chips", -1e9, 1e9, "Fixes the shift of the tester's chip index as well: ours = ours_from_el * theirs + shift; null: all are tried.", el_match<&E::shift>},
    RecipeField{"correlate", "min_margin", "sigma", 0, 1000, "An EL match must stand this far above every other, or it is refused.", el_match<&E::min_margin>},
    RecipeField{"correlate", "min_overlap", "1", 0.01, 1, "At least this share of the EL rows must fall on chips.", el_match<&E::min_overlap>},
    RecipeField{"correlate", "bootstrap_resamples", "", 20, 100000, "Resamples behind the intervals of correlations.", el_score<&S::bootstrap_resamples>},
    RecipeField{"correlate", "bootstrap_seed", "", 0, kMaxSeed, "Seed of the resamples: the same seed gives the same intervals.", el_score<&S::bootstrap_seed>},

    RecipeField{"limits", "min_yield", "1", 0, 1, "The wafer fails below this yield (good / measured).", limits<&L::min_yield>},
    RecipeField{"limits", "max_missing_ppm", "ppm", 0, 1e6, "The wafer fails above this many missing chips per million measured.", limits<&L::max_missing_ppm>},
    RecipeField{"limits", "max_dark_ppm", "ppm", 0, 1e6, "The wafer fails above this many dark chips per million measured.", limits<&L::max_dark_ppm>},
    RecipeField{"limits", "max_dim_ppm", "ppm", 0, 1e6, "The wafer fails above this many dim chips per million measured.", limits<&L::max_dim_ppm>},
    RecipeField{"limits", "max_leaky_ppm", "ppm", 0, 1e6, "The wafer fails above this many leaky chips per million measured.", limits<&L::max_leaky_ppm>},
    RecipeField{"limits", "max_retest_share", "1", 0, 1, "The wafer fails above this share of retest chips among the measured.", limits<&L::max_retest_share>},
    RecipeField{"limits", "max_unmeasured_share", "1", 0, 1, "The wafer fails above this share of unmeasured chips among the listed.", limits<&L::max_unmeasured_share>},
    RecipeField{"limits", "min_el_accuracy", "1", 0, 1, "The wafer fails where PL agrees less than this with its EL table.", limits<&L::min_el_accuracy>},
    RecipeField{"limits", "max_el_underkill_ppm", "ppm", 0, 1e6, "The wafer fails above this many EL fails that PL passed, per million matched.", limits<&L::max_el_underkill_ppm>},
    RecipeField{"limits", "max_el_overkill_ppm", "ppm", 0, 1e6, "The wafer fails above this many EL passes that PL failed, per million matched.", limits<&L::max_el_overkill_ppm>},
};
// clang-format on

/// Levenshtein's distance: insertions, deletions and replacements between two words.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::string_view leaf_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

}  // namespace

std::span<const RecipeField> recipe_fields() {
  return kFields;
}

const RecipeField* find_field(std::string_view section, std::string_view key) {
  const auto found = std::find_if(kFields.begin(), kFields.end(),
                                  [&](const RecipeField& f) { return f.section == section && f.key == key; });
  return found == kFields.end() ? nullptr : &*found;
}

bool is_section(std::string_view name) {
  return !name.empty() &&
         std::any_of(kFields.begin(), kFields.end(), [name](const RecipeField& f) { return f.section == name; });
}

std::string nearest_path(std::string_view path) {
  // A right key in the wrong section is nearer than a wrong key in the right one.
  const auto distance = [path](std::string_view known) {
    return std::min(2 * edit_distance(path, known), 2 * edit_distance(leaf_of(path), leaf_of(known)) + 1);
  };
  std::string best = "name";
  for (const RecipeField& field : kFields)
    for (const std::string& known : {field.path(), std::string(field.section)})
      if (!known.empty() && distance(known) < distance(best)) best = known;
  return best;
}

std::string number_text(double value) {
  return fmt::format("{}", value);
}

std::string describe_range(const RecipeField& field) {
  struct Visitor {
    const RecipeField& field;
    [[nodiscard]] std::string range() const { return number_text(field.minimum) + " to " + number_text(field.maximum); }
    std::string operator()(const FieldAccess<double>&) const { return "a number from " + range(); }
    std::string operator()(const FieldAccess<int>&) const {
      return fmt::format("a whole number from {:.0f} to {:.0f}", field.minimum, field.maximum);
    }
    std::string operator()(const FieldAccess<std::string>&) const { return "a text of " + range() + " bytes"; }
    std::string operator()(const FieldAccess<std::optional<double>>&) const {
      return "a number from " + range() + " or null";
    }
    std::string operator()(const FieldAccess<std::optional<OrientationMatrix>>&) const {
      return "a signed permutation like [[0, -1], [1, 0]] or null";
    }
    std::string operator()(const FieldAccess<std::optional<ShiftPair>>&) const {
      return "two whole numbers [columns, rows] or null";
    }
  };
  return std::visit(Visitor{field}, field.access);
}

}  // namespace pellucid

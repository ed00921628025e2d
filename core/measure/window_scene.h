/// One sampled window as a scene of chips: their places, their light, the background, and which pixels the profile is
/// to be learned from. Used by one thread at a time.
#pragma once

#include <vector>

#include "core/measure/chip_sites.h"
#include "core/measure/lattice_fit.h"
#include "core/measure/profile.h"

namespace pellucid {

/// healthy: the scene's usual light. dark: none. off_level: another light, the same shape. odd: another shape, or not
/// seen whole.
enum class SceneChip : std::uint8_t { healthy, dark, off_level, odd };

class WindowScene {
 public:
  enum Role : std::uint8_t { kNone, kSpecial, kMasked };
  struct Chip {
    Vec2 centre_px;
    ChipIndex index;
    double light_e = 0;
    SceneChip state = SceneChip::healthy;
    bool whole = false;  ///< its cell lies wholly inside the scene
    bool plain = false;  ///< as far as light reaches, nothing but healthy chips at their regular places
  };

  /// Looks at all of `window`.
  WindowScene(const SampleWindow& window, const WaferDesign& wafer, const LatticeFit& lattice, double support_x_px,
              double support_y_px);

  /// Least-squares light of every chip for a given profile; a few sweeps, fewer where chips hardly overlap. `pitch_px`
  /// bounds the boxes. The background is estimated as well as long as none was set.
  void measure(const ChipProfile& profile, Vec2 pitch_px, double noise_ratio, int sweeps);
  /// Sorts the chips by their light against the scene's median, and by how well the profile explains their pixels;
  /// moves them all together to where the healthy ones' light lies: the sampled phase of a window is good to a few
  /// hundredths of a pixel only, worse at the rim. `noise_floor_e`: variance of a pixel without light.
  void settle(const ChipProfile& profile, double noise_floor_e);
  /// Gives every healthy chip the light of a plane through them all, and dark ones none. A measured light shares its
  /// noise with the pixels that it is to explain: regressed on it, a chip's own edge would lose light to its
  /// neighbours' tails (regression dilution), and a dark chip's would explain away the tails that fall on it.
  void level_lights();
  /// Decides what is learned from. Plain chips; and up to about `most_special` other pixels: the surroundings of dark
  /// and off-level chips and of sites without a chip, which alone tell a chip's tails from background and from its
  /// neighbours; out of reach of odd chips.
  void choose_teachers(std::int64_t most_special);

  [[nodiscard]] const std::vector<Chip>& chips() const { return chips_; }
  /// Of the typical chip when they were last settled: mean squared residual over its expected variance.
  [[nodiscard]] double misfit() const { return misfit_; }
  [[nodiscard]] double median_light_e() const { return median_e_; }
  [[nodiscard]] double background_e() const { return background_e_; }
  /// Where the sweeps begin: every chip's light, and the background.
  void start_at(double light_e, double background_e) {
    for (Chip& chip : chips_) chip.light_e = light_e;
    set_background(background_e);
  }
  void set_background(double e) {
    background_e_ = e;
    background_known_ = true;
  }
  /// How the background changes a pixel to the right and down: what has no chips at the rim would else pass for what is
  /// darker there.
  void set_slope(Vec2 e_per_px) { slope_ = e_per_px; }
  [[nodiscard]] const SampleWindow& window() const { return *window_; }
  [[nodiscard]] Vec2 centre_um() const { return window_->centre_um; }
  [[nodiscard]] std::int64_t width() const { return width_; }
  [[nodiscard]] std::int64_t height() const { return height_; }
  /// A line's pixels less the background's slope, and what is learned from each once teachers are chosen.
  struct Line {
    const float* e;
    float first, step;  ///< of the slope
    const std::uint8_t* role;
    [[nodiscard]] float at(std::int64_t x) const { return e[x] - (first + step * static_cast<float>(x)); }
    [[nodiscard]] bool is_masked(std::int64_t x) const { return role[x] == kMasked; }
    /// Outside plain chips' cells and to be learned from.
    [[nodiscard]] bool is_special(std::int64_t x) const { return role[x] == kSpecial; }
  };
  [[nodiscard]] Line line(std::int64_t y) const {
    return {window_->image.row(y), static_cast<float>(slope_at(0, y)), static_cast<float>(slope_.x),
            role_.data() + y * width_};
  }
  /// Extra x of a row's pixels: the odd lines' phase.
  [[nodiscard]] double row_shift_px(std::int64_t y) const { return window_->image.odd_line(y) ? odd_phase_px_ : 0; }
  /// From a chip to the next column and the next row.
  [[nodiscard]] Vec2 column_step_px() const { return column_step_px_; }
  [[nodiscard]] Vec2 row_step_px() const { return row_step_px_; }

 private:
  /// The background at a pixel less that of the scene's middle.
  [[nodiscard]] double slope_at(std::int64_t x, std::int64_t y) const {
    return slope_.x * (static_cast<double>(x) + 0.5 - 0.5 * static_cast<double>(width_)) +
           slope_.y * (static_cast<double>(y) + 0.5 - 0.5 * static_cast<double>(height_));
  }
  /// Even and odd lines apart where the latter are shifted.
  [[nodiscard]] int parities() const { return odd_phase_px_ != 0 ? 2 : 1; }
  [[nodiscard]] double centre_x_px(const Chip& chip, int parity) const {
    return chip.centre_px.x + (parity == 1 ? odd_phase_px_ : 0);
  }
  [[nodiscard]] bool in_parity(std::int64_t y, int parity) const {
    return odd_phase_px_ == 0 || window_->image.odd_line(y) == (parity == 1);
  }
  /// Light of all neighbours in a chip's box, of its own.
  [[nodiscard]] double neighbours_share(const ChipProfile& profile, Vec2 pitch_px, double noise_ratio) const;
  void sort_chips(const ChipProfile& profile, const std::vector<float>& residual, double noise_floor_e);
  void align(const ChipProfile& profile, const std::vector<float>& residual);
  /// pixel - background - all chips' light.
  [[nodiscard]] std::vector<float> residual(const ChipProfile& profile) const;
  /// Position in chips_ of a site's chip; -1: no chip there; -2: out of sight.
  [[nodiscard]] int chip_at(ChipIndex index) const;
  [[nodiscard]] bool is_plain(const Chip& chip) const;
  void fill(Vec2 centre_px, double half_x, double half_y, Role role);
  /// Sum of squared residuals over their expected variance, a pixel of the chip's cell.
  [[nodiscard]] double misfit(const Chip& chip, const std::vector<float>& residual, const ChipProfile& profile,
                              double noise_floor_e) const;

  const SampleWindow* window_;
  double support_x_px_, support_y_px_, odd_phase_px_;
  std::int64_t width_ = 0, height_ = 0;
  Vec2 pitch_px_, column_step_px_, row_step_px_, slope_;
  SiteRange sites_;
  std::vector<int> chip_at_;  ///< by site
  std::vector<Chip> chips_;
  std::vector<Vec2> vacant_px_;  ///< sites without a chip
  std::vector<std::uint8_t> role_;
  double background_e_ = 0, median_e_ = 0, misfit_ = 0;
  bool background_known_ = false;
};

}  // namespace pellucid

/// One sampled window as a scene of chips: their places, their light, the background, and the residual image. The profile is
/// fitted on these. Used by one thread at a time.
#pragma once

#include <vector>

#include "core/measure/lattice_fit.h"
#include "core/measure/profile.h"

namespace pellucid {

enum class SceneChip : std::uint8_t { healthy, dark, off_level };

class WindowScene {
 public:
  struct Chip {
    Vec2 centre_px;
    double light_e = 0;
    SceneChip state = SceneChip::healthy;
    bool whole = false;  ///< its cell lies wholly inside the scene
  };

  /// Looks at all of `window`.
  WindowScene(const SampleWindow& window, const WaferDesign& wafer, const LatticeFit& lattice, double support_x_px,
              double support_y_px);

  /// Least-squares light of every chip and the background, for a given profile; a few sweeps. `pitch_px` bounds the boxes.
  void measure(const ChipProfile& profile, Vec2 pitch_px, double noise_ratio, int sweeps);
  /// Moves all chips together to where the healthy ones' light lies: the sampled phase of a window is good to a few hundredths of a
  /// pixel only, worse at the rim.
  void align(const ChipProfile& profile);
  /// Sorts the chips by their light against the scene's median.
  void sort_chips();
  /// Gives every healthy chip the scene's median light, and dark ones none. A measured light shares its noise with the pixels that it is to
  /// explain: regressed on it, a chip's own edge would lose light to its neighbours' tails (regression dilution), and a dark chip's
  /// would explain away the tails that fall on it.
  void level_lights();

  [[nodiscard]] const std::vector<Chip>& chips() const { return chips_; }
  [[nodiscard]] double median_light_e() const { return median_e_; }
  [[nodiscard]] double background_e() const { return background_e_; }
  void set_background(double e) { background_e_ = e; }
  [[nodiscard]] Vec2 centre_um() const { return window_->centre_um; }
  [[nodiscard]] std::int64_t width() const { return width_; }
  [[nodiscard]] std::int64_t height() const { return height_; }
  [[nodiscard]] float pixel(std::int64_t x, std::int64_t y) const { return window_->image.row(y)[x]; }
  /// Extra x of a row's pixels: the odd lines' phase.
  [[nodiscard]] double row_shift_px(std::int64_t y) const { return window_->image.odd_line(y) ? odd_phase_px_ : 0; }
  /// Pixels to learn from: about `plain_px` in the middle of the scene, and the surroundings of places without light (dark chips,
  /// the rim, excluded areas), which alone tell a chip's tails from background and from its neighbours. Not: masked pixels, the
  /// reach of off-level chips, and the border, where chips are not seen whole: one taken for healthy that is dark would bend the
  /// tails.
  void choose_teachers(std::int64_t plain_px);
  /// 1 where a pixel is to be learned from; width() * height().
  [[nodiscard]] const std::vector<std::uint8_t>& teachers() const { return teachers_; }
  /// pixel - background - all chips' light.
  [[nodiscard]] std::vector<float> residual(const ChipProfile& profile) const;

 private:
  const SampleWindow* window_;
  double support_x_px_, support_y_px_, odd_phase_px_;
  std::int64_t width_ = 0, height_ = 0, rim_x_ = 0, rim_y_ = 0;
  Vec2 pitch_px_;
  std::vector<Chip> chips_;
  std::vector<Vec2> vacant_px_;  ///< sites without a chip
  std::vector<std::uint8_t> teachers_;
  double background_e_ = 0, median_e_ = 0;
};

}  // namespace pellucid

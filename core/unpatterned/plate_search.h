/// Finds the pixels of a plate that stand out of its background: at the full resolution, then coarser and coarser,
/// where faint wide defects rise out of the noise. One object a thread, used for one plate after the other.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/unpatterned/line_search.h"
#include "core/unpatterned/node_surface.h"
#include "core/unpatterned/plate.h"

namespace pellucid {

struct SearchLimits {
  double seed_sigma = 6;  ///< what noise alone reaches too seldom to matter
  double min_contrast = 0.03;
};

class PlateSearch {
 public:
  /// `noise_e`: one sigma of a pixel by the detector model; `skew`: third cumulant of a pixel's noise over its sigma
  /// cubed (photon counts lean to the bright side).
  void run(const Plate& plate, const NodeSurface& background, const NodeSurface& noise_e, double skew,
           const SearchLimits& limits);

  /// By pixel: 0, or how far the pixel's surroundings stand out, in sigma of noise and texture at the scale at which it
  /// was found; negative where darker.
  [[nodiscard]] const std::vector<float>& strength() const { return strength_; }
  /// By pixel: light minus background [e]; 0 where there is no measurement.
  [[nodiscard]] const std::vector<float>& difference_e() const { return difference_; }
  /// By marked pixel: the level at which it was found; 0 is the full resolution, each further one halves it.
  [[nodiscard]] const std::vector<std::uint8_t>& level() const { return found_at_; }
  static constexpr int kLevels = 5;
  /// Noise found over noise expected by level, median of the plate; not less than 1 where it is used.
  [[nodiscard]] const std::array<float, kLevels>& texture() const { return texture_; }

 private:
  void take_differences(const Plate& plate, const NodeSurface& background, const NodeSurface& noise_e);
  void drop_spikes(double seed_sigma);
  void search(int level, const NodeSurface& background, const NodeSurface& noise_e, double skew,
              const SearchLimits& limits);
  void search_lines(int level, const NodeSurface& background, const NodeSurface& noise_e, const SearchLimits& limits);
  void follow(std::size_t seed, int level);
  void measure_texture(int level);
  [[nodiscard]] float texture_at(std::int64_t x, std::int64_t y) const;
  void grow(std::size_t seed, int level);
  void mark(std::int64_t x, std::int64_t y, int level, float strength);
  void halve();

  std::int64_t width_ = 0, height_ = 0;  ///< of the plate
  std::int64_t level_width_ = 0, level_height_ = 0;
  std::vector<float> difference_, strength_;
  std::vector<float> sharp_;       ///< of the level: sum of the pixels' sigmas / side; what was found is 0
  std::vector<float> smooth_;      ///< 3 x 3 smoothed, unit variance in white noise
  std::vector<float> texture_of_;  ///< by region
  std::int64_t regions_across_ = 0, region_px_ = 0;
  std::vector<std::size_t> stack_;
  std::vector<float> room_;
  LineSearch lines_;
  std::array<float, kLevels> texture_{};
  std::vector<std::uint8_t> found_at_;
};

}  // namespace pellucid

/// One chip against the golden chip: residuals in sigmas, after what the light and the chip as a whole do differently
/// was fitted and taken out. Room is kept from chip to chip; one thread an object.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/appearance/appearance_model.h"
#include "core/appearance/cell_chips.h"
#include "core/appearance/cell_rows.h"
#include "core/appearance/sigma_map.h"

namespace pellucid {

class CellFit {
 public:
  explicit CellFit(const AppearanceModel& model);

  /// Residuals against the golden chip under the smooth light. `scale`: light_scale() there.
  void read(const ElectronImage& image, const CellChip& chip, const CellLight& light, double scale);
  /// Sum of the squared residuals in sigmas, modes included.
  [[nodiscard]] double cost() const;
  /// How the chip as a whole differs, with the priors of `mode_variance`. `ignore`: pixels that have no say, by pixel
  /// of the cell; may be nullptr.
  [[nodiscard]] ChipModes solve(const ChipModes& mode_variance, const std::uint8_t* ignore);
  /// Variance of the modes that the last solve() would have found without priors.
  [[nodiscard]] ChipModes mode_error() const;
  /// Residuals less the modes [e], in the SigmaMap times the pixel's 1 / sigma.
  void normalise(const ChipModes& modes, SigmaMap& out);

  /// By pixel of the cell: 1 / sigma, 0 where the pixel does not count; what the smooth light does not explain [e].
  [[nodiscard]] const std::vector<float>& weight() const { return weight_; }
  [[nodiscard]] const std::vector<float>& residual() const { return residual_; }
  /// Offsets of the pixels of a row from the chip's centre.
  [[nodiscard]] float first_x_px(int row) const { return x_places_[static_cast<std::size_t>(row & 1)].first_offset_px; }
  [[nodiscard]] float first_y_px() const { return y_place_.first_offset_px; }
  /// Light of the golden mesa's contrast in this chip [e], without modes.
  [[nodiscard]] const std::vector<float>& mesa_e() const { return mesa_; }
  [[nodiscard]] double ground_e() const { return light_.ground.value * static_cast<double>(model_.golden.ground()); }
  /// Of the golden chip's table; of the even rows.
  [[nodiscard]] int phase_x() const { return x_places_[0].phase; }
  [[nodiscard]] int phase_y() const { return y_place_.phase; }

 private:
  /// What a unit of each mode adds to a row's pixels.
  void mode_rows(int y);
  ChipModes add_up(const std::uint8_t* ignore);
  void weigh_row(int y, const std::uint8_t* ignore);
  const float* pixels_of(const ElectronImage& image, std::int64_t y, std::int64_t first);
  const float* use_of(std::uint16_t zones, float uy, float first_ux);

  const AppearanceModel& model_;
  CellLight light_;
  CellPlace y_place_;
  std::array<CellPlace, 2> x_places_{};                          ///< by parity of the cell's row
  std::vector<float> residual_, weight_, mesa_;                  ///< a row of padding at the end
  std::vector<float> line_, use_, ones_, square_weight_, rest_;  ///< of a row
  std::array<std::vector<float>, kMostModes> mode_row_;
  std::array<const float*, kMostModes> mode_rows_{};              ///< of mode_row_
  std::array<double, kMostModes*(kMostModes + 1) / 2> square_{};  ///< normal equations, lower half
  std::array<LaneSums, kMostModes*(kMostModes + 1) / 2> squares_{};
  /// Squares of a whole chip at a phase, and the light that it was seen under.
  struct Known {
    double light = 1;
    int odd_phase = -1;
    std::array<double, kMostModes*(kMostModes + 1) / 2> square{};
  };
  std::vector<Known> known_{static_cast<std::size_t>(GoldenCell::kPhases * GoldenCell::kPhases)};
};

}  // namespace pellucid

/// The figures of chips side by side, worked out with vectors: what own_variance() and chip_figures() say of whole
/// chips away from streets, chip by chip, in a tenth of the time. Private to core. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/measure/background_map.h"
#include "core/measure/chip_figures.h"
#include "core/measure/chip_plane.h"
#include "core/measure/chip_stretches.h"
#include "core/measure/pass_context.h"

namespace pellucid {

/// The norms of a box at one phase, laid out for vectors. Places stand in their three rows, each with a zero behind.
struct alignas(16) RowNorms {
  using Places = std::array<float, 12>;
  using Four = std::array<float, 4>;    ///< of the window, moment x, moment y and mesa sums
  Places variance{};                    ///< light's share in the light's own variance, by where it comes from
  Places joint{};                       ///< what noise in shared pixels takes from the joint variance, by light
  Places overlap{};                     ///< a variance's share in the joint variance
  std::array<Four, kPlaces> foreign{};  ///< of unit light at a place that is not the own one
  Four background{};                    ///< of a background of 1
  Four shape{};          ///< 1 / own window norm, own moments over it (x, y), 1 / mesa norm (NaN: too few pixels)
  Four noise{};          ///< sum of weight^2: window, moment x, moment y; that times the profile: window
  Four moments{};        ///< sum of weight^2 times the profile: moment x, moment y; a healthy mesa's unevenness^2
  Places street{};       ///< of unit light in the street sum
  float flat = 0;        ///< own variance of a noise of 1 a pixel
  float joint_flat = 0;  ///< what it takes from the joint variance
  float background_share2 = 0;
  float street_pixels = 0;  ///< background norm of the street sum; 0 for a box that sees no light of its own

  [[nodiscard]] static RowNorms from(const BoxNorms& box, const std::array<BoxOverlap, kPlaces>& overlap);
};

/// By phase; away from streets.
class RowNormTable {
 public:
  explicit RowNormTable(const PassContext& context);
  /// Can a stretch be worked out with it: whole boxes away from streets.
  [[nodiscard]] static bool covers(const ChipStretch& s) { return s.state == SumState::whole && s.streets == 0; }
  [[nodiscard]] const RowNorms& norms(ChipPhase phase) const { return norms_[table_.entry(phase)]; }
  /// Of the chips of a stretch that it covers.
  [[nodiscard]] std::vector<const RowNorms*> norms(const LayerSums& sums, const ChipStretch& s) const {
    std::vector<const RowNorms*> found(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) found[i] = &norms(ChipPhase::of(sums.phase[s.start + i]));
    return found;
  }

 private:
  const BoxNormTable& table_;
  std::vector<RowNorms> norms_;
};

/// Chips side by side. Pointers are to the first chip's value.
struct ChipRow {
  const RowNorms* const* norms = nullptr;  ///< of each chip
  ChipPlane::Rows light;
  const float* light_scale = nullptr;
  const float* background_e = nullptr;
};

/// What all chips of a layer have in common.
struct FiguresSetting {
  FiguresSetting(const PassContext& context, float background_variance);
  struct Axes {
    float x = 0, y = 0;
  };
  float read2 = 0;                ///< read noise^2
  float background_variance = 0;  ///< of the background's estimate
  Axes pixel_um, share;           ///< size of a pixel; a pixel as a share of the mesa
};

/// What the streets beside `count` chips hold beyond the light of all chips. `sums`: of the streets.
void street_lights(const RowNorms* const* norms, const ChipPlane::Rows& light, const float* sums, std::size_t count,
                   StreetLight* out);

/// own_variance() of `count` chips.
void own_variances(const ChipRow& row, const FiguresSetting& setting, std::size_t count, float* variance);

/// Figures of a few chips, column by column, and the sums that they are made from.
struct FiguresBlock {
  static constexpr std::size_t kChips = 64;
  using Column = std::array<float, kChips>;
  Column window{}, moment_x{}, moment_y{}, mesa{}, mesa_square{}, peak{};
  Column intensity_e{}, sigma_e{}, peak_e{}, nonuniformity{}, dx_um{}, dy_um{}, background_e{};
  Column shift{}, shift_sigma{}, excess{}, excess_sigma{}, plain_e{}, plain_sigma_e{};
  /// Are all eight neighbours there and measured: row_figures() holds for such chips only.
  std::array<bool, kChips> surrounded{};

  /// The figures of one chip, from elsewhere.
  void set(std::size_t i, const ChipFigures& f);
};

/// chip_figures() of up to FiguresBlock::kChips chips, whose sums stand in the block. `variance`: own ones, as a
/// ChipPlane holds them.
void row_figures(const ChipRow& row, const ChipPlane::Rows& variance, const FiguresSetting& setting, std::size_t count,
                 FiguresBlock& block);

}  // namespace pellucid

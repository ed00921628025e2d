/// Parts of chips that were summed pixel by pixel: cut by a block's edge, or with a pixel lost. They stay where their
/// block left them, for they are big; what is ordered is where they are. Filled by one thread; then safe to read from
/// any.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/measure/chip_sums.h"

namespace pellucid {

/// What a chip's sums see of light and background, for boxes that are not whole. Index: PassSum.
struct PieceNorms {
  static constexpr int kCount = 6;  ///< as PassSum
  std::array<SumNorm, kCount> norm{};
  // Variance terms: sum of weight^2 * {light scale, light scale * own profile, light scale^2}.
  struct Variance {
    float background = 0, light = 0, read = 0;
  };
  std::array<Variance, 4> variance{};  ///< kLight, kWindow, kMomentX, kMomentY
  float mesa_square = 0;               ///< sum of P^2 inside the mesa
};

/// A part (or the merged whole) of a chip that was summed pixel by pixel.
struct ChipPiece {
  std::int64_t chip = 0;
  std::int64_t sequence = 0;  ///< of the block: merging follows it
  ChipSums sums;
  PieceNorms norms;
  float light_scale = 1;
  Vec2 found_um;
};

class ChipPieces {
 public:
  ChipPieces() = default;
  ChipPieces(ChipPieces&&) = default;
  ChipPieces& operator=(ChipPieces&&) = default;

  /// Those of a block.
  void add(std::vector<ChipPiece> pieces);
  /// Once: makes one of all pieces of a chip, in block order, and orders them by chip; leaves out chips that are not
  /// wanted.
  void merge(const std::function<bool(std::int64_t chip)>& is_wanted);

  // All that follows: once they are merged.
  [[nodiscard]] std::size_t size() const { return of_chip_.size(); }
  [[nodiscard]] const ChipPiece& operator[](std::size_t i) const { return *of_chip_[i]; }
  /// Place of the first one that belongs to this chip or one after it.
  [[nodiscard]] std::size_t find(std::int64_t chip) const;

 private:
  std::vector<std::vector<ChipPiece>> of_block_;
  std::vector<ChipPiece*> of_chip_;
};

}  // namespace pellucid

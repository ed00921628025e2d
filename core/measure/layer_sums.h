/// The sums of one layer, a slot a chip, as the pass leaves them and the solve takes them. 52 bytes a chip; chips that
/// were cut by a block's edge, or lost a pixel, keep their own norms in a side list.
#pragma once

#include <cstdint>
#include <vector>

#include "core/measure/chip_pieces.h"
#include "core/measure/chip_sums.h"

namespace pellucid {

enum class SumState : std::uint8_t { none, whole, pieced };

struct LayerSums {
  /// `places`: are the places at which chips are found kept?
  explicit LayerSums(std::int64_t chips, bool places = true);

  std::vector<float> light, window, moment_x, moment_y, mesa, mesa_square, street, peak;
  std::vector<float> light_scale;  ///< 1 / throughput
  std::vector<float> x_um, y_um;   ///< where the chip was found; empty where that is not kept
  std::vector<std::uint16_t> phase;
  std::vector<SumState> state;
  std::vector<std::uint8_t> saturated;
  ChipPieces pieces;

  void set(std::int64_t chip, const ChipSums& s, ChipPhase at, float scale) {
    const auto k = static_cast<std::size_t>(chip);
    light[k] = s.light;
    window[k] = s.window;
    moment_x[k] = s.moment_x;
    moment_y[k] = s.moment_y;
    mesa[k] = s.mesa;
    mesa_square[k] = s.mesa_square;
    street[k] = s.street;
    peak[k] = s.peak;
    light_scale[k] = scale;
    phase[k] = at.bits;
  }
  void set_place(std::int64_t chip, Vec2 wafer_um) {
    if (x_um.empty()) return;
    x_um[static_cast<std::size_t>(chip)] = static_cast<float>(wafer_um.x);
    y_um[static_cast<std::size_t>(chip)] = static_cast<float>(wafer_um.y);
  }
  /// Merges pieces of the same chip and enters them into the slots.
  void merge_pieces();
  [[nodiscard]] ChipSums sums(std::int64_t chip) const;
};

}  // namespace pellucid

/// The emitting shape of a chip, and its coverage on a fine grid. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "samples/simulator/options.h"

namespace pellucid::sim {

class Mesa {
 public:
  Mesa(const ChipLayoutOptions& chips, const DefectOptions& defects, DefectKind kind);

  /// Does this point of the unturned mesa [um from its centre, y up] emit.
  [[nodiscard]] bool emits(Vec2 p) const;
  /// Smallest rectangle of the emitting part, where it is a plain rectangle.
  [[nodiscard]] bool is_rectangle() const;
  [[nodiscard]] Vec2 rectangle_centre_um() const;
  [[nodiscard]] Vec2 rectangle_half_um() const;
  /// Half the box that holds the whole mesa after a turn, along the pixel axes [um].
  [[nodiscard]] Vec2 half_extent_um(double turn_deg) const;

 private:
  MesaShape shape_;
  Vec2 half_;
  double corner_radius_;
  DefectKind kind_;
  Vec2 spot_centre_;
  double spot_radius_;
};

/// Share of the light in every cell of a fine pixel grid, rows downwards; sums to 1.
struct Coverage {
  std::int64_t width = 0, height = 0;
  Vec2 origin;      ///< outer top-left corner against the chip's centre, in pixels
  double step = 0;  ///< edge of a cell in pixels
  std::vector<float> share;
  Vec2 mean, variance;  ///< of the light, in pixels
};

[[nodiscard]] Coverage cover(const Mesa& mesa, double turn_deg, Vec2 pixel_um, int cells_per_pixel);

}  // namespace pellucid::sim

/// One chip inspected: is its mesa there, and which places differ from the golden chip by more than healthy chips do.
/// Room is kept from chip to chip; one thread an object.
#pragma once

#include <array>
#include <vector>

#include "core/appearance/cell_fit.h"
#include "core/appearance/defect_filters.h"

namespace pellucid {

/// A connected place of one chip that differs.
struct FindingPart {
  std::int64_t chip = -1;
  ChipIndex index;
  bool brighter = false, on_mesa = false, at_corner = false;
  float sigma = 0, area_um2 = 0, length_um = 0, width_um = 0;
  Vec2 in_chip_um;               ///< its middle, from the chip's centre; axes of the wafer frame
  Vec2 axis;                     ///< unit vector along its length
  std::array<Vec2, 4> end_um{};  ///< its outermost pixels to the left, right, top and bottom, from the chip's centre
};

struct ChipLook {
  std::int64_t chip = -1;
  float seen = 0;    ///< share of the mesa's pixels that count
  float mesa = 0;    ///< contrast of the mesa against its neighbours' (1: healthy); NaN where it was not seen
  float mesa_e = 0;  ///< the same in electrons of the whole mesa
  float mesa_sigma_e = 0;
  float ground_e = 0;  ///< a pixel
  float bare = 0;      ///< share of the mesa's pixels that look like ground
  float sigma = 0;     ///< strongest place, marked or not
};

class ChipInspection {
 public:
  /// Keeps references. `pixel_um`: of the layer.
  ChipInspection(const AppearanceModel& model, const CornerFilters& corners, Vec2 pixel_um);

  /// `missing_below`: relative contrast below which a mesa is not there.
  ChipLook look(const CellChips& cells, const CellChip& chip, double scale, double missing_below,
                std::vector<FindingPart>& parts);

 private:
  /// A filter above its limit.
  struct Hit {
    std::size_t map, filter;
    int x, y, sign;
    float sigma;
  };

  void normalise(const std::uint8_t* ignored);
  [[nodiscard]] float strongest();
  [[nodiscard]] float corner_sigma(std::size_t corner, const SigmaMap& map) const;
  [[nodiscard]] bool corner_hit() const;
  [[nodiscard]] bool in_own_cell(int x, int y) const;
  void mark(int x, int y, int sign, float sigma, std::vector<std::int8_t>& marks);
  [[nodiscard]] std::vector<Hit> find_hits();
  [[nodiscard]] float filter_sigma(const Hit& hit) const;
  void mark_hits(std::vector<std::int8_t>& marks);
  void grow(std::vector<std::int8_t>& marks) const;
  void measure_mesa(const CellChips& cells, const CellChip& chip, ChipLook& look) const;
  void collect(const CellChip& chip, const std::vector<std::int8_t>& marks, std::vector<FindingPart>& parts) const;
  [[nodiscard]] FindingPart measure_part(const std::vector<std::int8_t>& marks,
                                         const std::vector<std::size_t>& pixels) const;

  const AppearanceModel& model_;
  const CornerFilters& corners_;
  Vec2 pixel_um_;
  int span_;  ///< of a row of gains
  CellFit fit_;
  SigmaMap map_, clean_;          ///< clean_: texture undone, where there is any
  std::array<SigmaMap, 2> left_;  ///< of both, what is not marked yet
  FilterRow row_;
  std::vector<float> best_, strength_;  ///< strength_: by pixel, of the strongest filter that covers it
  std::vector<std::uint8_t> ignored_;
};

/// Does this look say that no mesa is there?
[[nodiscard]] bool no_mesa(const ChipLook& look, double missing_below);

}  // namespace pellucid

/// The wafer as designed: outline, chip grid, fields with streets, excluded areas (spec: scan folder, "Frame and
/// units"). Immutable after reading; every function is const, allocates nothing and may be called from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

enum class OrientationMark : std::uint8_t { none, notch, flat };

/// Fields (reticle shots) of columns x rows chips; between two fields the step is pitch + street.
struct FieldDesign {
  std::int32_t columns = 0;
  std::int32_t rows = 0;
  Vec2 street_um;
};

/// Half-open index range that holds no chip.
struct ExcludedArea {
  std::int32_t column_begin = 0, column_end = 0;
  std::int32_t row_begin = 0, row_end = 0;
};

/// How the lattice's index origin is known.
enum class GridAnchor : std::uint8_t {
  outline,  ///< the design tells which chip stands where: outline, streets and excluded areas settle it
  image,    ///< a plain image: chips are those whose mesa lies inside it, counted from its lower-left
};

struct ChipGrid {
  Vec2 pitch_um;
  Vec2 size_um;  ///< emitting mesa
  std::int32_t columns = 0;
  std::int32_t rows = 0;
  Vec2 origin_um;           ///< design centre of chip (0, 0), before the turn
  double rotation_deg = 0;  ///< turn of the whole grid, origin included, about the wafer centre
  std::optional<FieldDesign> field;
  std::vector<ExcludedArea> excluded;
  GridAnchor anchor = GridAnchor::outline;
  /// Anchor `image`: the mesas listed lie inside this rectangle of the wafer frame [um]. Known once the lattice was
  /// found.
  Vec2 image_low_um, image_high_um;

  /// Unturned design centre of a column or a row [um]; indices outside the grid are extrapolated.
  [[nodiscard]] double column_um(std::int32_t column) const;
  [[nodiscard]] double row_um(std::int32_t row) const;
  [[nodiscard]] Vec2 unturned_um(ChipIndex chip) const { return {column_um(chip.column), row_um(chip.row)}; }
  /// Design centre in the wafer frame [um], turned.
  [[nodiscard]] Vec2 centre_um(ChipIndex chip) const;
  /// Chip whose unturned centre is nearest to a coordinate; may lie outside the grid.
  [[nodiscard]] std::int32_t nearest_column(double unturned_x_um) const;
  [[nodiscard]] std::int32_t nearest_row(double unturned_y_um) const;
  [[nodiscard]] bool is_excluded(ChipIndex chip) const;
  [[nodiscard]] bool in_grid(ChipIndex chip) const {
    return chip.column >= 0 && chip.row >= 0 && chip.column < columns && chip.row < rows;
  }
};

/// "40 x 50 um", for messages.
[[nodiscard]] std::string pitch_text(const ChipGrid& grid);

struct WaferDesign {
  std::string id;
  std::string lot;
  std::optional<std::int32_t> slot;
  double diameter_mm = 0;
  double edge_exclusion_mm = 0;
  OrientationMark mark = OrientationMark::none;
  double mark_deg = 270;
  std::optional<double> flat_length_mm;  ///< absent: the outline is a full circle
  std::optional<ChipGrid> chips;         ///< absent: an unpatterned wafer

  [[nodiscard]] double usable_radius_um() const { return diameter_mm * 500.0 - edge_exclusion_mm * 1000.0; }
  /// Is this chip printed: in the grid, not excluded, its mesa inside the usable outline (0.001 um tolerance).
  /// Requires `chips`.
  [[nodiscard]] bool has_chip(ChipIndex chip) const;
  /// Number of printed chips. O(columns * rows). Requires `chips`.
  [[nodiscard]] std::int64_t count_chips() const;
};

}  // namespace pellucid

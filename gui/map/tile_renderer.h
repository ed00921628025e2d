/// Draws a rectangle of a map into an image. Pure; any thread; milliseconds at any zoom.
///
/// Where many chips fall on one pixel, a class map shows the worst of them and grows rare defects to dots, so that a
/// single dead chip among millions stays visible; a value map shows the mean.
#pragma once

#include <QImage>

#include "gui/map/map_picture.h"

namespace pellucid::gui {

struct TileStyle {
  ValueRange range;                ///< of the colour scale; not used for classes
  Argb background = 0xff000000;    ///< where no chip is
  Argb street = 0xff202020;        ///< between mesas, where they are told apart
  std::uint16_t hidden_ranks = 0;  ///< bit r: chips of rank r are drawn as good ones
  friend bool operator==(const TileStyle&, const TileStyle&) = default;
};

struct TileArea {
  Vec2 top_left_um;  ///< unturned design frame
  double um_per_px = 1;
  int width_px = 256, height_px = 256;
};

/// `picked` may be null: nothing is muted.
[[nodiscard]] QImage render_tile(const MapPicture& picture, const PickedChips* picked, const TileStyle& style,
                                 const TileArea& area);

/// The colours of ranks, and of 256 steps between the ends of a value range.
[[nodiscard]] Argb colour_of_rank(std::uint8_t rank);
[[nodiscard]] const std::array<Argb, 256>& value_colours(bool diverging);

}  // namespace pellucid::gui

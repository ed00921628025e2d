/// The page around a map's plot: title, wafer outline, scale bar, legend or colour bar. Drawn with Cairo. A page is
/// used by one thread; pages are independent of each other. Private to the room.
#pragma once

#include <cairo.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/wafer.h"
#include "results/detail/map_frame.h"
#include "results/detail/map_raster.h"

namespace pellucid::detail {

class MapPage {
 public:
  MapPage(std::string_view title, std::string_view subtitle, std::string_view footer);

  /// The wafer's disc, the picture of the chips, and over it the outline, its mark and the edge exclusion.
  void draw_plot(const WaferDesign& wafer, const MapFrame& frame, const PlotImage& image);
  void draw_scale_bar(const MapFrame& frame);
  /// `note` stands under the legend, lines parted by '\n'.
  void draw_legend(const CategoryMap& map, std::string_view note);
  void draw_colour_bar(const ValueScale& scale, std::string_view unit, std::string_view note);
  /// A small wafer that shows which part is drawn.
  void draw_locator(const WaferDesign& wafer, const MapFrame& frame);

  /// The page as a PNG; empty where Cairo failed.
  [[nodiscard]] std::vector<std::uint8_t> png();

 private:
  enum class Align : std::uint8_t { left, centre, right };
  void text(double x, double y, std::string_view words, double size_px, Rgb colour, bool bold = false,
            Align align = Align::left);
  void lines(double y, std::string_view words);
  void set(Rgb colour, double alpha = 1.0);
  void box(double x, double y, double width, double height);
  void outline_path(const WaferDesign& wafer, const MapFrame& frame, double radius_um);
  void draw_outline(const WaferDesign& wafer, const MapFrame& frame);
  void draw_exclusion(const WaferDesign& wafer, const MapFrame& frame);
  void draw_frame();
  void draw_image(const PlotImage& image);
  void draw_ticks(const ValueScale& scale);
  void draw_swatch(double y, const Category& category);

  struct Destroy {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* context) const { cairo_destroy(context); }
  };
  std::unique_ptr<cairo_surface_t, Destroy> surface_;
  std::unique_ptr<cairo_t, Destroy> cairo_;
};

/// Even steps of 1, 2 or 5 times a power of ten: at most `most` of them in `range`.
[[nodiscard]] double nice_step(double range, int most);

/// "1 234 567" with thin gaps.
[[nodiscard]] std::string grouped(std::int64_t number);

}  // namespace pellucid::detail

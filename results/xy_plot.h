/// A small plot with straight axes as SVG. Pure; any thread.
#pragma once

#include <string>
#include <vector>

namespace pellucid {

/// Dots or a line; values that are not finite are left out.
struct XySeries {
  std::string colour;
  std::vector<double> x, y;
  bool line = false;
};

struct XyPlot {
  std::string title, x_axis, y_axis;
  std::vector<XySeries> series;
  double width = 420, height = 260;
};

/// One <svg> element. The axes reach as far as the finite values.
[[nodiscard]] std::string xy_plot_svg(const XyPlot& plot);

}  // namespace pellucid

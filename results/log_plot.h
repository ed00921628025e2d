/// A plot with logarithmic axes as SVG, for a report or a file of its own. Pure; any thread.
#pragma once

#include <string>
#include <vector>

namespace pellucid {

/// A line, or points with error bars. Values that are not positive and finite are left out.
struct LogSeries {
  std::string name, colour;
  std::vector<double> x, y;
  std::vector<double> y_sigma;  ///< where given: points with bars of one sigma instead of a line
  bool dashed = false;
};

struct LogPlot {
  std::string x_axis, y_axis;
  std::vector<LogSeries> series;
  double least_y = 0;  ///< the axis does not reach below; 0: as far as the values
};

/// One <svg> element; its legend names every series whose name is not empty.
[[nodiscard]] std::string log_plot_svg(const LogPlot& plot);

}  // namespace pellucid

#include "results/surface_maps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numbers>

#include "core/unpatterned/wafer_outline.h"
#include "results/detail/map_page.h"
#include "results/detail/surface_words.h"
#include "results/results_error.h"
#include "results/software.h"

namespace pellucid {
namespace {

using detail::kPlotSize_px;
using detail::PlotImage;

/// The grid's cells inside the wafer, as the map pages take them: a table with a row a cell.
struct CellTable {
  WaferDesign wafer;  ///< its chips are the cells
  ChipTable table;
  std::vector<std::size_t> cells;
};

CellTable cell_table(const ResultData& data) {
  const Surface& surface = *data.surface;
  const WaferGrid& grid = surface.grid;
  CellTable out{data.wafer, {}, {}};
  ChipGrid chips;
  chips.pitch_um = chips.size_um = {grid.cell_um, grid.cell_um};
  out.wafer.chips = chips;
  const WaferOutline outline(data.wafer);
  const auto& coverage = surface.layers.front().find("coverage")->values;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Vec2 at = grid.centre_um(i);
    if (!(coverage[i] > 0) && !outline.contains(at, data.wafer.edge_exclusion_mm * 1000)) continue;
    out.cells.push_back(i);
    out.table.column.push_back(static_cast<std::int32_t>(i % static_cast<std::size_t>(grid.columns)));
    out.table.row.push_back(static_cast<std::int32_t>(i / static_cast<std::size_t>(grid.columns)));
    out.table.x_um.push_back(static_cast<float>(at.x));
    out.table.y_um.push_back(static_cast<float>(at.y));
    out.table.chip_class.push_back(ChipClass::good);
  }
  return out;
}

/// Marks on a plot: as large as what they stand for, but never too small to be seen.
class Marks {
 public:
  explicit Marks(PlotImage& image) : image_(image) {}
  void disc(Vec2 at, double radius, std::uint32_t colour) {
    paint(at, radius, colour, [&](Vec2 d) { return std::hypot(d.x, d.y) <= radius; });
  }
  void triangle(Vec2 at, double radius, std::uint32_t colour) {
    paint(at, radius, colour, [&](Vec2 d) { return d.y <= 0.6 * radius && std::abs(d.x) <= 0.58 * (d.y + radius); });
  }
  void bar(Vec2 at, double half, double angle_deg, double thick, std::uint32_t colour) {
    const double a = angle_deg * std::numbers::pi / 180;
    const Vec2 along{std::cos(a), -std::sin(a)};
    paint(at, half + thick, colour, [&](Vec2 d) {
      return std::abs(d.x * along.x + d.y * along.y) <= half && std::abs(d.x * along.y - d.y * along.x) <= 0.5 * thick;
    });
  }

 private:
  template <class Inside>
  void paint(Vec2 at, double reach, std::uint32_t colour, Inside inside) {
    const auto cut = [](double v) { return static_cast<int>(std::clamp(v, 0.0, double{kPlotSize_px})); };
    for (int y = cut(at.y - reach - 1); y < cut(at.y + reach + 2); ++y) {
      for (int x = cut(at.x - reach - 1); x < cut(at.x + reach + 2); ++x) {
        if (inside(Vec2{x + 0.5, y + 0.5} - at))
          image_[static_cast<std::size_t>(y) * kPlotSize_px + static_cast<std::size_t>(x)] = colour;
      }
    }
  }

  PlotImage& image_;
};

class SurfacePainter {
 public:
  explicit SurfacePainter(const ResultData& data)
      : data_(data), cells_(cell_table(data)), frame_(cells_.wafer, cells_.table, {}), map_(frame_, cells_.table) {
    subtitle_ = "wafer " + data.wafer.id;
    if (!data.wafer.lot.empty()) subtitle_ += "  ·  lot " + data.wafer.lot;
    subtitle_ += "  ·  scan " + data.scan_id;
    footer_ = fmt::format("{} {}  ·  recipe {}", software().name, software().version, data.recipe_name);
  }

  [[nodiscard]] WaferMap plane(const LayerGrid& layer, const GridPlane& plane, bool is_first) const {
    WaferMap out;
    const std::string name = plane.name.ends_with("_e") ? plane.name.substr(0, plane.name.size() - 2) : plane.name;
    out.name = name + (is_first ? "" : "_" + file_word(layer.layer));
    out.title = plane.title + (is_first ? "" : ", layer " + layer.layer);
    std::vector<float> values;
    for (const std::size_t cell : cells_.cells) values.push_back(plane.values[cell]);
    detail::MapPage page(out.title, subtitle_, footer_);
    detail::ValueScale scale = detail::value_scale(values, cells_.table.chip_class, std::nan(""));
    scale.of_cells = true;
    page.draw_scale_bar(frame_);
    page.draw_plot(cells_.wafer, frame_, detail::value_image(map_, values, scale));
    page.draw_colour_bar(
        scale, plane.unit,
        fmt::format("mean of cells of {:g} µm;\ncolours span the 1 to 99 % range,\nends hold all beyond",
                    data_.surface->grid.cell_um));
    out.png = page.png();
    return out;
  }

  [[nodiscard]] WaferMap defects() const {
    WaferMap out{"defects", "Defects", {}};
    detail::MapPage page(out.title, subtitle_, footer_);
    page.draw_scale_bar(frame_);
    page.draw_plot(cells_.wafer, frame_, defect_image());
    detail::CategoryMap legend;
    const auto counts = data_.surface->counts();
    for (std::size_t i = 0; i < kSurfaceClasses.size(); ++i) {
      legend.categories.push_back(
          {detail::words_of(kSurfaceClasses[i]), colour_of(kSurfaceClasses[i]), false, true, counts[i]});
    }
    const SurfaceCoverage& coverage = data_.surface->coverage;
    page.draw_legend(legend, fmt::format("{:.2f} defects a cm²\n{:.2f} % of the usable area\nmeasured\n\nlines are "
                                         "drawn as long as\nthey are, all else enlarged\nto be seen",
                                         data_.surface->defects_per_cm2(), 100 * coverage.share()));
    out.png = page.png();
    return out;
  }

 private:
  static std::string file_word(std::string_view name) {
    std::string word;
    for (const char c : name) word += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' ? c : '_';
    return word;
  }

  [[nodiscard]] PlotImage defect_image() const {
    std::vector<float> measured;
    for (const std::size_t cell : cells_.cells)
      measured.push_back(data_.surface->layers.front().planes.front().values[cell]);
    PlotImage image(detail::CellMap::kPixels, detail::kClear);
    map_.for_each_run([&](std::size_t first, std::size_t last, std::size_t pixel) {
      bool any = false;
      for (std::size_t row = first; row < last; ++row) any = any || std::isfinite(measured[row]);
      const int x = static_cast<int>(pixel % kPlotSize_px), y = static_cast<int>(pixel / kPlotSize_px);
      if (any)
        image[pixel] = packed(rgb(0xe9eef2));
      else if (image[pixel] == detail::kClear)
        image[pixel] = packed(hatch(x, y));
    });
    Marks marks(image);
    for (const SurfaceDefect& d : data_.surface->defects) {
      const Vec2 at = frame_.plot_px(0.5 * (d.low_um + d.high_um));
      const double half = 0.5 * d.length_um * frame_.px_per_um();
      const std::uint32_t colour = packed(colour_of(d.surface_class));
      if (d.surface_class == SurfaceClass::line || d.surface_class == SurfaceClass::scratch)
        marks.bar(at, std::max(half, 5.0), d.angle_deg, 3, colour);
      else if (d.surface_class == SurfaceClass::triangle)
        marks.triangle(at, std::max(half, 6.0), colour);
      else
        marks.disc(at, std::max(half, 3.2), colour);
    }
    return image;
  }

  const ResultData& data_;
  CellTable cells_;
  detail::MapFrame frame_;
  detail::CellMap map_;
  std::string subtitle_, footer_;
};

/// One sigma is enough of all that one spectrum tells.
bool is_drawn(const GridPlane& plane) {
  if (plane.name.ends_with("_sigma_nm") && plane.name != "peak_sigma_nm") return false;
  return std::ranges::any_of(plane.values, [](float v) { return std::isfinite(v); });
}

}  // namespace

Result<std::vector<WaferMap>> draw_surface_maps(const ResultData& data, std::stop_token stop) {
  try {
    const SurfacePainter painter(data);
    std::vector<WaferMap> maps{painter.defects()};
    for (std::size_t i = 0; i < data.surface->layers.size(); ++i) {
      for (const GridPlane& plane : data.surface->layers[i].planes) {
        if (stop.stop_requested()) return fail(cancelled());
        if (is_drawn(plane)) maps.push_back(painter.plane(data.surface->layers[i], plane, i == 0));
      }
    }
    for (const WaferMap& map : maps) {
      if (map.png.empty()) return fail(internal_error(results_error::kDrawing, map.name, "the map could not be drawn"));
    }
    return maps;
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kDrawing, "", e.what()));
  }
}

}  // namespace pellucid

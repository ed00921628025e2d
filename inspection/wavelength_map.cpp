#include "inspection/wavelength_map.h"

#include <array>
#include <cmath>
#include <utility>

#include "inspection/wavelength.h"

namespace pellucid {
namespace {

/// The map's measured cells as a table of places.
struct Cells {
  ChipTable table;
  std::vector<std::size_t> cell;          ///< by table row
  std::vector<std::int64_t> row_of_cell;  ///< -1: not measured
};

Cells cells_of(const Surface& surface) {
  const WaferGrid& grid = surface.grid;
  const std::vector<float>& light = surface.layers.front().planes.front().values;
  Cells cells;
  cells.row_of_cell.assign(grid.size(), -1);
  ChipTable& t = cells.table;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (!std::isfinite(light[i])) continue;
    cells.row_of_cell[i] = std::ssize(cells.cell);
    cells.cell.push_back(i);
    const Vec2 at = grid.centre_um(i);
    t.column.push_back(static_cast<std::int32_t>(i % static_cast<std::size_t>(grid.columns)));
    t.row.push_back(static_cast<std::int32_t>(i / static_cast<std::size_t>(grid.columns)));
    t.x_um.push_back(static_cast<float>(at.x));
    t.y_um.push_back(static_cast<float>(at.y));
  }
  t.chip_class.assign(cells.cell.size(), ChipClass::good);
  for (const LayerGrid& layer : surface.layers) {
    LayerColumns& columns = t.layers.emplace_back();
    columns.layer = layer.layer;
    for (const std::size_t i : cells.cell) {
      columns.intensity_e.push_back(layer.find("intensity_e")->values[i]);
      columns.intensity_sigma_e.push_back(layer.find("intensity_sigma_e")->values[i]);
    }
  }
  return cells;
}

std::int64_t row_at(const WaferGrid& grid, const Cells& cells, Vec2 place_um) {
  const double x = std::floor((place_um.x - grid.low_um.x) / grid.cell_um);
  const double y = std::floor((place_um.y - grid.low_um.y) / grid.cell_um);
  if (!(x >= 0 && y >= 0 && x < grid.columns && y < grid.rows)) return -1;
  return cells
      .row_of_cell[static_cast<std::size_t>(y) * static_cast<std::size_t>(grid.columns) + static_cast<std::size_t>(x)];
}

struct PlaneColumn {
  const char* name;
  const char* title;
  std::vector<float> WavelengthColumns::*values;
};
constexpr std::array<PlaneColumn, 8> kPlanes{
    {{"peak_nm", "Peak wavelength", &WavelengthColumns::peak_nm},
     {"peak_sigma_nm", "Peak wavelength, one sigma", &WavelengthColumns::peak_sigma_nm},
     {"centroid_nm", "Centroid wavelength", &WavelengthColumns::centroid_nm},
     {"centroid_sigma_nm", "Centroid wavelength, one sigma", &WavelengthColumns::centroid_sigma_nm},
     {"fwhm_nm", "Width of the line (FWHM)", &WavelengthColumns::fwhm_nm},
     {"fwhm_sigma_nm", "Width of the line (FWHM), one sigma", &WavelengthColumns::fwhm_sigma_nm},
     {"dominant_nm", "Dominant wavelength (CIE 1931, equal energy)", &WavelengthColumns::dominant_nm},
     {"dominant_sigma_nm", "Dominant wavelength, one sigma", &WavelengthColumns::dominant_sigma_nm}}};

}  // namespace

Result<void> map_wavelength(ResultData& data, const Scan& scan, const WavelengthOptions& options,
                            const Progress& progress, const std::stop_token& stop) {
  if (options.bin_low_nm || options.bin_high_nm || options.residual_limit_nm)
    data.warnings.emplace_back("the recipe's limits on the wavelength are for chips: they were not checked");
  if (!scan.spectra && options.ratio_layers.empty()) return {};
  Surface& surface = *data.surface;
  Cells cells = cells_of(surface);
  auto found = wavelengths_at(
      cells.table, [&](Vec2 at) { return row_at(surface.grid, cells, at); }, scan, options, progress, stop);
  if (!found) return fail(std::move(found.error()));
  // Cells are no chips, and are not stored as such.
  for (WavelengthSite& site : found->sites) site.table_row = -1;
  for (SpectrumPlot& plot : found->plots) plot.column = plot.row = -1;
  for (const PlaneColumn& column : kPlanes) {
    const std::vector<float>& values = (*cells.table.wavelength).*column.values;
    if (values.empty()) continue;
    GridPlane plane{column.name, "nm", column.title,
                    std::vector<float>(surface.grid.size(), static_cast<float>(kNotMeasured))};
    for (std::size_t row = 0; row < values.size(); ++row) plane.values[cells.cell[row]] = values[row];
    surface.layers.front().planes.push_back(std::move(plane));
  }
  data.warnings.insert(data.warnings.end(), found->warnings.begin(), found->warnings.end());
  data.wavelength = std::move(*found);
  return {};
}

}  // namespace pellucid

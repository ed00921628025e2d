#include "core/unpatterned/grid_sums.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

constexpr double kLeastCoverage = 0.5;  // of a cell, for it to count in the uniformity
constexpr int kRings = 20;

class Spread {
 public:
  void add(double value) { ++n_, sum_ += value, square_ += value * value; }
  [[nodiscard]] CellSpread result() const {
    CellSpread s;
    s.cells = n_;
    const auto n = static_cast<double>(n_);
    if (n_ > 0) s.mean = sum_ / n;
    if (n_ > 1) s.std = std::sqrt(std::max(0.0, (square_ - n * s.mean * s.mean) / (n - 1)));
    return s;
  }

 private:
  std::int64_t n_ = 0;
  double sum_ = 0, square_ = 0;
};

/// The disc that holds a fifth of the area, and the rest cut by the diagonals into right, top, left and bottom.
std::size_t zone_of(Vec2 d, double radius_um) {
  if (d.x * d.x + d.y * d.y <= 0.2 * radius_um * radius_um) return 0;
  if (std::abs(d.x) >= std::abs(d.y)) return d.x > 0 ? 1 : 3;
  return d.y > 0 ? 2 : 4;
}

}  // namespace

std::vector<CellSum> sum_cells(const Plate& plate, const WaferGrid& grid, double scale, double read_noise_e) {
  const auto column = [&](std::int64_t x) {
    const double um = plate.wafer_um(static_cast<double>(x) + 0.5, 0).x - grid.low_um.x;
    return std::clamp(static_cast<std::int32_t>(std::floor(um / grid.cell_um)), 0, grid.columns - 1);
  };
  const auto row = [&](std::int64_t y) {
    const double um = plate.wafer_um(0, static_cast<double>(y) + 0.5).y - grid.low_um.y;
    return std::clamp(static_cast<std::int32_t>(std::floor(um / grid.cell_um)), 0, grid.rows - 1);
  };
  const std::int32_t left = column(0), across = column(plate.width - 1) - left + 1;
  const std::int32_t bottom = row(plate.height - 1), down = row(0) - bottom + 1;
  std::vector<std::int64_t> begin;  // first pixel of every column of cells
  for (std::int64_t x = 0; x < plate.width; ++x) {
    while (static_cast<std::int32_t>(begin.size()) <= column(x) - left) begin.push_back(x);
  }
  begin.push_back(plate.width);
  std::vector<CellSum> sums(static_cast<std::size_t>(across) * static_cast<std::size_t>(down));
  for (std::int64_t y = 0; y < plate.height; ++y) {
    const std::size_t line = static_cast<std::size_t>(row(y) - bottom) * static_cast<std::size_t>(across);
    const std::size_t at = plate.at(0, y);
    for (std::size_t i = 0; i + 1 < begin.size(); ++i) {
      float n = 0, sum = 0;
      double square = 0;
      for (auto x = static_cast<std::size_t>(begin[i]); x < static_cast<std::size_t>(begin[i + 1]); ++x) {
        const bool own = plate.use[at + x] == PixelUse::own;
        const float e = own ? plate.light_e[at + x] : 0.0F;
        n += own ? 1.0F : 0.0F;
        sum += e;
        square += double{e} * double{e};
      }
      CellSum& cell = sums[line + i];
      cell.pixels += double{n}, cell.light_e += double{sum}, cell.square_e2 += square;
    }
  }
  std::vector<CellSum> filled;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    CellSum& cell = sums[i];
    if (cell.pixels == 0) continue;
    const auto c = static_cast<std::int32_t>(i) % across, r = static_cast<std::int32_t>(i) / across;
    cell.cell = (bottom + r) * grid.columns + left + c;
    cell.variance_e2 = scale * std::max(cell.light_e, 0.0) + cell.pixels * scale * scale * read_noise_e * read_noise_e;
    filled.push_back(cell);
  }
  return filled;
}

GridSums::GridSums(const WaferGrid& grid) : grid_(grid), sums_(grid.size()) {}

void GridSums::add(const std::vector<CellSum>& sums) {
  for (const CellSum& s : sums) {
    CellSum& cell = sums_[static_cast<std::size_t>(s.cell)];
    cell.pixels += s.pixels, cell.light_e += s.light_e;
    cell.square_e2 += s.square_e2, cell.variance_e2 += s.variance_e2;
  }
}

double GridSums::pixels() const {
  double all = 0;
  for (const CellSum& s : sums_) all += s.pixels;
  return all;
}

LayerGrid GridSums::planes(const std::string& layer, double pixel_area_um2) const {
  const auto nan = std::vector<float>(grid_.size(), static_cast<float>(kNotMeasured));
  LayerGrid out{layer,
                {{"intensity_e", "e/px", "PL intensity", nan},
                 {"intensity_sigma_e", "e/px", "Uncertainty of the intensity, 1 sigma", nan},
                 {"std_e", "e/px", "Scatter of the pixels of a cell", nan},
                 {"coverage", "1", "Share of the cell that was measured", std::vector<float>(grid_.size())}}};
  const double cell_area = grid_.cell_um * grid_.cell_um;
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const CellSum& s = sums_[i];
    out.planes[3].values[i] = static_cast<float>(std::min(1.0, s.pixels * pixel_area_um2 / cell_area));
    if (s.pixels < 1) continue;
    const double mean = s.light_e / s.pixels;
    out.planes[0].values[i] = static_cast<float>(mean);
    out.planes[1].values[i] = static_cast<float>(std::sqrt(s.variance_e2) / s.pixels);
    if (s.pixels < 2) continue;
    const double square = std::max(0.0, s.square_e2 - s.pixels * mean * mean);
    out.planes[2].values[i] = static_cast<float>(std::sqrt(square / (s.pixels - 1)));
  }
  return out;
}

SurfaceUniformity uniformity_of(const WaferGrid& grid, const LayerGrid& layer, Vec2 centre_um, double radius_um) {
  const std::vector<float>& light = layer.find("intensity_e")->values;
  const std::vector<float>& coverage = layer.find("coverage")->values;
  Spread all;
  std::array<Spread, 5> zones;
  std::vector<Spread> rings(kRings);
  std::vector<double> values;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (!(double{coverage[i]} >= kLeastCoverage)) continue;
    const auto e = double{light[i]};
    const Vec2 d = grid.centre_um(i) - centre_um;
    const double share = std::hypot(d.x, d.y) / radius_um;
    all.add(e);
    values.push_back(e);
    zones[zone_of(d, radius_um)].add(e);
    if (share < 1) rings[static_cast<std::size_t>(share * kRings)].add(e);
  }
  SurfaceUniformity u;
  u.light_e = all.result();
  u.nonuniformity = u.light_e.std / u.light_e.mean;
  if (!values.empty()) {
    std::ranges::sort(values);
    const auto at = [&](double s) {
      return values[static_cast<std::size_t>(s * static_cast<double>(values.size() - 1))];
    };
    u.range = (at(0.99) - at(0.01)) / (at(0.99) + at(0.01));
  }
  for (std::size_t k = 0; k < zones.size(); ++k) u.zones[k] = zones[k].result();
  for (int k = 0; k < kRings; ++k)
    u.radial.push_back({(k + 0.5) / kRings * radius_um / 1000, rings[static_cast<std::size_t>(k)].result()});
  return u;
}

}  // namespace pellucid

#include "core/measure/cell_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "core/measure/comb_phase.h"

namespace pellucid {
namespace {

/// Light at the sites of even and of odd column, row, and sum of both: chips of which every second one is not there.
class Parities {
 public:
  struct Empty {
    std::string_view what;
    double lit_e = 0, unlit_e = 0;
  };
  void begin_window() { windows_.emplace_back(); }
  void add(std::int32_t column, std::int32_t row, double light) {
    const std::array<std::int32_t, 3> number{column, row, column + row};
    for (std::size_t kind = 0; kind < 3; ++kind) {
      Level& level = windows_.back()[kind][static_cast<std::size_t>(number[kind] & 1)];
      level.sum += light;
      level.count += 1;
    }
  }
  /// `gap`: light between the sites. All windows together must show it, and nearly each by itself.
  [[nodiscard]] std::optional<Empty> empty_sites(double gap) const {
    constexpr std::array<std::string_view, 3> kWhat{
        "every second column is empty: the chips' pitch along x is twice the one given",
        "every second row is empty: the chips' pitch along y is twice the one given",
        "every second site is empty: the chips form a centred (hexagonal) lattice, which is not measured"};
    for (std::size_t kind = 0; kind < 3; ++kind) {
      std::array<Level, 2> all;
      for (const auto& window : windows_) {
        for (std::size_t i = 0; i < 2; ++i) all[i].sum += window[kind][i].sum, all[i].count += window[kind][i].count;
      }
      const std::size_t lit = all[0].mean() > all[1].mean() ? 0 : 1;
      const double lit_e = all[lit].mean() - gap, unlit_e = all[1 - lit].mean() - gap;
      if (all[0].count < 1 || all[1].count < 1 || lit_e <= 0 || unlit_e > kUnlit * lit_e) continue;
      const auto follows = [&](const auto& window) {
        return window[kind][lit].mean() - window[kind][1 - lit].mean() > 0.2 * (lit_e - unlit_e);
      };
      const auto following = std::count_if(windows_.begin(), windows_.end(), follows);
      if (static_cast<double>(following) > 0.75 * static_cast<double>(windows_.size()))
        return Empty{kWhat[kind], lit_e, unlit_e};
    }
    return std::nullopt;
  }

 private:
  static constexpr double kUnlit = 0.2;
  struct Level {
    double sum = 0, count = 0;
    [[nodiscard]] double mean() const { return sum / std::max(1.0, count); }
  };
  std::vector<std::array<std::array<Level, 2>, 3>> windows_;
};

}  // namespace

Result<void> check_cell(const std::vector<SampleWindow>& windows, const WaferDesign& wafer,
                        const Affine2& wafer_from_design, const std::string& layer_name) {
  const ChipGrid& grid = *wafer.chips;
  constexpr int kBins = 12;
  std::array<double, kBins * kBins> sum{}, count{};
  Parities parities;
  int used = 0;
  for (const SampleWindow& w : windows) {
    if (!w.usable || w.rim || ++used > 12) continue;
    const Affine2 d = Affine2{1, 0, 0, 1, Vec2{} - w.shift_um} * wafer_from_design.inverse() * w.wafer_from_pixel;
    parities.begin_window();
    for (std::int64_t y = 0; y < w.image.rect.height; ++y) {
      if (w.image.odd_line(y)) continue;
      for (std::int64_t x = 0; x < w.image.rect.width; ++x) {
        const Vec2 u = d({static_cast<double>(x) + 0.5, static_cast<double>(y) + 0.5});
        const std::int32_t column = grid.nearest_column(u.x), row = grid.nearest_row(u.y);
        const double fx = (u.x - grid.column_um(column)) / grid.pitch_um.x + 0.5;
        const double fy = (u.y - grid.row_um(row)) / grid.pitch_um.y + 0.5;
        if (fx < 0 || fy < 0 || fx >= 1 || fy >= 1) continue;
        const auto light = static_cast<double>(w.image.row(y)[x]);
        const auto k = static_cast<std::size_t>(static_cast<int>(fy * kBins) * kBins + static_cast<int>(fx * kBins));
        sum[k] += light;
        count[k] += 1;
        if (std::max(std::abs(fx - 0.5), std::abs(fy - 0.5)) < 0.15) parities.add(column, row, light);
      }
    }
  }
  const auto level = [&](int cx, int cy) {  // mean of 2 x 2 bins around a point of the cell, wrapped
    double s = 0, n = 1e-9;
    for (int j = -1; j < 1; ++j) {
      for (int i = -1; i < 1; ++i) {
        const auto k = static_cast<std::size_t>((cy + j + kBins) % kBins * kBins + (cx + i + kBins) % kBins);
        s += sum[k];
        n += count[k];
      }
    }
    return s / n;
  };
  const double site = level(kBins / 2, kBins / 2);
  const double corner = level(0, 0);
  const double side_x = level(0, kBins / 2);
  const double side_y = level(kBins / 2, 0);
  const double floor = std::min({corner, side_x, side_y});
  const double contrast = std::max(site - floor, 1e-9);
  const auto refuse = [&](std::string_view found) {
    return fail(bad_input("measure.cell", "layer " + layer_name, "light stands between the chips of the lattice",
                          "one chip a cell of " + pitch_text(grid), found));
  };
  if (corner - std::max(side_x, side_y) > 0.3 * contrast)
    return refuse("a second one at the cell's corner: a hexagonal or centred lattice");
  // Half a pitch away stands a chip of its own where the light dips before it; wide chips do not dip.
  const double quarter_x = level(kBins / 4, kBins / 2);
  const double quarter_y = level(kBins / 2, kBins / 4);
  if (side_x - std::max(corner, quarter_x) > 0.3 * contrast) return refuse("a second one half a pitch along x");
  if (side_y - std::max(corner, quarter_y) > 0.3 * contrast) return refuse("a second one half a pitch along y");
  if (const auto empty = parities.empty_sites(floor)) {
    return fail(bad_input("measure.cell", "layer " + layer_name, std::string(empty->what),
                          "a chip at every site of " + pitch_text(grid),
                          fmt::format("{:.3g} e a pixel above the gaps at every other site, {:.3g} e at those between",
                                      empty->lit_e, empty->unlit_e)));
  }
  return {};
}

}  // namespace pellucid

#include "core/appearance/cell_chips.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "core/appearance/cell_rows.h"
#include "core/measure/chip_sites.h"

namespace pellucid {
namespace {

constexpr float kFewSeen = 0.3F;         ///< of a cell: its levels are no measurement
constexpr double kNeighbourThere = 0.6;  ///< relative mesa
constexpr double kStreet = 1.02;         ///< of a pitch: a neighbour further away stands beyond a street
constexpr std::size_t kSampled = 400;    ///< chips for a coarse shift

}  // namespace

void mark_unusable(ElectronImage& image) {
  for (const auto* list : {&image.masked, &image.saturated}) {
    for (const PixelXY p : *list)
      image.e[static_cast<std::size_t>(p.y * image.stride + p.x)] = std::numeric_limits<float>::quiet_NaN();
  }
}

CellChips::CellChips(const AppearanceModel& model, const ChipDirectory& directory, const ElectronImage& image,
                     const Affine2& image_from_design)
    : model_(model), directory_(directory), image_(image) {
  const Vec2 reach{0.5 * model.golden.width(), 0.5 * model.golden.height()};
  const Vec2 low = Vec2{} - reach;
  const Vec2 high = Vec2{static_cast<double>(image.rect.width), static_cast<double>(image.rect.height)} + reach;
  for_each_site(*model.wafer.chips, image_from_design.inverse(), low, high, [&](ChipIndex at) {
    if (at.column < 0 || at.column >= directory.columns()) return;
    const std::int64_t chip = directory.find(at.column, at.row);
    if (chip < 0) return;
    const Vec2 design{directory.column_um(at.column), directory.row_um(at.row)};
    const Vec2 p = image_from_design(design);
    if (p.x < low.x || p.y < low.y || p.x >= high.x || p.y >= high.y) return;
    CellChip found;
    found.chip = chip;
    found.index = at;
    found.design_um = design;
    found.centre_px = p;
    chips_.push_back(found);
  });
}

void CellChips::move(Vec2 by_px) {
  for (CellChip& chip : chips_) chip.centre_px = chip.centre_px + by_px;
}

double CellChips::relative_mesa(const CellChip& chip) const {
  const double expected = mesa_.at(chip.centre_px).value;
  return expected > 0 ? static_cast<double>(chip.mesa_e) / expected : std::numeric_limits<double>::quiet_NaN();
}

/// Least squares of ground and mesa over the cell's pixels.
void CellChips::measure(CellChip& chip) const {
  const GoldenCell& golden = model_.golden;
  const CellPlace py = golden.place_y(chip.centre_px.y);
  LevelSums sums;
  const std::array<CellPlace, 2> places{
      golden.place_x(chip.centre_px.x + (image_.odd_line(py.first) ? model_.odd_line_phase_px : 0)),
      golden.place_x(chip.centre_px.x + (image_.odd_line(py.first + 1) ? model_.odd_line_phase_px : 0))};
  for (int j = 0; j < golden.height(); ++j) {
    const std::int64_t y = py.first + j;
    if (y < 0 || y >= image_.rect.height) continue;
    const CellPlace& px = places[static_cast<std::size_t>(j & 1)];
    const GoldenCell::Row row = golden.row(px.phase, py.phase, j);
    const auto begin = std::max<std::int64_t>(0, -px.first);
    CellRow part;
    part.width = static_cast<int>(std::min<std::int64_t>(golden.width(), image_.rect.width - px.first) - begin);
    part.e = image_.row(y) + px.first + begin;
    part.mesa = row.mesa + begin;
    part.slope_x = row.slope_x + begin;
    part.slope_y = row.slope_y + begin;
    part.rest_x = px.rest_px;
    part.rest_y = py.rest_px;
    add_levels(part, sums);
  }
  const double n = total(sums.count), m = total(sums.shape), mm = total(sums.square);
  const double e = total(sums.light), em = total(sums.both);
  chip.seen = static_cast<float>(n / static_cast<double>(golden.pixels()));
  const double determinant = n * mm - m * m;
  if (chip.seen < kFewSeen || !(determinant > 0)) {
    chip.ground_e = chip.mesa_e = std::numeric_limits<float>::quiet_NaN();
    return;
  }
  chip.ground_e = static_cast<float>((mm * e - m * em) / determinant / static_cast<double>(golden.ground()));
  chip.mesa_e = static_cast<float>((n * em - m * e) / determinant);
}

/// Beyond the mesa's edge a cell shows the wings of its neighbours: where one is not there, or stands beyond a street,
/// that part of the cell is no reference's.
void CellChips::find_zones(CellChip& chip, const ChipDirectory& directory) const {
  const ChipGrid& grid = *model_.wafer.chips;
  const auto there = [&](int dc, int dr) {
    const ChipIndex at{chip.index.column + dc, chip.index.row + dr};
    if (at.column < 0 || at.column >= directory.columns() || directory.find(at.column, at.row) < 0) return false;
    if (std::abs(directory.column_um(at.column) - chip.design_um.x) > kStreet * grid.pitch_um.x * std::abs(dc) + 1e-6 ||
        std::abs(directory.row_um(at.row) - chip.design_um.y) > kStreet * grid.pitch_um.y * std::abs(dr) + 1e-6)
      return false;
    const auto found = std::lower_bound(chips_.begin(), chips_.end(), at, [](const CellChip& a, ChipIndex b) {
      return a.index.row != b.row ? a.index.row < b.row : a.index.column < b.column;
    });
    if (found == chips_.end() || !(found->index == at)) return true;  // outside this piece: nothing speaks against it
    return !(relative_mesa(*found) < kNeighbourThere);
  };
  // Which neighbour stands to the right of the image, and which below, is the lattice's affair: it may be turned.
  const Affine2& w = model_.wafer_from_design;
  const bool swapped = std::abs(w.yx) > std::abs(w.xx);
  const int sign_x = (swapped ? w.xy : w.xx) > 0 ? 1 : -1;
  const int sign_y = (swapped ? w.yx : w.yy) > 0 ? -1 : 1;  // image rows go down
  const auto at = [&](int x, int y) { return swapped ? there(y * sign_y, x * sign_x) : there(x * sign_x, y * sign_y); };
  std::uint16_t zones = 1U << 4;
  const bool left = at(-1, 0), right = at(1, 0), up = at(0, -1), down = at(0, 1);
  const auto set = [&](int zone, bool open) { zones = static_cast<std::uint16_t>(zones | (open ? 1U << zone : 0U)); };
  set(3, left);
  set(5, right);
  set(1, up);
  set(7, down);
  set(0, left && up && at(-1, -1));
  set(2, right && up && at(1, -1));
  set(6, left && down && at(-1, 1));
  set(8, right && down && at(1, 1));
  chip.zones = zones;
}

void CellChips::measure_levels(std::size_t most) {
  std::vector<LightAt> ground, mesa;
  const std::size_t every = std::max<std::size_t>(1, chips_.size() / most);
  for (std::size_t k = 0; k < chips_.size(); ++k) {
    CellChip& chip = chips_[k];
    chip.seen = 0;
    chip.ground_e = chip.mesa_e = std::numeric_limits<float>::quiet_NaN();
    if (k % every != 0) continue;
    measure(chip);
    if (!std::isfinite(chip.mesa_e)) continue;
    ground.push_back({chip.centre_px, static_cast<double>(chip.ground_e)});
    mesa.push_back({chip.centre_px, static_cast<double>(chip.mesa_e)});
  }
  ground_ = LightSurface(ground);
  mesa_ = LightSurface(mesa);
  for (std::size_t k = 0; k < chips_.size(); k += every) find_zones(chips_[k], directory_);
}

Vec2 coarse_shift(const AppearanceModel& model, const CellChips& chips) {
  const GoldenCell& golden = model.golden;
  const double wave_x = 2 * std::numbers::pi / model.pitch_px.x, wave_y = 2 * std::numbers::pi / model.pitch_px.y;
  const auto step_x = std::polar(1.0, wave_x);
  std::complex<double> seen_x{}, seen_y{}, model_x{}, model_y{};
  const std::size_t every = std::max<std::size_t>(1, chips.chips().size() / kSampled);
  const ElectronImage& image = chips.image();
  for (std::size_t k = 0; k < chips.chips().size(); k += every) {
    const Vec2 centre = chips.chips()[k].centre_px;
    const CellPlace py = golden.place_y(centre.y);
    const CellPlace px = golden.place_x(centre.x);
    if (py.first < 0 || px.first < 0 || py.first + golden.height() > image.rect.height ||
        px.first + golden.width() > image.rect.width)
      continue;
    for (int j = 0; j < golden.height(); ++j) {
      if (model.odd_line_phase_px != 0 && image.odd_line(py.first + j)) continue;
      const float* line = image.row(py.first + j) + px.first;
      const GoldenCell::Row row = golden.row(px.phase, py.phase, j);
      const auto ey = std::polar(1.0, wave_y * (j + static_cast<double>(py.first_offset_px)));
      auto ex = std::polar(1.0, wave_x * static_cast<double>(px.first_offset_px));
      double seen_row = 0, model_row = 0;
      for (int i = 0; i < golden.width(); ++i) {
        if (std::isfinite(line[i])) {
          // The cell's mean is taken out below through the golden chip's own: both fold over the same pixels.
          const double light = static_cast<double>(line[i]) / model.light_e;
          const double expected = static_cast<double>(row.mesa[i] + golden.ground());
          seen_x += light * ex;
          model_x += expected * ex;
          seen_row += light;
          model_row += expected;
        }
        ex = {ex.real() * step_x.real() - ex.imag() * step_x.imag(),
              ex.real() * step_x.imag() + ex.imag() * step_x.real()};
      }
      seen_y += seen_row * ey;
      model_y += model_row * ey;
    }
  }
  if (std::abs(model_x) == 0 || std::abs(model_y) == 0) return {};
  return {std::arg(seen_x * std::conj(model_x)) / wave_x, std::arg(seen_y * std::conj(model_y)) / wave_y};
}

}  // namespace pellucid

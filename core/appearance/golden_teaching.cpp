#include "core/appearance/golden_teaching.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

constexpr int kRounds = 3;
constexpr std::int64_t kFewestChips = 40;
constexpr double kFar_sigma = 5;        ///< a pixel this far from the golden chip does not teach it ...
constexpr double kUsualTexture = 0.06;  ///< ... nor one off by this many times the light as well
/// Fine enough for any edge that optics and pixels leave, too coarse for steps between samples almost at one place.
constexpr double kKnot_px = 0.45;
constexpr double kLargeCell_px = 1300;
constexpr double kGuessContrast = 0.5, kGuessSigma_px = 0.7;

double step_at(double z, double sigma) {
  return 0.5 * std::erfc(-z / (sigma * std::sqrt(2.0)));
}

/// Pixels by their offset from their chip's centre, in bins finer than a pixel.
class OffsetBins {
 public:
  OffsetBins(double half_x, double half_y, double step)
      : half_x_(half_x),
        half_y_(half_y),
        step_(step),
        across_(static_cast<int>(std::ceil(2 * half_x / step))),
        bins_(static_cast<std::size_t>(across_ * static_cast<int>(std::ceil(2 * half_y / step)))) {}

  void add(double x, double y, double value) {
    const auto i = static_cast<int>((x + half_x_) / step_), j = static_cast<int>((y + half_y_) / step_);
    if (i < 0 || i >= across_ || j < 0) return;
    const auto k = static_cast<std::size_t>(j * across_ + i);
    if (k >= bins_.size()) return;
    Bin& b = bins_[k];
    b.count += 1;
    b.x += x;
    b.y += y;
    b.value += value;
  }
  void merge(const OffsetBins& other) {
    for (std::size_t k = 0; k < bins_.size(); ++k) {
      bins_[k].count += other.bins_[k].count;
      bins_[k].x += other.bins_[k].x;
      bins_[k].y += other.bins_[k].y;
      bins_[k].value += other.bins_[k].value;
    }
  }
  [[nodiscard]] std::vector<CellSurface::Sample> samples() const {
    std::vector<CellSurface::Sample> out;
    for (const Bin& b : bins_) {
      if (b.count <= 0) continue;
      out.push_back({static_cast<float>(b.x / b.count), static_cast<float>(b.y / b.count),
                     static_cast<float>(b.value / b.count), static_cast<float>(b.count)});
    }
    return out;
  }

 private:
  struct Bin {
    double count = 0, x = 0, y = 0, value = 0;
  };
  double half_x_, half_y_, step_;
  int across_;
  std::vector<Bin> bins_;
};

/// Adds a chip's pixels, in units of the light there, unless they are far from what is known so far.
void add_pixels(const AppearanceModel& model, const CellChips& cells, const CellChip& chip, OffsetBins& bins,
                double& light_sum) {
  const GoldenCell& golden = model.golden;
  const CellLight light = cells.light(chip);
  const double mean = light.ground.value * static_cast<double>(golden.ground()) + light.mesa.value * model.contrast;
  if (!(mean > 0)) return;
  light_sum += mean;
  const ElectronImage& image = cells.image();
  const CellPlace py = golden.place_y(chip.centre_px.y);
  const double noise2 = mean + model.read_noise_e * model.read_noise_e;
  const double limit = kFar_sigma * std::sqrt(noise2) + kFar_sigma * kUsualTexture * mean;
  // One pixel more on every side: cells of other chips may begin there.
  for (int j = -1; j <= golden.height(); ++j) {
    const std::int64_t y = py.first + j;
    if (y < 0 || y >= image.rect.height) continue;
    const CellPlace px = golden.place_x(chip.centre_px.x + (image.odd_line(y) ? model.odd_line_phase_px : 0));
    const GoldenCell::Row row = golden.row(px.phase, py.phase, std::clamp(j, 0, golden.height() - 1));
    const float* line = image.row(y);
    const double uy = j + static_cast<double>(py.first_offset_px);
    for (int i = -1; i <= golden.width(); ++i) {
      const std::int64_t x = px.first + i;
      if (x < 0 || x >= image.rect.width || !std::isfinite(line[x])) continue;
      const double ux = i + static_cast<double>(px.first_offset_px);
      const double ground = (light.ground.value + ux * light.ground.slope.x + uy * light.ground.slope.y) *
                            static_cast<double>(golden.ground());
      const double contrast = light.mesa.value + ux * light.mesa.slope.x + uy * light.mesa.slope.y;
      const auto value = static_cast<double>(line[x]);
      const bool inside = i >= 0 && i < golden.width() && j >= 0 && j < golden.height();
      if (model.taught_chips > 0 && inside) {
        const auto shape = static_cast<double>(row.mesa[i] - px.rest_px * row.slope_x[i] - py.rest_px * row.slope_y[i]);
        if (std::abs(value - ground - contrast * shape) > limit) continue;
      }
      bins.add(ux, uy, value / (ground + contrast * model.contrast));
    }
  }
}

/// Level between the mesas: at the four corners of the cell.
double ground_of(const CellSurface& surface, Vec2 pitch_px) {
  double sum = 0;
  for (const double sx : {-0.5, 0.5}) {
    for (const double sy : {-0.5, 0.5}) sum += surface.at(sx * pitch_px.x, sy * pitch_px.y).value;
  }
  return std::max(0.02, 0.25 * sum);  // of the mean light: a black ground still needs a unit
}

/// Sum over one cell of the lattice, and no more, of what lies above the ground.
double mesa_sum(const CellSurface& surface, Vec2 pitch_px, double ground) {
  constexpr int kSteps = 160;
  double sum = 0;
  for (int j = 0; j < kSteps; ++j) {
    for (int i = 0; i < kSteps; ++i)
      sum +=
          surface.at(((i + 0.5) / kSteps - 0.5) * pitch_px.x, ((j + 0.5) / kSteps - 0.5) * pitch_px.y).value - ground;
  }
  return sum / (kSteps * kSteps) * pitch_px.x * pitch_px.y;
}

/// Mean of the golden chip less its ground, over the cell.
double contrast_of(const GoldenCell& golden) {
  double sum = 0;
  for (int y = 0; y < golden.height(); ++y) {
    const GoldenCell::Row row = golden.row(0, 0, y);
    for (int x = 0; x < golden.width(); ++x) sum += static_cast<double>(row.mesa[x]);
  }
  return sum / static_cast<double>(golden.pixels());
}

/// A surface that covers every offset a cell may have.
CellSurface surface_for(const AppearanceModel& model) {
  return {0.5 * model.golden.width() + 0.6, 0.5 * model.golden.height() + 0.6, kKnot_px};
}

}  // namespace

void guess_golden(double sign, AppearanceModel& model) {
  const int width = cell_size(model.pitch_px.x), height = cell_size(model.pitch_px.y);
  const double half_x = 0.5 * width + 0.6, half_y = 0.5 * height + 0.6;
  CellSurface surface(half_x, half_y, 0.4);
  std::vector<CellSurface::Sample> samples;
  const Vec2 mesa = model.mesa_half_px;
  for (double y = -half_y; y <= half_y; y += 0.2) {
    for (double x = -half_x; x <= half_x; x += 0.2) {
      const double in = (step_at(x + mesa.x, kGuessSigma_px) - step_at(x - mesa.x, kGuessSigma_px)) *
                        (step_at(y + mesa.y, kGuessSigma_px) - step_at(y - mesa.y, kGuessSigma_px));
      samples.push_back(
          {static_cast<float>(x), static_cast<float>(y), static_cast<float>(1 + sign * kGuessContrast * in), 1});
    }
  }
  surface.fit(samples);
  model.golden = GoldenCell(surface, width, height, 1);
  model.contrast = contrast_of(model.golden);
  model.texture.assign(model.golden.pixels() + GoldenCell::kPadding, 0);
}

bool learn_golden(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory, AppearanceModel& model) {
  for (int round = 0; round < kRounds; ++round) {
    const double bin = static_cast<double>(model.golden.pixels()) > kLargeCell_px ? 0.2 : 0.125;
    const double half_x = 0.5 * model.golden.width() + 0.6, half_y = 0.5 * model.golden.height() + 0.6;
    std::vector<OffsetBins> bins(kTeachingGroups, OffsetBins(half_x, half_y, bin));
    std::vector<double> light(kTeachingGroups);
    std::vector<std::int64_t> chips(kTeachingGroups);
    for_teachers(windows, Lesson::look, directory, model,
                 [&](std::size_t group, const CellChips& cells, const CellChip& chip) {
                   add_pixels(model, cells, chip, bins[group], light[group]);
                   ++chips[group];
                 });
    for (std::size_t g = 1; g < bins.size(); ++g) {
      bins[0].merge(bins[g]);
      light[0] += light[g];
      chips[0] += chips[g];
    }
    if (chips[0] < kFewestChips) return false;
    CellSurface surface = surface_for(model);
    surface.fit(bins[0].samples());
    const double ground = ground_of(surface, model.pitch_px);
    model.golden = GoldenCell(surface, model.golden.width(), model.golden.height(), ground);
    model.mesa_sum_px = mesa_sum(surface, model.pitch_px, ground);
    model.contrast = contrast_of(model.golden);
    model.light_e = light[0] / static_cast<double>(chips[0]);
    model.taught_chips = chips[0];
  }
  return true;
}

}  // namespace pellucid

#include "core/measure/profile_guess.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr std::size_t kScenes = 3;
constexpr double kPitches = 12;  ///< of a scene's middle, along each side
constexpr std::int64_t kLeastSide_px = 96;
constexpr int kSweeps = 4;
constexpr double kEqualWeights = 1e12;

SampleWindow middle_of(const WindowScene& scene) {
  const SampleWindow& window = scene.window();
  const PixelRect whole = window.image.rect;
  const auto side = [](std::int64_t size, double step, double other_step) {
    const double pitch = std::max(std::abs(step), std::abs(other_step));
    return std::min(size, std::max<std::int64_t>(kLeastSide_px, std::llround(kPitches * pitch)));
  };
  const std::int64_t width = side(whole.width, scene.column_step_px().x, scene.row_step_px().x);
  const std::int64_t height = side(whole.height, scene.column_step_px().y, scene.row_step_px().y);
  const std::int64_t x = (whole.width - width) / 2, y = (whole.height - height) / 2;
  SampleWindow middle;
  middle.image.tile = window.image.tile;
  middle.image.rect = {whole.x + x, whole.y + y, width, height};
  middle.image.stride = width;
  middle.image.first_line = window.image.first_line + y;
  for (std::int64_t line = y; line < y + height; ++line) {
    const float* e = window.image.row(line) + x;
    middle.image.e.insert(middle.image.e.end(), e, e + width);
  }
  middle.wafer_from_pixel = window.wafer_from_pixel;
  middle.wafer_from_pixel.shift = window.wafer_from_pixel({static_cast<double>(x), static_cast<double>(y)});
  middle.centre_um = middle.wafer_from_pixel({0.5 * static_cast<double>(width), 0.5 * static_cast<double>(height)});
  middle.shift_um = window.shift_um;
  middle.usable = true;
  return middle;
}

/// A mesa of unit light blurred by a Gaussian, at an offset.
double blurred_mesa(double d, double size_px, double sigma_px) {
  const double scale = 1 / (sigma_px * std::numbers::sqrt2);
  return 0.5 * (std::erf((d + 0.5 * size_px) * scale) - std::erf((d - 0.5 * size_px) * scale)) / size_px;
}

}  // namespace

ChipProfile first_guess(const std::vector<WindowScene>& scenes, const WaferDesign& wafer, const LatticeFit& lattice,
                        Supports support, Vec2 mesa_px, Vec2 pitch_px) {
  std::vector<SampleWindow> middles;
  for (std::size_t k = 0; k < scenes.size(); k += std::max<std::size_t>(1, scenes.size() / kScenes))
    middles.push_back(middle_of(scenes[k]));
  std::vector<double> blurs;
  for (double blur = 0.35; blur < 0.4 * std::min(pitch_px.x, pitch_px.y); blur *= 1.35) blurs.push_back(blur);
  std::vector<double> misfit(blurs.size());
  parallel_ranges(static_cast<std::int64_t>(blurs.size()), 1, [&](std::int64_t i, std::int64_t) {
    const auto at = static_cast<std::size_t>(i);
    const ChipProfile guess = blurred_rectangle(mesa_px.x, mesa_px.y, blurs[at], support.x, support.y);
    for (const SampleWindow& middle : middles) {
      WindowScene scene(middle, wafer, lattice, support.x, support.y);
      scene.measure(guess, pitch_px, 0.1 * guess.peak(), kSweeps);
      scene.settle(guess, kEqualWeights);
      misfit[at] += scene.misfit();
    }
  });
  const auto best = static_cast<std::size_t>(std::min_element(misfit.begin(), misfit.end()) - misfit.begin());
  return blurred_rectangle(mesa_px.x, mesa_px.y, blurs.empty() ? 0.35 : blurs[best], support.x, support.y);
}

BlurredMesa most_like(const ProfileAxis& p, double mesa_px, double pitch_px) {
  double size = mesa_px;
  double sigma = 0.8;
  const auto miss = [&](double try_size, double try_sigma) {
    double sum = 0;
    for (double d = -0.5 * pitch_px; d <= 0.5 * pitch_px; d += 0.25)
      sum += std::pow(blurred_mesa(d, try_size, try_sigma) - p.at(d), 2);
    return sum;
  };
  double least = miss(size, sigma);
  for (double step = 0.3; step > 0.002; step *= 0.6) {
    for (int tries = 0; tries < 12; ++tries) {
      const double before = least;
      for (const auto& [ds, db] : {std::pair{1.0, 0.0}, {-1.0, 0.0}, {0.0, 1.0}, {0.0, -1.0}}) {
        const double new_size = std::clamp(size * (1 + ds * step), 0.3 * mesa_px, 1.5 * mesa_px);
        const double new_sigma = std::clamp(sigma * (1 + db * step), 0.25, 0.5 * pitch_px);
        const double now = miss(new_size, new_sigma);
        if (now < least) least = now, size = new_size, sigma = new_sigma;
      }
      if (least == before) break;
    }
  }
  std::vector<float> values(static_cast<std::size_t>(ProfileAxis::value_count(p.half_px())));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(
        blurred_mesa(static_cast<double>(i) / ProfileAxis::kSteps - std::ceil(p.half_px()), size, sigma));
  }
  return {{p.half_px(), std::move(values)}, sigma};
}

}  // namespace pellucid

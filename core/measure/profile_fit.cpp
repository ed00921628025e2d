#include "core/measure/profile_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/flow/parallel.h"
#include "core/measure/chip_sites.h"
#include "core/measure/profile_equations.h"
#include "core/measure/profile_residue.h"
#include "core/measure/window_scene.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr int kMaxInterior = 80;
constexpr int kMaxRim = 40;
constexpr std::int64_t kFewPixels = 400'000;    ///< enough of a bright wafer ...
constexpr std::int64_t kManyPixels = 1'600'000;  ///< ... and of a faint one
constexpr double kWantedLight_e = 5e6;           ///< photoelectrons that pin the profile down to about 0.1 percent
constexpr int kRounds = 7;
// Of the peak: how far tails past half a pitch may lie from those of a blurred mesa, at first and later.
constexpr double kFirstTailPrior = 0.03;
constexpr double kTailPrior = 0.015;

/// A mesa of unit light blurred by a Gaussian, at an offset.
double blurred_mesa(double d, double size_px, double sigma_px) {
  const double scale = 1 / (sigma_px * std::numbers::sqrt2);
  return 0.5 * (std::erf((d + 0.5 * size_px) * scale) - std::erf((d - 0.5 * size_px) * scale)) / size_px;
}

/// The blurred mesa that is most like a profile within half a pitch: size and blur by search, ever finer.
ProfileAxis most_like(const ProfileAxis& p, double mesa_px, double pitch_px) {
  double size = mesa_px;
  double sigma = 0.8;
  const auto miss = [&](double try_size, double try_sigma) {
    double sum = 0;
    for (double d = -0.5 * pitch_px; d <= 0.5 * pitch_px; d += 0.25) sum += std::pow(blurred_mesa(d, try_size, try_sigma) - p.at(d), 2);
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
    values[i] = static_cast<float>(blurred_mesa(static_cast<double>(i) / ProfileAxis::kSteps - std::ceil(p.half_px()), size, sigma));
  }
  return {p.half_px(), std::move(values)};
}

double full_width(const ProfileAxis& p) {
  double top = 0;
  for (double d = -p.half_px(); d < p.half_px(); d += 0.05) top = std::max(top, p.at(d));
  double width = 0;
  for (double d = -p.half_px(); d < p.half_px(); d += 0.05) width += p.at(d) > 0.5 * top ? 0.05 : 0;
  return width;
}

struct Supports {
  double x = 0, y = 0;
};

/// How far a profile is followed. Narrow: to the neighbours' mesas, where a sharp image ends. Wide: past them.
Supports supports(Vec2 mesa_px, Vec2 pitch_px, bool wide) {
  const auto axis = [&](double mesa, double pitch) {
    const double narrow = 0.5 * mesa + std::max(2.5, pitch - mesa);
    const double reach = std::max(4.0, std::min({pitch_px.x, pitch_px.y, 16.0}));
    return std::ceil(wide ? std::min(1.45 * pitch, std::max(narrow, 0.5 * mesa + reach)) : narrow);
  };
  return {axis(mesa_px.x, pitch_px.x), axis(mesa_px.y, pitch_px.y)};
}

/// Does the light reach the end of its support: is there more than a trace in the outermost pixel?
bool reaches_end(const ProfileAxis& p, double mesa_px) {
  double tail = 0;
  int n = 0;
  const double end = p.half_px() - 0.5;
  for (double d = std::max(0.5 * mesa_px + 1, end - 1); d < end; d += 0.25) {
    tail += p.at(d) + p.at(-d);
    n += 2;
  }
  return n > 0 && tail / n > 0.01 * p.at(0);
}

std::vector<WindowScene> make_scenes(const std::vector<SampleWindow>& windows, const WaferDesign& wafer,
                                     const LatticeFit& lattice, Supports support) {
  std::vector<const SampleWindow*> interior, rim;
  for (const SampleWindow& w : windows) {
    if (w.usable) (w.rim ? rim : interior).push_back(&w);
  }
  std::vector<WindowScene> scenes;
  const auto take = [&](const std::vector<const SampleWindow*>& from, int most) {
    const double step = std::max(1.0, static_cast<double>(from.size()) / most);
    for (double i = 0; i < static_cast<double>(from.size()); i += step) {
      scenes.emplace_back(*from[static_cast<std::size_t>(i)], wafer, lattice, support.x, support.y);
    }
  };
  take(interior, kMaxInterior);
  take(rim, kMaxRim);
  return scenes;
}

/// The fit for one choice of supports and sample.
class Fitter {
 public:
  Fitter(std::vector<WindowScene> scenes, const LayerGeometry& layer, Supports support, Vec2 mesa_px, Vec2 pitch_px, double read_noise_e,
         std::int64_t pixels)
      : scenes_(std::move(scenes)), layer_(layer), mesa_px_(mesa_px), pitch_px_(pitch_px), read_noise_e_(read_noise_e),
        plain_px_(pixels / static_cast<std::int64_t>(std::max<std::size_t>(1, scenes_.size()))),
        x_{support.x, 1.0}, y_{support.y, 1.0} {
    fit_.profile = blurred_rectangle(mesa_px.x, mesa_px.y, 0.8, support.x, support.y);
    noise_ratio_ = 0.3 * fit_.profile.peak();
  }

  Result<ProfileFit> run() {
    for (int round = 0; round < kRounds; ++round) {
      measure(round == 0 ? 3 : 2);
      if (fit_.chips_used < 8 || !(fit_.light_e > 0)) {
        return fail(bad_input("measure.too_few_chips", "layer " + layer_.name, "too few healthy chips to learn their profile from",
                              "at least 8", fmt::format("{} with a median light of {:.3g} e", fit_.chips_used, fit_.light_e)));
      }
      if (round + 1 < kRounds) improve(round);
    }
    return fit_;
  }

 private:
  void measure(int sweeps) {
    parallel_ranges(static_cast<std::int64_t>(scenes_.size()), 1, [&](std::int64_t i, std::int64_t) {
      WindowScene& scene = scenes_[static_cast<std::size_t>(i)];
      scene.measure(fit_.profile, pitch_px_, noise_ratio_, sweeps);
      scene.sort_chips();
      scene.align(fit_.profile);
      scene.choose_teachers(plain_px_);
    });
    std::vector<double> lights, backgrounds;
    electrons_ = 0;
    fit_.chips_used = 0;
    for (const WindowScene& scene : scenes_) {
      lights.push_back(scene.median_light_e());
      backgrounds.push_back(scene.background_e());
      for (const auto& chip : scene.chips()) {
        if (!chip.whole || chip.state != SceneChip::healthy) continue;
        ++fit_.chips_used;
        electrons_ += std::max(0.0, chip.light_e);
      }
    }
    fit_.light_e = median_of(lights);
    fit_.background_e = median_of(backgrounds);
    noise_floor_e_ = std::max(0.05, std::max(0.0, fit_.background_e) + read_noise_e_ * read_noise_e_);
    if (fit_.light_e > 0) noise_ratio_ = noise_floor_e_ / fit_.light_e;
  }

  void improve(int round) {
    // Fine knots need light: at low light knots of a pixel and a symmetric profile keep the noise out of the weights.
    const double step = round == 0 || electrons_ < 4e6 ? 1.0 : electrons_ < 1.2e7 ? 0.5 : 1.0 / 3;
    x_.step = y_.step = step;
    const bool symmetric = electrons_ < 1.5e6;
    std::vector<AxisEquations> equations(scenes_.size(), AxisEquations(0));
    for (const Axis axis : {Axis::x, Axis::y}) {
      const Spline& spline = axis == Axis::x ? x_ : y_;
      parallel_ranges(static_cast<std::int64_t>(scenes_.size()), 1, [&](std::int64_t i, std::int64_t) {
        WindowScene& scene = scenes_[static_cast<std::size_t>(i)];
        if (axis == Axis::x) scene.level_lights();
        equations[static_cast<std::size_t>(i)] = axis_equations(scene, fit_.profile, spline, axis, noise_floor_e_);
      });
      ProfileAxis& now = axis == Axis::x ? fit_.profile.components.front().x : fit_.profile.components.front().y;
      const double pitch = axis == Axis::x ? pitch_px_.x : pitch_px_.y;
      const ProfileAxis guess = round == 0 ? now : most_like(now, axis == Axis::x ? mesa_px_.x : mesa_px_.y, pitch);
      const double tail_sigma = (round == 0 ? kFirstTailPrior : kTailPrior) * now.at(0);
      now = spline.tabulate(solve_axis(equations, scenes_, symmetric, spline, pitch, guess, tail_sigma, fit_.background_e));
      // Where the profile's middle is, and where the lattice lies, are one question: the profile's is settled here.
      now = now.recentred(now.centroid(0.5 * pitch));
      if (fit_.profile.components.size() == 1) now.scale(1 / std::max(1e-12, now.integral()));
    }
    // What a product of two axes cannot follow (corners, round mesas) must not pass for background or tails of the next round.
    fit_.profile.components.resize(1);
    if (round >= 1) {
      add_residue(fit_.profile, scenes_, pitch_px_);
    } else {
      fit_.profile.normalize();
    }
  }

  std::vector<WindowScene> scenes_;
  const LayerGeometry& layer_;
  Vec2 mesa_px_, pitch_px_;
  double read_noise_e_;
  std::int64_t plain_px_;
  Spline x_, y_;
  ProfileFit fit_;
  double noise_ratio_ = 0.1, noise_floor_e_ = 1, electrons_ = 0;
};

}  // namespace

Result<ProfileFit> fit_profile(const std::vector<SampleWindow>& windows, const LayerGeometry& layer,
                               const WaferDesign& wafer, const LatticeFit& lattice, double read_noise_e) {
  const Vec2 mesa_px = image_size_px(wafer.chips->size_um, lattice.wafer_from_design, layer);
  const Vec2 pitch_px = image_size_px(wafer.chips->pitch_um, lattice.wafer_from_design, layer);
  bool wide = false;
  std::int64_t pixels = kFewPixels;
  for (;;) {
    const Supports support = supports(mesa_px, pitch_px, wide);
    Fitter fitter(make_scenes(windows, wafer, lattice, support), layer, support, mesa_px, pitch_px, read_noise_e, pixels);
    auto fit = fitter.run();
    if (!fit) return fit;
    const ProfileComponent& p = fit->profile.components.front();
    const bool widen = !wide && (reaches_end(p.x, mesa_px.x) || reaches_end(p.y, mesa_px.y));
    const bool faint = pixels < kManyPixels && fit->light_e * fit->chips_used < kWantedLight_e;
    if (!widen && !faint) {
      fit->fwhm_px = {full_width(p.x), full_width(p.y)};
      return fit;
    }
    wide = wide || widen;
    if (faint) pixels = kManyPixels;
  }
}

}  // namespace pellucid

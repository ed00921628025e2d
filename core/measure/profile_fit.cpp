#include "core/measure/profile_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <numeric>
#include <utility>

#include "core/flow/parallel.h"
#include "core/measure/chip_sites.h"
#include "core/measure/profile_components.h"
#include "core/measure/profile_equations.h"
#include "core/measure/profile_guess.h"
#include "core/measure/profile_teaching.h"
#include "core/measure/window_scene.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr std::size_t kScouts = 8;              ///< scenes on which the fit sets out, if they hold enough chips ...
constexpr std::size_t kScoutChips = 3000;       ///< (healthy ones) ...
constexpr double kScoutElectrons = 1e7;         ///< ... and light ...
constexpr std::size_t kFirstScenes = 24;        ///< ... on which it finds its way ...
constexpr std::size_t kBrightScenes = 14;       ///< ... or, where those hold light enough, so many ...
constexpr std::size_t kMostScenes = 168;        ///< ... and with which it ends, where those few hold too little light
constexpr double kEnoughElectrons = 4e8;        ///< of healthy chips: bounds the profile's noise
constexpr double kRimShare = 2.0 / 7;           ///< of the scenes
constexpr std::int64_t kSpecialPixels = 2'500;  ///< a scene, learned from one by one: in the first round ...
constexpr std::int64_t kManySpecialPixels = 10'000;   ///< ... in all others ...
constexpr std::int64_t kMostSpecialPixels = 400'000;  ///< ... and of all scenes
constexpr int kLeastRounds = 3;
constexpr int kFirstSweeps = 4;   ///< of the chips' lights, from nothing ...
constexpr int kSweeps = 2;        ///< ... and from those of the round before
constexpr int kFirstRounds = 10;  ///< at most, on the first scenes ...
constexpr int kLastRounds = 6;    ///< ... and on all
constexpr int kLookRounds = 2;    ///< after which it shows how far the light reaches
/// When the profile stands still: near and, where light reaches far and creeps, far [of its peak]. The background
/// stands still when a round moves a dark chip's light by less than this share of its sigma.
constexpr double kStillNear = 0.001;
constexpr double kStillFar = 0.0005;
constexpr double kStillDark_sigma = 0.02;
/// A step this share of the profile's own noise is none: more rounds would only follow the noise.
constexpr double kStillNoise = 0.25;
constexpr int kHaloRounds[] = {
    1, 3};                       ///< in which the halo's strength is chosen: not at the first guess, and not for ever
constexpr int kFewChips = 2000;  ///< with fewer, the fit may drift ...
constexpr double kWorse = 1.15;  ///< ... and stops at this misfit against the best so far
constexpr double kFewElectrons = 2e6;
constexpr int kMostSplines = 34;  ///< along an axis
constexpr double kLeastFloor_e = 0.05;

double full_width(const ProfileAxis& p) {
  double top = 0;
  for (double d = -p.half_px(); d < p.half_px(); d += 0.05) top = std::max(top, p.at(d));
  double width = 0;
  for (double d = -p.half_px(); d < p.half_px(); d += 0.05) width += p.at(d) > 0.5 * top ? 0.05 : 0;
  return width;
}

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
                                     const LatticeFit& lattice, Supports support, std::size_t most) {
  std::vector<const SampleWindow*> interior, rim;
  for (const SampleWindow& w : windows) {
    if (w.usable) (w.rim ? rim : interior).push_back(&w);
  }
  std::vector<WindowScene> scenes;
  const auto take = [&](const std::vector<const SampleWindow*>& from, double share) {
    const double step = std::max(1.0, static_cast<double>(from.size()) / (share * static_cast<double>(most)));
    for (double i = 0; i < static_cast<double>(from.size()); i += step) {
      scenes.emplace_back(*from[static_cast<std::size_t>(i)], wafer, lattice, support.x, support.y);
    }
  };
  take(interior, 1 - kRimShare);
  take(rim, kRimShare);
  return scenes;
}

/// Change of the background a pixel to the right and down.
Vec2 slope_at(const BackgroundSurface& background, const WindowScene& scene) {
  const Affine2& wafer_from_pixel = scene.window().wafer_from_pixel;
  const auto along = [&](Vec2 step_um) {
    return 0.5 * (background.at(scene.centre_um() + step_um) - background.at(scene.centre_um() - step_um));
  };
  return {along(wafer_from_pixel.turn({1, 0})), along(wafer_from_pixel.turn({0, 1}))};
}

/// How far two profiles are apart, of the peak.
double change(const ProfileMargins& a, const ProfileMargins& b) {
  double most = 0;
  for (double d = -a.x.half_px(); d < a.x.half_px(); d += 0.25)
    most = std::max(most, std::abs(a.x.at(d) - b.x.at(d)) / a.x.at(0));
  for (double d = -a.y.half_px(); d < a.y.half_px(); d += 0.25)
    most = std::max(most, std::abs(a.y.at(d) - b.y.at(d)) / a.y.at(0));
  return most;
}

ChipProfile blend(const ChipProfile& a, double share_a, const ChipProfile& b, double share_b) {
  ChipProfile all = a;
  for (ProfileComponent& c : all.components) c.x.scale(share_a);
  for (ProfileComponent c : b.components) {
    c.x.scale(share_b);
    all.components.push_back(std::move(c));
  }
  return all;
}

/// What all fits of a layer have in common.
struct FitFrame {
  const LayerGeometry& layer;
  const WaferDesign& wafer;
  const LatticeFit& lattice;
  Vec2 mesa_px, pitch_px;
  double read_noise_e;
};

/// The fit for one choice of scenes and supports.
class Fitter {
 public:
  Fitter(std::vector<WindowScene> scenes, const FitFrame& frame, Supports support, bool wide)
      : scenes_(std::move(scenes)),
        layer_(frame.layer),
        support_(support),
        mesa_px_(frame.mesa_px),
        pitch_px_(frame.pitch_px),
        read_noise_e_(frame.read_noise_e),
        wide_(wide) {
    fit_.profile = first_guess(scenes_, frame.wafer, frame.lattice, support, mesa_px_, pitch_px_);
    noise_ratio_ = 0.3 * fit_.profile.peak();
  }
  /// Goes on from what another found on fewer scenes.
  Fitter(std::vector<WindowScene> scenes, const Fitter& found)
      : scenes_(std::move(scenes)),
        layer_(found.layer_),
        support_(found.support_),
        mesa_px_(found.mesa_px_),
        pitch_px_(found.pitch_px_),
        read_noise_e_(found.read_noise_e_),
        wide_(found.wide_),
        improved_(1),
        halo_(found.halo_),
        fit_(found.fit_),
        noise_ratio_(found.noise_ratio_) {
    for (WindowScene& scene : scenes_) {
      scene.start_at(fit_.light_e, fit_.background.at(scene.centre_um()));
      scene.set_slope(slope_at(fit_.background, scene));
      if (!wide_) now_.background_e.push_back(scene.background_e());
    }
  }

  /// Until the profile stands still, or `most` rounds. Where it explains the pixels worse again, as it may where few
  /// chips must do, the best so far is the result.
  Result<ProfileFit> run(int most) {
    for (int round = 0;; ++round) {
      if (!measured_) measure();
      if (fit_.chips_used < 8 || !(fit_.light_e > 0)) {
        return fail(bad_input("measure.too_few_chips", "layer " + layer_.name,
                              "too few healthy chips to learn their profile from", "at least 8",
                              fmt::format("{} with a median light of {:.3g} e", fit_.chips_used, fit_.light_e)));
      }
      const bool few = fit_.chips_used < kFewChips;
      if (few && misfit_ > kWorse * best_misfit_) return best_;
      if (few && misfit_ < best_misfit_) best_misfit_ = misfit_, best_ = fit_;
      if (round == most || (few && improved_ >= kLeastRounds && stands_still())) return fit_;
      improve();
      hurry();
      if (!few && improved_ >= kLeastRounds && stands_still()) return fit_;
    }
  }

  /// Enough to set out on.
  [[nodiscard]] bool sees_enough() const {
    return static_cast<std::size_t>(fit_.chips_used) >= kScoutChips && electrons_ >= kScoutElectrons;
  }
  /// How many scenes would have enough light.
  [[nodiscard]] std::size_t scenes_needed() const {
    const double times = kEnoughElectrons / std::max(1.0, electrons_);
    return static_cast<std::size_t>(
        std::min(static_cast<double>(kMostScenes), std::ceil(times * static_cast<double>(scenes_.size()))));
  }
  [[nodiscard]] std::size_t scenes() const { return scenes_.size(); }

 private:
  [[nodiscard]] bool stands_still() const {
    return moved_ < std::max(wide_ ? kStillFar : kStillNear, kStillNoise * noise_) && ahead_e_ < still_e();
  }
  /// Few chips may want anything: they choose anew in every round.
  [[nodiscard]] bool tries_halos() const {
    return fit_.chips_used < kFewChips ||
           std::find(std::begin(kHaloRounds), std::end(kHaloRounds), improved_) != std::end(kHaloRounds);
  }
  /// A dark chip's box has about 1 / peak pixels: its light and its variance grow with them.
  [[nodiscard]] double still_e() const {
    return kStillDark_sigma *
           std::sqrt(std::max(kLeastFloor_e, fit_.background_e + read_noise_e_ * read_noise_e_) * fit_.profile.peak());
  }
  void measure() {
    const int sweeps = lights_known_ ? kSweeps : kFirstSweeps;
    measured_ = lights_known_ = true;
    const std::int64_t special =
        std::min(improved_ == 0 ? kSpecialPixels : kManySpecialPixels,
                 kMostSpecialPixels / static_cast<std::int64_t>(std::max<std::size_t>(1, scenes_.size())));
    parallel_ranges(static_cast<std::int64_t>(scenes_.size()), 1, [&](std::int64_t i, std::int64_t) {
      WindowScene& scene = scenes_[static_cast<std::size_t>(i)];
      scene.measure(fit_.profile, pitch_px_, noise_ratio_, sweeps);
      scene.settle(fit_.profile, std::max(kLeastFloor_e, scene.background_e() + read_noise_e_ * read_noise_e_));
      scene.choose_teachers(special);
    });
    std::vector<double> lights, backgrounds, misfits;
    electrons_ = 0;
    fit_.chips_used = 0;
    for (const WindowScene& scene : scenes_) {
      lights.push_back(scene.median_light_e());
      backgrounds.push_back(scene.background_e());
      misfits.push_back(scene.misfit());
      for (const auto& chip : scene.chips()) {
        if (!chip.whole || chip.state != SceneChip::healthy) continue;
        ++fit_.chips_used;
        electrons_ += std::max(0.0, chip.light_e);
      }
    }
    fit_.light_e = median_of(lights);
    fit_.background_e = median_of(backgrounds);
    misfit_ = median_of(misfits);
    const double floor = std::max(kLeastFloor_e, std::max(0.0, fit_.background_e) + read_noise_e_ * read_noise_e_);
    if (fit_.light_e > 0) noise_ratio_ = floor / fit_.light_e;
  }

  void improve() {
    measured_ = false;
    const ProfileMargins margins = margins_of(fit_.profile);
    const BlurredMesa mesa_x = most_like(margins.x, mesa_px_.x, pitch_px_.x);
    const BlurredMesa mesa_y = most_like(margins.y, mesa_px_.y, pitch_px_.y);
    const double coarser = electrons_ < kFewElectrons ? 1.5 : 1;  // close knots need light
    const ProfileBasis basis{SplineAxis(support_.x, mesa_px_.x, coarser * mesa_x.sigma_px, kMostSplines),
                             SplineAxis(support_.y, mesa_px_.y, coarser * mesa_y.sigma_px, kMostSplines)};
    parallel_ranges(static_cast<std::int64_t>(scenes_.size()), 1,
                    [&](std::int64_t i, std::int64_t) { scenes_[static_cast<std::size_t>(i)].level_lights(); });
    TeachingSet set = teach(basis, scenes_, fit_.profile, {read_noise_e_, std::max(1.0, misfit_)});
    const TailPrior prior{mesa_x.axis,
                          mesa_y.axis,
                          pitch_px_,
                          fit_.profile.peak(),
                          fit_.chips_used < kFewChips,
                          tries_halos() ? -1 : halo_};
    const ProfileSolution solution = solve_profile(basis, set.equations, set.scenes, prior, fit_.background_e);
    ++improved_;
    halo_ = solution.halo;
    before_ = std::move(now_);
    now_ = {{}, {}};
    for (std::size_t k = 0; k < scenes_.size(); ++k) {
      scenes_[k].set_background(set.scenes[k].level_e);
      now_.background_e.push_back(set.scenes[k].level_e);
    }
    fit_.background_e = median_of(now_.background_e);
    fit_.background = solution.background;
    for (WindowScene& scene : scenes_) scene.set_slope(slope_at(fit_.background, scene));
    fit_.profile = components_of(basis, solution.coefficients, solution.noise, pitch_px_);
    now_.profile = fit_.profile;
    const ProfileMargins found = margins_of(fit_.profile);
    moved_ = change(margins, found);
    std::vector<double> drawn(solution.noise.size());
    parallel_ranges(std::ssize(drawn), 1, [&](std::int64_t k, std::int64_t) {
      const auto i = static_cast<std::size_t>(k);
      const Eigen::VectorXd coefficients = solution.coefficients + solution.noise[i];
      drawn[i] = change(found, margins_of(components_of(basis, coefficients, solution.noise, pitch_px_)));
    });
    noise_ = std::accumulate(drawn.begin(), drawn.end(), 0.0) / static_cast<double>(drawn.size());
  }

  /// Where chips overlap, tails and background creep towards their places together, each round by the same share of
  /// what is left: a step to where the creeping would end.
  void hurry() {
    if (before_.background_e.empty()) return;
    double step = 0;
    for (std::size_t k = 0; k < scenes_.size(); ++k)
      step += (now_.background_e[k] - before_.background_e[k]) / static_cast<double>(scenes_.size());
    const double share = step / step_e_;
    step_e_ = step;
    ahead_e_ = std::abs(step) * (wide_ ? 1 : std::min(1.0, std::abs(share) / std::max(0.1, 1 - std::abs(share))));
    if (!wide_ || !(share > 0.3 && share < 0.95) || std::abs(step) < still_e()) return;
    const double further = std::min(3.0, share / (1 - share));
    for (std::size_t k = 0; k < scenes_.size(); ++k) {
      scenes_[k].set_background(now_.background_e[k] + further * (now_.background_e[k] - before_.background_e[k]));
    }
    fit_.profile = blend(now_.profile, 1 + further, before_.profile, -further);
    now_ = {};
    step_e_ = 0;
    ahead_e_ = kUnknown_e;
  }

  struct State {
    ChipProfile profile;
    std::vector<double> background_e;
  };
  State before_, now_;
  static constexpr double kUnknown_e = 1e9;
  double step_e_ = 0;            ///< of the mean background in the last round ...
  double ahead_e_ = kUnknown_e;  ///< ... and how far it is likely to go yet
  std::vector<WindowScene> scenes_;
  const LayerGeometry& layer_;
  Supports support_;
  Vec2 mesa_px_, pitch_px_;
  double read_noise_e_;
  bool wide_;
  int improved_ = 0, halo_ = 1;                   ///< rounds; the halo's strength
  bool lights_known_ = false, measured_ = false;  ///< measured at all; with the profile as it is now
  ProfileFit fit_, best_;
  double noise_ratio_ = 0.1, electrons_ = 0, moved_ = 1, noise_ = 0, misfit_ = 1, best_misfit_ = 1e300;
};

}  // namespace

Result<ProfileFit> fit_profile(const std::vector<SampleWindow>& windows, const LayerGeometry& layer,
                               const WaferDesign& wafer, const LatticeFit& lattice, double read_noise_e) {
  const Vec2 mesa_px = image_size_px(wafer.chips->size_um, lattice.wafer_from_design, layer);
  const Vec2 pitch_px = image_size_px(wafer.chips->pitch_um, lattice.wafer_from_design, layer);
  const FitFrame frame{layer, wafer, lattice, mesa_px, pitch_px, read_noise_e};
  const auto scenes_for = [&](bool wide, std::size_t most) {
    return make_scenes(windows, wafer, lattice, supports(mesa_px, pitch_px, wide), most);
  };
  /// From a few scouts, where they see enough, to more scenes.
  const auto set_out = [&](bool wide) -> Result<std::unique_ptr<Fitter>> {
    const Supports support = supports(mesa_px, pitch_px, wide);
    auto scouts = std::make_unique<Fitter>(scenes_for(wide, kScouts), frame, support, wide);
    const auto found = scouts->run(wide ? kFirstRounds : 1);
    const bool sure = found && scouts->sees_enough();
    auto more =
        scenes_for(wide, sure ? std::clamp(scouts->scenes_needed(), kBrightScenes, kFirstScenes) : kFirstScenes);
    if (more.size() == scouts->scenes()) return scouts;
    if (sure) return std::make_unique<Fitter>(std::move(more), *scouts);
    return std::make_unique<Fitter>(std::move(more), frame, support, wide);
  };
  auto fitter = set_out(false);
  if (!fitter) return fail(fitter.error());
  auto fit = (*fitter)->run(1);
  if (!fit) return fit;
  const ProfileMargins seen = margins_of(fit->profile);
  const bool wide = reaches_end(seen.x, mesa_px.x) || reaches_end(seen.y, mesa_px.y);
  if (wide) fitter = set_out(true);
  fit = (*fitter)->run(kFirstRounds);
  if (!fit) return fit;
  if ((*fitter)->scenes_needed() > (*fitter)->scenes()) {
    auto more = scenes_for(wide, (*fitter)->scenes_needed());
    if (more.size() > (*fitter)->scenes()) fit = Fitter(std::move(more), **fitter).run(kLastRounds);
  }
  if (!fit) return fit;
  const ProfileMargins margins = margins_of(fit->profile);
  fit->fwhm_px = {full_width(margins.x), full_width(margins.y)};
  return fit;
}

}  // namespace pellucid

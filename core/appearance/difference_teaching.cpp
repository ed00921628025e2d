#include "core/appearance/difference_teaching.h"

#include <algorithm>
#include <cmath>

#include "core/appearance/cell_fit.h"
#include "core/appearance/defect_filters.h"
#include "core/appearance/own_looks.h"
#include "core/appearance/spread_map.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

/// Spreads to begin with, and the least that are believed.
constexpr std::array<double, kWholeModes> kWide{0.1 * 0.1, 0.1 * 0.1, 0.3 * 0.3, 0.3 * 0.3, 0.05 * 0.05, 0.05 * 0.05};
constexpr std::array<double, kWholeModes> kLeast{1e-6, 1e-6, 1e-4, 1e-4, 1e-6, 1e-6};
constexpr double kWideLook = 30 * 30, kLeastLook = 0.1;  ///< in units of a healthy chip's noise
constexpr std::size_t kGainChips = 4000;                 ///< from which the filters' answers are learned
constexpr std::size_t kLookFloats = 4'000'000;           ///< residuals from which looks are learned

/// Teachers' residuals: body(group, fit, modes, sigmas).
void for_residuals(const std::vector<TeachingWindow>& windows, Lesson lesson, const ChipDirectory& directory,
                   const LayerCalibration& calibration, const AppearanceModel& model, const ChipModes& prior,
                   const std::function<void(std::size_t, CellFit&, const ChipModes&, const SigmaMap&)>& body) {
  std::vector<CellFit> fits(kTeachingGroups, CellFit(model));
  std::vector<SigmaMap> maps(kTeachingGroups);
  for_teachers(windows, lesson, directory, model, [&](std::size_t group, const CellChips& cells, const CellChip& chip) {
    const ElectronImage& image = cells.image();
    const auto x = std::clamp<std::int64_t>(static_cast<std::int64_t>(chip.centre_px.x), 0, image.rect.width - 1);
    const auto y = std::clamp<std::int64_t>(static_cast<std::int64_t>(chip.centre_px.y), 0, image.rect.height - 1);
    const double scale = light_scale(calibration, image.rect.x + x, image.rect.y + y, image.first_line + y);
    fits[group].read(image, chip, cells.light(chip), scale);
    const ChipModes modes = fits[group].solve(prior, nullptr);
    fits[group].normalise(modes, maps[group]);
    body(group, fits[group], modes, maps[group]);
  });
}

/// The usual size of something: robust, and no smaller than its long tails ask for.
double usual_square(std::vector<double> size) {
  std::sort(size.begin(), size.end());
  const auto at = [&](double share, double sigmas) {
    return size[static_cast<std::size_t>(share * static_cast<double>(size.size() - 1))] / sigmas;
  };
  const double sigma = std::max({at(0.6827, 1), at(0.9545, 2), at(0.99, 2.576)});
  return sigma * sigma;
}

void learn_modes(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory,
                 const LayerCalibration& calibration, AppearanceModel& model) {
  ChipModes wide;
  wide.fill(kWideLook);
  std::copy(kWide.begin(), kWide.end(), wide.begin());
  std::vector<std::array<std::vector<double>, 2 * kMostModes>> seen(kTeachingGroups);
  for_residuals(windows, Lesson::spread, directory, calibration, model, wide,
                [&](std::size_t group, CellFit& fit, const ChipModes& modes, const SigmaMap&) {
                  const ChipModes error = fit.mode_error();
                  for (std::size_t m = 0; m < model.modes(); ++m) {
                    seen[group][m].push_back(std::abs(modes[m]));
                    seen[group][kMostModes + m].push_back(error[m]);
                  }
                });
  for (std::size_t m = 0; m < model.modes(); ++m) {
    std::vector<double> size, error;
    for (const auto& group : seen) {
      size.insert(size.end(), group[m].begin(), group[m].end());
      error.insert(error.end(), group[kMostModes + m].begin(), group[kMostModes + m].end());
    }
    const double square = usual_square(std::move(size));
    const double chance = median_of(std::move(error));
    model.mode_variance[m] = std::max(m < kWholeModes ? kLeast[m] : kLeastLook, square - chance);
  }
}

/// Variance of a pixel at the usual light by photons and read noise, relative to the light's square.
double noise_at(const AppearanceModel& model, std::size_t k) {
  const auto y = static_cast<int>(k) / model.golden.width(), x = static_cast<int>(k) % model.golden.width();
  const double level =
      static_cast<double>(model.golden.ground()) + static_cast<double>(model.golden.row(4, 4, y).mesa[x]);
  return (std::max(0.05, level) * model.light_e + model.read_noise_e * model.read_noise_e) /
         (model.light_e * model.light_e);
}

/// Residuals of some thousand chips, evenly thinned out.
ResidualList some_residuals(const std::vector<TeachingWindow>& windows, Lesson lesson, const ChipDirectory& directory,
                            const LayerCalibration& calibration, const AppearanceModel& model) {
  const std::size_t most = kLookFloats / model.golden.pixels() / kTeachingGroups;
  const auto total = static_cast<std::size_t>(model.taught_chips) / kTeachingGroups;
  const std::size_t every = std::max<std::size_t>(1, total / std::max<std::size_t>(1, most));
  std::vector<ResidualList> seen(kTeachingGroups);
  std::vector<std::size_t> count(kTeachingGroups);
  for_residuals(windows, lesson, directory, calibration, model, model.mode_variance,
                [&](std::size_t group, CellFit&, const ChipModes&, const SigmaMap& map) {
                  if (count[group]++ % every == 0) seen[group].add(map);
                });
  for (std::size_t g = 1; g < seen.size(); ++g) seen[0].append(seen[g]);
  return std::move(seen[0]);
}

/// Patterns of the residuals; none where all chips teach everything: there would be no others to vouch for them.
void learn_looks(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory,
                 const LayerCalibration& calibration, AppearanceModel& model) {
  if (!windows.front().shared_out) return;
  const std::size_t pixels = model.golden.pixels();
  model.looks = own_looks(some_residuals(windows, Lesson::look, directory, calibration, model),
                          some_residuals(windows, Lesson::spread, directory, calibration, model), pixels, kMostLooks);
  for (auto& look : model.looks) {
    for (std::size_t k = 0; k < pixels; ++k) {
      look[k] *= static_cast<float>(std::sqrt(noise_at(model, k) + static_cast<double>(model.texture[k])));
    }
  }
}

/// Texture: by what the residuals exceed the noise, by pixel of the cell.
void learn_texture(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory,
                   const LayerCalibration& calibration, AppearanceModel& model) {
  const std::size_t pixels = model.golden.pixels();
  std::vector<SpreadMap> seen(kTeachingGroups, SpreadMap(pixels));
  for_residuals(windows, Lesson::spread, directory, calibration, model, model.mode_variance,
                [&](std::size_t group, CellFit& fit, const ChipModes&, const SigmaMap& map) {
                  for (std::size_t k = 0; k < pixels; ++k) {
                    if (fit.weight()[k] <= 0) continue;
                    seen[group].add(k, map.row(static_cast<int>(k) / map.width)[static_cast<int>(k) % map.width]);
                  }
                });
  for (std::size_t g = 1; g < seen.size(); ++g) seen[0].merge(seen[g]);
  const std::vector<double> sigmas = seen[0].sigmas(0, std::vector<double>(pixels, 1));
  for (std::size_t k = 0; k < pixels; ++k) {
    const double divided_by = noise_at(model, k) + static_cast<double>(model.texture[k]);
    model.texture[k] = static_cast<float>(std::max(0.0, sigmas[k] * sigmas[k] * divided_by - noise_at(model, k)));
  }
}

/// How the residuals of neighbouring pixels hang together.
void learn_shape(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory,
                 const LayerCalibration& calibration, AppearanceModel& model) {
  std::vector<ResidualCovariance> seen(kTeachingGroups);
  for_residuals(windows, Lesson::spread, directory, calibration, model, model.mode_variance,
                [&](std::size_t group, CellFit&, const ChipModes&, const SigmaMap& map) { seen[group].add(map); });
  for (std::size_t g = 1; g < seen.size(); ++g) seen[0].merge(seen[g]);
  model.noise_shape = NoiseShape(seen[0]);
}

/// What the filters, and the corners, answer to healthy chips.
class Answers {
 public:
  Answers(const AppearanceModel& model, std::size_t corners)
      : width_(model.golden.width()),
        pixels_(model.golden.pixels()),
        filters_(filters_for(model.mesa_half_px)),
        seen_(filters_ * pixels_ + corners) {}
  void add(const SigmaMap& map) {
    const auto width = static_cast<std::size_t>(map.width);
    for (int y = 0; y < map.height; ++y) {
      filter_row(map, y, row_);
      for (std::size_t f = 0; f < filters_; ++f) {
        const float unit = 1 / defect_filters()[f].norm();
        for (std::size_t x = 0; x < width; ++x) {
          seen_.add(f * pixels_ + static_cast<std::size_t>(y) * width + x, unit * row_[f][x]);
        }
      }
    }
  }
  void add_corner(std::size_t corner, float sum) { seen_.add(filters_ * pixels_ + corner, sum); }
  void merge(const Answers& other) { seen_.merge(other.seen_); }
  [[nodiscard]] FilterGains gains() const {
    const auto width = static_cast<std::size_t>(width_), span = static_cast<std::size_t>(padded_size(width_));
    FilterGains gains(filters_, std::vector<float>(pixels_ / width * span));
    for (std::size_t f = 0; f < filters_; ++f) {
      const std::vector<double> sigmas = seen_.sigmas(f * pixels_, in_plain_noise(defect_filters()[f]));
      const double norm = static_cast<double>(defect_filters()[f].norm());
      for (std::size_t k = 0; k < pixels_; ++k)
        gains[f][k / width * span + k % width] = static_cast<float>(1 / (std::max(kLeast, sigmas[k]) * norm));
    }
    return gains;
  }
  [[nodiscard]] float corner_gain(std::size_t corner) const {
    return static_cast<float>(1 / std::max(kLeast, seen_.sigma(filters_ * pixels_ + corner)));
  }

 private:
  static constexpr double kLeast = 0.7;  ///< where the cell's edge cuts a filter
  /// Sigma of a filter's answer by place: 1, less where the cell's edge cuts it, down to 0.
  [[nodiscard]] std::vector<double> in_plain_noise(const DefectFilter& filter) const {
    std::vector<double> sigmas;
    const int height = static_cast<int>(pixels_) / width_;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width_; ++x) {
        double sum = 0;
        for (int j = 0; j < std::min(filter.height, height - y); ++j) {
          for (int i = 0; i < std::min(filter.width, width_ - x); ++i) {
            const auto w = static_cast<double>(filter.weight[static_cast<std::size_t>(j * filter.width + i)]);
            sum += w * w;
          }
        }
        sigmas.push_back(std::sqrt(sum) / static_cast<double>(filter.norm()));
      }
    }
    return sigmas;
  }
  int width_;
  std::size_t pixels_, filters_;
  SpreadMap seen_;
  FilterRow row_;
};

void learn_gains(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory,
                 const LayerCalibration& calibration, const CornerFilters& corners, AppearanceModel& model) {
  const std::size_t corner_count = corners.empty() ? 0 : CornerFilters::kCorners;
  const bool clean = !model.noise_shape.plain();
  std::vector<Answers> plain(kTeachingGroups, Answers(model, corner_count));
  std::vector<Answers> cleaned(clean ? kTeachingGroups : 0, Answers(model, 0));
  std::vector<SigmaMap> room(kTeachingGroups);
  std::vector<std::size_t> count(kTeachingGroups);
  const std::size_t every = std::max<std::size_t>(1, static_cast<std::size_t>(model.taught_chips) / kGainChips);
  for_residuals(windows, Lesson::spread, directory, calibration, model, model.mode_variance,
                [&](std::size_t group, CellFit& fit, const ChipModes&, const SigmaMap& map) {
                  if (count[group]++ % every != 0) return;
                  plain[group].add(map);
                  for (std::size_t c = 0; c < corner_count; ++c) plain[group].add_corner(c, corners.sum(c, fit, map));
                  if (!clean) return;
                  model.noise_shape.apply(map, room[group]);
                  cleaned[group].add(room[group]);
                });
  for (auto* answers : {&plain, &cleaned}) {
    if (answers->empty()) continue;
    for (std::size_t g = 1; g < answers->size(); ++g) answers->front().merge((*answers)[g]);
    model.filter_gains.push_back(answers->front().gains());
  }
  for (std::size_t c = 0; c < corner_count; ++c) model.corner_gain.push_back(plain.front().corner_gain(c));
}

}  // namespace

void learn_differences(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory,
                       const LayerCalibration& calibration, AppearanceModel& model) {
  learn_modes(windows, directory, calibration, model);
  learn_texture(windows, directory, calibration, model);
  learn_looks(windows, directory, calibration, model);
  learn_modes(windows, directory, calibration, model);
  learn_texture(windows, directory, calibration, model);
  learn_shape(windows, directory, calibration, model);
  const CornerFilters corners(model.golden.width(), model.golden.height(), model.mesa_half_px);
  learn_gains(windows, directory, calibration, corners, model);
}

}  // namespace pellucid

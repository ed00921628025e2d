#include "core/measure/window_scene.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/measure/chip_sites.h"
#include "core/measure/chip_weights.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

/// A chip's profile on the pixel rows and columns that it reaches.
struct Footprint {
  std::int64_t x0, x1, y0, y1;  ///< clipped, half-open
};

Footprint footprint(Vec2 centre, double half_x, double half_y, std::int64_t width, std::int64_t height) {
  const auto low = [](double v) { return static_cast<std::int64_t>(std::floor(v)); };
  return {std::clamp<std::int64_t>(low(centre.x - half_x), 0, width),
          std::clamp<std::int64_t>(low(centre.x + half_x) + 1, 0, width),
          std::clamp<std::int64_t>(low(centre.y - half_y), 0, height),
          std::clamp<std::int64_t>(low(centre.y + half_y) + 1, 0, height)};
}

using Pixels = Eigen::Map<const Eigen::ArrayXf>;

/// A number that looks random, the same for the same pixel in every round: a choice by it does not change from one
/// round to the next because of a chip far away, and has no pattern that a lattice could be in step with.
std::uint32_t scattered(std::uint32_t pixel) {
  std::uint32_t h = pixel * 0x9E3779B9U;
  h = (h ^ (h >> 16)) * 0x85EBCA6BU;
  h = (h ^ (h >> 13)) * 0xC2B2AE35U;
  return h ^ (h >> 16);
}

constexpr double kAlone = 0.1;  ///< of a chip's light: with less from its neighbours, half the sweeps do

/// Weight of a pixel in a chip's light: its profile against the noise.
double light_weight(double profile, double noise_ratio) {
  return profile / (profile + noise_ratio);
}

}  // namespace

double WindowScene::neighbours_share(const ChipProfile& profile, Vec2 pitch_px, double noise_ratio) const {
  double own = 0;
  double neighbours = 0;
  const ProfileComponent& main = profile.components.front();
  for (double y = 0.5 - 0.5 * pitch_px.y; y < 0.5 * pitch_px.y; y += 1) {
    for (double x = 0.5 - 0.5 * pitch_px.x; x < 0.5 * pitch_px.x; x += 1) {
      const double t = light_weight(std::max(0.0, main.x.at(x)) * std::max(0.0, main.y.at(y)), noise_ratio);
      for (int place = 0; place < kPlaces; ++place) {
        const Vec2 step =
            static_cast<double>(place % 3 - 1) * column_step_px_ + static_cast<double>(place / 3 - 1) * row_step_px_;
        (place == kOwn ? own : neighbours) += t * std::max(0.0, profile.at(x - step.x, y - step.y));
      }
    }
  }
  return neighbours / std::max(1e-9, own);
}

WindowScene::WindowScene(const SampleWindow& window, const WaferDesign& wafer, const LatticeFit& lattice,
                         double support_x_px, double support_y_px)
    : window_(&window),
      support_x_px_(support_x_px),
      support_y_px_(support_y_px),
      odd_phase_px_(lattice.odd_line_phase_px),
      width_(window.image.rect.width),
      height_(window.image.rect.height),
      role_(static_cast<std::size_t>(width_ * height_), kNone) {
  const ChipGrid& grid = *wafer.chips;
  const Affine2 pixel_from_design =
      window.wafer_from_pixel.inverse() * lattice.wafer_from_design * Affine2{1, 0, 0, 1, window.shift_um};
  column_step_px_ = pixel_from_design.turn({grid.pitch_um.x, 0});
  row_step_px_ = pixel_from_design.turn({0, grid.pitch_um.y});
  pitch_px_ = {std::max(std::abs(column_step_px_.x), std::abs(row_step_px_.x)),
               std::max(std::abs(column_step_px_.y), std::abs(row_step_px_.y))};
  const double half_x = 0.5 * pitch_px_.x + std::abs(odd_phase_px_);
  const double half_y = 0.5 * pitch_px_.y;
  const double margin = std::max(support_x_px, support_y_px) + std::abs(odd_phase_px_) + 1;
  const Vec2 high{static_cast<double>(width_), static_cast<double>(height_)};
  const Vec2 far{high.x + margin, high.y + margin};
  sites_ = sites_in(grid, pixel_from_design.inverse(), {-margin, -margin}, far);
  for_each_site(grid, pixel_from_design.inverse(), {-margin, -margin}, far, [&](ChipIndex index) {
    Chip chip;
    chip.index = index;
    chip.centre_px = pixel_from_design(grid.unturned_um(index));
    if (!site_has_chip(wafer, index)) {
      vacant_px_.push_back(chip.centre_px);
      chip_at_.push_back(-1);
      return;
    }
    chip.whole = chip.centre_px.x > half_x && chip.centre_px.y > half_y && chip.centre_px.x < high.x - half_x &&
                 chip.centre_px.y < high.y - half_y;
    chip_at_.push_back(static_cast<int>(chips_.size()));
    chips_.push_back(chip);
  });
  // Vacant sites matter next to chips only; further out is background, of which a part suffices.
  std::size_t n = 0;
  std::erase_if(vacant_px_, [&](Vec2 p) {
    const bool near = std::any_of(chips_.begin(), chips_.end(), [&](const Chip& c) {
      return std::abs(c.centre_px.x - p.x) < 1.5 * pitch_px_.x && std::abs(c.centre_px.y - p.y) < 1.5 * pitch_px_.y;
    });
    return n++ % 7 != 0 && !near;
  });
}

int WindowScene::chip_at(ChipIndex index) const {
  if (index.column < sites_.column_begin || index.column >= sites_.column_end || index.row < sites_.row_begin ||
      index.row >= sites_.row_end)
    return -2;
  const std::int64_t across = sites_.column_end - sites_.column_begin;
  return chip_at_[static_cast<std::size_t>((index.row - sites_.row_begin) * across + index.column -
                                           sites_.column_begin)];
}

std::vector<float> WindowScene::residual(const ChipProfile& profile) const {
  std::vector<float> r(static_cast<std::size_t>(width_ * height_));
  for (std::int64_t y = 0; y < height_; ++y) {
    const Line e = line(y);
    float* row = r.data() + y * width_;
    const float first = static_cast<float>(background_e_) + e.first;
    for (std::int32_t x = 0; x < width_; ++x) row[x] = e.e[x] - (first + e.step * static_cast<float>(x));
  }
  std::vector<float> px, py;
  for (const Chip& chip : chips_) {
    if (chip.light_e == 0) continue;
    for (const ProfileComponent& c : profile.components) {
      for (int parity = 0; parity < parities(); ++parity) {
        const double centre_x = centre_x_px(chip, parity);
        const Footprint f = footprint({centre_x, chip.centre_px.y}, support_x_px_, support_y_px_, width_, height_);
        c.x.sample(static_cast<double>(f.x0) + 0.5 - centre_x, f.x1 - f.x0, px);
        c.y.sample(static_cast<double>(f.y0) + 0.5 - chip.centre_px.y, f.y1 - f.y0, py);
        for (std::int64_t y = f.y0; y < f.y1; ++y) {
          if (!in_parity(y, parity)) continue;
          const float light = static_cast<float>(chip.light_e) * py[static_cast<std::size_t>(y - f.y0)];
          float* row = r.data() + y * width_ + f.x0;
          for (std::size_t i = 0; i < px.size(); ++i) row[i] -= light * px[i];
        }
      }
    }
  }
  return r;
}

void WindowScene::measure(const ChipProfile& profile, Vec2 pitch_px, double noise_ratio, int sweeps) {
  if (!background_known_ && median_e_ == 0) {  // first look: the darkest tenth is background
    std::vector<float> values;
    for (std::int64_t y = 0; y < height_; y += 2) {
      for (std::int64_t x = 0; x < width_; x += 2) values.push_back(line(y).at(x));
    }
    const auto tenth = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 10);
    std::nth_element(values.begin(), tenth, values.end());
    background_e_ = static_cast<double>(*tenth);
  }
  const double share = neighbours_share(profile, pitch_px, noise_ratio);
  const double step = share < 0.4 ? 1 : 1.4 / (1 + share);  // so that sweeps over all chips at once settle
  if (share < kAlone && background_known_) sweeps = (sweeps + 1) / 2;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    const std::vector<float> r = residual(profile);
    double street = 0, street_count = 0;
    const auto dark_below = static_cast<float>(0.03 * profile.peak());
    const auto ratio = static_cast<float>(noise_ratio);
    std::vector<float> px, py;
    Eigen::ArrayXf p, t;
    for (Chip& chip : chips_) {
      float up = 0, norm = 0;
      for (int parity = 0; parity < parities(); ++parity) {
        const double centre_x = centre_x_px(chip, parity);
        const Footprint f =
            footprint({centre_x, chip.centre_px.y}, 0.5 * pitch_px.x - 0.5, 0.5 * pitch_px.y - 0.5, width_, height_);
        profile.components.front().x.sample(static_cast<double>(f.x0) + 0.5 - centre_x, f.x1 - f.x0, px);
        profile.components.front().y.sample(static_cast<double>(f.y0) + 0.5 - chip.centre_px.y, f.y1 - f.y0, py);
        const Pixels across(px.data(), static_cast<Eigen::Index>(px.size()));
        for (std::int64_t y = f.y0; y < f.y1; ++y) {
          if (!in_parity(y, parity)) continue;
          const Pixels row(r.data() + y * width_ + f.x0, across.size());
          p = (across * py[static_cast<std::size_t>(y - f.y0)]).max(0.F);
          t = p / (p + ratio);
          up += (t * row).sum();
          norm += (t * p).sum();
          if (background_known_ || !chip.whole) continue;
          street += static_cast<double>((p < dark_below).select(row, 0.F).sum());
          street_count += static_cast<double>((p < dark_below).count());
        }
      }
      if (norm > 0.05F) chip.light_e += step * static_cast<double>(up / norm);
    }
    if (street_count > 50 && !background_known_) background_e_ += street / street_count;
  }
  std::vector<double> lights;
  for (const Chip& chip : chips_) {
    if (chip.whole) lights.push_back(chip.light_e);
  }
  median_e_ = lit_median(std::move(lights));
}

void WindowScene::settle(const ChipProfile& profile, double noise_floor_e) {
  const std::vector<float> r = residual(profile);
  sort_chips(profile, r, noise_floor_e);
  align(profile, r);
}

void WindowScene::align(const ChipProfile& profile, const std::vector<float>& residual) {
  constexpr double kStep = 0.1;
  constexpr double kMost_px = 0.3;
  const ProfileComponent& main = profile.components.front();
  struct Axis {
    std::vector<float> value, before, after;
    Eigen::ArrayXf slope;
    void sample(const ProfileAxis& axis, double first, std::int64_t count) {
      axis.sample(first, count, value);
      axis.sample(first - kStep, count, before);
      axis.sample(first + kStep, count, after);
      slope = (Pixels(before.data(), count) - Pixels(after.data(), count)) / static_cast<float>(2 * kStep);
    }
  };
  Axis x, y;
  double up_x = 0, down_x = 0, up_y = 0, down_y = 0;
  for (const Chip& chip : chips_) {
    if (!chip.whole || chip.state != SceneChip::healthy || !(chip.light_e > 0)) continue;
    const auto light = static_cast<float>(chip.light_e);
    for (int parity = 0; parity < parities(); ++parity) {
      const double centre_x = centre_x_px(chip, parity);
      const Footprint f =
          footprint({centre_x, chip.centre_px.y}, 0.5 * pitch_px_.x - 0.5, 0.5 * pitch_px_.y - 0.5, width_, height_);
      x.sample(main.x, static_cast<double>(f.x0) + 0.5 - centre_x, f.x1 - f.x0);
      y.sample(main.y, static_cast<double>(f.y0) + 0.5 - chip.centre_px.y, f.y1 - f.y0);
      const Pixels px(x.value.data(), x.slope.size());
      const float slope_square = x.slope.square().sum();
      const float value_square = px.square().sum();
      for (std::int64_t line = f.y0; line < f.y1; ++line) {
        if (!in_parity(line, parity)) continue;
        const Pixels row(residual.data() + line * width_ + f.x0, px.size());
        const float py = light * y.value[static_cast<std::size_t>(line - f.y0)];
        const float sy = light * y.slope[line - f.y0];
        up_x += static_cast<double>(py * (row * x.slope).sum());
        down_x += static_cast<double>(py * py * slope_square);
        up_y += static_cast<double>(sy * (row * px).sum());
        down_y += static_cast<double>(sy * sy * value_square);
      }
    }
  }
  if (!(down_x > 0) || !(down_y > 0)) return;
  const Vec2 move{std::clamp(up_x / down_x, -kMost_px, kMost_px), std::clamp(up_y / down_y, -kMost_px, kMost_px)};
  for (Chip& chip : chips_) chip.centre_px = chip.centre_px + move;
  for (Vec2& site : vacant_px_) site = site + move;
}

double WindowScene::misfit(const Chip& chip, const std::vector<float>& residual, const ChipProfile& profile,
                           double noise_floor_e) const {
  float sum = 0;
  std::int64_t n = 0;
  Eigen::ArrayXf light;
  std::vector<std::vector<float>> px(profile.components.size()), py(px.size());
  for (int parity = 0; parity < parities(); ++parity) {
    const double centre_x = centre_x_px(chip, parity);
    const Footprint f =
        footprint({centre_x, chip.centre_px.y}, 0.5 * pitch_px_.x - 0.5, 0.5 * pitch_px_.y - 0.5, width_, height_);
    for (std::size_t c = 0; c < px.size(); ++c) {
      profile.components[c].x.sample(static_cast<double>(f.x0) + 0.5 - centre_x, f.x1 - f.x0, px[c]);
      profile.components[c].y.sample(static_cast<double>(f.y0) + 0.5 - chip.centre_px.y, f.y1 - f.y0, py[c]);
    }
    for (std::int64_t y = f.y0; y < f.y1; ++y) {
      if (!in_parity(y, parity)) continue;
      light.setZero(f.x1 - f.x0);
      for (std::size_t c = 0; c < px.size(); ++c)
        light += static_cast<float>(chip.light_e) * py[c][static_cast<std::size_t>(y - f.y0)] *
                 Pixels(px[c].data(), light.size());
      const Pixels row(residual.data() + y * width_ + f.x0, light.size());
      sum += (row.square() / (light.max(0.F) + static_cast<float>(noise_floor_e))).sum();
      n += light.size();
    }
  }
  return static_cast<double>(sum) / static_cast<double>(std::max<std::int64_t>(1, n));
}

void WindowScene::sort_chips(const ChipProfile& profile, const std::vector<float>& residual, double noise_floor_e) {
  std::vector<double> deviations, misfits;
  std::vector<double> misfit_of(chips_.size());
  for (std::size_t i = 0; i < chips_.size(); ++i) {
    if (!chips_[i].whole) continue;
    if (chips_[i].light_e > 0.5 * median_e_) deviations.push_back(std::abs(chips_[i].light_e - median_e_));
    misfit_of[i] = misfit(chips_[i], residual, profile, noise_floor_e);
    misfits.push_back(misfit_of[i]);
  }
  const double limit = std::max(0.2 * median_e_, 4 * 1.4826 * median_of(std::move(deviations)));
  const double usual = median_of(misfits);
  misfit_ = usual;
  for (double& m : misfits) m = std::abs(m - usual);
  const double worst = usual + 8 * 1.4826 * median_of(std::move(misfits));
  // Light that noise alone gives a dark chip, three sigma: a box of the profile's peak has about 1 / peak pixels.
  const double nothing =
      std::clamp(3 * std::sqrt(noise_floor_e / std::max(1e-9, profile.peak())), 0.05 * median_e_, 0.2 * median_e_);
  for (std::size_t i = 0; i < chips_.size(); ++i) {
    Chip& chip = chips_[i];
    if (!chip.whole) {  // cut by the scene's edge: its light cannot be told, and most chips are healthy
      chip.light_e = median_e_;
      chip.state = SceneChip::odd;
      continue;
    }
    // What the profile itself gets wrong grows with the light.
    const bool fits = misfit_of[i] < worst * std::max(1.0, chip.light_e / std::max(1e-9, median_e_));
    if (chip.light_e < nothing && fits) {
      chip.state = SceneChip::dark;
    } else if (!fits) {
      chip.state = SceneChip::odd;
    } else {
      chip.state = std::abs(chip.light_e - median_e_) <= limit ? SceneChip::healthy : SceneChip::off_level;
    }
  }
}

void WindowScene::level_lights() {
  Eigen::Matrix3d a = Eigen::Matrix3d::Zero();
  Eigen::Vector3d b = Eigen::Vector3d::Zero();
  const auto basis = [&](const Chip& c) {
    return Eigen::Vector3d(1, c.centre_px.x / static_cast<double>(width_) - 0.5,
                           c.centre_px.y / static_cast<double>(height_) - 0.5);
  };
  int healthy = 0;
  for (const Chip& chip : chips_) {
    if (chip.state != SceneChip::healthy) continue;
    a += basis(chip) * basis(chip).transpose();
    b += chip.light_e * basis(chip);
    ++healthy;
  }
  const Eigen::Vector3d plane = healthy > 30 ? a.ldlt().solve(b).eval() : Eigen::Vector3d(median_e_, 0, 0);
  for (Chip& chip : chips_) {
    if (chip.state == SceneChip::healthy) chip.light_e = plane.dot(basis(chip));
    if (chip.state == SceneChip::dark) chip.light_e = 0;
  }
}

bool WindowScene::is_plain(const Chip& chip) const {
  constexpr double kIrregular_px = 0.05;  // a street lies between
  if (!chip.whole || chip.state != SceneChip::healthy) return false;
  const auto reach = static_cast<std::int32_t>(
      std::max((support_x_px_ + std::abs(odd_phase_px_)) / pitch_px_.x, support_y_px_ / pitch_px_.y) + 0.5);
  for (std::int32_t j = -reach; j <= reach; ++j) {
    for (std::int32_t i = -reach; i <= reach; ++i) {
      const int at = chip_at({chip.index.column + i, chip.index.row + j});
      if (at < 0) return false;
      const Chip& other = chips_[static_cast<std::size_t>(at)];
      const Vec2 off = other.centre_px - chip.centre_px - static_cast<double>(i) * column_step_px_ -
                       static_cast<double>(j) * row_step_px_;
      if (other.state != SceneChip::healthy || std::abs(off.x) + std::abs(off.y) > kIrregular_px) return false;
    }
  }
  return true;
}

void WindowScene::fill(Vec2 centre_px, double half_x, double half_y, Role role) {
  const Footprint f = footprint(centre_px, half_x, half_y, width_, height_);
  for (std::int64_t y = f.y0; y < f.y1; ++y)
    std::fill(role_.begin() + (y * width_ + f.x0), role_.begin() + (y * width_ + f.x1),
              static_cast<std::uint8_t>(role));
}

void WindowScene::choose_teachers(std::int64_t most_special) {
  role_.assign(static_cast<std::size_t>(width_ * height_), kNone);
  int plain = 0;
  int whole = 0;
  for (Chip& chip : chips_) {
    chip.plain = is_plain(chip);
    plain += chip.plain ? 1 : 0;
    whole += chip.whole ? 1 : 0;
  }
  for (const Chip& chip : chips_) {
    const bool teaches = chip.state == SceneChip::dark || chip.state == SceneChip::off_level;
    if (teaches) fill(chip.centre_px, pitch_px_.x, pitch_px_.y, kSpecial);
    if (!teaches && 4 * plain < whole)
      fill(chip.centre_px, 0.5 * pitch_px_.x, 0.5 * pitch_px_.y, kSpecial);  // small fields, many defects
  }
  for (const Vec2 site : vacant_px_) fill(site, 0.6 * pitch_px_.x, 0.6 * pitch_px_.y, kSpecial);
  for (const Chip& chip : chips_) {
    if (chip.state == SceneChip::odd)
      fill(chip.centre_px, support_x_px_ + std::abs(odd_phase_px_), support_y_px_, kNone);
  }
  for (const Chip& chip : chips_) {
    if (chip.plain) fill(chip.centre_px, 0.5 * pitch_px_.x - 0.5, 0.5 * pitch_px_.y - 0.5, kNone);
  }
  const std::int64_t special = std::count(role_.begin(), role_.end(), kSpecial);
  if (special > most_special) {
    const auto limit =
        static_cast<std::uint32_t>(4294967295.0 * static_cast<double>(most_special) / static_cast<double>(special));
    for (std::size_t i = 0; i < role_.size(); ++i) {
      if (role_[i] == kSpecial && scattered(static_cast<std::uint32_t>(i)) > limit) role_[i] = kNone;
    }
  }
  for (const PixelXY p : window_->image.masked) role_[static_cast<std::size_t>(p.y * width_ + p.x)] = kMasked;
}

}  // namespace pellucid

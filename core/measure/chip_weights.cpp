#include "core/measure/chip_weights.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

/// Optimal light weight T = P / (P + ratio) as the best product of two axis functions, sampled every 1/4 pixel.
struct SeparableWeight {
  std::vector<double> x, y;
  double half_x = 0, half_y = 0;
  static constexpr int kPerPixel = 4;

  static double at(const std::vector<double>& f, double half, double d) {
    const double p = std::clamp((d + half) * kPerPixel, 0.0, static_cast<double>(f.size() - 1));
    const auto i = std::min(static_cast<std::size_t>(p), f.size() - 2);
    return f[i] + (p - static_cast<double>(i)) * (f[i + 1] - f[i]);
  }
};

/// Alternating least squares weighted with the variance, which is what a poor weight costs.
SeparableWeight separate_optimal_weight(const ChipProfile& profile, double half_x, double half_y, double noise_ratio) {
  SeparableWeight s;
  s.half_x = half_x;
  s.half_y = half_y;
  const int nx = static_cast<int>(std::ceil(2 * half_x * SeparableWeight::kPerPixel)) + 1;
  const int ny = static_cast<int>(std::ceil(2 * half_y * SeparableWeight::kPerPixel)) + 1;
  s.x.assign(static_cast<std::size_t>(nx), 1);
  s.y.assign(static_cast<std::size_t>(ny), 1);
  std::vector<double> light(static_cast<std::size_t>(nx) * ny);
  for (int j = 0; j < ny; ++j) {
    for (int i = 0; i < nx; ++i) {
      light[static_cast<std::size_t>(j) * nx + i] = std::max(
          0.0,
          profile.at(i / double{SeparableWeight::kPerPixel} - half_x, j / double{SeparableWeight::kPerPixel} - half_y));
    }
  }
  const double floor = noise_ratio + 1e-4 * profile.peak();
  for (int sweep = 0; sweep < 12; ++sweep) {
    for (int i = 0; i < nx; ++i) {
      double up = 0, down = 1e-300;
      for (int j = 0; j < ny; ++j) {
        const double p = light[static_cast<std::size_t>(j) * nx + i];
        up += s.y[static_cast<std::size_t>(j)] * p;
        down += s.y[static_cast<std::size_t>(j)] * s.y[static_cast<std::size_t>(j)] * (p + floor);
      }
      s.x[static_cast<std::size_t>(i)] = up / down;
    }
    for (int j = 0; j < ny; ++j) {
      double up = 0, down = 1e-300;
      for (int i = 0; i < nx; ++i) {
        const double p = light[static_cast<std::size_t>(j) * nx + i];
        up += s.x[static_cast<std::size_t>(i)] * p;
        down += s.x[static_cast<std::size_t>(i)] * s.x[static_cast<std::size_t>(i)] * (p + floor);
      }
      s.y[static_cast<std::size_t>(j)] = up / down;
    }
  }
  const double top = *std::max_element(s.x.begin(), s.x.end()) * *std::max_element(s.y.begin(), s.y.end());
  const double unit = 1 / std::max(top, 1e-300);
  for (double& v : s.x) v *= unit;
  return s;
}

/// Half-width of the box: the chip's own cell; wider where light spreads so far that the cell alone would lose
/// information.
double box_half(const ProfileAxis& p, double pitch) {
  double total = 0, inside = 0;
  double half = std::max(1.0, std::floor(pitch)) / 2;
  const double step = 0.125;
  const auto square = [&](double d) { return p.at(d) * p.at(d); };
  for (double d = -p.half_px(); d <= p.half_px(); d += step) total += square(d);
  for (double d = -half; d <= half; d += step) inside += square(d);
  while (inside < 0.995 * total && half < std::min(0.75 * pitch, p.half_px())) {
    half += 0.5;
    inside = 0;
    for (double d = -half; d <= half; d += step) inside += square(d);
  }
  return half;
}

/// Light of the whole lattice along one axis, against its peak: what a gap still holds.
double lattice_level(const ProfileAxis& p, double pitch, double d) {
  double level = 0;
  for (int n = -3; n <= 3; ++n) level += p.at(d - n * pitch);
  return level / std::max(1e-300, p.at(0));
}

/// Limits of the lattice's light, as a share of its peak, under which a pixel tells the background.
struct GapLimits {
  double gap = 0.03;   ///< one axis alone
  double wide = 0.17;  ///< both axes together: its square is the same limit
};

/// 3 percent of the peak; more where chips stand so close that hardly a pixel is darker.
GapLimits gap_limits(const ProfileAxis& x, const ProfileAxis& y, Vec2 pitch) {
  constexpr int kSamples = 64;
  std::vector<double> lx, ly;
  for (int i = 0; i < kSamples; ++i) {
    lx.push_back(lattice_level(x, pitch.x, ((i + 0.5) / kSamples - 0.5) * pitch.x));
    ly.push_back(lattice_level(y, pitch.y, ((i + 0.5) / kSamples - 0.5) * pitch.y));
  }
  for (double limit = 0.03;; limit *= 1.25) {
    const GapLimits limits{limit, std::sqrt(limit)};
    int dark = 0;
    for (const double a : lx) {
      for (const double b : ly)
        dark += a < limits.gap || b < limits.gap || (a < limits.wide && b < limits.wide) ? 1 : 0;
    }
    if (dark > 0.05 * kSamples * kSamples || limit > 0.9) return limits;
  }
}

/// 1 over the mesa and its blur, falling to 0 at the edge of the box.
double window(double d, double mesa, double half) {
  const double inner = std::min(mesa / 2 + 1.0, half - 0.5);
  const double a = std::abs(d);
  if (a <= inner) return 1;
  if (a >= half) return 0;
  return (half - a) / (half - inner);
}

struct AxisDesign {
  const ProfileAxis* profile;
  const std::vector<double>* light_weight;
  double weight_half, mesa, pitch, half;
  GapLimits limits;
};

std::array<double, kAxisWeights> weights_at(const AxisDesign& a, double d) {
  std::array<double, kAxisWeights> w{};
  w[kT] = std::abs(d) <= a.half ? SeparableWeight::at(*a.light_weight, a.weight_half, d) : 0;
  w[kW] = window(d, a.mesa, a.half);
  w[kC] = d * w[kW];
  // Whole pixels inside the mesa; at least the one at the centre.
  w[kM] = std::abs(d) <= std::max(0.5, a.mesa / 2 - 0.5) ? 1 : 0;
  w[kOne] = std::abs(d) <= a.pitch / 2 ? 1 : 0;
  const double level = lattice_level(*a.profile, a.pitch, d);
  w[kGap] = w[kOne] > 0 && level < a.limits.gap ? 1 : 0;
  w[kWide] = w[kOne] > 0 && level < a.limits.wide ? 1 : 0;
  w[kBetween] = w[kWide] - w[kGap];
  w[kBody] = w[kOne] - w[kWide];
  w[kT2] = w[kT] * w[kT];
  w[kW2] = w[kW] * w[kW];
  w[kC2] = w[kC] * w[kC];
  return w;
}

}  // namespace

ChipWeights::ChipWeights(const ChipProfile& profile, const WeightDesign& design) {
  const ProfileComponent& main = profile.components.front();
  const double half_x = box_half(main.x, design.pitch_px.x);
  const double half_y = box_half(main.y, design.pitch_px.y);
  width_ = static_cast<int>(std::lround(2 * half_x));
  height_ = static_cast<int>(std::lround(2 * half_y));
  stride_ = (width_ + 7) / 8 * 8;
  const SeparableWeight light = separate_optimal_weight(profile, half_x + 0.5, half_y + 0.5, design.noise_ratio);
  const GapLimits limits = gap_limits(main.x, main.y, design.pitch_px);
  const AxisDesign ax{&main.x, &light.x, light.half_x, design.mesa_px.x, design.pitch_px.x, 0.5 * width_, limits};
  const AxisDesign ay{&main.y, &light.y, light.half_y, design.mesa_px.y, design.pitch_px.y, 0.5 * height_, limits};
  x_.assign(static_cast<std::size_t>(kAxisWeights * kPhases * stride_), 0);
  y_.assign(static_cast<std::size_t>(kAxisWeights * kPhases * height_), 0);
  for (int phase = 0; phase < kPhases; ++phase) {
    for (int i = 0; i < width_; ++i) {
      const auto w = weights_at(ax, offset_x(i, phase));
      for (int k = 0; k < kAxisWeights; ++k) {
        x_[static_cast<std::size_t>((k * kPhases + phase) * stride_ + i)] = static_cast<float>(w[k]);
      }
    }
    for (int i = 0; i < height_; ++i) {
      const auto w = weights_at(ay, offset_y(i, phase));
      for (int k = 0; k < kAxisWeights; ++k) {
        y_[static_cast<std::size_t>((k * kPhases + phase) * height_ + i)] = static_cast<float>(w[k]);
      }
    }
  }
}

// --- norms
// -------------------------------------------------------------------------------------------------------------

namespace {

constexpr int kVariants = kPlaces * 4;

std::size_t at4(int a, int b, int nb, int c, int nc, int d, int nd) {
  return static_cast<std::size_t>(((a * nb + b) * nc + c) * nd + d);
}

}  // namespace

int ChipNorms::variant(int place, Streets streets) {
  const int di = place % 3 - 1;
  const int dj = place / 3 - 1;
  const bool street_x = (di < 0 && (streets & 1) != 0) || (di > 0 && (streets & 2) != 0);
  const bool street_y = (dj < 0 && (streets & 4) != 0) || (dj > 0 && (streets & 8) != 0);
  return place * 4 + (street_x ? 2 : 0) + (street_y ? 1 : 0);
}

ChipNorms::ChipNorms(const ChipProfile& profile, const ChipWeights& weights, Vec2 column_step_px, Vec2 row_step_px,
                     Vec2 column_street_px, Vec2 row_street_px)
    : rank_(static_cast<int>(profile.components.size())) {
  for (int v = 0; v < kVariants; ++v) {
    const double di = v / 4 % 3 - 1;
    const double dj = v / 4 / 3 - 1;
    step_[static_cast<std::size_t>(v)] = di * column_step_px + dj * row_step_px +
                                         ((v & 2) != 0 ? di : 0.0) * column_street_px +
                                         ((v & 1) != 0 ? dj : 0.0) * row_street_px;
  }
  fill_x(profile, weights);
  fill_y(profile, weights);
}

void ChipNorms::fill_x(const ChipProfile& profile, const ChipWeights& weights) {
  x_.assign(static_cast<std::size_t>(kAxisWeights * kVariants * kPhases * rank_), 0);
  x_bg_.assign(static_cast<std::size_t>(kAxisWeights * kPhases), 0);
  x_sq_.assign(static_cast<std::size_t>(kPhases * rank_ * rank_), 0);
  for (int q = 0; q < kPhases; ++q) {
    for (int i = 0; i < weights.width(); ++i) {
      const double d = weights.offset_x(i, q);
      for (int k = 0; k < kAxisWeights; ++k) {
        const float w = weights.x(static_cast<AxisWeight>(k), q)[i];
        if (w == 0) continue;
        x_bg_[static_cast<std::size_t>(k * kPhases + q)] += w;
        for (int v = 0; v < kVariants; ++v) {
          for (int r = 0; r < rank_; ++r) {
            x_[at4(k, v, kVariants, q, kPhases, r, rank_)] += static_cast<float>(
                w * profile.components[static_cast<std::size_t>(r)].x.at(d - step_[static_cast<std::size_t>(v)].x));
          }
        }
      }
      const float m = weights.x(kM, q)[i];
      for (int rs = 0; rs < rank_ * rank_; ++rs) {
        x_sq_[static_cast<std::size_t>(q * rank_ * rank_ + rs)] +=
            static_cast<float>(m * profile.components[static_cast<std::size_t>(rs / rank_)].x.at(d) *
                               profile.components[static_cast<std::size_t>(rs % rank_)].x.at(d));
      }
    }
  }
}

void ChipNorms::fill_y(const ChipProfile& profile, const ChipWeights& weights) {
  y_.assign(static_cast<std::size_t>(kAxisWeights * kVariants * kPhases * rank_ * 2), 0);
  y_bg_.assign(static_cast<std::size_t>(kAxisWeights * kPhases * 2), 0);
  y_sq_.assign(static_cast<std::size_t>(kPhases * 2 * rank_ * rank_), 0);
  for (int q = 0; q < kPhases; ++q) {
    for (int i = 0; i < weights.height(); ++i) {
      const double d = weights.offset_y(i, q);
      const int parity = i & 1;
      for (int k = 0; k < kAxisWeights; ++k) {
        const float w = weights.y(static_cast<AxisWeight>(k), q)[i];
        if (w == 0) continue;
        y_bg_[static_cast<std::size_t>((k * kPhases + q) * 2 + parity)] += w;
        for (int v = 0; v < kVariants; ++v) {
          for (int r = 0; r < rank_; ++r) {
            y_[at4(k, v, kVariants, q, kPhases, r * 2 + parity, rank_ * 2)] += static_cast<float>(
                w * profile.components[static_cast<std::size_t>(r)].y.at(d - step_[static_cast<std::size_t>(v)].y));
          }
        }
      }
      const float m = weights.y(kM, q)[i];
      for (int rs = 0; rs < rank_ * rank_; ++rs) {
        y_sq_[static_cast<std::size_t>((q * 2 + parity) * rank_ * rank_ + rs)] +=
            static_cast<float>(m * profile.components[static_cast<std::size_t>(rs / rank_)].y.at(d) *
                               profile.components[static_cast<std::size_t>(rs % rank_)].y.at(d));
      }
    }
  }
}

float ChipNorms::background(ChipSum sum, ChipPhase phase) const {
  const WeightPair w = kSumWeights[sum];
  // Rows of the box that are even in the box are odd lines where the first line is odd.
  const float* y = &y_bg_[static_cast<std::size_t>((w.y * kPhases + phase.y()) * 2)];
  const float even = y[phase.parity()];
  const float odd = y[1 - phase.parity()];
  return even * x_bg_[static_cast<std::size_t>(w.x * kPhases + phase.x_even())] +
         odd * x_bg_[static_cast<std::size_t>(w.x * kPhases + phase.x_odd())];
}

float ChipNorms::light(ChipSum sum, ChipPhase phase, int place, Streets streets) const {
  const WeightPair w = kSumWeights[sum];
  const int v = variant(place, streets);
  const float* y = &y_[at4(w.y, v, kVariants, phase.y(), kPhases, 0, rank_ * 2)];
  const float* even = &x_[at4(w.x, v, kVariants, phase.x_even(), kPhases, 0, rank_)];
  const float* odd = &x_[at4(w.x, v, kVariants, phase.x_odd(), kPhases, 0, rank_)];
  float total = 0;
  for (int r = 0; r < rank_; ++r) total += y[2 * r + phase.parity()] * even[r] + y[2 * r + 1 - phase.parity()] * odd[r];
  return total;
}

float ChipNorms::mesa_square(ChipPhase phase) const {
  const int n = rank_ * rank_;
  const float* y = &y_sq_[static_cast<std::size_t>(phase.y() * 2 * n)];
  const float* even = &x_sq_[static_cast<std::size_t>(phase.x_even() * n)];
  const float* odd = &x_sq_[static_cast<std::size_t>(phase.x_odd() * n)];
  float total = 0;
  for (int i = 0; i < n; ++i) total += y[phase.parity() * n + i] * even[i] + y[(1 - phase.parity()) * n + i] * odd[i];
  return total;
}

}  // namespace pellucid

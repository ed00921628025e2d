#include "core/appearance/cell_surface.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace pellucid {
namespace {

constexpr int kMostSteps = 80;       ///< of the conjugate gradients
constexpr double kStill = 1e-7;      ///< of the first residual
constexpr double kStiffness = 1e-3;  ///< against the weight of a typical coefficient

/// The four cubic B-splines that are not zero at a place, and their slopes.
struct Reach {
  int first = 0;
  std::array<double, 4> value{}, slope{};
};

Reach reach_of(double offset, double half, double step, int count) {
  const double t = (offset + half) / step;
  const int cell = std::clamp(static_cast<int>(std::floor(t)), 0, count - 4);
  const double f = std::clamp(t - cell, 0.0, 1.0);
  const double g = 1 - f;
  return {cell,
          {g * g * g / 6, (3 * f * f * f - 6 * f * f + 4) / 6, (3 * g * g * g - 6 * g * g + 4) / 6, f * f * f / 6},
          {-g * g / 2 / step, (3 * f * f - 4 * f) / 2 / step, -(3 * g * g - 4 * g) / 2 / step, f * f / 2 / step}};
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// One sample's row of the design: 4 x 4 coefficients.
struct Row {
  int first = 0;
  std::array<float, 16> weight{};
};

double project(const Row& row, const std::vector<double>& c, int nx) {
  double sum = 0;
  for (int j = 0; j < 4; ++j) {
    const double* at = c.data() + row.first + j * nx;
    for (int i = 0; i < 4; ++i) sum += static_cast<double>(row.weight[static_cast<std::size_t>(4 * j + i)]) * at[i];
  }
  return sum;
}

void spread(const Row& row, double value, std::vector<double>& out, int nx) {
  for (int j = 0; j < 4; ++j) {
    double* at = out.data() + row.first + j * nx;
    for (int i = 0; i < 4; ++i) at[i] += static_cast<double>(row.weight[static_cast<std::size_t>(4 * j + i)]) * value;
  }
}

}  // namespace

CellSurface::CellSurface(double half_x, double half_y, double step_px)
    : half_x_(half_x),
      half_y_(half_y),
      step_(step_px),
      nx_(static_cast<int>(std::ceil(2 * half_x / step_px)) + 3),
      ny_(static_cast<int>(std::ceil(2 * half_y / step_px)) + 3),
      c_(static_cast<std::size_t>(nx_ * ny_), 0.0) {}

/// Second differences along both axes, squared: D^T D c.
std::vector<double> CellSurface::stiffness(const std::vector<double>& c) const {
  std::vector<double> out(c.size(), 0.0);
  const auto bend = [&](int at, int step) {
    const auto k = static_cast<std::size_t>(at);
    const auto s = static_cast<std::size_t>(step);
    const double d = c[k - s] - 2 * c[k] + c[k + s];
    out[k - s] += d;
    out[k] -= 2 * d;
    out[k + s] += d;
  };
  for (int j = 0; j < ny_; ++j) {
    for (int i = 0; i < nx_; ++i) {
      if (i > 0 && i + 1 < nx_) bend(j * nx_ + i, 1);
      if (j > 0 && j + 1 < ny_) bend(j * nx_ + i, nx_);
    }
  }
  return out;
}

void CellSurface::fit(const std::vector<Sample>& samples) {
  std::vector<Row> rows;
  rows.reserve(samples.size());
  double total = 0;
  for (const Sample& s : samples) {
    const Reach x = reach_of(static_cast<double>(s.x), half_x_, step_, nx_);
    const Reach y = reach_of(static_cast<double>(s.y), half_y_, step_, ny_);
    Row row{y.first * nx_ + x.first, {}};
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t i = 0; i < 4; ++i) row.weight[4 * j + i] = static_cast<float>(y.value[j] * x.value[i]);
    }
    rows.push_back(row);
    total += static_cast<double>(s.weight);
  }
  const double stiff = kStiffness * total / static_cast<double>(c_.size());
  const auto normal = [&](const std::vector<double>& c) {
    std::vector<double> out = stiffness(c);
    for (double& v : out) v *= stiff;
    for (std::size_t k = 0; k < rows.size(); ++k)
      spread(rows[k], static_cast<double>(samples[k].weight) * project(rows[k], c, nx_), out, nx_);
    return out;
  };
  std::vector<double> residual = normal(c_);
  for (double& v : residual) v = -v;
  for (std::size_t k = 0; k < rows.size(); ++k)
    spread(rows[k], static_cast<double>(samples[k].weight) * static_cast<double>(samples[k].value), residual, nx_);
  std::vector<double> direction = residual;
  double now = dot(residual, residual);
  const double enough = kStill * kStill * now;
  for (int step = 0; step < kMostSteps && now > enough; ++step) {
    const std::vector<double> moved = normal(direction);
    const double along = dot(direction, moved);
    if (!(along > 0)) break;
    const double by = now / along;
    for (std::size_t k = 0; k < c_.size(); ++k) {
      c_[k] += by * direction[k];
      residual[k] -= by * moved[k];
    }
    const double next = dot(residual, residual);
    for (std::size_t k = 0; k < c_.size(); ++k) direction[k] = residual[k] + next / now * direction[k];
    now = next;
  }
}

CellSurface::Value CellSurface::at(double x, double y) const {
  const Reach rx = reach_of(x, half_x_, step_, nx_);
  const Reach ry = reach_of(y, half_y_, step_, ny_);
  Value v;
  for (std::size_t j = 0; j < 4; ++j) {
    const double* c = c_.data() + (ry.first + static_cast<int>(j)) * nx_ + rx.first;
    double line = 0, line_slope = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      line += rx.value[i] * c[i];
      line_slope += rx.slope[i] * c[i];
    }
    v.value += ry.value[j] * line;
    v.slope_x += ry.value[j] * line_slope;
    v.slope_y += ry.slope[j] * line;
  }
  return v;
}

}  // namespace pellucid

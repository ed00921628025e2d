#include "core/appearance/defect_filters.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/appearance/cell_fit.h"

namespace pellucid {
namespace {

constexpr std::array<double, 2> kCornerShares{0.04, 0.08};  ///< of the mesa
constexpr double kSmallMesa_px = 8;     ///< shorter side: a crack two pixels wide covers a quarter of it
constexpr double kLargeCorner_px = 12;  ///< a corner of 5 percent with as many pixels needs no filter of its own

DefectFilter box(int width, int height) {
  DefectFilter f{width, height, {}};
  std::fill_n(f.weight.begin(), width * height, 1.F);
  return f;
}

/// 2 x 2 pixels less one.
DefectFilter angle(std::size_t without) {
  DefectFilter f = box(2, 2);
  f.weight[without] = 0;
  return f;
}

/// A disc of three pixels or so.
DefectFilter disc() {
  return {3, 3, {0, 0.5F, 0, 0.5F, 1, 0.5F, 0, 0.5F, 0}};
}

DefectFilter diagonal(const std::array<float, 9>& weight) {
  DefectFilter f{3, 3, {}};
  std::copy(weight.begin(), weight.end(), f.weight.begin());
  return f;
}

/// Share of a pixel that lies in a corner triangle with legs of `leg`, its corner at the origin, reaching to -x and -y.
double covered(Vec2 centre, double leg) {
  constexpr int kSteps = 6;
  int in = 0;
  for (int j = 0; j < kSteps; ++j) {
    for (int i = 0; i < kSteps; ++i) {
      const double x = centre.x + (i + 0.5) / kSteps - 0.5, y = centre.y + (j + 0.5) / kSteps - 0.5;
      in += x <= 0 && y <= 0 && -x - y <= leg ? 1 : 0;
    }
  }
  return static_cast<double>(in) / (kSteps * kSteps);
}

/// The same seen through a usual point spread.
double blurred(Vec2 centre, double leg) {
  constexpr std::array<double, 3> kSpread{0.1, 0.8, 0.1};
  double sum = 0;
  for (int j = 0; j < 3; ++j) {
    for (int i = 0; i < 3; ++i) {
      sum += kSpread[static_cast<std::size_t>(i)] * kSpread[static_cast<std::size_t>(j)] *
             covered(centre + Vec2{i - 1.0, j - 1.0}, leg);
    }
  }
  return sum;
}

}  // namespace

float DefectFilter::norm() const {
  float sum = 0;
  for (const float w : weight) sum += w * w;
  return std::sqrt(sum);
}

const std::array<DefectFilter, kFilters>& defect_filters() {
  static const std::array<DefectFilter, kFilters> all{box(2, 2),
                                                      angle(0),
                                                      angle(1),
                                                      angle(2),
                                                      angle(3),
                                                      box(3, 1),
                                                      box(1, 3),
                                                      disc(),
                                                      box(3, 3),
                                                      box(5, 5),
                                                      diagonal({1, 0, 0, 0, 1, 0, 0, 0, 1}),
                                                      diagonal({0, 0, 1, 0, 1, 0, 1, 0, 0}),
                                                      box(3, 2),
                                                      box(2, 3)};
  return all;
}

std::size_t filters_for(Vec2 mesa_half_px) {
  return 2 * std::min(mesa_half_px.x, mesa_half_px.y) < kSmallMesa_px ? kFilters : kFilters - 2;
}

void filter_row(const SigmaMap& map, int y, FilterRow& out) {
  const int width = map.width;
  for (auto& row : out) row.resize(static_cast<std::size_t>(width));
  std::array<const float*, 5> r{};
  for (int j = 0; j < 5; ++j) r[static_cast<std::size_t>(j)] = map.row(y + j);
  float *square = out[0].data(), *line = out[5].data(), *column = out[6].data(), *round = out[7].data(),
        *nine = out[8].data(), *large = out[9].data(), *down = out[10].data(), *up = out[11].data(),
        *wide = out[12].data(), *tall = out[13].data();
  float *a = out[1].data(), *b = out[2].data(), *c = out[3].data(), *d = out[4].data();
  for (int x = 0; x < width; ++x) {
    const float four = r[0][x] + r[0][x + 1] + r[1][x] + r[1][x + 1];
    square[x] = four;
    a[x] = four - r[0][x];
    b[x] = four - r[0][x + 1];
    c[x] = four - r[1][x];
    d[x] = four - r[1][x + 1];
    line[x] = r[0][x] + r[0][x + 1] + r[0][x + 2];
    column[x] = r[0][x] + r[1][x] + r[2][x];
    round[x] = r[1][x + 1] + 0.5F * (r[0][x + 1] + r[1][x] + r[1][x + 2] + r[2][x + 1]);
    down[x] = r[0][x] + r[1][x + 1] + r[2][x + 2];
    up[x] = r[0][x + 2] + r[1][x + 1] + r[2][x];
    wide[x] = line[x] + r[1][x] + r[1][x + 1] + r[1][x + 2];
    tall[x] = four + r[2][x] + r[2][x + 1];
    nine[x] = wide[x] + r[2][x] + r[2][x + 1] + r[2][x + 2];
  }
  for (int x = 0; x < width; ++x) {
    float sum = 0;
    for (const float* row : r) sum += row[x] + row[x + 1] + row[x + 2] + row[x + 3] + row[x + 4];
    large[x] = sum;
  }
}

CornerFilters::CornerFilters(int width, int height, Vec2 mesa_half_px) {
  const double area = 4 * mesa_half_px.x * mesa_half_px.y;
  if (0.05 * area > kLargeCorner_px || area < 4) return;
  constexpr int kSteps = GoldenCell::kPhases;
  for (std::size_t k = 0; k < kCorners; ++k) {
    const double sx = (k & 1) != 0 ? 1 : -1, sy = (k & 2) != 0 ? 1 : -1;
    const double leg = std::sqrt(2 * area * kCornerShares[k / 4]);
    for (int py = 0; py < kSteps; ++py) {
      for (int px = 0; px < kSteps; ++px) {
        std::vector<Pixel> list;
        double square = 0;
        for (int y = 0; y < height; ++y) {
          for (int x = 0; x < width; ++x) {
            const double ux = x + 0.5 - 0.5 * width - ((px + 0.5) / kSteps - 0.5);
            const double uy = y + 0.5 - 0.5 * height - ((py + 0.5) / kSteps - 0.5);
            const double w = blurred({sx * ux - mesa_half_px.x, sy * uy - mesa_half_px.y}, leg);
            if (w < 0.05) continue;
            list.push_back({x + y * width, static_cast<float>(w)});
            square += w * w;
          }
        }
        for (Pixel& p : list) p.weight /= static_cast<float>(std::sqrt(square));
        pixels_.push_back(std::move(list));
      }
    }
  }
}

const std::vector<CornerFilters::Pixel>& CornerFilters::corner(std::size_t corner, int phase_x, int phase_y) const {
  constexpr std::size_t kSteps = GoldenCell::kPhases;
  return pixels_[(corner * kSteps + static_cast<std::size_t>(phase_y)) * kSteps + static_cast<std::size_t>(phase_x)];
}

float CornerFilters::sum(std::size_t which, const CellFit& fit, const SigmaMap& map) const {
  float sum = 0;
  for (const Pixel& p : corner(which, fit.phase_x(), fit.phase_y()))
    sum += p.weight * map.row(p.at / map.width)[p.at % map.width];
  return sum;
}

double limit_sigma(double probability) {
  double low = 0, high = 12;
  for (int k = 0; k < 60; ++k) {
    const double middle = 0.5 * (low + high);
    (std::erfc(middle / std::numbers::sqrt2) > probability ? low : high) = middle;
  }
  return high;
}

}  // namespace pellucid

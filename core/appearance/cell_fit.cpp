#include "core/appearance/cell_fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

constexpr int kMost = kMostModes;
using Normal = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, kMost, kMost>;
using Side = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, kMost, 1>;

Normal normal_of(const std::array<double, kMostModes*(kMostModes + 1) / 2>& lower, std::size_t modes) {
  const auto count = static_cast<Eigen::Index>(modes);
  Normal normal(count, count);
  std::size_t n = 0;
  for (Eigen::Index a = 0; a < count; ++a) {
    for (Eigen::Index b = 0; b <= a; ++b) normal(a, b) = normal(b, a) = lower[n++];
  }
  return normal;
}

}  // namespace

CellFit::CellFit(const AppearanceModel& model) : model_(model) {
  const std::size_t pixels = model.golden.pixels();
  residual_.resize(pixels);
  weight_.resize(pixels);
  mesa_.resize(pixels);
  for (auto& row : mode_row_) row.resize(static_cast<std::size_t>(model.golden.width()));
}

void CellFit::read(const ElectronImage& image, const CellChip& chip, const CellLight& light, double scale) {
  const GoldenCell& golden = model_.golden;
  light_ = light;
  const int width = golden.width();
  y_place_ = golden.place_y(chip.centre_px.y);
  for (int parity = 0; parity < 2; ++parity) {
    const bool odd = image.odd_line(y_place_.first + parity);
    x_places_[static_cast<std::size_t>(parity)] =
        golden.place_x(chip.centre_px.x + (odd ? model_.odd_line_phase_px : 0));
  }
  const auto read2 = static_cast<float>(scale * scale * model_.read_noise_e * model_.read_noise_e);
  const auto photon = static_cast<float>(scale);
  const auto level = static_cast<float>(light.mesa.value);
  const float level2 = level * level;
  const auto floor = 0.05F * level;
  const auto g0 = golden.ground();
  const auto limit_x = static_cast<float>(model_.own_half_px.x), limit_y = static_cast<float>(model_.own_half_px.y);
  for (int j = 0; j < golden.height(); ++j) {
    const auto at = static_cast<std::size_t>(j * width);
    float* residual = residual_.data() + at;
    float* weight = weight_.data() + at;
    float* mesa = mesa_.data() + at;
    const CellPlace& px = x_places_[static_cast<std::size_t>(j & 1)];
    const GoldenCell::Row row = golden.row(px.phase, y_place_.phase, j);
    const float uy = static_cast<float>(j) + y_place_.first_offset_px;
    const int zone_y = uy < -limit_y ? 0 : uy > limit_y ? 2 : 1;
    const float ground_row = g0 * (level + uy * static_cast<float>(light.ground.slope.y));
    const float ground_x = g0 * static_cast<float>(light.ground.slope.x);
    const float mesa_row = static_cast<float>(light.mesa.value + static_cast<double>(uy) * light.mesa.slope.y);
    const auto mesa_x = static_cast<float>(light.mesa.slope.x);
    const std::int64_t y = y_place_.first + j;
    const bool inside = y >= 0 && y < image.rect.height;
    const float* line = inside ? image.row(y) + px.first : nullptr;
    const auto begin = inside ? static_cast<int>(std::clamp<std::int64_t>(-px.first, 0, width)) : width;
    const auto end = static_cast<int>(std::clamp<std::int64_t>(image.rect.width - px.first, begin, width));
    for (int i = 0; i < width; ++i) {
      const float ux = static_cast<float>(i) + px.first_offset_px;
      const float shape = row.mesa[i] - px.rest_px * row.slope_x[i] - y_place_.rest_px * row.slope_y[i];
      mesa[i] = (mesa_row + ux * mesa_x) * shape;
      residual[i] = weight[i] = 0;
      if (i < begin || i >= end) continue;
      const int zone_x = ux < -limit_x ? 0 : ux > limit_x ? 2 : 1;
      if ((chip.zones >> (3 * zone_y + zone_x) & 1U) == 0 || !std::isfinite(line[i])) continue;
      const float expected = ground_row + ux * ground_x + mesa[i];
      residual[i] = line[i] - expected;
      weight[i] = 1 / std::sqrt(photon * std::max(expected, floor) + read2 +
                                level2 * model_.texture[at + static_cast<std::size_t>(i)]);
    }
  }
}

double CellFit::seen() const {
  const auto count = std::count_if(weight_.begin(), weight_.end(), [](float w) { return w > 0; });
  return static_cast<double>(count) / static_cast<double>(weight_.size());
}

double CellFit::cost() const {
  double sum = 0;
  for (std::size_t k = 0; k < residual_.size(); ++k) {
    const auto sigma = static_cast<double>(residual_[k] * weight_[k]);
    sum += sigma * sigma;
  }
  return sum;
}

void CellFit::mode_rows(int y) {
  const GoldenCell& golden = model_.golden;
  const CellPlace& px = x_places_[static_cast<std::size_t>(y & 1)];
  const GoldenCell::Row row = golden.row(px.phase, y_place_.phase, y);
  const auto ground = static_cast<float>(ground_e());
  const auto contrast = static_cast<float>(light_.mesa.value);
  const float uy = (static_cast<float>(y) + y_place_.first_offset_px) * 2 / static_cast<float>(golden.height());
  const float* mesa = mesa_.data() + y * golden.width();
  for (int i = 0; i < golden.width(); ++i) {
    const float ux = (static_cast<float>(i) + px.first_offset_px) * 2 / static_cast<float>(golden.width());
    const auto k = static_cast<std::size_t>(i);
    mode_row_[kGroundMode][k] = ground;
    mode_row_[kMesaMode][k] = mesa[i];
    mode_row_[kShiftXMode][k] = -contrast * row.slope_x[i];
    mode_row_[kShiftYMode][k] = -contrast * row.slope_y[i];
    mode_row_[kTiltXMode][k] = (ground + mesa[i]) * ux;
    mode_row_[kTiltYMode][k] = (ground + mesa[i]) * uy;
  }
  for (std::size_t n = 0; n < model_.looks.size(); ++n) {
    const float* look = model_.looks[n].data() + y * golden.width();
    std::transform(look, look + golden.width(), mode_row_[kWholeModes + n].begin(),
                   [&](float v) { return contrast * v; });
  }
}

ChipModes CellFit::solve(const ChipModes& mode_variance, const std::uint8_t* ignore) {
  const int width = model_.golden.width();
  const std::size_t modes = model_.modes();
  std::array<float, kMostModes*(kMostModes + 1) / 2> row_square{};
  square_.fill(0);
  ChipModes side{};
  for (int j = 0; j < model_.golden.height(); ++j) {
    mode_rows(j);
    row_square.fill(0);
    std::array<float, kMostModes> row_side{};
    const auto at = static_cast<std::size_t>(j * width);
    for (int i = 0; i < width; ++i) {
      const auto k = static_cast<std::size_t>(i);
      const float w = weight_[at + k];
      if (w == 0 || (ignore != nullptr && ignore[at + k] != 0)) continue;
      const float w2 = w * w;
      std::size_t n = 0;
      for (std::size_t a = 0; a < modes; ++a) {
        const float f = mode_row_[a][k] * w2;
        row_side[a] += f * residual_[at + k];
        for (std::size_t b = 0; b <= a; ++b) row_square[n++] += f * mode_row_[b][k];
      }
    }
    for (std::size_t n = 0; n < square_.size(); ++n) square_[n] += static_cast<double>(row_square[n]);
    for (std::size_t a = 0; a < modes; ++a) side[a] += static_cast<double>(row_side[a]);
  }
  Normal normal = normal_of(square_, modes);
  for (std::size_t a = 0; a < modes; ++a)
    normal(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(a)) += 1 / mode_variance[a];
  const Side right = Eigen::Map<const Side>(side.data(), static_cast<Eigen::Index>(modes));
  ChipModes strength{};
  Eigen::Map<Side>(strength.data(), static_cast<Eigen::Index>(modes)) = normal.llt().solve(right);
  return strength;
}

ChipModes CellFit::mode_error() const {
  Normal normal = normal_of(square_, model_.modes());
  normal.diagonal() *= 1 + 1e-9;
  const Normal inverse = normal.inverse();
  ChipModes error{};
  for (std::size_t a = 0; a < model_.modes(); ++a)
    error[a] = inverse(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(a));
  return error;
}

void CellFit::normalise(const ChipModes& modes, SigmaMap& out) {
  const int width = model_.golden.width();
  out.lay_out(width, model_.golden.height());
  const std::size_t count = model_.modes();
  std::array<float, kMostModes> c{};
  for (std::size_t a = 0; a < count; ++a) c[a] = static_cast<float>(modes[a]);
  for (int j = 0; j < model_.golden.height(); ++j) {
    mode_rows(j);
    const auto at = static_cast<std::size_t>(j * width);
    float* sigma = out.row(j);
    for (int i = 0; i < width; ++i) {
      const auto k = static_cast<std::size_t>(i);
      float rest = residual_[at + k];
      for (std::size_t a = 0; a < count; ++a) rest -= c[a] * mode_row_[a][k];
      sigma[i] = rest * weight_[at + k];
    }
  }
}

}  // namespace pellucid

#include "core/appearance/cell_fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/appearance/cell_rows.h"

namespace pellucid {
namespace {

constexpr double kSameLight = 0.03;
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
  const auto span = static_cast<std::size_t>(padded_size(model.golden.width()));
  for (auto* cell : {&residual_, &weight_, &mesa_}) cell->resize(pixels + span);
  for (auto& row : mode_row_) row.assign(span, 0);
  for (auto* row : {&line_, &use_, &square_weight_, &rest_}) row->assign(span, 0);
  ones_.assign(span, 1);
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
  const auto floor = 0.05F * level;
  const auto g0 = golden.ground();
  for (int j = 0; j < golden.height(); ++j) {
    const auto at = static_cast<std::size_t>(j * width);
    const CellPlace& px = x_places_[static_cast<std::size_t>(j & 1)];
    const GoldenCell::Row shape = golden.row(px.phase, y_place_.phase, j);
    const float uy = static_cast<float>(j) + y_place_.first_offset_px;
    CellRow row{nullptr, nullptr, shape.mesa, shape.slope_x, shape.slope_y, model_.texture.data() + at};
    row.rest_x = px.rest_px;
    row.rest_y = y_place_.rest_px;
    row.first_x = px.first_offset_px;
    row.ground = g0 * (level + uy * static_cast<float>(light.ground.slope.y));
    row.ground_x = g0 * static_cast<float>(light.ground.slope.x);
    row.light = static_cast<float>(light.mesa.value + static_cast<double>(uy) * light.mesa.slope.y);
    row.light_x = static_cast<float>(light.mesa.slope.x);
    row.photon = photon;
    row.read2 = read2;
    row.level2 = level * level;
    row.floor = floor;
    row.width = width;
    row.e = pixels_of(image, y_place_.first + j, px.first);
    row.use = use_of(chip.zones, uy, px.first_offset_px);
    expect_row(row, residual_.data() + at, weight_.data() + at, mesa_.data() + at);
  }
}

/// A row of the image from a pixel on; what lies outside it is not a number.
const float* CellFit::pixels_of(const ElectronImage& image, std::int64_t y, std::int64_t first) {
  const int width = model_.golden.width();
  const bool inside = y >= 0 && y < image.rect.height;
  if (inside && first >= 0 && first + width <= image.rect.width) return image.row(y) + first;
  std::fill(line_.begin(), line_.end(), std::numeric_limits<float>::quiet_NaN());
  if (!inside) return line_.data();
  const auto begin = static_cast<int>(std::clamp<std::int64_t>(-first, 0, width));
  const auto end = static_cast<int>(std::clamp<std::int64_t>(image.rect.width - first, begin, width));
  std::copy(image.row(y) + first + begin, image.row(y) + first + end, line_.begin() + begin);
  return line_.data();
}

/// Which pixels of a row lie in zones that count.
const float* CellFit::use_of(std::uint16_t zones, float uy, float first_ux) {
  constexpr std::uint16_t kAll = 0x1FF;
  if (zones == kAll) return ones_.data();
  const auto zone = [](float u, double half) {
    return u < -static_cast<float>(half) ? 0 : u > static_cast<float>(half) ? 2 : 1;
  };
  const int zone_y = zone(uy, model_.own_half_px.y);
  for (std::size_t i = 0; i < use_.size(); ++i) {
    const int zone_x = zone(static_cast<float>(i) + first_ux, model_.own_half_px.x);
    use_[i] = static_cast<float>(zones >> (3 * zone_y + zone_x) & 1U);
  }
  return use_.data();
}

double CellFit::cost() const {
  double sum = 0;
  for (std::size_t k = 0; k < model_.golden.pixels(); ++k) {
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
  const int width = golden.width();
  const float* mesa = mesa_.data() + y * width;
  const auto of = [&](std::size_t mode, const auto& value) {
    float* out = mode_row_[mode].data();
    for (int i = 0; i < width; ++i) out[i] = value(i);
  };
  const float first = px.first_offset_px, to_half = 2 / static_cast<float>(width);
  of(kGroundMode, [&](int) { return ground; });
  of(kMesaMode, [&](int i) { return mesa[i]; });
  of(kShiftXMode, [&](int i) { return -contrast * row.slope_x[i]; });
  of(kShiftYMode, [&](int i) { return -contrast * row.slope_y[i]; });
  of(kTiltXMode, [&](int i) { return (ground + mesa[i]) * ((static_cast<float>(i) + first) * to_half); });
  of(kTiltYMode, [&](int i) { return (ground + mesa[i]) * uy; });
  for (std::size_t n = 0; n < model_.looks.size(); ++n) {
    const float* look = model_.looks[n].data() + y * width;
    of(kWholeModes + n, [&](int i) { return contrast * look[i]; });
  }
}

/// A row's residuals, and squares of its weights.
void CellFit::weigh_row(int y, const std::uint8_t* ignore) {
  const auto width = static_cast<std::size_t>(model_.golden.width());
  const std::size_t at = static_cast<std::size_t>(y) * width;
  for (std::size_t i = 0; i < width; ++i) {
    const float w = ignore != nullptr && ignore[at + i] != 0 ? 0 : weight_[at + i];
    square_weight_[i] = w * w;
    rest_[i] = residual_[at + i];
  }
}

/// The normal equations: squares are known where a chip at this phase under this light was seen before.
ChipModes CellFit::add_up(const std::uint8_t* ignore) {
  const std::size_t modes = model_.modes();
  const bool whole =
      ignore == nullptr &&
      std::none_of(weight_.begin(), weight_.begin() + static_cast<std::ptrdiff_t>(model_.golden.pixels()),
                   [](float w) { return w == 0; });
  Known& known = known_[static_cast<std::size_t>(phase_y() * GoldenCell::kPhases + phase_x())];
  const double light = light_.mesa.value / known.light;
  const bool again = whole && known.odd_phase == x_places_[1].phase && std::abs(light - 1) < kSameLight;
  std::array<LaneSums, kMostModes> sides{};
  if (!again) squares_.fill({});
  std::array<const float*, kMostModes> patterns{};
  std::transform(mode_row_.begin(), mode_row_.end(), patterns.begin(), [](const auto& row) { return row.data(); });
  for (int j = 0; j < model_.golden.height(); ++j) {
    mode_rows(j);
    weigh_row(j, ignore);
    const ModeRow row{patterns, modes, square_weight_.data(), rest_.data(), model_.golden.width()};
    add_sides(row, sides.data());
    if (!again) add_squares(row, squares_.data());
  }
  ChipModes side{};
  std::transform(sides.begin(), sides.begin() + modes, side.begin(), total);
  if (again) {
    // Photons are most of the noise: what a chip tells of its modes grows with the light.
    std::transform(known.square.begin(), known.square.end(), square_.begin(), [&](double v) { return light * v; });
    return side;
  }
  std::transform(squares_.begin(), squares_.end(), square_.begin(), total);
  if (whole) known = {light_.mesa.value, x_places_[1].phase, square_};
  return side;
}

ChipModes CellFit::solve(const ChipModes& mode_variance, const std::uint8_t* ignore) {
  const std::size_t modes = model_.modes();
  ChipModes side = add_up(ignore);
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
    const float *residual = residual_.data() + at, *weight = weight_.data() + at;
    float* sigma = out.row(j);
    std::copy(residual, residual + width, sigma);
    for (std::size_t a = 0; a < count; ++a) {
      const float* mode = mode_row_[a].data();
      const float strength = c[a];
      for (int i = 0; i < width; ++i) sigma[i] -= strength * mode[i];
    }
    for (int i = 0; i < width; ++i) sigma[i] *= weight[i];
  }
}

}  // namespace pellucid

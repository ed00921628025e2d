#include "core/measure/piece_sums.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

/// One component of the profile on the columns (or rows) of a box, for every place that light comes from.
using PlaceProfile = std::array<float, kPlaces>;

struct BoxColumns {
  BoxPlace place;
  std::vector<PlaceProfile> light;  ///< [component * width + i]
};

bool masked_at(const ElectronImage& image, std::int32_t x, std::int32_t y) {
  const auto by_row = [](const PixelXY& a, const PixelXY& b) { return a.y < b.y || (a.y == b.y && a.x < b.x); };
  return std::binary_search(image.masked.begin(), image.masked.end(), PixelXY{x, y}, by_row);
}

BoxColumns box_columns(const PassContext& context, double centre_px, ChipNorms::Streets streets) {
  BoxColumns columns;
  const ChipWeights& w = context.weights;
  columns.place = w.place_x(centre_px);
  for (const ProfileComponent& component : context.survey.profile.components) {
    for (int i = 0; i < w.width(); ++i) {
      PlaceProfile& at = columns.light.emplace_back();
      for (int place = 0; place < kPlaces; ++place) {
        at[static_cast<std::size_t>(place)] = static_cast<float>(
            component.x.at(columns.place.first + i + 0.5 - centre_px - context.norms.step(place, streets).x));
      }
    }
  }
  return columns;
}

struct PixelWeights {
  float light, window, moment_x, moment_y, mesa, street;
};

void add_pixel(float e, const PixelWeights& w, const PlaceProfile& p, float scale, ChipPiece& piece) {
  const std::array<float, PieceNorms::kCount> all{w.light, w.window, w.moment_x, w.moment_y, w.mesa, w.street};
  piece.sums.light += w.light * e;
  piece.sums.window += w.window * e;
  piece.sums.moment_x += w.moment_x * e;
  piece.sums.moment_y += w.moment_y * e;
  piece.sums.mesa += w.mesa * e;
  piece.sums.mesa_square += w.mesa * e * e;
  piece.sums.street += w.street * e;
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (all[k] == 0) continue;
    piece.norms.norm[k].background += all[k];
    for (std::size_t place = 0; place < kPlaces; ++place) piece.norms.norm[k].light[place] += all[k] * p[place];
  }
  for (std::size_t k = 0; k < piece.norms.variance.size(); ++k) {
    const float square = all[k] * all[k] * scale;
    piece.norms.variance[k].background += square;
    piece.norms.variance[k].light += square * p[kOwn];
    piece.norms.variance[k].read += square * scale;
  }
  piece.norms.mesa_square += w.mesa * p[kOwn] * p[kOwn];
}

}  // namespace

ChipPiece sum_piece(const PassContext& context, const ElectronImage& image, Vec2 centre, ChipNorms::Streets streets,
                    float spike_limit_e) {
  ChipPiece piece;
  piece.sums.peak = -3.4e38F;
  const ChipWeights& w = context.weights;
  const auto& components = context.survey.profile.components;
  const BoxColumns even = box_columns(context, centre.x, streets);
  const BoxColumns odd = context.survey.odd_line_phase_px != 0
                             ? box_columns(context, centre.x + context.survey.odd_line_phase_px, streets) : even;
  const BoxPlace y = w.place_y(centre.y);
  const auto px = static_cast<std::int64_t>(std::clamp(centre.x, 0.0, static_cast<double>(image.rect.width - 1)));
  const auto py = static_cast<std::int64_t>(std::clamp(centre.y, 0.0, static_cast<double>(image.rect.height - 1)));
  piece.light_scale = static_cast<float>(light_scale(context.calibration, image.rect.x + px, image.rect.y + py, image.first_line + py));
  for (int j = 0; j < w.height(); ++j) {
    const std::int32_t row = y.first + j;
    if (row < 0 || row >= image.rect.height) continue;
    const BoxColumns& columns = image.odd_line(row) ? odd : even;
    const int q = columns.place.phase;
    std::array<PlaceProfile, 8> down{};  // components' y values; a profile has at most six
    for (std::size_t r = 0; r < components.size(); ++r) {
      for (int place = 0; place < kPlaces; ++place) {
        down[r][static_cast<std::size_t>(place)] = static_cast<float>(
            components[r].y.at(row + 0.5 - centre.y - context.norms.step(place, streets).y));
      }
    }
    const auto wy = [&](AxisWeight k) { return w.y(k, y.phase)[j]; };
    for (int i = 0; i < w.width(); ++i) {
      const std::int32_t x = columns.place.first + i;
      if (x < 0 || x >= image.rect.width) continue;
      const float e = image.row(row)[x];
      if (e > spike_limit_e || (!image.masked.empty() && masked_at(image, x, row))) continue;
      PlaceProfile p{};
      for (std::size_t r = 0; r < components.size(); ++r) {
        for (std::size_t place = 0; place < kPlaces; ++place) {
          p[place] += columns.light[r * static_cast<std::size_t>(w.width()) + static_cast<std::size_t>(i)][place] * down[r][place];
        }
      }
      const auto wx = [&](AxisWeight k) { return w.x(k, q)[i]; };
      const PixelWeights weights{wx(kT) * wy(kT), wx(kW) * wy(kW), wx(kC) * wy(kW), wx(kW) * wy(kC), wx(kM) * wy(kM),
                                 wx(kOne) * wy(kGap) + wx(kWide) * wy(kBetween) + wx(kGap) * wy(kBody)};
      add_pixel(e, weights, p, piece.light_scale, piece);
      if (wx(kOne) > 0) piece.sums.peak = std::max(piece.sums.peak, e);
    }
  }
  return piece;
}

}  // namespace pellucid

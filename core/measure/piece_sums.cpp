#include "core/measure/piece_sums.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

bool masked_at(const ElectronImage& image, std::int32_t x, std::int32_t y) {
  const auto by_row = [](const PixelXY& a, const PixelXY& b) { return a.y < b.y || (a.y == b.y && a.x < b.x); };
  return std::binary_search(image.masked.begin(), image.masked.end(), PixelXY{x, y}, by_row);
}

struct PixelWeights {
  float light, window, moment_x, moment_y, mesa, street;
};

void add_light(float e, const PixelWeights& w, ChipSums& sums) {
  sums.light += w.light * e;
  sums.window += w.window * e;
  sums.moment_x += w.moment_x * e;
  sums.moment_y += w.moment_y * e;
  sums.mesa += w.mesa * e;
  sums.mesa_square += w.mesa * e * e;
  sums.street += w.street * e;
}

/// Norms pixel by pixel, where some are left out.
void add_norms(const PixelWeights& w, const PlaceProfile& p, float scale, PieceNorms& norms) {
  const std::array<float, PieceNorms::kCount> all{w.light, w.window, w.moment_x, w.moment_y, w.mesa, w.street};
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (all[k] == 0) continue;
    norms.norm[k].background += all[k];
    for (std::size_t place = 0; place < kPlaces; ++place) norms.norm[k].light[place] += all[k] * p[place];
  }
  for (std::size_t k = 0; k < norms.variance.size(); ++k) {
    const float square = all[k] * all[k] * scale;
    norms.variance[k].background += square;
    norms.variance[k].light += square * p[kOwn];
    norms.variance[k].read += square * scale;
  }
  norms.mesa_square += w.mesa * p[kOwn] * p[kOwn];
}

/// The pixels of a box that lie in the image: its rows, and the columns on lines of either parity.
struct Box {
  struct Columns {
    BoxPlace x;
    const BoxAxis* axis = nullptr;
    int begin = 0, end = 0;
  };
  BoxPlace y;
  const BoxAxis* rows = nullptr;
  int row_begin = 0, row_end = 0;
  std::array<Columns, 2> columns;
};

Box lay_box(const PassContext& context, const ElectronImage& image, Vec2 centre, ChipNorms::Streets streets) {
  const ChipWeights& w = context.weights;
  Box box;
  box.y = w.place_y(centre.y);
  box.rows = &context.box_axes.y(box.y.phase, streets);
  box.row_begin = std::max(0, -box.y.first);
  box.row_end = static_cast<int>(std::min<std::int64_t>(w.height(), image.rect.height - box.y.first));
  for (std::size_t parity = 0; parity < 2; ++parity) {
    Box::Columns& columns = box.columns[parity];
    columns.x = w.place_x(centre.x + (parity == 1 ? context.survey.odd_line_phase_px : 0));
    columns.axis = &context.box_axes.x(columns.x.phase, streets);
    columns.begin = std::max(0, -columns.x.first);
    columns.end = static_cast<int>(std::min<std::int64_t>(w.width(), image.rect.width - columns.x.first));
  }
  return box;
}

/// Norms of a rectangle of pixels: products of its axes'.
void add_rectangle(const AxisNorms& x, const AxisNorms& y, float scale, PieceNorms& norms) {
  for (std::size_t sum = 0; sum < kChipSums; ++sum) {
    const WeightPair pair = kSumWeights[sum];
    const float flat = x.flat[pair.x] * y.flat[pair.y];
    PlaceProfile light{};
    for (std::size_t r = 0; r < x.light.size(); ++r) {
      for (std::size_t place = 0; place < kPlaces; ++place)
        light[place] += x.light[r][pair.x][place] * y.light[r][pair.y][place];
    }
    if (sum >= kLight2) {
      PieceNorms::Variance& v = norms.variance[sum - kLight2];
      v.background += scale * flat;
      v.light += scale * light[kOwn];
      v.read += scale * scale * flat;
      continue;
    }
    SumNorm& norm =
        norms.norm[std::min<std::size_t>(sum, kStreetSum)];  // rows, corners and columns of the street are one
    norm.background += flat;
    for (std::size_t place = 0; place < kPlaces; ++place) norm.light[place] += light[place];
  }
  for (std::size_t rs = 0; rs < x.mesa_square.size(); ++rs) norms.mesa_square += x.mesa_square[rs] * y.mesa_square[rs];
}

/// Boxes are mostly cut along one axis: the other's norms are known.
PieceNorms norms_of_all(const PassContext& context, const ElectronImage& image, const Box& box, float scale) {
  const auto with_norms = [](const BoxAxis& axis, int begin, int end, int step, const auto& body) {
    const bool whole = begin == 0 && end == axis.count() && step == 1;
    whole ? body(axis.whole()) : body(axis.norms(begin, end, step));
  };
  const bool shifted = context.survey.odd_line_phase_px != 0;
  PieceNorms norms;
  for (std::size_t parity = 0; parity < (shifted ? 2 : 1); ++parity) {
    const Box::Columns& columns = box.columns[parity];
    const bool skip = shifted && image.odd_line(box.y.first + box.row_begin) != (parity == 1);
    with_norms(*columns.axis, columns.begin, columns.end, 1, [&](const AxisNorms& x) {
      with_norms(*box.rows, box.row_begin + (skip ? 1 : 0), box.row_end, shifted ? 2 : 1,
                 [&](const AxisNorms& y) { add_rectangle(x, y, scale, norms); });
    });
  }
  return norms;
}

}  // namespace

ChipPiece sum_piece(const PassContext& context, const ElectronImage& image, Vec2 centre, ChipNorms::Streets streets,
                    float spike_limit_e) {
  ChipPiece piece;
  piece.sums.peak = -3.4e38F;
  const ChipWeights& w = context.weights;
  const std::size_t components = context.survey.profile.components.size();
  const Box box = lay_box(context, image, centre, streets);
  const auto px = static_cast<std::int64_t>(std::clamp(centre.x, 0.0, static_cast<double>(image.rect.width - 1)));
  const auto py = static_cast<std::int64_t>(std::clamp(centre.y, 0.0, static_cast<double>(image.rect.height - 1)));
  piece.light_scale =
      static_cast<float>(light_scale(context.calibration, image.rect.x + px, image.rect.y + py, image.first_line + py));
  const auto left_out = [&](std::int32_t x, std::int32_t row) {
    return image.row(row)[x] > spike_limit_e || (!image.masked.empty() && masked_at(image, x, row));
  };
  const auto for_pixels = [&](const auto& body) {
    for (int j = box.row_begin; j < box.row_end; ++j) {
      const std::size_t parity = image.odd_line(box.y.first + j) ? 1 : 0;
      for (int i = box.columns[parity].begin; i < box.columns[parity].end; ++i) body(box.columns[parity], i, j);
    }
  };
  bool all = true;
  for_pixels(
      [&](const Box::Columns& columns, int i, int j) { all = all && !left_out(columns.x.first + i, box.y.first + j); });
  for_pixels([&](const Box::Columns& columns, int i, int j) {
    const std::int32_t x = columns.x.first + i;
    const std::int32_t row = box.y.first + j;
    if (!all && left_out(x, row)) return;
    const auto wx = [&](AxisWeight k) { return w.x(k, columns.x.phase)[i]; };
    const auto wy = [&](AxisWeight k) { return w.y(k, box.y.phase)[j]; };
    const PixelWeights weights{wx(kT) * wy(kT), wx(kW) * wy(kW),
                               wx(kC) * wy(kW), wx(kW) * wy(kC),
                               wx(kM) * wy(kM), wx(kOne) * wy(kGap) + wx(kWide) * wy(kBetween) + wx(kGap) * wy(kBody)};
    const float e = image.row(row)[x];
    add_light(e, weights, piece.sums);
    if (wx(kOne) > 0) piece.sums.peak = std::max(piece.sums.peak, e);
    if (all) return;
    PlaceProfile p{};
    for (std::size_t r = 0; r < components; ++r) {
      for (std::size_t place = 0; place < kPlaces; ++place)
        p[place] += columns.axis->light(r, i)[place] * box.rows->light(r, j)[place];
    }
    add_norms(weights, p, piece.light_scale, piece.norms);
  });
  if (all) piece.norms = norms_of_all(context, image, box, piece.light_scale);
  return piece;
}

}  // namespace pellucid

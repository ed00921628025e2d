#include "core/measure/piece_sums.h"

#include <algorithm>
#include <cmath>
#include <optional>

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

/// The pixels of one axis of a box that lie in the image.
struct Side {
  BoxPlace place;
  int begin = 0, end = 0;
  const WholeBoxAxis* whole = nullptr;  ///< where that is all of them
  std::optional<BoxAxis> cut;           ///< otherwise: then half a phase would matter

  [[nodiscard]] const BoxAxis& axis() const { return whole != nullptr ? whole->axis : *cut; }
};

/// `exact`: pixels inside the box are left out as well.
Side lay_side(const PassContext& context, bool along_x, double centre_px, std::int64_t image_px,
              ChipNorms::Streets streets, bool exact) {
  const ChipWeights& w = context.weights;
  const int count = along_x ? w.width() : w.height();
  Side side;
  side.place = along_x ? w.place_x(centre_px) : w.place_y(centre_px);
  side.begin = std::max(0, -side.place.first);
  side.end = static_cast<int>(std::min<std::int64_t>(count, image_px - side.place.first));
  if (side.begin == 0 && side.end == count && !exact) {
    side.whole =
        along_x ? &context.box_axes.x(side.place.phase, streets) : &context.box_axes.y(side.place.phase, streets);
  } else {
    side.cut.emplace(context.survey.profile, w, context.norms, along_x, side.place.phase,
                     side.place.first + 0.5 - centre_px, streets);
  }
  return side;
}

/// The pixels of a box that lie in the image: its rows, and the columns on lines of either parity.
struct Box {
  Side rows;
  std::array<Side, 2> columns;
};

Box lay_box(const PassContext& context, const ElectronImage& image, Vec2 centre, ChipNorms::Streets streets,
            bool exact) {
  const auto columns = [&](double x) { return lay_side(context, true, x, image.rect.width, streets, exact); };
  const double odd_phase_px = context.survey.odd_line_phase_px;
  Box box;
  box.rows = lay_side(context, false, centre.y, image.rect.height, streets, exact);
  box.columns[0] = columns(centre.x);
  box.columns[1] = odd_phase_px == 0 ? box.columns[0] : columns(centre.x + odd_phase_px);
  return box;
}

/// body(columns, i, j) for pixel i of row j of the box.
template <class Body>
void for_pixels(const ElectronImage& image, const Box& box, const Body& body) {
  for (int j = box.rows.begin; j < box.rows.end; ++j) {
    const Side& columns = box.columns[image.odd_line(box.rows.place.first + j) ? 1 : 0];
    for (int i = columns.begin; i < columns.end; ++i) body(columns, i, j);
  }
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
  const auto with_norms = [](const Side& side, int begin, int step, const auto& body) {
    side.whole != nullptr&& step == 1 ? body(side.whole->norms) : body(side.axis().norms(begin, side.end, step));
  };
  const bool shifted = context.survey.odd_line_phase_px != 0;
  PieceNorms norms;
  for (std::size_t parity = 0; parity < (shifted ? 2 : 1); ++parity) {
    const Side& columns = box.columns[parity];
    const bool skip = shifted && image.odd_line(box.rows.place.first + box.rows.begin) != (parity == 1);
    with_norms(columns, columns.begin, 1, [&](const AxisNorms& x) {
      with_norms(box.rows, box.rows.begin + (skip ? 1 : 0), shifted ? 2 : 1,
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
  const auto px = static_cast<std::int64_t>(std::clamp(centre.x, 0.0, static_cast<double>(image.rect.width - 1)));
  const auto py = static_cast<std::int64_t>(std::clamp(centre.y, 0.0, static_cast<double>(image.rect.height - 1)));
  piece.light_scale =
      static_cast<float>(light_scale(context.calibration, image.rect.x + px, image.rect.y + py, image.first_line + py));
  const auto left_out = [&](std::int32_t x, std::int32_t row) {
    return image.row(row)[x] > spike_limit_e || (!image.masked.empty() && masked_at(image, x, row));
  };
  Box box = lay_box(context, image, centre, streets, false);
  bool all = true;
  for_pixels(image, box, [&](const Side& columns, int i, int j) {
    all = all && !left_out(columns.place.first + i, box.rows.place.first + j);
  });
  if (!all) box = lay_box(context, image, centre, streets, true);
  for_pixels(image, box, [&](const Side& columns, int i, int j) {
    const std::int32_t x = columns.place.first + i;
    const std::int32_t row = box.rows.place.first + j;
    if (!all && left_out(x, row)) return;
    const auto wx = [&](AxisWeight k) { return w.x(k, columns.place.phase)[i]; };
    const auto wy = [&](AxisWeight k) { return w.y(k, box.rows.place.phase)[j]; };
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
        p[place] += columns.axis().light(r, i)[place] * box.rows.axis().light(r, j)[place];
    }
    add_norms(weights, p, piece.light_scale, piece.norms);
  });
  if (all) piece.norms = norms_of_all(context, image, box, piece.light_scale);
  return piece;
}

}  // namespace pellucid

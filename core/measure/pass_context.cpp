#include "core/measure/pass_context.h"

#include <algorithm>
#include <cmath>

#include "core/measure/chip_sites.h"

namespace pellucid {
namespace {

constexpr double kWholeMargin_px =
    2;  ///< reported positions are good to about this: a chip nearer to a tile's edge may be cut

/// A step of the design frame in image pixels.
Vec2 step_px(const Survey& survey, const LayerGeometry& layer, Vec2 um) {
  const Vec2 w = survey.wafer_from_design.turn(um);
  return {w.x / layer.pixel_um.x, -w.y / layer.pixel_um.y};
}

WeightDesign design_of(const LayerGeometry& layer, const LayerCalibration& calibration, const Survey& survey,
                       Vec2 pitch_px) {
  WeightDesign design;
  design.mesa_px = image_size_px(survey.wafer.chips->size_um, survey.wafer_from_design, layer);
  design.pitch_px = pitch_px;
  const double floor =
      std::max(0.05, std::max(0.0, survey.background_e) + calibration.read_noise_e * calibration.read_noise_e);
  design.noise_ratio = floor / std::max(1e-6, survey.light_e);
  return design;
}

ChipNorms norms_of(const LayerGeometry& layer, const Survey& survey, const ChipWeights& weights) {
  const ChipGrid& grid = *survey.wafer.chips;
  const Vec2 street = grid.field ? grid.field->street_um : Vec2{};
  return {survey.profile,
          weights,
          step_px(survey, layer, {grid.pitch_um.x, 0}),
          step_px(survey, layer, {0, grid.pitch_um.y}),
          step_px(survey, layer, {street.x, 0}),
          step_px(survey, layer, {0, street.y})};
}

/// Change of a chip's moments when the whole lattice moves by a pixel, per unit light, averaged over phases.
Vec2 response_of(const ChipProfile& profile, const ChipWeights& w, const ChipNorms& norms) {
  constexpr double kStep = 0.2;
  const auto moment = [&](bool along_x, double move) {
    double sum = 0;
    for (int q = 0; q < kPhases; q += 8) {
      for (int j = 0; j < w.height(); ++j) {
        for (int i = 0; i < w.width(); ++i) {
          const double weight =
              static_cast<double>(along_x ? w.x(kC, q)[i] * w.y(kW, q)[j] : w.x(kW, q)[i] * w.y(kC, q)[j]);
          if (weight == 0) continue;
          for (int place = 0; place < kPlaces; ++place) {
            const Vec2 at = norms.step(place, 0);
            sum += weight * profile.at(w.offset_x(i, q) - at.x - (along_x ? move : 0),
                                       w.offset_y(j, q) - at.y - (along_x ? 0 : move));
          }
        }
      }
    }
    return sum / 4;
  };
  return {(moment(true, kStep) - moment(true, -kStep)) / (2 * kStep),
          (moment(false, kStep) - moment(false, -kStep)) / (2 * kStep)};
}

std::array<BoxOverlap, kPlaces> overlaps_of(const ChipProfile& profile, const ChipWeights& w, const ChipNorms& norms) {
  std::array<BoxOverlap, kPlaces> all{};
  constexpr int kPhase = kPhases / 2;
  for (int place = 0; place < kPlaces; ++place) {
    const Vec2 step = norms.step(place, 0);
    const auto dx = static_cast<int>(std::lround(step.x));
    const auto dy = static_cast<int>(std::lround(step.y));
    double weights = 0;
    double light = 0;
    for (int j = std::max(0, dy); j < std::min(w.height(), w.height() + dy); ++j) {
      for (int i = std::max(0, dx); i < std::min(w.width(), w.width() + dx); ++i) {
        const auto both = static_cast<double>(w.x(kT, kPhase)[i] * w.y(kT, kPhase)[j] * w.x(kT, kPhase)[i - dx] *
                                              w.y(kT, kPhase)[j - dy]);
        weights += both;
        light += both * profile.at(w.offset_x(i, kPhase), w.offset_y(j, kPhase));
      }
    }
    all[static_cast<std::size_t>(place)] = {static_cast<float>(weights), static_cast<float>(light)};
  }
  return all;
}

/// Smallest distance of a chip's box to the borders of a tile [px]; negative where it sticks out.
double depth_px(const PassContext& context, const TilePlacement& tile, Vec2 wafer_um) {
  const Vec2 p = context.layer.pixel_from_wafer(tile, wafer_um);
  const double half_x = 0.5 * context.weights.width() + std::abs(context.survey.odd_line_phase_px);
  const double half_y = 0.5 * context.weights.height();
  return std::min({p.x - half_x, static_cast<double>(tile.width) - p.x - half_x, p.y - half_y,
                   static_cast<double>(tile.height) - p.y - half_y});
}

struct TileArea {
  Vec2 low, high;  ///< wafer frame
};

TileArea area_of(const LayerGeometry& layer, const TilePlacement& tile) {
  const Vec2 far = layer.wafer_from_pixel(tile, {static_cast<double>(tile.width), static_cast<double>(tile.height)});
  return {{tile.position_um.x, far.y}, {far.x, tile.position_um.y}};
}

/// What is left of a tile when every neighbour, and a chip's margin along the edges, is cut off: from the side where
/// least is lost.
PassContext::Sole sole_of(const PassContext& context, std::int32_t tile) {
  const LayerGeometry& layer = context.layer;
  const TileArea own = area_of(layer, layer.tiles[static_cast<std::size_t>(tile)]);
  const double x =
      (0.5 * context.weights.width() + std::abs(context.survey.odd_line_phase_px) + kWholeMargin_px) * layer.pixel_um.x;
  const double y = (0.5 * context.weights.height() + kWholeMargin_px) * layer.pixel_um.y;
  PassContext::Sole sole{own.low + Vec2{x, y}, own.high - Vec2{x, y}};
  for (const std::int32_t other : context.overlapping[static_cast<std::size_t>(tile)]) {
    const TileArea theirs = area_of(layer, layer.tiles[static_cast<std::size_t>(other)]);
    const std::array<double, 4> lost{theirs.high.x - x - sole.low.x, sole.high.x - (theirs.low.x + x),
                                     theirs.high.y - y - sole.low.y, sole.high.y - (theirs.low.y + y)};
    switch (std::min_element(lost.begin(), lost.end()) - lost.begin()) {
      case 0:
        sole.low.x = std::max(sole.low.x, theirs.high.x - x);
        break;
      case 1:
        sole.high.x = std::min(sole.high.x, theirs.low.x + x);
        break;
      case 2:
        sole.low.y = std::max(sole.low.y, theirs.high.y - y);
        break;
      default:
        sole.high.y = std::min(sole.high.y, theirs.low.y + y);
        break;
    }
  }
  return sole;
}

}  // namespace

PassContext::PassContext(const LayerGeometry& layer_in, const LayerCalibration& calibration_in, const Survey& survey_in,
                         const ChipDirectory& directory_in, const MeasureOptions& options)
    : layer(layer_in),
      calibration(calibration_in),
      survey(survey_in),
      directory(directory_in),
      pitch_px(image_size_px(survey.wafer.chips->pitch_um, survey.wafer_from_design, layer)),
      weights(survey.profile, design_of(layer, calibration, survey, pitch_px)),
      norms(norms_of(layer, survey, weights)),
      box_norms(norms, directory, survey.odd_line_phase_px),
      box_axes(survey.profile, weights, norms, directory),
      box_overlap(overlaps_of(survey.profile, weights, norms)),
      moment_response(response_of(survey.profile, weights, norms)),
      spike_limit_e(static_cast<float>(std::max(0.0, survey.background_e) +
                                       options.spike_peaks * survey.light_e * survey.profile.peak() +
                                       options.spike_floor_e)) {
  overlapping.resize(layer.tiles.size());
  // Sorted by x, so that thousands of tiles are paired with their neighbours only.
  std::vector<std::int32_t> order;
  for (std::size_t i = 0; i < layer.tiles.size(); ++i) {
    if (layer.tiles[i].present) order.push_back(static_cast<std::int32_t>(i));
  }
  const auto& tiles = layer.tiles;
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    return std::pair(tiles[static_cast<std::size_t>(a)].position_um.x, a) <
           std::pair(tiles[static_cast<std::size_t>(b)].position_um.x, b);
  });
  const double reach_x = (weights.width() + 2 * kWholeMargin_px) * layer.pixel_um.x;
  const double reach_y = (weights.height() + 2 * kWholeMargin_px) * layer.pixel_um.y;
  for (std::size_t a = 0; a < order.size(); ++a) {
    const TilePlacement& ta = tiles[static_cast<std::size_t>(order[a])];
    for (std::size_t b = a + 1; b < order.size(); ++b) {
      const TilePlacement& tb = tiles[static_cast<std::size_t>(order[b])];
      if (tb.position_um.x - ta.position_um.x > static_cast<double>(ta.width) * layer.pixel_um.x + reach_x) break;
      const double a_low = ta.position_um.y - static_cast<double>(ta.height) * layer.pixel_um.y;
      const double b_low = tb.position_um.y - static_cast<double>(tb.height) * layer.pixel_um.y;
      if (std::min(ta.position_um.y, tb.position_um.y) - std::max(a_low, b_low) < -reach_y) continue;
      overlapping[static_cast<std::size_t>(order[a])].push_back(order[b]);
      overlapping[static_cast<std::size_t>(order[b])].push_back(order[a]);
    }
  }
  for (std::size_t t = 0; t < tiles.size(); ++t) sole_um.push_back(sole_of(*this, static_cast<std::int32_t>(t)));
}

Affine2 PassContext::block_from_design(std::int32_t tile, const PixelRect& rect) const {
  const TilePlacement& t = layer.tiles[static_cast<std::size_t>(tile)];
  const Affine2 pixel_from_wafer{1 / layer.pixel_um.x,
                                 0,
                                 0,
                                 -1 / layer.pixel_um.y,
                                 {-t.position_um.x / layer.pixel_um.x - static_cast<double>(rect.x),
                                  t.position_um.y / layer.pixel_um.y - static_cast<double>(rect.y)}};
  return pixel_from_wafer * survey.wafer_from_design;
}

PassContext::Sole PassContext::sole_px(std::int32_t tile, const PixelRect& rect) const {
  if (overlapping[static_cast<std::size_t>(tile)].empty()) return {{-1e300, -1e300}, {1e300, 1e300}};
  const TilePlacement& t = layer.tiles[static_cast<std::size_t>(tile)];
  const Vec2 origin{static_cast<double>(rect.x), static_cast<double>(rect.y)};
  const Sole& um = sole_um[static_cast<std::size_t>(tile)];
  const Vec2 a = layer.pixel_from_wafer(t, um.low) - origin;
  const Vec2 b = layer.pixel_from_wafer(t, um.high) - origin;
  return {{std::min(a.x, b.x), std::min(a.y, b.y)}, {std::max(a.x, b.x), std::max(a.y, b.y)}};
}

Ownership ownership(const PassContext& context, std::int32_t tile, Vec2 design_um) {
  const auto& others = context.overlapping[static_cast<std::size_t>(tile)];
  if (others.empty()) return Ownership::ours;
  const Vec2 wafer_um = context.survey.wafer_from_design(design_um);
  const double ours = depth_px(context, context.layer.tiles[static_cast<std::size_t>(tile)], wafer_um);
  bool anyone = ours >= kWholeMargin_px;
  for (const std::int32_t other : others) {
    const double theirs = depth_px(context, context.layer.tiles[static_cast<std::size_t>(other)], wafer_um);
    if (theirs < kWholeMargin_px) continue;
    if (theirs > ours || (theirs == ours && other < tile)) return Ownership::another_tile;
    anyone = true;
  }
  return anyone ? Ownership::ours : Ownership::shared;
}

}  // namespace pellucid

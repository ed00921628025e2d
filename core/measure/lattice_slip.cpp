#include "core/measure/lattice_slip.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "core/measure/chip_sites.h"
#include "core/measure/chip_sums.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr double kLeastShift = 0.12;                       ///< of a pitch: below, a slip is no question
constexpr double kUnsureShift = 0.35;                      ///< of a pitch: beyond, it is one
constexpr std::size_t kFirstSites = 16, kMostSites = 240;  ///< of the border that are looked at
constexpr double kSure_sigma = 3;                          ///< by which the border must fit one way better than another
constexpr double kLeastLit = 0.4;                          ///< of a healthy chip's light

/// A chip beside a place that has none, or such a place.
struct BorderSite {
  Vec2 predicted;  ///< block frame
  ChipNorms::Streets streets = 0;
  bool has_chip = true;
};

/// Ways in which the lattice may have slipped, the first of them not at all.
struct Candidates {
  Vec2 column_px, row_px;  ///< from a chip to the next
  std::vector<Vec2> step_px;
  bool along_columns = false, along_rows = false, near_half = false;
};

Candidates candidates_for(Vec2 column_px, Vec2 row_px, Vec2 shift) {
  const double area = column_px.x * row_px.y - column_px.y * row_px.x;
  const double columns = (shift.x * row_px.y - shift.y * row_px.x) / area;
  const double rows = (column_px.x * shift.y - column_px.y * shift.x) / area;
  Candidates c{column_px, row_px, {}};
  c.step_px.emplace_back();
  c.along_columns = std::abs(columns) > kLeastShift;
  c.along_rows = std::abs(rows) > kLeastShift;
  c.near_half = std::max(std::abs(columns), std::abs(rows)) > kUnsureShift;
  const Vec2 back_column = (columns > 0 ? -1.0 : 1.0) * column_px, back_row = (rows > 0 ? -1.0 : 1.0) * row_px;
  if (c.along_columns) c.step_px.push_back(back_column);
  if (c.along_rows) c.step_px.push_back(back_row);
  if (c.along_columns && c.along_rows) c.step_px.push_back(back_column + back_row);
  return c;
}

/// A direction in which the lattice may have slipped, from a chip.
struct Side {
  std::int32_t columns, rows;
  ChipNorms::Streets street;  ///< its bit
};

std::vector<Side> sides_of(const Candidates& candidates) {
  std::vector<Side> sides;
  if (candidates.along_columns) sides = {{-1, 0, 1}, {1, 0, 2}};
  if (candidates.along_rows) sides.insert(sides.end(), {{0, -1, 4}, {0, 1, 8}});
  return sides;
}

/// In random order; all whose boxes lie in the block wherever the lattice has slipped to.
std::vector<BorderSite> border_sites(const PassContext& context, const CalibratedBlock& block, const Patch& patch,
                                     const PatchShift& shift, const Candidates& candidates) {
  const ChipDirectory& directory = context.directory;
  const Affine2 block_from_design = context.block_from_design(block.tile(), block.rect());
  const Vec2 reach{0.5 * context.weights.width() + std::abs(context.survey.odd_line_phase_px) + 1,
                   0.5 * context.weights.height() + 1};
  const Vec2 size{static_cast<double>(block.rect().width), static_cast<double>(block.rect().height)};
  std::vector<BorderSite> sites;
  const auto add = [&](const BorderSite& site) {
    const Vec2 moved = site.predicted + shift.at(site.predicted);
    const auto is_inside = [&](Vec2 step) {
      const Vec2 p = moved + step;
      return p.x > reach.x && p.y > reach.y && p.x < size.x - reach.x && p.y < size.y - reach.y;
    };
    if (std::ranges::all_of(candidates.step_px, is_inside)) sites.push_back(site);
  };
  const std::vector<Side> sides = sides_of(candidates);
  for_each_site(*context.survey.wafer.chips, block_from_design.inverse(), patch.low, patch.high, [&](ChipIndex at) {
    if (directory.find(at.column, at.row) < 0) return;
    const ChipNorms::Streets streets = directory.streets(at.column, at.row);
    const Vec2 p = block_from_design({directory.column_um(at.column), directory.row_um(at.row)});
    bool is_border = false;
    for (const Side& side : sides) {
      const bool street = (streets & side.street) != 0;
      const bool vacant = directory.find(at.column + side.columns, at.row + side.rows) < 0;
      is_border = is_border || street || vacant;
      if (vacant && !street)
        add({p + static_cast<double>(side.columns) * candidates.column_px +
                 static_cast<double>(side.rows) * candidates.row_px,
             streets, false});
    }
    if (is_border) add({p, streets, true});
  });
  // At random: any regular choice might leave out one side of every street.
  std::ranges::shuffle(sites, std::mt19937(1));
  if (sites.size() > kMostSites) sites.resize(kMostSites);
  return sites;
}

/// Light at each of the places where a chip may be [e].
Result<std::vector<double>> lights_of(const PassContext& context, const CalibratedBlock& block, const BorderSite& site,
                                      Vec2 at, const Candidates& candidates, ElectronImage& room) {
  const ChipWeights& w = context.weights;
  std::vector<ChipBox> boxes;
  PixelRect part{std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::max(), 0, 0};
  std::int64_t right = 0, bottom = 0;
  for (const Vec2 step : candidates.step_px) {
    const Vec2 p = at + step;
    const ChipBox box{w.place_x(p.x), w.place_x(p.x + context.survey.odd_line_phase_px), w.place_y(p.y)};
    boxes.push_back(box);
    part.x = std::min<std::int64_t>(part.x, std::min(box.x_even.first, box.x_odd.first));
    part.y = std::min<std::int64_t>(part.y, box.y.first);
    right = std::max<std::int64_t>(right, std::max(box.x_even.first, box.x_odd.first) + w.width());
    bottom = std::max<std::int64_t>(bottom, box.y.first + w.height());
  }
  part.width = right - part.x;
  part.height = bottom - part.y;
  if (auto read = block.read(part, room); !read) return fail(std::move(read.error()));
  for (ChipBox& box : boxes) {
    box.x_even.first -= static_cast<std::int32_t>(part.x);
    box.x_odd.first -= static_cast<std::int32_t>(part.x);
    box.y.first -= static_cast<std::int32_t>(part.y);
  }
  std::vector<ChipSums> sums(boxes.size());
  sum_boxes(room, w, boxes, sums);
  std::vector<double> lights;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const ChipPhase phase = boxes[i].phase(room.odd_line(boxes[i].y.first));
    const SumNorm& norm = context.box_norms.norms(phase, site.streets).sum[kLightSum];
    lights.push_back(
        (static_cast<double>(sums[i].light) - context.survey.background_e * static_cast<double>(norm.background)) /
        static_cast<double>(norm.light[kOwn]));
  }
  return lights;
}

/// How much better than the first candidate the others explain the sites seen so far: each site is as it should be, lit
/// or dark, to a share.
class Evidence {
 public:
  explicit Evidence(std::size_t candidates) : sum_(candidates, 0.0), square_(candidates, 0.0) {}

  void add(const BorderSite& site, std::span<const double> light, double typical) {
    const auto right = [&](std::size_t i) {
      const double lit = std::clamp(light[i] / typical, 0.0, 1.0);
      return site.has_chip ? lit : 1 - lit;
    };
    for (std::size_t i = 1; i < sum_.size(); ++i) {
      const double better = right(i) - right(0);
      sum_[i] += better;
      square_[i] += better * better;
    }
  }
  [[nodiscard]] double sigma(std::size_t i) const { return sum_[i] / std::sqrt(square_[i] + 0.1); }
  [[nodiscard]] bool is_sure() const {
    for (std::size_t i = 1; i < sum_.size(); ++i) {
      if (std::abs(sigma(i)) < kSure_sigma) return false;
    }
    return true;
  }
  [[nodiscard]] std::size_t best() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < sum_.size(); ++i) {
      if (sigma(i) > kSure_sigma && (best == 0 || sum_[i] > sum_[best])) best = i;
    }
    return best;
  }

 private:
  std::vector<double> sum_, square_;
};

}  // namespace

Result<LatticeSlip> find_slip(const PassContext& context, const CalibratedBlock& block, const Patch& patch,
                              const PatchShift& shift, ElectronImage& room) {
  LatticeSlip slip;
  const Affine2 block_from_design = context.block_from_design(block.tile(), block.rect());
  const ChipGrid& grid = *context.survey.wafer.chips;
  const Candidates candidates = candidates_for(block_from_design.turn({grid.pitch_um.x, 0}),
                                               block_from_design.turn({0, grid.pitch_um.y}), shift.constant);
  if (candidates.step_px.size() == 1) return slip;
  const std::vector<BorderSite> sites = border_sites(context, block, patch, shift, candidates);
  Evidence evidence(candidates.step_px.size());
  std::vector<double> first;  // lights of the first sites: they tell what a lit chip is
  double typical = 0;
  for (std::size_t k = 0; k < sites.size() && !(typical > 0 && evidence.is_sure()); ++k) {
    const BorderSite& site = sites[k];
    const auto light = lights_of(context, block, site, site.predicted + shift.at(site.predicted), candidates, room);
    if (!light) return fail(light.error());
    if (typical > 0) {
      evidence.add(site, *light, typical);
      continue;
    }
    first.insert(first.end(), light->begin(), light->end());
    if (k + 1 < std::min(kFirstSites, sites.size())) continue;
    // Where hardly any of them is lit, what shines in from their neighbours must not pass for a chip.
    typical = std::max(lit_median(first), kLeastLit * context.survey.light_e);
    if (!(typical > 0)) break;
    const std::size_t count = candidates.step_px.size();
    for (std::size_t i = 0; i <= k; ++i) evidence.add(sites[i], std::span(first).subspan(i * count, count), typical);
  }
  slip.is_unsure = candidates.near_half && !evidence.is_sure();
  slip.step_px = candidates.step_px[evidence.best()];
  return slip;
}

}  // namespace pellucid

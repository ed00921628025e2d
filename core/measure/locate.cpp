#include "core/measure/locate.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/measure/chip_sites.h"
#include "core/measure/chip_sums.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr double kWantedChips = 900;
constexpr std::size_t kMinChips = 6;
constexpr std::size_t kMinChipsForPlane = 120;
constexpr int kNewtonSteps = 3;
constexpr double kStandOut_sigma = 3;  ///< a patch whose lit chips are no clearer holds noise

struct Site {
  Vec2 predicted;  ///< image frame
  ChipNorms::Streets streets;
};

/// An even sample of the patch's chips whose boxes lie inside the image with room to move.
std::vector<Site> sample_sites(const PassContext& context, const ElectronImage& image, const Patch& patch,
                               const Affine2& block_from_design) {
  const ChipGrid& grid = *context.survey.wafer.chips;
  const double in_patch =
      (patch.high.x - patch.low.x) * (patch.high.y - patch.low.y) / (context.pitch_px.x * context.pitch_px.y);
  const auto every = std::max(1, static_cast<int>(std::sqrt(in_patch / kWantedChips)));
  const double margin_x = context.weights.width() + std::abs(context.survey.odd_line_phase_px) + 2;
  const double margin_y = context.weights.height() + 2;
  const Vec2 low{std::max(patch.low.x, margin_x), std::max(patch.low.y, margin_y)};
  const Vec2 high{std::min(patch.high.x, static_cast<double>(image.rect.width) - margin_x),
                  std::min(patch.high.y, static_cast<double>(image.rect.height) - margin_y)};
  std::vector<Site> sites;
  if (low.x >= high.x || low.y >= high.y) return sites;
  const SiteRange range = sites_in(grid, block_from_design.inverse(), low, high);
  for (std::int32_t row = range.row_begin; row < range.row_end; ++row) {
    // Columns step on from row to row, so that every column is seen.
    for (std::int32_t column = range.column_begin + (row / every) % every; column < range.column_end; column += every) {
      if (row % every != 0 || context.directory.find(column, row) < 0) continue;
      const Vec2 p = block_from_design({context.directory.column_um(column), context.directory.row_um(row)});
      if (p.x < low.x || p.y < low.y || p.x >= high.x || p.y >= high.y) continue;
      sites.push_back({p, context.directory.streets(column, row)});
    }
  }
  return sites;
}

/// Shift within half a pitch from the phase of the light folded over the cells.
Vec2 coarse_shift(const PassContext& context, const ElectronImage& image, const std::vector<Site>& sites) {
  constexpr double kTwoPi = 2 * std::numbers::pi;
  std::complex<double> fx{}, fy{};
  const auto half_x = static_cast<std::int64_t>(context.pitch_px.x / 2);
  const auto half_y = static_cast<std::int64_t>(context.pitch_px.y / 2);
  std::vector<std::complex<double>> wave_x(static_cast<std::size_t>(2 * half_x + 1));
  for (const Site& site : sites) {
    const auto cx = static_cast<std::int64_t>(std::floor(site.predicted.x));
    const auto cy = static_cast<std::int64_t>(std::floor(site.predicted.y));
    const double base = static_cast<double>(cx) + 0.5 - site.predicted.x;
    for (std::int64_t i = -half_x; i <= half_x; ++i) {
      wave_x[static_cast<std::size_t>(i + half_x)] =
          std::polar(1.0, kTwoPi * (base + static_cast<double>(i)) / context.pitch_px.x);
    }
    std::complex<double> x{}, y{}, flat_x{}, flat_y{};
    double sum = 0, count = 0;
    for (std::int64_t j = -half_y; j <= half_y; ++j) {
      if (image.odd_line(cy + j) && context.survey.odd_line_phase_px != 0) continue;
      const float* e = image.row(cy + j) + cx;
      const auto wave_y =
          std::polar(1.0, kTwoPi * (static_cast<double>(cy + j) + 0.5 - site.predicted.y) / context.pitch_px.y);
      double line = 0;
      for (std::int64_t i = -half_x; i <= half_x; ++i) {
        const auto& w = wave_x[static_cast<std::size_t>(i + half_x)];
        x += static_cast<double>(e[i]) * w;
        flat_x += w;
        line += static_cast<double>(e[i]);
      }
      const auto n = static_cast<double>(2 * half_x + 1);
      y += line * wave_y;
      flat_y += n * wave_y;
      sum += line;
      count += n;
    }
    if (count <= 0) continue;
    // The darkest level does not matter: a constant is taken out with the mean of the cell; bright chips do not outvote
    // others.
    const double mean = sum / count;
    const double unit = 1 / (context.survey.light_e + std::abs(sum - mean));
    fx += unit * (x - mean * flat_x);
    fy += unit * (y - mean * flat_y);
  }
  return {std::arg(fx) / kTwoPi * context.pitch_px.x, std::arg(fy) / kTwoPi * context.pitch_px.y};
}

struct Miss {
  Vec2 at, miss;
};

/// Noise of the light of a chip that emits none.
double dark_sigma_e(const PassContext& context, const BoxNorms& box) {
  const double read = context.calibration.read_noise_e;
  const double pixel = std::max(0.0, context.survey.background_e) + read * read;
  return std::sqrt(pixel * static_cast<double>(box.square[kLightSum].flat)) /
         static_cast<double>(box.sum[kLightSum].light[kOwn]);
}

/// How far each sampled chip's light lies from where `shift` puts it.
std::vector<Miss> measure_misses(const PassContext& context, const ElectronImage& image, const std::vector<Site>& sites,
                                 const PatchShift& shift) {
  const Vec2 response = context.moment_response;
  std::vector<ChipBox> boxes;
  std::vector<const Site*> kept;
  for (const Site& site : sites) {
    const Vec2 p = site.predicted + shift.at(site.predicted);
    const ChipBox box{context.weights.place_x(p.x), context.weights.place_x(p.x + context.survey.odd_line_phase_px),
                      context.weights.place_y(p.y)};
    const auto fits = [&](const BoxPlace& x) {
      return x.first >= 0 && x.first + context.weights.width() <= image.rect.width;
    };
    if (!fits(box.x_even) || !fits(box.x_odd) || box.y.first < 0 ||
        box.y.first + context.weights.height() > image.rect.height)
      continue;
    boxes.push_back(box);
    kept.push_back(&site);
  }
  std::vector<Miss> misses;
  if (boxes.size() < kMinChips) return misses;
  std::vector<ChipSums> sums(boxes.size());
  sum_boxes(image, context.weights, boxes, sums);
  const auto unit_light = [](const SumNorm& norm) {
    return static_cast<double>(std::accumulate(norm.light.begin(), norm.light.end(), 0.F));
  };
  std::vector<double> light(boxes.size()), gap(boxes.size());
  std::vector<const BoxNorms*> norms(boxes.size());
  for (std::size_t k = 0; k < boxes.size(); ++k) {
    norms[k] = &context.box_norms.norms(boxes[k].phase(image.odd_line(boxes[k].y.first)), kept[k]->streets);
    const SumNorm& norm = norms[k]->sum[kLightSum];
    light[k] =
        (static_cast<double>(sums[k].light) - context.survey.background_e * static_cast<double>(norm.background)) /
        unit_light(norm);
  }
  const double typical = lit_median(light);
  if (!(typical > kStandOut_sigma * dark_sigma_e(context, *norms.front()))) return misses;
  for (std::size_t k = 0; k < boxes.size(); ++k) {
    const SumNorm& norm = norms[k]->sum[kStreetSum];
    const auto n = static_cast<double>(norm.background);
    gap[k] =
        n > 0 ? (static_cast<double>(sums[k].street) - light[k] * unit_light(norm)) / n : context.survey.background_e;
  }
  const double background = median_of(gap);
  for (std::size_t k = 0; k < boxes.size(); ++k) {
    if (light[k] < 0.6 * typical || light[k] > 1.6 * typical || sums[k].peak > context.spike_limit_e) continue;
    const auto miss = [&](float moment, PassSum sum, double per_px) {
      const SumNorm& norm = norms[k]->sum[sum];
      return (static_cast<double>(moment) - background * static_cast<double>(norm.background) -
              light[k] * unit_light(norm)) /
             (light[k] * per_px);
    };
    misses.push_back(
        {kept[k]->predicted,
         {miss(sums[k].moment_x, kMomentXSum, response.x), miss(sums[k].moment_y, kMomentYSum, response.y)}});
  }
  return misses;
}

/// Robust least-squares plane (or constant) through the misses, added to the shift.
void add_fit(std::vector<Miss> misses, double reach_px, PatchShift& shift) {
  for (const bool along_x : {true, false}) {
    const auto value = [&](const Miss& m) { return along_x ? m.miss.x : m.miss.y; };
    const bool plane = misses.size() >= kMinChipsForPlane;
    std::vector<double> values;
    for (const Miss& m : misses) values.push_back(value(m));
    const double middle = median_of(values);
    for (double& v : values) v = std::abs(v - middle);
    const double spread = std::max(1e-6, 1.4826 * median_of(values));
    Eigen::Matrix3d a = Eigen::Matrix3d::Zero();
    Eigen::Vector3d b = Eigen::Vector3d::Zero();
    int used = 0;
    for (const Miss& m : misses) {
      const double off = value(m) - middle;
      if (std::abs(off) > 3.5 * spread) continue;
      const Eigen::Vector3d row(1, plane ? (m.at.x - shift.centre.x) / reach_px : 0,
                                plane ? (m.at.y - shift.centre.y) / reach_px : 0);
      a += row * row.transpose();
      b += off * row;
      ++used;
    }
    a.diagonal() += Eigen::Vector3d(1e-9, 1, 1);  // slopes need more than a chip or two to speak
    const Eigen::Vector3d c = a.ldlt().solve(b);
    (along_x ? shift.constant.x : shift.constant.y) += middle + c[0];
    (along_x ? shift.per_x.x : shift.per_x.y) += c[1] / reach_px;
    (along_x ? shift.per_y.x : shift.per_y.y) += c[2] / reach_px;
    shift.chips = used;
    shift.sigma_px = std::max(along_x ? 0.0 : shift.sigma_px, 1.2 * spread / std::sqrt(std::max(1, used)));
  }
}

}  // namespace

PatchShift locate_patch(const PassContext& context, const ElectronImage& image, const Patch& patch,
                        const Affine2& block_from_design) {
  PatchShift shift;
  shift.centre = 0.5 * (patch.low + patch.high);
  shift.sigma_px = std::numeric_limits<double>::infinity();
  const std::vector<Site> sites = sample_sites(context, image, patch, block_from_design);
  if (sites.size() < kMinChips) return shift;
  const double reach = 0.5 * std::max(patch.high.x - patch.low.x, patch.high.y - patch.low.y);
  PatchShift found = shift;
  found.constant = coarse_shift(context, image, sites);
  for (int step = 0; step < kNewtonSteps; ++step) {
    std::vector<Miss> misses = measure_misses(context, image, sites, found);
    if (misses.size() < kMinChips) return shift;
    add_fit(std::move(misses), reach, found);
  }
  // Few and faint chips move the prediction only as far as they are sure.
  const double prior = context.survey.scatter_um / std::min(context.layer.pixel_um.x, context.layer.pixel_um.y);
  const double keep = prior * prior / (prior * prior + found.sigma_px * found.sigma_px);
  found.constant = keep * found.constant;
  found.per_x = keep * found.per_x;
  found.per_y = keep * found.per_y;
  return found;
}

}  // namespace pellucid

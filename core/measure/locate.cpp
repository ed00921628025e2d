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
#include "core/measure/lattice_slip.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

/// Photons alone place a chip to about this share of the pitch over the square root of its light.
constexpr double kPhotonSpread = 0.3;
constexpr double kWantedSigma_px = 0.002;
constexpr double kFewestChips = 250, kMostChips = 900;  ///< a patch
constexpr std::size_t kMinChips = 6;
constexpr std::size_t kMinChipsForPlane = 120;
constexpr int kNewtonSteps = 3;
constexpr double kStill_px = 0.02;     ///< a step after one this short would move it hardly at all
constexpr double kStandOut_sigma = 3;  ///< a patch whose lit chips are no clearer holds noise
constexpr double kSlack_px = 4;        ///< beyond half a pitch
constexpr int kBands = 3;              ///< of rows from which a patch's chips are taken
constexpr double kMostOfPatch = 0.6;
constexpr double kEnough = 0.6;  ///< of the wanted chips in the bands

struct Site {
  Vec2 predicted;  ///< block frame
  ChipNorms::Streets streets = 0;
  std::int64_t top = 0;  ///< of its band on the sheet
  Vec2 on_sheet;         ///< the predicted place there
};

/// An even sample of a patch's chips, and the bands of rows in which they lie, below each other on one sheet.
struct SampledChips {
  std::vector<Site> sites;
  const ElectronImage& sheet;
  std::int64_t band_height = 0;
};

double wanted_chips(const PassContext& context) {
  const double one_px = kPhotonSpread * std::max(context.pitch_px.x, context.pitch_px.y) /
                        std::sqrt(std::max(1.0, context.survey.light_e));
  return std::clamp(std::pow(one_px / kWantedSigma_px, 2), kFewestChips, kMostChips);
}

/// How far the pixels of a chip reach from its predicted place: a box that has moved by half a pitch and a little more.
Vec2 chip_reach(const PassContext& context) {
  return {0.5 * (context.weights.width() + context.pitch_px.x) + std::abs(context.survey.odd_line_phase_px) + kSlack_px,
          0.5 * (context.weights.height() + context.pitch_px.y) + kSlack_px};
}

/// Where the bands of a patch begin (even rows), and their height (even).
struct Bands {
  std::vector<std::int64_t> tops;
  std::int64_t height = 0;
};

/// All rows of a patch.
Bands one_band(const Patch& patch, std::int64_t rows) {
  const auto top = std::clamp<std::int64_t>(static_cast<std::int64_t>(patch.low.y), 0, rows) / 2 * 2;
  return {{top}, std::min(rows, static_cast<std::int64_t>(std::ceil(patch.high.y))) - top};
}

/// Spread over the patch; a single one where they would be most of it.
Bands lay_bands(const PassContext& context, const Patch& patch, std::int64_t rows) {
  const double across = std::max(1.0, (patch.high.x - patch.low.x) / context.pitch_px.x);
  const double chip_rows = std::ceil(wanted_chips(context) / across / kBands);
  // A lattice has a chip in each stretch of a pitch along its columns.
  const double reach = 2 * (chip_reach(context).y + 1) + chip_rows * context.pitch_px.y;
  const std::int64_t height = 2 * static_cast<std::int64_t>(std::ceil(0.5 * reach) + 1);
  const double size = patch.high.y - patch.low.y;
  if (kBands * static_cast<double>(height) > kMostOfPatch * size) return one_band(patch, rows);
  Bands bands{{}, height};
  const double free = size - static_cast<double>(height) - 2;
  for (int k = 0; k < kBands; ++k)
    bands.tops.push_back(static_cast<std::int64_t>(patch.low.y + 1 + free * k / (kBands - 1)) / 2 * 2);
  return bands;
}

/// Chips of a band whose pixels it holds.
void add_sites(const PassContext& context, const CalibratedBlock& block, const PixelRect& band, std::int64_t top,
               std::vector<Site>& sites) {
  const Affine2 block_from_design = context.block_from_design(block.tile(), block.rect());
  const Vec2 margin = chip_reach(context) + Vec2{1, 1};
  const Vec2 origin{static_cast<double>(band.x), static_cast<double>(band.y)};
  const Vec2 low = origin + margin;
  const Vec2 high = origin + Vec2{static_cast<double>(band.width), static_cast<double>(band.height)} - margin;
  if (low.x >= high.x || low.y >= high.y) return;
  for_each_site(*context.survey.wafer.chips, block_from_design.inverse(), low, high, [&](ChipIndex at) {
    if (context.directory.find(at.column, at.row) < 0) return;
    const Vec2 p = block_from_design({context.directory.column_um(at.column), context.directory.row_um(at.row)});
    if (p.x < low.x || p.y < low.y || p.x >= high.x || p.y >= high.y) return;
    sites.push_back(
        {p, context.directory.streets(at.column, at.row), top, p - origin + Vec2{0, static_cast<double>(top)}});
  });
}

/// Every so-manieth, so that about as many are left as are wanted.
void thin_out(double wanted, std::vector<Site>& sites) {
  const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(static_cast<double>(sites.size()) / wanted)));
  std::size_t kept = 0;
  for (std::size_t k = 0; k < sites.size(); k += every) sites[kept++] = sites[k];
  sites.resize(kept);
}

Result<SampledChips> sample_chips(const PassContext& context, const CalibratedBlock& block, const Patch& patch,
                                  ElectronImage& sheet) {
  SampledChips chips{{}, sheet, 0};
  const auto x = std::max<std::int64_t>(0, static_cast<std::int64_t>(patch.low.x));
  const std::int64_t width = std::min(block.rect().width, static_cast<std::int64_t>(std::ceil(patch.high.x))) - x;
  const auto find_sites = [&](const Bands& bands) {
    chips.sites.clear();
    chips.band_height = bands.height;
    for (std::size_t k = 0; k < bands.tops.size(); ++k) {
      add_sites(context, block, {x, bands.tops[k], width, bands.height}, static_cast<std::int64_t>(k) * bands.height,
                chips.sites);
    }
  };
  Bands bands = lay_bands(context, patch, block.rect().height);
  find_sites(bands);
  // At the wafer's rim chips may lie between the bands.
  if (bands.tops.size() > 1 && static_cast<double>(chips.sites.size()) < kEnough * wanted_chips(context)) {
    bands = one_band(patch, block.rect().height);
    find_sites(bands);
  }
  thin_out(wanted_chips(context), chips.sites);
  if (chips.sites.size() < kMinChips) return chips;
  if (auto read = block.stack(x, width, bands.tops, bands.height, sheet); !read) return fail(std::move(read.error()));
  return chips;
}

/// e^(i 2 pi (first + k) / period) for k = 0, 1, ...
class Wave {
 public:
  Wave(double first, double period)
      : value_(std::polar(1.0, 2 * std::numbers::pi * first / period)),
        step_(std::polar(1.0, 2 * std::numbers::pi / period)) {}
  std::complex<double> next() {
    const std::complex<double> now = value_;
    value_ = {now.real() * step_.real() - now.imag() * step_.imag(),
              now.real() * step_.imag() + now.imag() * step_.real()};
    return now;
  }

 private:
  std::complex<double> value_, step_;
};

/// Shift within half a pitch from the phase of the light folded over the cells.
Vec2 coarse_shift(const PassContext& context, const SampledChips& chips) {
  std::complex<double> fx{}, fy{};
  const auto half_x = static_cast<std::int64_t>(context.pitch_px.x / 2);
  const auto half_y = static_cast<std::int64_t>(context.pitch_px.y / 2);
  std::vector<std::complex<double>> wave_x(static_cast<std::size_t>(2 * half_x + 1));
  for (const Site& site : chips.sites) {
    const auto cx = static_cast<std::int64_t>(site.on_sheet.x);
    const auto cy = static_cast<std::int64_t>(site.on_sheet.y);
    Wave along_x(static_cast<double>(cx - half_x) + 0.5 - site.on_sheet.x, context.pitch_px.x);
    for (auto& w : wave_x) w = along_x.next();
    Wave along_y(static_cast<double>(cy - half_y) + 0.5 - site.on_sheet.y, context.pitch_px.y);
    std::complex<double> x{}, y{}, flat_x{}, flat_y{};
    double sum = 0, count = 0;
    for (std::int64_t j = -half_y; j <= half_y; ++j) {
      const auto wave_y = along_y.next();
      if (chips.sheet.odd_line(cy + j) && context.survey.odd_line_phase_px != 0) continue;
      const float* e = chips.sheet.row(cy + j) + cx;
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
  constexpr double kTwoPi = 2 * std::numbers::pi;
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
std::vector<Miss> measure_misses(const PassContext& context, const SampledChips& chips, const PatchShift& shift) {
  const Vec2 response = context.moment_response;
  const ElectronImage& image = chips.sheet;
  std::vector<ChipBox> boxes;
  std::vector<const Site*> kept;
  for (const Site& site : chips.sites) {
    const Vec2 p = site.on_sheet + shift.at(site.predicted);
    const ChipBox box{context.weights.place_x(p.x), context.weights.place_x(p.x + context.survey.odd_line_phase_px),
                      context.weights.place_y(p.y)};
    const auto fits = [&](const BoxPlace& x) {
      return x.first >= 0 && x.first + context.weights.width() <= image.rect.width;
    };
    if (!fits(box.x_even) || !fits(box.x_odd) || box.y.first < site.top ||
        box.y.first + context.weights.height() > site.top + chips.band_height)
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

Result<PatchShift> locate_patch(const PassContext& context, const CalibratedBlock& block, const Patch& patch,
                                ElectronImage& bands) {
  PatchShift shift;
  shift.centre = 0.5 * (patch.low + patch.high);
  shift.sigma_px = std::numeric_limits<double>::infinity();
  const Result<SampledChips> sampled = sample_chips(context, block, patch, bands);
  if (!sampled) return fail(sampled.error());
  const SampledChips& chips = *sampled;
  if (chips.sites.size() < kMinChips) return shift;
  const double reach = 0.5 * std::max(patch.high.x - patch.low.x, patch.high.y - patch.low.y);
  PatchShift found = shift;
  found.constant = coarse_shift(context, chips);
  for (int step = 0; step < kNewtonSteps; ++step) {
    std::vector<Miss> misses = measure_misses(context, chips, found);
    if (misses.size() < kMinChips) return shift;
    const Vec2 before = found.constant;
    add_fit(std::move(misses), reach, found);
    const Vec2 moved = found.constant - before;
    if (std::max(std::abs(moved.x), std::abs(moved.y)) < kStill_px) break;
  }
  const Result<LatticeSlip> slip = find_slip(context, block, patch, found, bands);
  if (!slip) return fail(slip.error());
  found.constant = found.constant + slip->step_px;
  found.may_be_a_pitch_off = slip->is_unsure;
  // Few and faint chips move the prediction only as far as they are sure.
  const double prior = context.survey.scatter_um / std::min(context.layer.pixel_um.x, context.layer.pixel_um.y);
  const double keep = prior * prior / (prior * prior + found.sigma_px * found.sigma_px);
  found.constant = keep * found.constant;
  found.per_x = keep * found.per_x;
  found.per_y = keep * found.per_y;
  return found;
}

}  // namespace pellucid

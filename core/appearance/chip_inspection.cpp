#include "core/appearance/chip_inspection.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/appearance/cell_rows.h"

namespace pellucid {
namespace {

constexpr float kSeed_sigma = 1.0F;   ///< a pixel under a filter that found something belongs to it above this ...
constexpr float kGrow_sigma = 3.0F;   ///< ... and one beside it above this
constexpr float kSure_sigma = 2.5F;   ///< a pixel of a finding on the mesa is no chance neighbour above this ...
constexpr double kMuchOnMesa = 0.4;   ///< ... and none where so many of the finding's pixels are there
constexpr double kMostIgnored = 0.7;  ///< of a cell, in the second fit
constexpr float kBareSigma = 4, kBareShare = 0.25F;  ///< how near to the ground a pixel is bare
constexpr float kMostlyBare = 0.7F;
constexpr double kInner_px = 0.3;     ///< of the mesa's edge is left out where the mesa itself is meant
constexpr float kLittleSeen = 0.02F;  ///< of a mesa
constexpr double kSlack_px = 0.05;    ///< beyond half a pitch
constexpr double kCornerReach = 0.3;  ///< of the mesa's half

int sign_of(float v) {
  return v < 0 ? -1 : 1;
}

}  // namespace

bool no_mesa(const ChipLook& look, double missing_below) {
  return static_cast<double>(look.mesa) < missing_below && look.bare >= kMostlyBare;
}

ChipInspection::ChipInspection(const AppearanceModel& model, const CornerFilters& corners, Vec2 pixel_um)
    : model_(model), corners_(corners), pixel_um_(pixel_um), span_(padded_size(model.golden.width())), fit_(model) {}

/// The residuals in sigmas, less what the chip does as a whole; and the same with texture undone.
void ChipInspection::normalise(const std::uint8_t* ignored) {
  fit_.normalise(fit_.solve(model_.mode_variance, ignored), map_);
  if (!model_.noise_shape.plain()) model_.noise_shape.apply(map_, clean_);
}

/// Strongest answer of any filter, in sigmas.
float ChipInspection::strongest() {
  best_.assign(static_cast<std::size_t>(span_), 0.F);
  for (std::size_t m = 0; m < model_.filter_gains.size(); ++m) {
    const FilterGains& all = model_.filter_gains[m];
    for (int y = 0; y < map_.height; ++y) {
      std::array<const float*, kFilters> gains{};
      for (std::size_t f = 0; f < all.size(); ++f) gains[f] = all[f].data() + static_cast<std::ptrdiff_t>(y) * span_;
      strongest_row(m == 0 ? map_ : clean_, y, gains, best_.data());
    }
  }
  return *std::max_element(best_.begin(), best_.end());
}

/// How much a corner of the mesa looks like ground.
float ChipInspection::corner_sigma(std::size_t corner, const SigmaMap& map) const {
  const float towards_ground = model_.contrast < 0 ? 1.F : -1.F;
  return towards_ground * corners_.sum(corner, fit_, map) * model_.corner_gain[corner];
}

bool ChipInspection::corner_hit() const {
  for (std::size_t c = 0; c < model_.corner_gain.size(); ++c) {
    if (static_cast<double>(corner_sigma(c, map_)) > model_.corner_limit_sigma) return true;
  }
  return false;
}

/// A cell's outermost pixels may be nearer to the next chip: what is there is that one's.
bool ChipInspection::in_own_cell(int x, int y) const {
  return std::abs(static_cast<double>(x) + static_cast<double>(fit_.first_x_px(y))) <=
             0.5 * model_.pitch_px.x + kSlack_px &&
         std::abs(static_cast<double>(y) + static_cast<double>(fit_.first_y_px())) <=
             0.5 * model_.pitch_px.y + kSlack_px;
}

/// A pixel under a filter or corner that found something of a sign, unless the pixel itself says otherwise.
void ChipInspection::mark(int x, int y, int sign, float sigma, std::vector<std::int8_t>& marks) {
  const auto at = static_cast<std::size_t>(y * map_.width + x);
  if (!in_own_cell(x, y) || map_.row(y)[x] * static_cast<float>(sign) < kSeed_sigma) return;
  for (SigmaMap& map : left_) {
    if (map.width > 0) map.row(y)[x] = 0;
  }
  if (sigma <= strength_[at]) return;
  strength_[at] = sigma;
  marks[at] = static_cast<std::int8_t>(sign);
}

float ChipInspection::filter_sigma(const Hit& hit) const {
  const DefectFilter& filter = defect_filters()[hit.filter];
  float sum = 0;
  for (int j = 0; j < filter.height; ++j) {
    for (int i = 0; i < filter.width; ++i)
      sum += filter.weight[static_cast<std::size_t>(j * filter.width + i)] * left_[hit.map].row(hit.y + j)[hit.x + i];
  }
  return std::abs(sum) * model_.filter_gains[hit.map][hit.filter][static_cast<std::size_t>(hit.y * span_ + hit.x)];
}

/// Every filter above its limit, the strongest first.
std::vector<ChipInspection::Hit> ChipInspection::find_hits() {
  std::vector<Hit> hits;
  for (std::size_t m = 0; m < model_.filter_gains.size(); ++m) {
    for (int y = 0; y < map_.height; ++y) {
      filter_row(m == 0 ? map_ : clean_, y, row_);
      for (std::size_t f = 0; f < model_.filter_gains[m].size(); ++f) {
        const float* gain = model_.filter_gains[m][f].data() + static_cast<std::ptrdiff_t>(y) * span_;
        for (int x = 0; x < map_.width; ++x) {
          const float sum = row_[f][static_cast<std::size_t>(x)], sigma = std::abs(sum) * gain[x];
          if (static_cast<double>(sigma) > model_.limit_sigma) hits.push_back({m, f, x, y, sign_of(sum), sigma});
        }
      }
    }
  }
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.sigma > b.sigma; });
  return hits;
}

/// Marks what lies under the filters above their limits, the strongest first: a filter that marked pixels alone lifted
/// tells nothing of the others under it.
void ChipInspection::mark_hits(std::vector<std::int8_t>& marks) {
  marks.assign(model_.golden.pixels(), 0);
  strength_.assign(model_.golden.pixels(), 0);
  left_[0] = map_;
  if (!model_.noise_shape.plain()) left_[1] = clean_;
  for (const Hit& hit : find_hits()) {
    if (static_cast<double>(filter_sigma(hit)) <= model_.limit_sigma) continue;
    const DefectFilter& filter = defect_filters()[hit.filter];
    for (int j = 0; j < filter.height && hit.y + j < map_.height; ++j) {
      for (int i = 0; i < filter.width && hit.x + i < map_.width; ++i) {
        if (filter.weight[static_cast<std::size_t>(j * filter.width + i)] > 0)
          mark(hit.x + i, hit.y + j, hit.sign, hit.sigma, marks);
      }
    }
  }
  const int towards_ground = model_.contrast < 0 ? 1 : -1;
  for (std::size_t c = 0; c < model_.corner_gain.size(); ++c) {
    const float sigma = corner_sigma(c, left_[0]);
    if (static_cast<double>(sigma) <= model_.corner_limit_sigma) continue;
    for (const auto& p : corners_.corner(c, fit_.phase_x(), fit_.phase_y()))
      mark(p.at % map_.width, p.at / map_.width, towards_ground, sigma, marks);
  }
}

/// Takes in neighbouring pixels that stand out by themselves.
void ChipInspection::grow(std::vector<std::int8_t>& marks) const {
  std::vector<std::size_t> edge;
  for (std::size_t k = 0; k < marks.size(); ++k) {
    if (marks[k] != 0) edge.push_back(k);
  }
  while (!edge.empty()) {
    const std::size_t k = edge.back();
    edge.pop_back();
    const int x = static_cast<int>(k) % map_.width, y = static_cast<int>(k) / map_.width;
    for (int j = std::max(0, y - 1); j <= std::min(map_.height - 1, y + 1); ++j) {
      for (int i = std::max(0, x - 1); i <= std::min(map_.width - 1, x + 1); ++i) {
        const auto at = static_cast<std::size_t>(j * map_.width + i);
        if (marks[at] != 0 || map_.row(j)[i] * static_cast<float>(marks[k]) < kGrow_sigma) continue;
        marks[at] = marks[k];
        edge.push_back(at);
      }
    }
  }
}

void ChipInspection::measure_mesa(const CellChips& cells, const CellChip& chip, ChipLook& look) const {
  const GoldenCell& golden = model_.golden;
  const std::vector<float>&mesa = fit_.mesa_e(), &weight = fit_.weight();
  double pixels = 0, seen = 0, bare = 0;
  double count = 0, sum = 0, square = 0;
  for (std::size_t k = 0; k < golden.pixels(); ++k) {
    const int y = static_cast<int>(k) / golden.width(), x = static_cast<int>(k) % golden.width();
    if (weight[k] > 0) {
      const auto m = static_cast<double>(mesa[k]);
      count += 1;
      sum += m;
      square += m * m;
    }
    const double ux = static_cast<double>(x) + static_cast<double>(fit_.first_x_px(y));
    const double uy = static_cast<double>(y) + static_cast<double>(fit_.first_y_px());
    if (std::abs(ux) > model_.mesa_half_px.x - kInner_px || std::abs(uy) > model_.mesa_half_px.y - kInner_px) continue;
    pixels += 1;
    if (weight[k] <= 0) continue;
    seen += 1;
    const float above = fit_.residual()[k] + mesa[k];
    bare += std::abs(above) < std::max(kBareSigma / weight[k], kBareShare * std::abs(mesa[k])) ? 1 : 0;
  }
  look.seen = static_cast<float>(pixels > 0 ? seen / pixels : 0);
  look.bare = static_cast<float>(seen > 0 ? bare / seen : 0);
  look.ground_e = static_cast<float>(fit_.ground_e());
  look.mesa = look.mesa_e = look.mesa_sigma_e = std::numeric_limits<float>::quiet_NaN();
  if (seen <= 0) return;
  const double mean = sum / count, spread = square - sum * mean;
  double variance = 0;  // of the plain least squares that told the level
  for (std::size_t k = 0; k < golden.pixels(); ++k) {
    if (weight[k] <= 0) continue;
    const double lever = (static_cast<double>(mesa[k]) - mean) / (spread * static_cast<double>(weight[k]));
    variance += lever * lever;
  }
  const double expected = cells.light(chip).mesa.value * std::abs(model_.mesa_sum_px);
  const double relative = cells.relative_mesa(chip);
  look.mesa = static_cast<float>(relative);
  look.mesa_e = static_cast<float>(relative * expected);
  look.mesa_sigma_e = static_cast<float>(std::sqrt(variance) * expected);
}

ChipLook ChipInspection::look(const CellChips& cells, const CellChip& chip, double scale, double missing_below,
                              std::vector<FindingPart>& parts) {
  ChipLook look;
  look.chip = chip.chip;
  fit_.read(cells.image(), chip, cells.light(chip), scale);
  measure_mesa(cells, chip, look);
  if (look.seen < kLittleSeen) return look;
  normalise(nullptr);
  look.sigma = strongest();
  if (no_mesa(look, missing_below)) return look;
  if (static_cast<double>(look.sigma) <= model_.limit_sigma && !corner_hit()) return look;
  std::vector<std::int8_t> marks;
  mark_hits(marks);
  const auto marked = static_cast<double>(std::count_if(marks.begin(), marks.end(), [](auto m) { return m != 0; }));
  if (marked == 0) return look;
  if (marked < kMostIgnored * static_cast<double>(marks.size())) {
    // Once more, without what was found: a large defect has its say in the chip's own level.
    ignored_.resize(marks.size());
    grow(marks);
    std::transform(marks.begin(), marks.end(), ignored_.begin(), [](auto m) { return m != 0 ? 1 : 0; });
    const std::vector<std::int8_t> before = marks;
    normalise(ignored_.data());
    look.sigma = std::max(look.sigma, strongest());
    mark_hits(marks);
    if (std::all_of(marks.begin(), marks.end(), [](auto m) { return m == 0; })) marks = before;
  }
  grow(marks);
  collect(chip, marks, parts);
  return look;
}

/// Pixels at most one apart belong together.
void ChipInspection::collect(const CellChip& chip, const std::vector<std::int8_t>& marks,
                             std::vector<FindingPart>& parts) const {
  std::vector<std::int8_t> left = marks;
  std::vector<std::size_t> open, pixels;
  for (std::size_t start = 0; start < left.size(); ++start) {
    if (left[start] == 0) continue;
    pixels.clear();
    open.assign(1, start);
    left[start] = 0;
    while (!open.empty()) {
      const std::size_t k = open.back();
      open.pop_back();
      pixels.push_back(k);
      const int x = static_cast<int>(k) % map_.width, y = static_cast<int>(k) / map_.width;
      for (int j = std::max(0, y - 2); j <= std::min(map_.height - 1, y + 2); ++j) {
        for (int i = std::max(0, x - 2); i <= std::min(map_.width - 1, x + 2); ++i) {
          const auto at = static_cast<std::size_t>(j * map_.width + i);
          if (left[at] == 0) continue;
          left[at] = 0;
          open.push_back(at);
        }
      }
    }
    parts.push_back(measure_part(marks, pixels));
    parts.back().chip = chip.chip;
    parts.back().index = chip.index;
  }
}

FindingPart ChipInspection::measure_part(const std::vector<std::int8_t>& marks,
                                         const std::vector<std::size_t>& pixels) const {
  FindingPart part;
  Vec2 sum;
  double xx = 0, yy = 0, xy = 0, on_mesa = 0;
  part.end_um = {Vec2{1e300, 0}, Vec2{-1e300, 0}, Vec2{0, -1e300}, Vec2{0, 1e300}};
  for (const std::size_t k : pixels) {
    const int row = static_cast<int>(k) / map_.width;
    const double ux = static_cast<double>(static_cast<int>(k) % map_.width) + static_cast<double>(fit_.first_x_px(row));
    const double uy = static_cast<double>(row) + static_cast<double>(fit_.first_y_px());
    const Vec2 at{ux * pixel_um_.x, -uy * pixel_um_.y};
    sum = sum + at;
    xx += at.x * at.x;
    yy += at.y * at.y;
    xy += at.x * at.y;
    if (strength_[k] > part.sigma) {
      part.sigma = strength_[k];
      part.brighter = marks[k] > 0;
    }
    if (std::abs(ux) < model_.mesa_reach_px.x && std::abs(uy) < model_.mesa_reach_px.y) {
      on_mesa += 1;
      const float own = map_.row(row)[k % static_cast<std::size_t>(map_.width)] * static_cast<float>(marks[k]);
      part.on_mesa |= own >= kSure_sigma;
    }
    if (at.x < part.end_um[0].x) part.end_um[0] = at;
    if (at.x > part.end_um[1].x) part.end_um[1] = at;
    if (at.y > part.end_um[2].y) part.end_um[2] = at;
    if (at.y < part.end_um[3].y) part.end_um[3] = at;
  }
  const auto n = static_cast<double>(pixels.size());
  part.on_mesa |= on_mesa >= kMuchOnMesa * n;
  const Vec2 centre = (1 / n) * sum;
  part.in_chip_um = centre;
  const auto near_end = [](double offset_px, double half_px) {
    return std::abs(std::abs(offset_px) - half_px) < kCornerReach * half_px;
  };
  part.at_corner = part.brighter == (model_.contrast < 0) && near_end(centre.x / pixel_um_.x, model_.mesa_half_px.x) &&
                   near_end(centre.y / pixel_um_.y, model_.mesa_half_px.y);
  part.area_um2 = static_cast<float>(n * pixel_um_.x * pixel_um_.y);
  // The rectangle with these moments; a pixel's own size belongs to it.
  const double a = xx / n - centre.x * centre.x + pixel_um_.x * pixel_um_.x / 12;
  const double c = yy / n - centre.y * centre.y + pixel_um_.y * pixel_um_.y / 12;
  const double b = xy / n - centre.x * centre.y;
  const double middle = 0.5 * (a + c), half = std::hypot(0.5 * (a - c), b);
  part.length_um = static_cast<float>(std::sqrt(12 * (middle + half)));
  part.width_um = static_cast<float>(std::sqrt(12 * std::max(0.0, middle - half)));
  const double turn = 0.5 * std::atan2(2 * b, a - c);
  part.axis = {std::cos(turn), std::sin(turn)};
  return part;
}

}  // namespace pellucid

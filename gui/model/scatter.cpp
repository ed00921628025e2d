#include "gui/model/scatter.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/flow/parallel.h"
#include "gui/map/map_picture.h"

namespace pellucid::gui {
namespace {

/// Chips that one worker looks at before it takes up the next: a multiple of a ChipSet's word.
constexpr std::int64_t kGrain = 64 * 16384;

/// see(part, row, x, y) for every chip with both values; one Part a range of chips, in their order.
template <class Part, class See>
std::vector<Part> for_parts(const ScatterInput& input, const Part& empty, const See& see) {
  const std::vector<float>&x = *input.x, &y = *input.y;
  const auto count = static_cast<std::int64_t>(x.size());
  std::vector<Part> parts(static_cast<std::size_t>((count + kGrain - 1) / kGrain), empty);
  parallel_ranges(count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    Part& part = parts[static_cast<std::size_t>(begin / kGrain)];
    for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
      if (std::isfinite(x[k]) && std::isfinite(y[k])) see(part, k, x[k], y[k]);
    }
  });
  return parts;
}

using Points = std::vector<ScatterPoint>;

void keep(Points& points, float x, float y) {
  if (points.size() <= ScatterView::kMostPoints) points.push_back({x, y});
}

struct ViewPart {
  std::vector<std::uint32_t> counts;
  std::array<Points, 14> points;
  Points picked;
};

/// Appends, so that one too many still tells that there are too many.
void append(Points& all, const Points& more) {
  const std::size_t room = ScatterView::kMostPoints + 1 - std::min(all.size(), ScatterView::kMostPoints + 1);
  all.insert(all.end(), more.begin(), more.begin() + static_cast<std::ptrdiff_t>(std::min(room, more.size())));
}

/// A polygon cut into bands, so that a chip looks at the few edges of its own band and not at hundreds.
class Lasso {
 public:
  explicit Lasso(const QPolygonF& corners) : bounds_(corners.boundingRect()), bands_(kBands) {
    for (qsizetype i = 0; i < corners.size(); ++i) {
      const Edge edge{corners[i], corners[(i + 1) % corners.size()]};
      const auto [low, high] = std::minmax({edge.from.y(), edge.to.y()});
      for (std::size_t band = band_of(low); band <= band_of(high); ++band) bands_[band].push_back(edge);
    }
  }
  /// By the number of edges to the right of the place.
  [[nodiscard]] bool contains(double x, double y) const {
    if (!bounds_.contains(QPointF(x, y))) return false;
    bool inside = false;
    for (const Edge& e : bands_[band_of(y)]) {
      if ((e.from.y() <= y) == (e.to.y() <= y)) continue;
      const double share = (y - e.from.y()) / (e.to.y() - e.from.y());
      if (x < e.from.x() + share * (e.to.x() - e.from.x())) inside = !inside;
    }
    return inside;
  }

 private:
  struct Edge {
    QPointF from, to;
  };
  static constexpr int kBands = 512;
  [[nodiscard]] std::size_t band_of(double y) const {
    const double share = bounds_.height() > 0 ? (y - bounds_.top()) / bounds_.height() : 0;
    return static_cast<std::size_t>(std::clamp(static_cast<int>(share * kBands), 0, kBands - 1));
  }

  QRectF bounds_;
  std::vector<std::vector<Edge>> bands_;
};

struct Sums {
  std::int64_t n = 0;
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  void add(double u, double v) { ++n, x += u, y += v, xx += u * u, yy += v * v, xy += u * v; }
  void add(const Sums& o) { n += o.n, x += o.x, y += o.y, xx += o.xx, yy += o.yy, xy += o.xy; }
  [[nodiscard]] double r() const {
    const auto m = static_cast<double>(n);
    const double spread_x = m * xx - x * x, spread_y = m * yy - y * y;
    // What rounding leaves of a column that does not vary is no spread.
    constexpr double kRounding = 1e-12;
    const bool vary = spread_x > kRounding * m * xx && spread_y > kRounding * m * yy;
    return n >= 3 && vary ? (m * xy - x * y) / std::sqrt(spread_x * spread_y)
                          : std::numeric_limits<double>::quiet_NaN();
  }
};

/// Of a sample: nearly all good chips, and most of the others.
std::pair<double, double> natural_range(const std::vector<float>& values, const std::vector<ChipClass>& classes) {
  const std::size_t step = std::max<std::size_t>(1, values.size() / 400'000);
  std::vector<float> good, others;
  for (std::size_t k = 0; k < values.size(); k += step) {
    if (std::isfinite(values[k])) (classes[k] == ChipClass::good ? good : others).push_back(values[k]);
  }
  double low = INFINITY, high = -INFINITY;
  const auto widen = [&](std::vector<float>& sample, double q) {
    for (const double at : {q, 1 - q}) {
      if (sample.empty()) return;
      const auto place = sample.begin() + static_cast<std::ptrdiff_t>(at * static_cast<double>(sample.size() - 1));
      std::nth_element(sample.begin(), place, sample.end());
      low = std::min(low, double{*place});
      high = std::max(high, double{*place});
    }
  };
  widen(good, 0.0005);
  widen(others, 0.02);
  if (low > high) return {0, 1};
  const double room = high > low ? 0.06 * (high - low) : std::max(std::abs(high), 1.0) * 0.01;
  return {low - room, high + room};
}

}  // namespace

ScatterView scatter_view(const ScatterInput& input, const ValueRect& rect, int width, int height) {
  ScatterView view{rect, width, height, {}, 0, {}, {}};
  const auto pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  const double px_per_x = width / (rect.x_high - rect.x_low), px_per_y = height / (rect.y_high - rect.y_low);
  ViewPart empty;
  empty.counts.assign(pixels, 0);
  const std::vector<ChipClass>& classes = input.classes();
  const auto parts = for_parts(input, empty, [&](ViewPart& part, std::size_t k, float x, float y) {
    const double px = (x - rect.x_low) * px_per_x, py = (y - rect.y_low) * px_per_y;
    if (!(px >= 0 && px < width && py >= 0 && py < height)) return;
    ++part.counts[static_cast<std::size_t>(py) * static_cast<std::size_t>(width) + static_cast<std::size_t>(px)];
    keep(part.points[rank_of(classes[k])], x, y);
    if (input.picked && input.picked->contains(k)) keep(part.picked, x, y);
  });
  view.counts.assign(pixels, 0);
  for (const ViewPart& part : parts) {
    for (std::size_t i = 0; i < pixels; ++i) view.counts[i] += part.counts[i];
    for (std::size_t rank = 0; rank < view.points.size(); ++rank) append(view.points[rank], part.points[rank]);
    append(view.picked, part.picked);
  }
  for (const std::uint32_t n : view.counts) view.in_view += n;
  for (Points& points : view.points) {
    if (points.size() > ScatterView::kMostPoints) points.clear();
  }
  if (view.picked.size() > ScatterView::kMostPoints) view.picked.pop_back();
  return view;
}

ValueRect natural_rect(const ScatterInput& input) {
  const auto [x_low, x_high] = natural_range(*input.x, input.classes());
  const auto [y_low, y_high] = natural_range(*input.y, input.classes());
  return {x_low, x_high, y_low, y_high};
}

Correlation correlation_of(const ScatterInput& input) {
  struct Part {
    Sums all, good;
  };
  // About a value in the midst, so that nothing is lost to large numbers.
  const ValueRect rect = natural_rect(input);
  const double x0 = (rect.x_low + rect.x_high) / 2, y0 = (rect.y_low + rect.y_high) / 2;
  const std::vector<ChipClass>& classes = input.classes();
  Part sum;
  for (const Part& part : for_parts(input, Part{}, [&](Part&p, std::size_t k, float x, float y) {
         p.all.add(x - x0, y - y0);
         if (classes[k] == ChipClass::good) p.good.add(x - x0, y - y0);
       })) {
    sum.all.add(part.all);
    sum.good.add(part.good);
  }
  return {sum.all.n, sum.good.n, sum.all.r(), sum.good.r()};
}

ChipSet chips_inside(const ScatterInput& input, const QPolygonF& corners) {
  ChipSet chips(input.x->size());
  const Lasso lasso(corners);
  struct Nothing {};
  for_parts(input, Nothing{}, [&](Nothing&, std::size_t k, float x, float y) {
    if (lasso.contains(x, y)) chips.insert(k);
  });
  return chips;
}

std::optional<std::size_t> nearest_chip(const ScatterInput& input, QPointF place, QSizeF unit, double reach) {
  struct Best {
    double distance2;
    std::optional<std::size_t> row;
  };
  const Best none{reach * reach, std::nullopt};
  Best best = none;
  for (const Best& part : for_parts(input, none, [&](Best&b, std::size_t k, float x, float y) {
         const double u = (x - place.x()) / unit.width(), v = (y - place.y()) / unit.height();
         if (u * u + v * v < b.distance2) b = {u * u + v * v, k};
       })) {
    if (part.distance2 < best.distance2) best = part;
  }
  return best.row;
}

}  // namespace pellucid::gui

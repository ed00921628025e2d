#include "core/spectra/ratio_curve.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace pellucid {
namespace {

Error faulty(std::string_view what, std::string_view found) {
  return bad_input("core.ratio", "", what, "two points or more, such as \"0.4:440, 0.9:450\"", found);
}

/// The numbers of one point; nothing where it does not hold exactly two.
std::optional<std::pair<double, double>> point_of(std::string_view text) {
  double values[2] = {0, 0};
  std::size_t count = 0;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (at < end) {
    if (std::string_view(" \t\r,;:").find(*at) != std::string_view::npos) {
      ++at;
      continue;
    }
    double value = 0;
    const auto [next, failed] = std::from_chars(at, end, value);
    if (failed != std::errc() || count == 2) return std::nullopt;
    values[count++] = value;
    at = next;
  }
  if (count != 2) return std::nullopt;
  return std::pair{values[0], values[1]};
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

Result<RatioCurve> RatioCurve::from(std::vector<std::pair<double, double>> points) {
  std::sort(points.begin(), points.end());
  if (points.size() < 2) return fail(faulty("the ratio curve has too few points", std::to_string(points.size())));
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!std::isfinite(points[i].first) || !std::isfinite(points[i].second))
      return fail(faulty("a point of the ratio curve is no number", ""));
    if (i > 0 && points[i].first == points[i - 1].first)
      return fail(faulty("a ratio stands twice in the curve", std::to_string(points[i].first)));
  }
  RatioCurve curve;
  curve.points_ = std::move(points);
  return curve;
}

Result<RatioCurve> RatioCurve::parse(std::string_view text) {
  const bool lines = text.find(':') == std::string_view::npos;
  const char separator = lines ? '\n' : ',';
  std::vector<std::pair<double, double>> points;
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (is_blank(piece)) continue;
    const auto point = point_of(piece);
    if (point) points.push_back(*point);
    if (!point && !(first && lines)) return fail(faulty("a point of the ratio curve cannot be read", piece));
    first = false;
  }
  return from(std::move(points));
}

RatioCurve::Wavelength RatioCurve::at(double ratio, double ratio_sigma) const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (!(ratio >= points_.front().first && ratio <= points_.back().first)) return {kNone, kNone};
  auto high =
      std::upper_bound(points_.begin(), points_.end(), std::pair{ratio, std::numeric_limits<double>::infinity()});
  if (high == points_.end()) --high;
  const auto low = high - 1;
  const double slope = (high->second - low->second) / (high->first - low->first);
  return {low->second + slope * (ratio - low->first), std::abs(slope) * ratio_sigma};
}

}  // namespace pellucid

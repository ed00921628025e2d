#include "core/spectra/line_fit.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/spectra/crossing.h"

namespace pellucid {
namespace {

constexpr std::size_t kMost = 5 + kMostShapes;  ///< height, centre, log width, background, slope, shapes
constexpr int kMostSteps = 40;
constexpr double kOutlier = 6;     ///< sigma
constexpr double kSettled = 1e-3;  ///< of chi-squared: a step that gains less ends the search

using Row = std::array<double, kMost>;
using Matrix = std::array<Row, kMost>;

/// Parameters in the order of the equations.
struct Parameters {
  double height = 0, centre = 0, log_width = 0, background = 0, slope = 0;
  ShapeParameters shape{};
};

/// Lower Cholesky factor of the leading n x n. False: not positive definite.
bool factorise(const Matrix& a, std::size_t n, Matrix& l) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= l[i][k] * l[j][k];
      if (i != j) {
        l[i][j] = sum / l[j][j];
      } else {
        if (!(sum > 1e-12 * a[i][i])) return false;
        l[i][i] = std::sqrt(sum);
      }
    }
  }
  return true;
}

Row solve(const Matrix& l, std::size_t n, Row b) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= l[i][k] * b[k];
    b[i] /= l[i][i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= l[k][i] * b[k];
    b[i] /= l[i][i];
  }
  return b;
}

class Fitter {
 public:
  Fitter(const LineSamples& samples, const LineStart& start, const ShapePrior& prior)
      : s_(samples),
        prior_(prior),
        shapes_(shape_count(prior.family)),
        weight_(samples.size()),
        residual_(samples.size()) {
    middle_nm_ = 0.5 * (s_.nm.front() + s_.nm.back());
    half_nm_ = std::max(0.5 * (s_.nm.back() - s_.nm.front()), 1e-9);
    slope_at_ = start.sloped ? 4 + shapes_ : kMost;
    count_ = 4 + shapes_ + (start.sloped ? 1 : 0);
    begin(start);
  }

  LineFit run() {
    LineFit fit;
    fit.family = prior_.family;
    fit.samples = static_cast<int>(s_.size());
    fit.parameters = static_cast<int>(count_);
    if (s_.size() < count_ + 1) return fit;
    fit.converged = iterate();
    if (fit.converged && drop_outliers()) fit.converged = iterate();
    if (fit.converged) conclude(fit);
    return fit;
  }

 private:
  void begin(const LineStart& start) {
    constexpr double kHalfWidth = 1.1774100225154747;
    p_.height = start.height;
    p_.centre = start.centre_nm;
    p_.background = start.background;
    p_.shape = prior_.mean;
    const double skew = 0.5 * std::log(start.right_nm / start.left_nm);
    const bool told = prior_.weight[0] > 0;
    double half = std::sqrt(start.left_nm * start.right_nm);
    if (prior_.family == LineFamily::split || prior_.family == LineFamily::split_voigt) {
      if (!told) p_.shape[0] = std::clamp(skew, -0.8, 0.8);
    } else if (is_two_sided(prior_.family)) {
      if (!told) p_.shape[0] = std::copysign(std::clamp(4 * std::abs(skew), 0.4, 2.0), start.mirrored ? -skew : skew);
      const ShapeLandmarks marks = landmarks_of(prior_.family, p_.shape);
      half = (start.left_nm + start.right_nm) / (marks.right - marks.left) * kHalfWidth;
      p_.centre -= half / kHalfWidth * marks.mode;
      p_.height /= shape_at(prior_.family, p_.shape, marks.mode).value;
    } else {
      half = 0.5 * (start.left_nm + start.right_nm);
      p_.centre += 0.5 * (start.right_nm - start.left_nm);
    }
    p_.log_width = std::log(half / kHalfWidth);
    least_log_width_ = std::log(0.2 * half_nm_ / static_cast<double>(s_.size()));
  }

  [[nodiscard]] bool usable(std::size_t i) const { return dropped_.empty() || !dropped_[i]; }

  [[nodiscard]] double prior_cost(const Parameters& p) const {
    double sum = 0;
    for (std::size_t k = 0; k < shapes_; ++k) {
      const double off = p.shape[k] - prior_.mean[k];
      sum += prior_.weight[k] * off * off;
    }
    return sum;
  }

  /// Normal equations at `p`, with weights from the line there; `first`: from the light seen as well, which is nearer.
  /// Returns chi-squared with the weights of the build before, so that two places can be compared.
  double build(const Parameters& p, bool first) {
    switch (count_) {
      case 4:
        return build_sized<4>(p, first);
      case 5:
        return build_sized<5>(p, first);
      case 6:
        return build_sized<6>(p, first);
      case 7:
        return build_sized<7>(p, first);
      case 8:
        return build_sized<8>(p, first);
      default:
        return build_sized<9>(p, first);
    }
  }

  /// The number of parameters known to the compiler: the sums stay in registers.
  template <std::size_t kCount>
  double build_sized(const Parameters& p, bool first) {
    std::array<double, kCount*(kCount + 1) / 2> normal{};
    std::array<double, kCount> gradient{}, j{};
    const double scale = std::exp(-p.log_width);
    double sum = prior_cost(p), here = sum;
    for (std::size_t i = 0; i < s_.size(); ++i) {
      const double u = (s_.nm[i] - p.centre) * scale, t = (s_.nm[i] - middle_nm_) / half_nm_;
      const ShapeValue g = shape_at(prior_.family, p.shape, u);
      const double line = p.height * g.value;
      double bright = std::max(line, 0.0);
      if (first) bright = std::max(bright, 0.7 * (s_.light[i] - p.background));
      const double r = s_.light[i] - line - p.background - p.slope * t;
      const double w = usable(i) ? 1.0 / (s_.floor_variance[i] + s_.light_variance[i] * bright) : 0.0;
      sum += weight_[i] * r * r;
      here += w * r * r;
      weight_[i] = w;
      residual_[i] = r;
      j[0] = g.value;
      j[1] = -p.height * g.slope * scale;
      j[2] = -p.height * g.slope * u;
      j[3] = 1;
      for (std::size_t k = 4; k < kCount; ++k)
        j[k] = k - 4 < std::min(shapes_, kMostShapes) ? p.height * g.by_shape[k - 4] : t;
      for (std::size_t a = 0, at = 0; a < kCount; ++a) {
        const double wj = w * j[a];
        gradient[a] += wj * r;
        for (std::size_t b = 0; b <= a; ++b, ++at) normal[at] += wj * j[b];
      }
    }
    for (std::size_t a = 0, at = 0; a < kCount; ++a) {
      gradient_[a] = gradient[a];
      for (std::size_t b = 0; b <= a; ++b, ++at) normal_[a][b] = normal[at];
    }
    for (std::size_t k = 0; k < shapes_; ++k) {
      normal_[4 + k][4 + k] += prior_.weight[k];
      gradient_[4 + k] -= prior_.weight[k] * (p.shape[k] - prior_.mean[k]);
    }
    held_ = here;
    return sum;
  }

  [[nodiscard]] Parameters stepped(const Row& step) const {
    Parameters p = p_;
    const double width = std::exp(p.log_width);
    p.height += step[0];
    p.centre += std::clamp(step[1], -1.5 * width, 1.5 * width);
    p.log_width = std::max(p.log_width + std::clamp(step[2], -0.7, 0.7), least_log_width_);
    p.background += step[3];
    for (std::size_t k = 0; k < shapes_; ++k) p.shape[k] += step[4 + k];
    if (slope_at_ < kMost) p.slope += step[slope_at_];
    limit_shape(prior_.family, p.shape);
    return p;
  }

  /// Levenberg's and Marquardt's steps to the least chi-squared.
  bool iterate() {
    double damping = 1e-4;
    build(p_, true);
    for (int round = 0; round < kMostSteps; ++round) {
      Matrix damped = normal_, l;
      for (std::size_t i = 0; i < count_; ++i) damped[i][i] += normal_[i][i] * damping + 1e-300;
      if (!factorise(damped, count_, l)) {
        if ((damping *= 10) > 1e8) return false;
        continue;
      }
      const Row step = solve(l, count_, gradient_);
      double gain = 0;
      for (std::size_t i = 0; i < count_; ++i) gain += step[i] * gradient_[i];
      const Parameters next = stepped(step);
      if (gain < kSettled) return is_line();  // a few hundredths of a sigma: the sums stay those of this place
      const double before = held_;
      kept_normal_ = normal_;
      kept_gradient_ = gradient_;
      kept_weight_ = weight_;
      const double after = build(next, false);
      if (after <= before * (1 + 1e-12)) {
        p_ = next;
        damping = std::max(damping * 0.1, 1e-9);
        if (before - after < kSettled && gain < 10 * kSettled) return is_line();
      } else {
        normal_ = kept_normal_;
        gradient_ = kept_gradient_;
        weight_.swap(kept_weight_);
        held_ = before;
        if ((damping *= 10) > 1e8) return is_line();
      }
    }
    return is_line();
  }

  [[nodiscard]] bool is_line() const {
    const double width = std::exp(p_.log_width);
    return std::isfinite(p_.centre) && std::isfinite(p_.height) && p_.height > 0 && width < 8 * half_nm_ &&
           p_.centre > middle_nm_ - 3 * half_nm_ && p_.centre < middle_nm_ + 3 * half_nm_;
  }

  /// Single samples far above the line: what is left of spikes. At most a few; else the line has another shape.
  bool drop_outliers() {
    double sum = 0;
    for (std::size_t i = 0; i < s_.size(); ++i) sum += std::min(residual_[i] * residual_[i] * weight_[i], 25.0);
    const double usual = std::max(1.0, std::sqrt(sum / static_cast<double>(s_.size())));
    std::vector<std::size_t> far;
    for (std::size_t i = 0; i < s_.size(); ++i)
      if (residual_[i] * std::sqrt(weight_[i]) > kOutlier * usual) far.push_back(i);
    if (far.empty() || far.size() > 1 + s_.size() / 24) return false;
    dropped_.assign(s_.size(), false);
    for (const std::size_t i : far) dropped_[i] = true;
    return true;
  }

  void conclude(LineFit& fit) {
    Matrix l;
    if (!factorise(normal_, count_, l)) {
      fit.converged = false;
      return;
    }
    fit.shape = p_.shape;
    fit.height = p_.height;
    fit.centre_nm = p_.centre;
    fit.width_nm = std::exp(p_.log_width);
    fit.background = p_.background;
    fit.slope = p_.slope / half_nm_;
    fit.middle_nm = middle_nm_;
    fit.prior_chi2 = prior_cost(p_);
    fit.chi2 = held_ - fit.prior_chi2;
    double beyond = 0;
    for (std::size_t i = 0; i < s_.size(); ++i)
      if (weight_[i] > 0) beyond += residual_[i] * residual_[i] - 1 / weight_[i];
    const ShapeLandmarks marks = landmarks_of(prior_.family, p_.shape);
    const double top = p_.height * shape_at(prior_.family, p_.shape, marks.mode).value;
    fit.misfit = std::sqrt(std::max(beyond, 0.0) / static_cast<double>(s_.size())) / top;
    fit.peak_nm = fit.centre_nm + fit.width_nm * marks.mode;
    fit.fwhm_nm = fit.width_nm * (marks.right - marks.left);
    errors(fit, marks, l);
  }

  /// Peak and FWHM move with centre, width and shape; how the landmarks move with the shape follows from the slopes.
  void errors(LineFit& fit, const ShapeLandmarks& marks, const Matrix& l) const {
    const auto at = [&](double u) { return shape_at(prior_.family, p_.shape, u); };
    const double h = 1e-3;
    const ShapeValue before = at(marks.mode - h), after = at(marks.mode + h), mode = at(marks.mode);
    const ShapeValue left = at(marks.left), right = at(marks.right);
    Row peak{}, width{};
    peak[1] = 1;
    peak[2] = fit.width_nm * marks.mode;
    width[2] = fit.fwhm_nm;
    const bool split = prior_.family == LineFamily::split || prior_.family == LineFamily::split_voigt;
    for (std::size_t k = 0; k < shapes_; ++k) {
      const double curve = after.slope - before.slope;
      if (!split && curve != 0) peak[4 + k] = -fit.width_nm * (after.by_shape[k] - before.by_shape[k]) / curve;
      const double by_right = (0.5 * mode.by_shape[k] - right.by_shape[k]) / right.slope;
      const double by_left = (0.5 * mode.by_shape[k] - left.by_shape[k]) / left.slope;
      width[4 + k] = fit.width_nm * (by_right - by_left);
      Row unit{};
      unit[4 + k] = 1;
      fit.shape_variance[k] = solve(l, count_, unit)[4 + k];
    }
    const auto sigma = [&](const Row& by) {
      const Row x = solve(l, count_, by);
      double variance = 0;
      for (std::size_t i = 0; i < count_; ++i) variance += by[i] * x[i];
      return std::sqrt(std::max(variance, 0.0));
    };
    fit.peak_sigma_nm = sigma(peak);
    fit.fwhm_sigma_nm = sigma(width);
  }

  const LineSamples& s_;
  const ShapePrior& prior_;
  std::size_t shapes_, slope_at_ = kMost, count_ = 0;
  double middle_nm_ = 0, half_nm_ = 1, least_log_width_ = -30;
  Parameters p_;
  std::vector<double> weight_, kept_weight_, residual_;
  std::vector<bool> dropped_;
  Matrix normal_{}, kept_normal_{};
  Row gradient_{}, kept_gradient_{};
  double held_ = 0;  ///< chi-squared at the place and with the weights of the last build
};

}  // namespace

void LineSamples::clear() {
  nm.clear();
  light.clear();
  floor_variance.clear();
  light_variance.clear();
}

void LineSamples::add(double at_nm, double mean_light, double floor, double by_light) {
  nm.push_back(at_nm);
  light.push_back(mean_light);
  floor_variance.push_back(floor);
  light_variance.push_back(by_light);
}

double LineFit::line_at(double nm) const {
  return height * shape_at(family, shape, (nm - centre_nm) / width_nm).value;
}

LineFit fit_line(const LineSamples& samples, const LineStart& start, const ShapePrior& prior) {
  if (samples.size() < 5) return {};
  LineFit fit = Fitter(samples, start, prior).run();
  if (prior.weight[0] > 0 || !is_two_sided(prior.family)) return fit;
  LineStart other_side = start;
  other_side.mirrored = true;
  LineFit other = Fitter(samples, other_side, prior).run();
  return other.converged && (!fit.converged || other.chi2 < fit.chi2) ? other : fit;
}

EnergyFigures energy_figures(const LineFit& fit) {
  const ShapeLandmarks marks = landmarks_of(fit.family, fit.shape);
  const auto energy_light = [&](double u) {
    const double nm = (fit.centre_nm + fit.width_nm * u) / fit.peak_nm;
    return shape_at(fit.family, fit.shape, u).value * nm * nm;
  };
  const auto rises = [&](double u) {
    const ShapeValue g = shape_at(fit.family, fit.shape, u);
    return g.slope * (fit.centre_nm / fit.width_nm + u) + 2 * g.value;
  };
  // In energy the light is weighted towards the red: the peak lies between the mode and the red half maximum.
  const double mode = crossing(marks.mode, marks.right, rises, 1e-4);
  const double half = 0.5 * energy_light(mode);
  const auto above = [&](double u) { return energy_light(u) - half; };
  const double left = crossing(marks.left - 0.5, mode, above, 1e-4),
               right = crossing(mode, marks.right + 1.0, above, 1e-4);
  const auto ev = [&](double u) { return kPlanckLight_ev_nm / (fit.centre_nm + fit.width_nm * u); };
  return {ev(mode), ev(left) - ev(right)};
}

}  // namespace pellucid

#include "core/appearance/own_looks.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr float kMost_sigma = 4;
constexpr int kSteps = 12;            ///< of the subspace iteration
constexpr std::int64_t kGroups = 8;   ///< summed up in order, whatever the threads
constexpr double kUsually = 1.25;     ///< variance of most chips along a look, where noise is 1
constexpr double kFewestPixels = 12;  ///< that a look lives on: what is smaller is a defect, or texture of a pixel
constexpr Eigen::Index kFewest = 4;   ///< chips for each look that is looked for

using Matrix = Eigen::MatrixXf;
using Chips = Eigen::Map<const Matrix>;  ///< a column a chip

/// Patterns to begin with: nothing that any optics makes.
Matrix first_guess(Eigen::Index pixels, Eigen::Index count) {
  Matrix v(pixels, count);
  std::uint32_t state = 1;
  for (Eigen::Index k = 0; k < v.size(); ++k) {
    state = state * 1664525U + 1013904223U;
    v.data()[k] = static_cast<float>(state >> 8) / 16777216.F - 0.5F;
  }
  return v;
}

Matrix orthonormal(const Matrix& v) {
  const Eigen::HouseholderQR<Matrix> qr(v);
  return qr.householderQ() * Matrix::Identity(v.rows(), v.cols());
}

/// Residuals' covariance times v.
Matrix apply_covariance(const Chips& chips, const Matrix& v) {
  std::vector<Matrix> sums(static_cast<std::size_t>(kGroups), Matrix::Zero(v.rows(), v.cols()));
  parallel_ranges(kGroups, 1, [&](std::int64_t group, std::int64_t) {
    const Eigen::Index begin = group * chips.cols() / kGroups, end = (group + 1) * chips.cols() / kGroups;
    const auto part = chips.middleCols(begin, end - begin);
    const Matrix strength = part.transpose() * v;
    sums[static_cast<std::size_t>(group)].noalias() = part * strength;
  });
  for (std::size_t g = 1; g < sums.size(); ++g) sums[0] += sums[g];
  return sums[0] / static_cast<float>(chips.cols());
}

/// Variance of the nearer two thirds of the chips along a pattern.
double usual_variance(const Chips& chips, const Eigen::VectorXf& look) {
  Eigen::VectorXf strength = (chips.transpose() * look).cwiseAbs();
  const auto at = static_cast<std::ptrdiff_t>(0.6827 * static_cast<double>(strength.size()));
  std::nth_element(strength.data(), strength.data() + at, strength.data() + strength.size());
  const auto sigma = static_cast<double>(strength[at]);
  return sigma * sigma;
}

}  // namespace

void ResidualList::add(const SigmaMap& map) {
  const std::size_t begin = values_.size();
  for (int y = 0; y < map.height; ++y) {
    const float* row = map.row(y);
    std::transform(row, row + map.width, std::back_inserter(values_),
                   [](float v) { return std::clamp(v, -kMost_sigma, kMost_sigma); });
  }
  Eigen::Map<Eigen::VectorXf> chip(values_.data() + begin, static_cast<Eigen::Index>(values_.size() - begin));
  const auto pixels = static_cast<float>(chip.size()), usual = pixels + 2 * std::sqrt(2 * pixels);
  const float square = chip.squaredNorm();
  if (square > usual) chip *= std::sqrt(usual / square);
}

std::vector<std::vector<float>> own_looks(const ResidualList& teachers, const ResidualList& others, std::size_t pixels,
                                          std::size_t most) {
  const auto n = static_cast<Eigen::Index>(pixels);
  const auto chips_of = [&](const ResidualList& list) {
    return Chips(list.values().data(), n, static_cast<Eigen::Index>(list.values().size() / pixels));
  };
  const Chips taught = chips_of(teachers), tested = chips_of(others);
  const auto wanted = static_cast<Eigen::Index>(most + 2);  // the last ones settle slowly
  if (std::min(taught.cols(), tested.cols()) < kFewest * wanted || n < 2 * wanted) return {};
  Matrix v = orthonormal(first_guess(n, wanted));
  for (int step = 0; step < kSteps; ++step) v = orthonormal(apply_covariance(taught, v));
  const Eigen::SelfAdjointEigenSolver<Matrix> modes(v.transpose() * apply_covariance(taught, v));
  v = v * modes.eigenvectors();
  std::vector<std::vector<float>> looks;
  for (Eigen::Index k = wanted - 1; k >= 0 && looks.size() < most; --k) {
    const Eigen::VectorXf look = v.col(k);
    const double size = 1 / static_cast<double>(look.array().square().square().sum());
    if (size < kFewestPixels || usual_variance(tested, look) < kUsually) continue;
    looks.emplace_back(look.data(), look.data() + n);
  }
  return looks;
}

}  // namespace pellucid

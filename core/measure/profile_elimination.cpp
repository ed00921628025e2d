#include "core/measure/profile_elimination.h"

#include <algorithm>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr std::int64_t kColumns = 64;  ///< at a time

}  // namespace

Elimination::Elimination(const LinearSystem& system, const std::vector<Eigen::Index>& kept) : order_(system.b.size()) {
  const auto n_kept = static_cast<Eigen::Index>(kept.size());
  const Eigen::Index n = system.b.size() - n_kept;
  std::vector<bool> is_kept(static_cast<std::size_t>(order_.size()));
  for (const Eigen::Index k : kept) is_kept[static_cast<std::size_t>(k)] = true;
  Eigen::Index* next = order_.data();
  for (Eigen::Index k = 0; k < order_.size(); ++k) {
    if (!is_kept[static_cast<std::size_t>(k)]) *next++ = k;
  }
  std::copy(kept.begin(), kept.end(), next);
  const auto entry = [&](Eigen::Index row, Eigen::Index column) {
    return system.a(std::max(order_[row], order_[column]), std::min(order_[row], order_[column]));
  };
  Eigen::MatrixXd others(n, n);
  for (Eigen::Index j = 0; j < n; ++j) {
    for (Eigen::Index i = j; i < n; ++i) others(i, j) = entry(i, j);
  }
  others_.compute(others);
  right_ = system.b(order_.head(n));
  others_.matrixL().solveInPlace(right_);
  between_.resize(n, n_kept);
  left_.a.resize(n_kept, n_kept);
  parallel_ranges(n_kept, kColumns, [&](std::int64_t begin, std::int64_t end) {
    for (Eigen::Index j = begin; j < end; ++j) {
      for (Eigen::Index i = 0; i < n; ++i) between_(i, j) = entry(i, n + j);
      for (Eigen::Index i = begin; i < n_kept; ++i) left_.a(i, j) = entry(n + i, n + j);
    }
    auto columns = between_.middleCols(begin, end - begin);
    others_.matrixL().solveInPlace(columns);
  });
  parallel_ranges(n_kept, kColumns, [&](std::int64_t begin, std::int64_t end) {
    left_.a.block(begin, begin, n_kept - begin, end - begin).noalias() -=
        between_.rightCols(n_kept - begin).transpose() * between_.middleCols(begin, end - begin);
  });
  left_.b = system.b(order_.tail(n_kept)) - between_.transpose() * right_;
}

Eigen::VectorXd Elimination::complete(const Eigen::VectorXd& kept, const Eigen::VectorXd& normal) const {
  Eigen::VectorXd rest = normal - between_ * kept;
  others_.matrixU().solveInPlace(rest);
  Eigen::VectorXd all(order_.size());
  all(order_.head(others())) = rest;
  all(order_.tail(kept.size())) = kept;
  return all;
}

}  // namespace pellucid

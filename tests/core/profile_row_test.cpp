#include "core/measure/profile_row.h"

#include <gtest/gtest.h>

namespace pellucid {
namespace {

/// Chips near and far, one beyond the support, two that meet in the same coefficients.
TEST(PixelRow, squares_are_those_of_scalar_arithmetic) {
  const ProfileBasis basis{SplineAxis(6, 5, 0.7, 34), SplineAxis(9, 8, 0.7, 34)};
  PixelRow row(basis);
  row.add(0.3, -0.8, 1000);
  row.add(-5.2, 0.1, 1200);
  row.add(0.4, -0.9, 30);
  row.add(3.1, 8.4, 700);
  row.add(7, 0, 500);
  Eigen::MatrixXd vectors = Eigen::MatrixXd::Zero(basis.count(), basis.count()), scalar = vectors;
  row.add_square_to(vectors, 0.01);
  row.add_square_to_scalar(scalar, 0.01);
  const Eigen::MatrixXd both = vectors + vectors.transpose();
  const Eigen::MatrixXd expected = scalar + scalar.transpose();
  EXPECT_LT((both - expected).cwiseAbs().maxCoeff(), 1e-12 * expected.cwiseAbs().maxCoeff());
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(basis.count());
  row.add_to(sum, 1);
  EXPECT_LT((0.01 * sum * sum.transpose() - expected).cwiseAbs().maxCoeff(), 1e-12 * expected.cwiseAbs().maxCoeff());
}

}  // namespace
}  // namespace pellucid

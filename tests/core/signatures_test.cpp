#include "core/judge/signatures.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "core/judge/chip_clusters.h"
#include "tests/core/synthetic_image.h"

namespace pellucid {
namespace {

using testing::Contains;
using testing::Field;
using testing::IsEmpty;

/// A square of chips 100 x 50 um apart, of which a share is dark by chance.
struct Case {
  WaferDesign wafer;
  ChipTable table;

  Case(std::int32_t columns, std::int32_t rows, double rate, unsigned seed) {
    wafer = testing_images::rectangle_wafer(columns, rows, {100, 50}, {60, 30});
    wafer.diameter_mm = std::hypot(100 * columns, 50 * rows) / 1000 + 1;
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> chance;
    for (std::int32_t row = 0; row < rows; ++row) {
      for (std::int32_t column = 0; column < columns; ++column) {
        table.column.push_back(column);
        table.row.push_back(row);
        table.x_um.push_back(static_cast<float>(wafer.chips->column_um(column)));
        table.y_um.push_back(static_cast<float>(wafer.chips->row_um(row)));
        table.chip_class.push_back(chance(random) < rate ? ChipClass::dark : ChipClass::good);
      }
    }
  }
  template <class Inside>
  void fail(ChipClass as, const Inside& inside) {
    for (std::size_t k = 0; k < table.size(); ++k) {
      if (inside(static_cast<double>(table.x_um[k]), static_cast<double>(table.y_um[k]), table.column[k], table.row[k]))
        table.chip_class[k] = as;
    }
  }
  [[nodiscard]] std::vector<Signature> found() const { return find_signatures(table, wafer); }
};

TEST(Signatures, chance_alone_has_none) {
  int named = 0;
  for (const double rate : {0.0, 0.0005, 0.005, 0.015, 0.04, 0.1, 0.4}) {
    for (unsigned seed = 1; seed <= 12; ++seed) named += Case(300, 300, rate, seed).found().empty() ? 0 : 1;
  }
  EXPECT_LE(named, 1) << "of 84 wafers";
}

TEST(Signatures, a_scratch_is_told_with_its_ends) {
  Case c(300, 300, 0.005, 1);
  c.fail(ChipClass::dim,
         [](double x, double y, int, int) { return std::abs(y - 0.3 * x - 500) < 40 && x > -6000 && x < 4000; });
  const auto found = c.found();
  ASSERT_EQ(found.size(), 1U) << describe(found.front());
  EXPECT_EQ(found[0].kind, SignatureKind::scratch);
  EXPECT_EQ(found[0].mostly, ChipClass::dim);
  EXPECT_NEAR(std::abs(found[0].high_um.x - found[0].low_um.x), 10000, 300);
  EXPECT_NEAR(std::abs(found[0].high_um.y - found[0].low_um.y), 3000, 200);
  EXPECT_THAT(describe(found[0]), testing::StartsWith("scratch: "));
}

TEST(Signatures, a_cluster_a_row_and_a_place_of_the_field_are_told_apart) {
  Case c(300, 300, 0.005, 2);
  c.wafer.chips->field = FieldDesign{10, 12, {}};
  c.fail(ChipClass::leaky, [](double x, double y, int, int) { return std::hypot(x - 5000, y + 3000) < 600; });
  c.fail(ChipClass::dark, [](double, double, int, int row) { return row == 40; });
  c.fail(ChipClass::missing, [](double, double, int column, int row) { return column % 10 == 3 && row % 12 == 7; });
  const auto found = c.found();
  EXPECT_THAT(found, Contains(testing::AllOf(Field(&Signature::kind, SignatureKind::cluster),
                                             Field(&Signature::mostly, ChipClass::leaky))));
  EXPECT_THAT(found, Contains(testing::AllOf(Field(&Signature::kind, SignatureKind::row), Field(&Signature::row, 40))));
  EXPECT_THAT(found, Contains(testing::AllOf(Field(&Signature::kind, SignatureKind::field_place),
                                             Field(&Signature::column, 3), Field(&Signature::row, 7))));
}

TEST(Signatures, zones_of_the_radius) {
  for (const auto& [low, high, kind] :
       {std::tuple{0.0, 0.2, SignatureKind::centre}, std::tuple{0.4, 0.48, SignatureKind::ring},
        std::tuple{0.72, 2.0, SignatureKind::edge}}) {
    Case c(400, 800, 0.002, 3);
    c.wafer.diameter_mm = 40;
    std::mt19937 random(4);
    const double radius = c.wafer.usable_radius_um();
    c.fail(ChipClass::dim, [&](double x, double y, int, int) {
      const double r = std::hypot(x, y) / radius;
      return r >= low && r < high && random() % 20 == 0;
    });
    c.fail(ChipClass::unmeasured, [&](double x, double y, int, int) { return std::hypot(x, y) > radius; });
    const auto found = c.found();
    ASSERT_THAT(found, Contains(Field(&Signature::kind, kind)));
    const Signature& s = *std::ranges::find(found, kind, &Signature::kind);
    EXPECT_NEAR(s.from, low, 0.041);
    EXPECT_NEAR(s.to, std::min(1.0, high), 0.041);
    EXPECT_NEAR(s.rate, 0.052, 0.012);
  }
}

TEST(Signatures, a_table_of_another_design_has_none) {
  Case c(60, 60, 0, 1);
  c.fail(ChipClass::dark, [](double, double, int, int row) { return row == 40; });
  ASSERT_FALSE(c.found().empty());
  c.wafer.chips->columns = 50;
  EXPECT_THAT(c.found(), IsEmpty());
}

TEST(Signatures, an_empty_table_has_none) {
  EXPECT_THAT(find_signatures({}, testing_images::rectangle_wafer(3, 3, {10, 10}, {5, 5})), IsEmpty());
}

}  // namespace
}  // namespace pellucid

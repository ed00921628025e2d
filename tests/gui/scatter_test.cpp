#include "gui/model/scatter.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <cmath>
#include <random>

#include "gui/map/map_picture.h"
#include "gui/panes/column_box.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/scatter_pane.h"
#include "gui/panes/scatter_plot.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

constexpr ChipIndex kDead{70, 60};

class ScatterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::MadeWafer made;
    made.class_of = [](ChipIndex c) {
      if (c == kDead) return ChipClass::dark;
      return (c.column + c.row) % 50 == 0 ? ChipClass::dim : ChipClass::good;
    };
    const QString path = folder_.path() + QStringLiteral("/W01.result");
    testing::write_made_result(made, path.toStdString());
    pane_.resize(900, 500);
    pane_.show();
    session_.open(path);
    ASSERT_TRUE(wait_until([&] { return session_.picture() && pane_.is_complete(); }));
    pane_.y_columns().set_column("intensity_e");
    ASSERT_TRUE(wait_until([&] { return title() == QStringLiteral("PL intensity [e]") && pane_.is_complete(); }));
    input_.wafer = session_.wafer();
    input_.x = session_.wafer()->column("relative_intensity").value();
    input_.y = session_.wafer()->column("intensity_e").value();
  }
  QString title() { return pane_.plot().plot().yAxis->label(); }
  QPoint at(double x, double y) { return pane_.plot().px_of({x, y}).toPoint(); }
  std::size_t count(ChipClass c) {
    return static_cast<std::size_t>(std::ranges::count(session_.wafer()->classes(), c));
  }

  QTemporaryDir folder_;
  Session session_;
  ScatterPane pane_{session_};
  ScatterInput input_;
};

TEST_F(ScatterTest, DensityHoldsEveryChipOfTheViewOnceAndRareClassesArePoints) {
  const ValueRect all{-1, 2, -1000, 20'000};
  const ScatterView view = scatter_view(input_, all, 60, 40);
  EXPECT_EQ(view.in_view, static_cast<std::int64_t>(session_.wafer()->size()));
  EXPECT_EQ(view.points[rank_of(ChipClass::dim)].size(), count(ChipClass::dim));
  EXPECT_EQ(view.points[rank_of(ChipClass::dark)].size(), 1U);
  const ScatterView left = scatter_view(input_, {-1, 0.8, -1000, 20'000}, 60, 40);
  EXPECT_EQ(left.in_view, static_cast<std::int64_t>(count(ChipClass::dim) + 1));
  EXPECT_TRUE(left.points[rank_of(ChipClass::good)].empty());
}

TEST_F(ScatterTest, CorrelationIsPearsons) {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t k = 0; k < input_.x->size(); ++k) {
    const double u = (*input_.x)[k], v = (*input_.y)[k];
    n += 1, x += u, y += v, xx += u * u, yy += v * v, xy += u * v;
  }
  const double expected = (n * xy - x * y) / std::sqrt((n * xx - x * x) * (n * yy - y * y));
  const Correlation found = correlation_of(input_);
  EXPECT_NEAR(found.r, expected, 1e-6);
  EXPECT_TRUE(std::isnan(found.r_good)) << "all good chips have the same relative intensity";
  EXPECT_EQ(found.good_chips, static_cast<std::int64_t>(count(ChipClass::good)));
  const auto labels = pane_.findChildren<QLabel*>();
  EXPECT_TRUE(std::ranges::any_of(
      labels, [&](const QLabel* l) { return l->text().contains(QLocale().toString(expected, 'f', 4)); }));
}

TEST_F(ScatterTest, ALassoPicksWhatItHolds) {
  QWidget* plot = &pane_.plot().plot();
  const ValueRect rect = pane_.plot().rect();
  // Around the dim chips at 0.6, nothing else.
  const QPoint corners[] = {at(0.5, rect.y_low), at(0.7, rect.y_low), at(0.7, rect.y_high), at(0.5, rect.y_high)};
  QTest::mousePress(plot, Qt::LeftButton, {}, corners[0]);
  for (const QPoint& corner : corners) QTest::mouseMove(plot, corner);
  QTest::mouseRelease(plot, Qt::LeftButton, {}, corners[3]);
  ASSERT_TRUE(wait_until([&] { return session_.picked() != nullptr; }));
  EXPECT_EQ(session_.picked()->chips->count(), count(ChipClass::dim));
  session_.picked()->chips->for_each([&](std::size_t k) { EXPECT_EQ(session_.wafer()->classes()[k], ChipClass::dim); });
  EXPECT_EQ(session_.current(), std::nullopt) << "a lasso is not a click";
}

TEST_F(ScatterTest, AWindingLassoHoldsWhatQtSaysItHolds) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> u(-1, 1);
  QPolygonF lasso;
  for (int i = 0; i < 300; ++i)  // a star that crosses itself
    lasso.append({(1.2 + 0.5 * u(random)) * std::cos(0.05 * i), (1.2 + 0.5 * u(random)) * std::sin(0.05 * i)});
  ScatterInput input = input_;
  std::vector<float> x(50'000), y(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    x[k] = static_cast<float>(2 * u(random));
    y[k] = static_cast<float>(2 * u(random));
  }
  input.x = std::make_shared<const std::vector<float>>(x);
  input.y = std::make_shared<const std::vector<float>>(y);
  const ChipSet chips = chips_inside(input, lasso);
  EXPECT_GT(chips.count(), 1000U);
  std::size_t others = 0;
  for (std::size_t k = 0; k < x.size(); ++k)
    others += chips.contains(k) != lasso.containsPoint(QPointF(x[k], y[k]), Qt::OddEvenFill) ? 1 : 0;
  EXPECT_EQ(others, 0U);
}

TEST_F(ScatterTest, AClickTakesTheNearestChip) {
  const std::size_t dead = *session_.wafer()->grid().table_row(kDead);
  pane_.plot().set_rect({-0.5, 1.5, -2000, 14'000});
  ASSERT_TRUE(wait_until([&] { return pane_.is_complete(); }));
  QWidget* plot = &pane_.plot().plot();
  QTest::mouseClick(plot, Qt::LeftButton, {}, at((*input_.x)[dead], (*input_.y)[dead]) + QPoint(2, -2));
  ASSERT_TRUE(wait_until([&] { return session_.current().has_value(); }));
  EXPECT_EQ(*session_.current(), dead);
}

TEST_F(ScatterTest, TheWheelZoomsAndTheRightButtonMoves) {
  QCustomPlot& plot = pane_.plot().plot();
  const ValueRect before = pane_.plot().rect();
  const QPointF px = plot.axisRect()->center();
  QWheelEvent wheel(px, plot.mapToGlobal(px), {}, {0, 120}, {}, {}, {}, false);
  QCoreApplication::sendEvent(&plot, &wheel);
  const ValueRect zoomed = pane_.plot().rect();
  EXPECT_NEAR(zoomed.x_high - zoomed.x_low, 0.8 * (before.x_high - before.x_low), 1e-9);
  EXPECT_NEAR(zoomed.y_high - zoomed.y_low, 0.8 * (before.y_high - before.y_low), 1e-6);
  QTest::mousePress(&plot, Qt::RightButton, {}, px.toPoint());
  QTest::mouseMove(&plot, px.toPoint() + QPoint(50, 20));
  QTest::mouseRelease(&plot, Qt::RightButton, {}, px.toPoint() + QPoint(50, 20));
  EXPECT_LT(pane_.plot().rect().x_low, zoomed.x_low);
  EXPECT_GT(pane_.plot().rect().y_low, zoomed.y_low);
  QTest::mouseDClick(&plot, Qt::LeftButton, {}, px.toPoint());
  EXPECT_EQ(pane_.plot().rect(), before) << "a double click shows all again";
}

}  // namespace
}  // namespace pellucid::gui

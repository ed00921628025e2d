#include <gtest/gtest.h>

#include <QLabel>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <cmath>
#include <random>

#include "gui/model/distribution.h"
#include "gui/panes/column_box.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/histogram_pane.h"
#include "gui/panes/histogram_plot.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

TEST(Distribution, ManyValuesAreSortedAsFewAre) {
  std::mt19937 random(1);
  std::normal_distribution<float> spread(-0.5F, 3.0F);
  std::vector<float> values(250'000);
  for (float& v : values) v = spread(random);
  values[7] = NAN;
  values[8] = -INFINITY;
  values[9] = -0.0F;
  const SortedValues sorted(values);
  EXPECT_EQ(sorted.size(), 250'000 - 2);
  for (const double limit : {-4.0, -0.1, 0.0, 1e-30, 2.5}) {
    EXPECT_EQ(sorted.below(limit),
              std::ranges::count_if(values, [&](float v) { return std::isfinite(v) && v < limit; }));
    EXPECT_EQ(sorted.above(limit),
              std::ranges::count_if(values, [&](float v) { return std::isfinite(v) && v > limit; }));
  }
}

TEST(Distribution, LimitsTakeGoodChipsFromTheYield) {
  const std::vector<float> values{1, 2, 3, 4, NAN, 0, NAN};
  using enum ChipClass;
  const std::vector<ChipClass> classes{good, good, good, good, good, dark, unmeasured};
  const LimitEffect effect = effect_of(distribution_of(values, classes), 1, 3);
  EXPECT_EQ(effect.good_beyond, 1) << "a limit itself is still good";
  EXPECT_EQ(effect.beyond, 2);
  EXPECT_DOUBLE_EQ(effect.share_beyond, 2.0 / 5);
  EXPECT_DOUBLE_EQ(effect.yield_now, 5.0 / 6);
  EXPECT_DOUBLE_EQ(effect.yield_then, 4.0 / 6);
  EXPECT_EQ(chips_within(values, 2, 3, false).count(), 2U);
  EXPECT_EQ(chips_within(values, 2, 3, true).count(), 3U) << "without a value is neither inside nor outside";
}

class HistogramTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::MadeWafer made;
    made.class_of = [](ChipIndex c) { return (c.column + c.row) % 50 == 0 ? ChipClass::dim : ChipClass::good; };
    const QString path = folder_.path() + QStringLiteral("/W01.result");
    testing::write_made_result(made, path.toStdString());
    pane_.resize(1000, 320);
    pane_.show();
    session_.open(path);
    ASSERT_TRUE(wait_until([&] { return session_.picture() && view().plot().graph(1)->dataCount() > 0; }));
    pane_.columns().set_column("intensity_e");
    ASSERT_TRUE(wait_until([&] { return view().plot().xAxis->label().startsWith(QStringLiteral("PL intensity")); }));
    view().plot().replot();
  }
  HistogramPlot& view() { return pane_.plot(); }
  QPoint at(double value) {
    QCustomPlot& plot = view().plot();
    return {static_cast<int>(std::lround(plot.xAxis->coordToPixel(value))), plot.axisRect()->center().y()};
  }
  QToolButton* button(const QString& text) {
    for (QToolButton* b : pane_.findChildren<QToolButton*>()) {
      if (b->text() == text) return b;
    }
    return nullptr;
  }
  std::int64_t count_outside(double low, double high) {
    const auto values = session_.wafer()->column("intensity_e").value();
    return std::ranges::count_if(*values, [&](float v) { return v < low || v > high; });
  }

  QTemporaryDir folder_;
  Session session_;
  HistogramPane pane_{session_};
};

TEST_F(HistogramTest, ADraggedLimitSaysAtOnceWhatItWouldTake) {
  const double before = view().lower(), target = 9500;
  QWidget* plot = &view().plot();
  QTest::mousePress(plot, Qt::LeftButton, {}, at(before));
  QTest::mouseMove(plot, at((before + target) / 2));
  QTest::mouseMove(plot, at(target));
  QTest::mouseRelease(plot, Qt::LeftButton, {}, at(target));
  EXPECT_NEAR(view().lower(), target, view().bar_width());
  const std::int64_t beyond = count_outside(view().lower(), view().upper());
  ASSERT_GT(beyond, 100);
  QString told;
  for (const QLabel* label : pane_.findChildren<QLabel*>()) told += label->text();
  EXPECT_TRUE(told.contains(QStringLiteral("<b>%1</b>").arg(QLocale().toString(beyond)))) << told.toStdString();
  QTest::mouseClick(button(QStringLiteral("Pick out beyond")), Qt::LeftButton);
  ASSERT_TRUE(wait_until([&] { return session_.picked() != nullptr; }));
  EXPECT_EQ(static_cast<std::int64_t>(session_.picked()->chips->count()), beyond);
}

TEST_F(HistogramTest, ADragElsewhereMovesTheViewAndTheWheelZoomsIt) {
  QCustomPlot& plot = view().plot();
  const QCPRange before = plot.xAxis->range();
  const double lower = view().lower();
  QTest::mousePress(&plot, Qt::LeftButton, {}, at(before.center()));
  QTest::mouseMove(&plot, at(before.center()) + QPoint(80, 0));
  QTest::mouseRelease(&plot, Qt::LeftButton, {}, at(before.center()) + QPoint(80, 0));
  EXPECT_LT(plot.xAxis->range().lower, before.lower);
  EXPECT_EQ(view().lower(), lower) << "limits stay";
  const QPointF px(400, 100);
  const double under = plot.xAxis->pixelToCoord(px.x());
  QWheelEvent wheel(px, plot.mapToGlobal(px), {}, {0, 120}, {}, {}, {}, false);
  QCoreApplication::sendEvent(&plot, &wheel);
  EXPECT_NEAR(plot.xAxis->range().size(), before.size() * 0.8, before.size() * 1e-6);
  EXPECT_NEAR(plot.xAxis->pixelToCoord(px.x()), under, before.size() * 1e-3);
}

TEST_F(HistogramTest, ADoubleClickPicksABarOrASide) {
  QWidget* plot = &view().plot();
  view().set_limits(9500, 10'500);
  QTest::mouseDClick(plot, Qt::LeftButton, {}, at(9400));
  ASSERT_TRUE(wait_until([&] { return session_.picked() != nullptr; }));
  EXPECT_EQ(static_cast<std::int64_t>(session_.picked()->chips->count()), count_outside(9500, INFINITY));
  const auto side = session_.picked();
  QTest::mouseDClick(plot, Qt::LeftButton, {}, at(10'000));
  ASSERT_TRUE(wait_until([&] { return session_.picked() != side; }));
  EXPECT_LT(session_.picked()->chips->count(), side->chips->count());
  const auto values = session_.wafer()->column("intensity_e").value();
  session_.picked()->chips->for_each([&](std::size_t k) { EXPECT_NEAR((*values)[k], 10'000, 2 * view().bar_width()); });
}

TEST_F(HistogramTest, LimitsBecomeTheColourRangeWhenAsked) {
  view().set_limits(9500, 10'500);
  QTest::mouseClick(button(QStringLiteral("Use as colour range")), Qt::LeftButton);
  ASSERT_TRUE(wait_until([&] { return session_.range() == ValueRange{9500, 10'500}; }));
  EXPECT_EQ(session_.subject(), QStringLiteral("intensity_e"));
  view().set_limits(9600, 10'400);
  EXPECT_EQ(session_.range(), (ValueRange{9600, 10'400}));
}

}  // namespace
}  // namespace pellucid::gui

#include "gui/panes/chip_card.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QLabel>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <cmath>

#include "gui/app/wording.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/facts_view.h"
#include "gui/panes/neighbours_view.h"
#include "gui/panes/pixels_view.h"
#include "gui/panes/power_curve.h"
#include "gui/panes/reasons_view.h"
#include "inspection/inspect.h"
#include "results/result_folder.h"
#include "samples/simulator/simulate.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

constexpr ChipIndex kDead{70, 60};

/// Two layers, the second a hundredth as bright.
ResultData two_powers() {
  testing::MadeWafer made;
  made.diameter_mm = 50;
  made.class_of = [](ChipIndex c) { return c == kDead ? ChipClass::dark : ChipClass::good; };
  ResultData data = testing::made_result(made);
  data.layers[0].excitation = Excitation{405, 10, 0};
  data.layers.push_back(data.layers[0]);
  data.layers[1].name = "od2";
  data.layers[1].excitation = Excitation{405, 10, 2};
  data.registrations.push_back(data.registrations[0]);
  data.registrations[1].layer = "od2";
  LayerColumns second = data.table.layers[0];
  second.layer = "od2";
  for (float& e : second.intensity_e) e /= 100;
  data.table.layers.push_back(second);
  return data;
}

class ChipCardTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const QString path = folder_.path() + QStringLiteral("/W01.result");
    const auto written = write_result(two_powers(), path.toStdString(), {.maps_and_report = false});
    ASSERT_TRUE(written) << written.error().message();
    card_.resize(320, 600);
    card_.show();
    session_.open(path);
    ASSERT_TRUE(wait_until([&] { return session_.picture() != nullptr; }));
  }
  void take(ChipIndex chip) { session_.set_current(session_.wafer()->grid().table_row(chip)); }
  QString all_text() {
    QString text;
    for (const QLabel* label : card_.findChildren<QLabel*>()) text += label->text() + QLatin1Char('\n');
    return text;
  }

  QTemporaryDir folder_;
  Session session_;
  ChipCard card_{session_};
};

TEST_F(ChipCardTest, TellsPlaceClassAndValuesWithTheirSigma) {
  auto* facts = card_.findChild<FactsView*>();
  EXPECT_FALSE(facts->isVisible()) << "nothing is at hand";
  take(kDead);
  ASSERT_TRUE(wait_until([&] { return facts->topLevelItemCount() > 0; }));
  EXPECT_TRUE(all_text().contains(QStringLiteral("Column 70, row 60"))) << all_text().toStdString();
  EXPECT_TRUE(all_text().contains(QStringLiteral("Findings: Dark"))) << all_text().toStdString();
  ASSERT_GE(facts->topLevelItemCount(), 3) << "two layers and EL";
  EXPECT_EQ(facts->topLevelItem(0)->text(0), QStringLiteral("Layer pl"));
  EXPECT_EQ(facts->topLevelItem(1)->text(0), QStringLiteral("Layer od2"));
  QString intensity, el;
  for (int i = 0; i < facts->topLevelItem(0)->childCount(); ++i) {
    const QTreeWidgetItem* item = facts->topLevelItem(0)->child(i);
    if (item->toolTip(0) == QStringLiteral("intensity_e")) intensity = item->text(1) + item->text(2);
    EXPECT_NE(item->toolTip(0), QStringLiteral("intensity_sigma_e")) << "stands behind the intensity";
  }
  EXPECT_TRUE(intensity.endsWith(QStringLiteral(" ± 100e"))) << intensity.toStdString();
  const QTreeWidgetItem* last = facts->topLevelItem(facts->topLevelItemCount() - 1);
  for (int i = 0; i < last->childCount(); ++i) {
    if (last->child(i)->toolTip(0) == QStringLiteral("el_pass")) el = last->child(i)->text(1);
  }
  EXPECT_EQ(el, QStringLiteral("fails"));
}

TEST_F(ChipCardTest, AClickOnANeighbourTakesIt) {
  take({20, 60});
  card_.findChild<QTabWidget*>()->setCurrentIndex(2);
  auto* neighbours = card_.findChild<NeighboursView*>();
  const auto click = [&](int column, int row) {
    QTest::mouseClick(neighbours, Qt::LeftButton, {}, neighbours->cell_px(column, row).center().toPoint());
    return session_.wafer()->grid().chip(*session_.current());
  };
  EXPECT_EQ(click(3, 1), (ChipIndex{21, 61})) << "one to the right, one up";
  auto* side = neighbours->parentWidget()->findChild<QComboBox*>();
  side->setFocus();
  QTest::keyClick(side, Qt::Key_End);
  EXPECT_EQ(neighbours->side(), 9);
  EXPECT_EQ(click(0, 8), (ChipIndex{17, 57}));
}

TEST_F(ChipCardTest, AScanThatIsGoneIsToldInPlaceOfPixels) {
  take(kDead);
  auto* pixels = card_.findChild<PixelsView*>();
  ASSERT_TRUE(wait_until([&] { return !pixels->problem().isEmpty(); }));
  EXPECT_TRUE(pixels->patches().empty());
}

TEST(ChipCardOfAScan, ShowsThePixelsOfTheChipAndWhyItWasJudgedSo) {
  const QTemporaryDir folder;
  const std::filesystem::path scan = folder.path().toStdString() + "/scan";
  SimulationOptions options = *simulation_preset("small");
  options.threads = 1;
  ASSERT_TRUE(simulate(options, scan));
  InspectRequest request;
  request.scan = scan;
  request.result = scan.string() + ".result";
  request.write_maps_and_report = false;
  const auto inspected = inspect(request);
  ASSERT_TRUE(inspected) << inspected.error().message();

  Session session;
  ChipCard card(session);
  card.resize(340, 700);
  card.show();
  session.open(QString::fromStdString(request.result.string()));
  ASSERT_TRUE(wait_until([&] { return session.picture() != nullptr; }));
  const auto& classes = session.classes();
  const auto dark = std::ranges::find(classes, ChipClass::dark) - classes.begin();
  ASSERT_LT(dark, std::ssize(classes));
  session.set_current(static_cast<std::size_t>(dark));
  auto* pixels = card.findChild<PixelsView*>();
  ASSERT_TRUE(wait_until([&] { return !pixels->patches().empty(); })) << pixels->problem().toStdString();
  const PixelPatch& patch = pixels->patches().front();
  EXPECT_EQ(patch.kind, PixelKind::corrected);
  EXPECT_GT(patch.width, 4);
  EXPECT_EQ(patch.units, "e");
  pixels->findChild<QComboBox*>()->setCurrentIndex(1);
  ASSERT_TRUE(wait_until([&] { return pixels->patches().front().kind == PixelKind::raw; }));
  auto* reasons = &card.findChild<ReasonsView*>()->findings();
  ASSERT_TRUE(wait_until([&] { return reasons->topLevelItemCount() > 0; }));
  EXPECT_EQ(reasons->topLevelItem(0)->text(0), title_of(ChipClass::dark)) << "what decided stands first";
  EXPECT_EQ(reasons->topLevelItem(0)->text(1), QStringLiteral("found"));
}

TEST_F(ChipCardTest, ThePowerCurveStandsBesideHealthyChips) {
  take(kDead);
  auto* curve = card_.findChild<PowerCurve*>();
  ASSERT_TRUE(wait_until([&] { return curve->plot().graph(1)->dataCount() == 2; }));
  const auto chip = curve->plot().graph(1)->data(), healthy = curve->plot().graph(0)->data();
  ASSERT_EQ(healthy->size(), 2);
  EXPECT_NEAR(chip->at(0)->key, 0.1, 1e-9) << "10 W/cm2 behind OD 2";
  EXPECT_NEAR(chip->at(1)->key, 10, 1e-9);
  EXPECT_NEAR(healthy->at(1)->value / chip->at(1)->value, 1000, 1) << "a thousandth of a healthy chip's light";
  EXPECT_NEAR(chip->at(1)->value / chip->at(0)->value, 100, 0.1);
  EXPECT_TRUE(card_.findChild<QTabWidget*>()->isTabVisible(3));
}

}  // namespace
}  // namespace pellucid::gui

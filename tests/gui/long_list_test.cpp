// Lists and sets of more chips than a view can hold at once.
#include <gtest/gtest.h>

#include <QComboBox>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <random>

#include "gui/panes/chip_table_model.h"
#include "gui/panes/chip_table_pane.h"
#include "gui/review/review_walk.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

TEST(ChipSetSteps, AreThoseOfLookingAtEveryRow) {
  std::mt19937 random(3);
  for (const double share : {0.0, 0.003, 0.5, 1.0}) {
    for (const std::size_t size : {1U, 63U, 64U, 65U, 700U}) {
      ChipSet chips(size);
      std::bernoulli_distribution member(share);
      for (std::size_t k = 0; k < size; ++k) {
        if (member(random)) chips.insert(k);
      }
      std::size_t before = 0;
      for (std::size_t k = 0; k < size; ++k) {
        ASSERT_EQ(chips.count_before(k), before);
        before += chips.contains(k) ? 1 : 0;
        std::size_t first = k, last = size;
        while (first < size && !chips.contains(first)) ++first;
        ASSERT_EQ(chips.first_in(k, size), first);
        for (std::size_t i = k; i-- > 0;) {
          if (!chips.contains(i)) continue;
          last = i;
          break;
        }
        ASSERT_EQ(chips.last_in(0, k), last == size ? k : last) << size << " " << k;
      }
      ASSERT_EQ(chips.count_before(size), chips.count());
    }
  }
}

TEST(ChipSetSteps, AWalkComesRoundAndEndsWhereNothingIsWanted) {
  ChipSet chips(1000);
  for (const std::size_t k : {5U, 70U, 999U}) chips.insert(k);
  const auto any = [](std::size_t) { return true; };
  EXPECT_EQ(step_in(chips, 999, true, any), 5U);
  EXPECT_EQ(step_in(chips, 5, false, any), 999U);
  EXPECT_EQ(step_in(chips, 6, true, any), 70U);
  EXPECT_EQ(step_in(chips, std::nullopt, false, any), 999U);
  EXPECT_EQ(step_in(chips, 70, true, [](std::size_t k) { return k == 70; }), 70U) << "itself last";
  EXPECT_FALSE(step_in(chips, 70, false, [](std::size_t) { return false; }));
  EXPECT_FALSE(step_in(ChipSet(1000), 70, true, any));
}

class LongList : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::MadeWafer made;
    made.pitch_um = {50, 50};
    made.size_um = {30, 30};
    made.with_el = false;
    const QString path = folder_.path() + QStringLiteral("/W01.result");
    testing::write_made_result(made, path.toStdString());
    pane_.resize(900, 300);
    pane_.show();
    session_.open(path);
    ASSERT_TRUE(wait_until([&] { return session_.wafer() != nullptr && settled(); }));
    pane_.chips().setCurrentIndex(1);
    ASSERT_TRUE(wait_until([&] { return settled() && model().list().size() == session_.wafer()->size(); }));
  }
  [[nodiscard]] bool settled() const { return pane_.is_complete(); }
  ChipTableModel& model() { return pane_.model(); }
  [[nodiscard]] std::size_t seen_place() { return model().first() + static_cast<std::size_t>(pane_.table().rowAt(0)); }
  QTemporaryDir folder_;
  Session session_;
  ChipTablePane pane_{session_};
};

TEST_F(LongList, TheViewHasAWindowThatFollowsTheChipAtHand) {
  ASSERT_TRUE(model().is_window());
  EXPECT_EQ(model().rowCount(), static_cast<int>(ChipTableModel::kWindow));
  for (const std::size_t row : {session_.wafer()->size() - 1, std::size_t{3}, session_.wafer()->size() / 2}) {
    session_.set_current(row);
    ASSERT_TRUE(model().shows(row));
    EXPECT_EQ(model().first() + static_cast<std::size_t>(pane_.table().currentIndex().row()), row);
    EXPECT_TRUE(pane_.table().viewport()->rect().intersects(pane_.table().visualRect(pane_.table().currentIndex())));
    EXPECT_EQ(session_.current(), row) << "the table does not take another";
  }
}

TEST_F(LongList, ScrollingToAnEndOfTheWindowGoesOnInTheList) {
  QScrollBar& bar = *pane_.table().verticalScrollBar();
  std::size_t place = 0;
  for (int i = 0; i < 20 && !model().shows(model().list().size() - 1); ++i) {
    bar.setValue(bar.maximum());
    QTest::qWait(30);
    EXPECT_GT(seen_place(), place);
    place = seen_place();
  }
  ASSERT_TRUE(model().shows(model().list().size() - 1));
  bar.setValue(bar.maximum());
  QTest::qWait(30);
  EXPECT_TRUE(model().shows(model().list().size() - 1)) << "there it ends";
  for (int i = 0; i < 20 && model().first() > 0; ++i) {
    bar.setValue(bar.minimum());
    QTest::qWait(30);
  }
  EXPECT_EQ(model().first(), 0U);
  QTest::mouseClick(pane_.table().viewport(), Qt::LeftButton, {}, QPoint(20, 8));
  EXPECT_EQ(session_.current(), model().list()[seen_place()]);
}

}  // namespace
}  // namespace pellucid::gui

#include <gtest/gtest.h>

#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include "gui/app/main_window.h"
#include "gui/app/workbench.h"
#include "gui/map/map_view.h"
#include "gui/review/review_pane.h"
#include "gui/review/review_walk.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

TEST(ReviewWalk, GoesRoundBothWaysOverEmptyWords) {
  ChipSet chips(1000);
  for (const std::size_t k : {3U, 64U, 700U}) chips.insert(k);
  const auto any = [](std::size_t) { return true; };
  EXPECT_EQ(step_in(chips, std::nullopt, true, any), 3U);
  EXPECT_EQ(step_in(chips, 3, true, any), 64U);
  EXPECT_EQ(step_in(chips, 64, true, any), 700U);
  EXPECT_EQ(step_in(chips, 700, true, any), 3U);
  EXPECT_EQ(step_in(chips, 3, false, any), 700U);
  EXPECT_EQ(step_in(chips, 700, false, any), 64U);
  EXPECT_EQ(step_in(chips, 500, true, [](std::size_t k) { return k == 64; }), 64U);
  EXPECT_EQ(step_in(chips, 5, true, [](std::size_t) { return false; }), std::nullopt);
  EXPECT_EQ(step_in(ChipSet(1000), 5, true, any), std::nullopt);
  EXPECT_EQ(place_in(chips, 700), 2U);
}

class ReviewTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::MadeWafer made;
    made.class_of = [](ChipIndex c) {
      if (c == ChipIndex{40, 50} || c == ChipIndex{45, 50}) return ChipClass::dim;
      return c == ChipIndex{60, 55} ? ChipClass::dark : ChipClass::good;
    };
    path_ = std::filesystem::path(folder_.path().toStdString()) / "W01.result";
    testing::write_made_result(made, path_);
    window_.resize(1300, 900);
    testing::show_active(window_);
    window_.open_path(QString::fromStdString(path_.string()));
    ASSERT_TRUE(wait_until([&] { return window_.session().picture() != nullptr; }));
    QTest::keyClick(&window_, Qt::Key_D, Qt::ControlModifier);
    ASSERT_TRUE(pane().isVisible());
    ASSERT_TRUE(wait_until([&] {
      key(Qt::Key_N);  // until the chips are found, it does nothing
      return window_.session().current().has_value();
    }));
    log().set_reviewer(QStringLiteral("Ada"));
  }
  ReviewPane& pane() { return window_.workbench().review(); }
  ReviewLog& log() { return pane().log(); }
  /// While the map has the keyboard.
  void key(Qt::Key key, Qt::KeyboardModifiers with = {}) { QTest::keyClick(&window_.map(), key, with); }
  [[nodiscard]] ChipIndex current() {
    return window_.session().wafer()->grid().chip(window_.session().current().value_or(0));
  }
  /// As another program reads it.
  [[nodiscard]] Review on_disk() const {
    auto review = load_review(path_);
    EXPECT_TRUE(review);
    return review ? *review : Review{};
  }
  QTemporaryDir folder_;
  std::filesystem::path path_;
  MainWindow window_;
};

TEST_F(ReviewTest, KeysStepThroughTheDefectsAndWordsReachTheDiskAtOnce) {
  EXPECT_EQ(current(), (ChipIndex{40, 50}));
  key(Qt::Key_C);
  EXPECT_EQ(current(), (ChipIndex{45, 50})) << "it goes on by itself";
  key(Qt::Key_2);
  EXPECT_EQ(current(), (ChipIndex{60, 55}));
  key(Qt::Key_P);
  EXPECT_EQ(current(), (ChipIndex{45, 50}));
  ASSERT_TRUE(wait_until([&] { return on_disk().entries.size() == 2; }));
  const Review review = on_disk();
  EXPECT_EQ(review.find({40, 50})->chip_class, ChipClass::dim);
  EXPECT_EQ(review.find({45, 50})->chip_class, ChipClass::dark);
  EXPECT_EQ(review.find({45, 50})->measured, ChipClass::dim);
  EXPECT_EQ(review.find({45, 50})->reviewer, "Ada");
  EXPECT_EQ(pane().findChild<QTreeWidget*>(QStringLiteral("reviewed"))->topLevelItemCount(), 2);
}

TEST_F(ReviewTest, UndoIsAWordToo) {
  key(Qt::Key_3);
  key(Qt::Key_O);
  EXPECT_EQ(log().review().chips.size(), 2U);
  key(Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(log().review().chips.size(), 1U);
  EXPECT_EQ(current(), (ChipIndex{45, 50})) << "back to the chip that it was about";
  key(Qt::Key_Z, Qt::ControlModifier);
  EXPECT_TRUE(log().review().chips.empty());
  log().undo_stack().redo();
  ASSERT_TRUE(wait_until([&] { return on_disk().entries.size() == 5; })) << "two words, two undone, one again";
  EXPECT_EQ(on_disk().chips.size(), 1U);
}

TEST_F(ReviewTest, CommentsGoWithTheWordAndReviewedClassesCanBeShown) {
  auto* comment = pane().findChild<QLineEdit*>(QStringLiteral("comment"));
  comment->setFocus();
  QTest::keyClicks(comment, QStringLiteral("no pc of dust"));
  EXPECT_TRUE(log().review().chips.empty()) << "letters of a comment are no commands";
  window_.map().setFocus();
  key(Qt::Key_O);
  ASSERT_TRUE(wait_until([&] { return on_disk().entries.size() == 1; }));
  EXPECT_EQ(on_disk().chips.front().comment, "no pc of dust");
  log().set_shown(true);
  ASSERT_TRUE(wait_until([&] { return window_.session().trial_classes() != nullptr; }));
  const std::size_t row = *window_.session().wafer()->grid().table_row({40, 50});
  EXPECT_EQ(window_.session().classes()[row], ChipClass::good);
  log().set_shown(false);
  EXPECT_EQ(window_.session().classes()[row], ChipClass::dim);
}

TEST_F(ReviewTest, AnotherWindowSeesIt) {
  key(Qt::Key_C);
  ASSERT_TRUE(wait_until([&] { return on_disk().entries.size() == 1; }));
  Session other;
  ReviewLog log_of_other(other);
  other.open(QString::fromStdString(path_.string()));
  EXPECT_TRUE(wait_until([&] { return log_of_other.review().chips.size() == 1; }));
}

}  // namespace
}  // namespace pellucid::gui

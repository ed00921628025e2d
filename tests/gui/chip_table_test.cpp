#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <cmath>

#include "gui/model/chip_list.h"
#include "gui/panes/chip_table_model.h"
#include "gui/panes/chip_table_pane.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

constexpr ChipIndex kDead{70, 60};

class ChipTableTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::MadeWafer made;
    made.class_of = [](ChipIndex c) {
      if (c == kDead) return ChipClass::dark;
      if (c == ChipIndex{40, 40}) return ChipClass::unmeasured;
      return (c.column + c.row) % 50 == 0 ? ChipClass::dim : ChipClass::good;
    };
    path_ = folder_.path() + QStringLiteral("/W01.result");
    testing::write_made_result(made, path_.toStdString());
    pane_.resize(900, 400);
    pane_.show();
    session_.open(path_);
    ASSERT_TRUE(wait_until([&] { return session_.picture() && listed(); }));
  }
  bool listed() { return pane_.is_complete() && !pane_.model().list().empty(); }
  bool settle() {
    return wait_until([&] { return pane_.is_complete(); });
  }
  std::size_t count(ChipClass c) {
    return static_cast<std::size_t>(std::ranges::count(session_.wafer()->classes(), c));
  }
  std::size_t row_of(ChipIndex chip) { return *session_.wafer()->grid().table_row(chip); }
  QString cell(int row, const char* column) {
    const auto& columns = pane_.model().columns();
    const auto at = std::ranges::find(columns, column) - columns.begin();
    return pane_.model().index(row, static_cast<int>(at)).data().toString();
  }
  void click_header(const char* column) {
    const auto& columns = pane_.model().columns();
    const int at = static_cast<int>(std::ranges::find(columns, column) - columns.begin());
    QHeaderView* header = pane_.table().horizontalHeader();
    pane_.table().scrollTo(pane_.model().index(0, at));
    const QPoint px(header->sectionViewportPosition(at) + header->sectionSize(at) / 2, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, px);
    ASSERT_TRUE(settle());
  }
  void click_row(int row, Qt::KeyboardModifiers keys = {}) {
    const QRect box = pane_.table().visualRect(pane_.model().index(row, 1));
    QTest::mouseClick(pane_.table().viewport(), Qt::LeftButton, keys, box.center());
  }

  QTemporaryDir folder_;
  QString path_;
  Session session_;
  ChipTablePane pane_{session_};
};

TEST_F(ChipTableTest, ListsWhatIsNotGoodAndFetchesItsValues) {
  EXPECT_EQ(pane_.model().list().size(), count(ChipClass::dim) + 2);
  ASSERT_TRUE(wait_until([&] { return cell(0, "relative_intensity") == QStringLiteral("0.6000"); }))
      << cell(0, "relative_intensity").toStdString();
  EXPECT_EQ(cell(0, "class"), QStringLiteral("Dim"));
  EXPECT_EQ(cell(0, "el_pass"), QStringLiteral("fails"));
}

TEST_F(ChipTableTest, AHeaderSortsAndNothingMeasuredComesLast) {
  click_header("relative_intensity");
  EXPECT_EQ(pane_.model().list().front(), row_of(kDead));
  EXPECT_EQ(pane_.model().list().back(), row_of({40, 40}));
  click_header("relative_intensity");
  EXPECT_EQ(pane_.model().list().back(), row_of({40, 40})) << "likewise from above";
  EXPECT_EQ(pane_.model().list()[pane_.model().list().size() - 2], row_of(kDead));
}

TEST_F(ChipTableTest, ConditionsNarrowTheListAndNonsenseIsTold) {
  pane_.conditions().setFocus();
  QTest::keyClicks(&pane_.conditions(), QStringLiteral("relative_intensity >= 0.5 and column < 60"));
  ASSERT_TRUE(settle());
  const auto& list = pane_.model().list();
  ASSERT_FALSE(list.empty());
  for (const std::uint32_t row : list) {
    EXPECT_LT(session_.wafer()->grid().chip(row).column, 60);
    EXPECT_EQ(session_.wafer()->classes()[row], ChipClass::dim);
  }
  const std::size_t narrowed = list.size();
  QTest::keyClicks(&pane_.conditions(), QStringLiteral(" and nothing > 1"));
  ASSERT_TRUE(settle());
  EXPECT_EQ(pane_.model().list().size(), narrowed) << "what cannot be read changes nothing";
  const auto wrong = [&](const char* text) { return parse_conditions(*session_.wafer(), text).error().found; };
  EXPECT_EQ(wrong("relative_intensity < x7"), "x7");
  EXPECT_EQ(wrong("speed < 7"), "speed");
  EXPECT_EQ(wrong("row < 3 and banana"), "banana");
  EXPECT_TRUE(parse_conditions(*session_.wafer(), "  ").value().empty());
}

TEST_F(ChipTableTest, ASelectedRowIsTheChipAtHandAndTheOtherWayRound) {
  click_row(3);
  EXPECT_EQ(session_.current(), pane_.model().list()[3]);
  session_.set_current(row_of(kDead));
  const auto place = pane_.model().place_of(row_of(kDead));
  EXPECT_EQ(pane_.table().currentIndex().row(), *place);
  EXPECT_TRUE(pane_.table().viewport()->rect().intersects(pane_.table().visualRect(pane_.table().currentIndex())));
  session_.set_current(row_of({50, 51}));
  EXPECT_FALSE(pane_.table().currentIndex().isValid()) << "a good chip is not in the list";
  EXPECT_EQ(session_.current(), row_of({50, 51}));
}

TEST_F(ChipTableTest, PickedChipsAreAListAndAListCanBePicked) {
  QTest::mouseClick(pane_.findChild<QToolButton*>(), Qt::LeftButton);
  ASSERT_TRUE(wait_until([&] { return session_.picked() != nullptr; }));
  EXPECT_EQ(session_.picked()->chips->count(), count(ChipClass::dim) + 2);
  auto few = std::make_shared<ChipSet>(session_.wafer()->size());
  few->insert(5);
  few->insert(900);
  session_.pick(few);
  pane_.chips().setCurrentIndex(2);
  ASSERT_TRUE(wait_until([&] {
    return pane_.is_complete() && pane_.model().list() == std::vector<std::uint32_t>({5, 900});
  }));
}

TEST_F(ChipTableTest, RowsAreCopiedAndTheListIsExported) {
  click_header("relative_intensity");
  pane_.table().scrollToTop();
  click_row(0);
  click_row(2, Qt::ShiftModifier);
  QSignalSpy copied(&pane_, &ChipTablePane::copied);
  pane_.table().setFocus();
  pane_.copy();
  ASSERT_TRUE(wait_until([&] { return copied.count() == 1; }));
  const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'));
  ASSERT_EQ(lines.size(), 5) << "a header, three rows, the end";
  EXPECT_TRUE(lines[0].startsWith(QStringLiteral("class\tcolumn\trow\tx_um\ty_um\trelative_intensity")));
  EXPECT_TRUE(lines[1].startsWith(QStringLiteral("dark\t70\t60\t"))) << lines[1].toStdString();

  QSignalSpy exported(&pane_, &ChipTablePane::exported);
  const QString file = folder_.path() + QStringLiteral("/list.csv");
  pane_.export_csv(file);
  ASSERT_TRUE(wait_until([&] { return exported.count() == 1; }));
  EXPECT_EQ(exported.front().front().toString(), QString());
  QFile csv(file);
  ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
  const QList<QByteArray> rows = csv.readAll().split('\n');
  EXPECT_EQ(static_cast<std::size_t>(rows.size()), pane_.model().list().size() + 2);
  EXPECT_TRUE(rows[1].startsWith("70,60,")) << "in the list's order";
}

}  // namespace
}  // namespace pellucid::gui

#include <gtest/gtest.h>

#include <QComboBox>
#include <QDialog>
#include <QListView>
#include <QMessageBox>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>

#include "gui/app/main_window.h"
#include "gui/lot/lot_page.h"
#include "gui/map/map_view.h"
#include "results/result_folder.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

namespace fs = std::filesystem;
using testing::wait_until;

TEST(Lot, AFolderOfResultsShowsEveryWaferAndADoubleClickOpensOne) {
  const QTemporaryDir folder;
  const fs::path root = folder.path().toStdString();
  for (int i = 0; i < 3; ++i) {
    testing::MadeWafer made;
    made.class_of = [i](ChipIndex c) { return c.column < 40 * (i % 2) ? ChipClass::dark : ChipClass::good; };
    ResultData data = testing::made_result(made);
    data.wafer.id = "W0" + std::to_string(3 - i);
    const double yield = i == 1 ? 0.7 : 1.0;
    data.limits = {{"min_yield", 0.9, yield, yield >= 0.9}};
    ASSERT_TRUE(write_result(data, root / ("sub" + std::to_string(i)) / "result",
                             {.maps_and_report = false, .overwrite = true}));
  }
  fs::create_directories(root / "broken");
  ASSERT_TRUE(fs::copy_file(root / "sub0/result/summary.json", root / "broken/summary.json"));
  MainWindow window;
  window.resize(1100, 800);
  window.show();
  window.open_path(folder.path());
  auto* page = window.findChild<LotPage*>();
  ASSERT_TRUE(wait_until([&] {
    return page->model().wafers().size() == 4 &&
           std::ranges::all_of(page->model().wafers(), [](const LotWafer& w) { return w.read; });
  }));
  EXPECT_EQ(window.pages().currentWidget(), static_cast<QWidget*>(page));
  EXPECT_FALSE(page->model().wafers()[0].problem.isEmpty()) << "the broken one stays, with its reason";
  EXPECT_FALSE(page->model().wafers()[1].map.isNull());
  auto* list = page->findChild<QListView*>();
  const auto first_id = [&] { return list->model()->index(1, 0).data().toString(); };
  auto* order = page->findChild<QComboBox*>();
  order->setCurrentIndex(1);
  EXPECT_EQ(first_id(), QStringLiteral("W02")) << "the lowest yield, after the one that has none";
  order->setCurrentIndex(0);
  const QModelIndex third = list->model()->index(3, 0);
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(third).center());
  QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(third).center());
  ASSERT_TRUE(wait_until([&] { return window.session().wafer() != nullptr; }));
  EXPECT_EQ(window.session().wafer()->summary().wafer.id, third.data().toString().toStdString());
  EXPECT_EQ(window.pages().currentWidget(), static_cast<QWidget*>(&window.map()));
  QTest::keyClick(&window, Qt::Key_G);
  EXPECT_EQ(window.pages().currentWidget(), static_cast<QWidget*>(page));
}

TEST(Lot, AFolderWithNothingInItIsTold) {
  const QTemporaryDir folder;
  MainWindow window;
  window.show();
  window.open_path(folder.path());
  EXPECT_TRUE(wait_until([&] { return window.findChild<QMessageBox*>() != nullptr; }));
}

TEST(Help, EveryKeyOfAnActionIsListed) {
  MainWindow window;
  testing::show_active(window);
  QTest::keyClick(&window, Qt::Key_F1);
  const auto* dialog = window.findChild<QDialog*>(QStringLiteral("shortcuts"));
  ASSERT_NE(dialog, nullptr);
  const QString text = dialog->findChild<QTextBrowser*>()->toPlainText();
  for (const char* key : {"F1", "F11", "Ctrl+I", "Ctrl+E", "Ctrl+O"})
    EXPECT_TRUE(text.contains(QString::fromLatin1(key))) << key;
}

}  // namespace
}  // namespace pellucid::gui

#include "inspection/export.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include "gui/app/main_window.h"
#include "gui/export/export_dialog.h"
#include "gui/map/map_view.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

class ExportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::MadeWafer made;
    made.class_of = [](ChipIndex c) { return c.column == 60 && c.row < 60 ? ChipClass::dark : ChipClass::good; };
    result_ = path("W01.result");
    testing::write_made_result(made, result_);
    window_.resize(1100, 800);
    window_.show();
    window_.open_path(QString::fromStdString(result_.string()));
    ASSERT_TRUE(wait_until([&] { return window_.session().picture() != nullptr; }));
  }
  [[nodiscard]] std::filesystem::path path(const char* name) const {
    return std::filesystem::path(folder_.path().toStdString()) / name;
  }
  /// Through the dialog, as a person does it; the file's bytes.
  QByteArray exported(ExportKind kind, const char* name) {
    testing::show_active(window_);
    QTest::keyClick(&window_, Qt::Key_E, Qt::ControlModifier);
    auto* dialog = window_.findChild<ExportDialog*>();
    EXPECT_NE(dialog, nullptr);
    if (dialog == nullptr) return {};
    dialog->choose(kind);
    const QString file = QString::fromStdString(path(name).string());
    dialog->set_file(file);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("export")), Qt::LeftButton);
    EXPECT_TRUE(wait_until([&] { return !dialog->is_running(); }));
    message_ = dialog->findChild<QLabel*>(QStringLiteral("message"))->text();
    dialog->reject();
    delete dialog;
    QFile read(file);
    return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
  }
  QTemporaryDir folder_;
  std::filesystem::path result_;
  MainWindow window_;
  QString message_;
};

TEST_F(ExportTest, ThePictureHoldsMapAndLegendOnWhite) {
  const QImage image = QImage::fromData(exported(ExportKind::map_png, "map.png"));
  ASSERT_EQ(image.width(), 2400) << message_.toStdString();
  EXPECT_EQ(image.pixel(2, 2), 0xffffffff);
  int dark = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x)
      dark += image.pixel(x, y) == colour_of_rank(rank_of(ChipClass::dark)) ? 1 : 0;
  }
  EXPECT_GT(dark, 500);
}

TEST_F(ExportTest, TheReportIsAPdf) {
  const QByteArray pdf = exported(ExportKind::report_pdf, "report.pdf");
  EXPECT_TRUE(pdf.startsWith("%PDF")) << message_.toStdString();
  EXPECT_GT(pdf.size(), 10'000);
}

TEST_F(ExportTest, PickedChipsAndNoOthersAreWritten) {
  auto chips = std::make_shared<ChipSet>(window_.session().wafer()->size());
  for (const std::size_t k : {5U, 17U, 400U}) chips->insert(k);
  window_.session().pick(chips);
  ASSERT_TRUE(wait_until([&] { return window_.session().picked() != nullptr; }));
  const QByteArray csv = exported(ExportKind::picked_csv, "picked.csv");
  EXPECT_EQ(csv.count('\n'), 1 + 3) << message_.toStdString();
  ExportRequest request;  // the same by a call: its own list, given back
  request.result = result_;
  request.chips.list = path("picked.csv");
  request.file = path("by_the_verb.csv");
  ASSERT_TRUE(export_table(request));
  QFile verb(QString::fromStdString(request.file.string()));
  ASSERT_TRUE(verb.open(QIODevice::ReadOnly));
  EXPECT_EQ(verb.readAll(), csv);
  const ChipIndex chip = window_.session().wafer()->grid().chip(17);
  EXPECT_EQ(csv.split('\n')[2].split(',')[0].toInt(), chip.column);
  EXPECT_EQ(csv.split('\n')[2].split(',')[1].toInt(), chip.row);
}

TEST_F(ExportTest, WhatTheCommandLineWritesIsWritten) {
  EXPECT_GT(exported(ExportKind::defects_csv, "defects.csv").count('\n'), 10);
  for (const auto& [kind, name] : {std::pair{ExportKind::klarf12, "w.klarf"},
                                   {ExportKind::e142, "w.xml"},
                                   {ExportKind::g85, "w.g85"},
                                   {ExportKind::sinf, "w.sinf"},
                                   {ExportKind::map_csv, "w.csv"},
                                   {ExportKind::chips_jsonl, "w.jsonl"},
                                   {ExportKind::klarf18, "w18.klarf"}})
    EXPECT_FALSE(exported(kind, name).isEmpty()) << name << ": " << message_.toStdString();
}

TEST_F(ExportTest, AFileThatIsThereIsReplacedOnTheSecondPressOnly) {
  QFile there(QString::fromStdString(path("map.png").string()));
  ASSERT_TRUE(there.open(QIODevice::WriteOnly));
  there.write("mine");
  there.close();
  EXPECT_EQ(exported(ExportKind::map_png, "map.png"), QByteArray("mine"));
  EXPECT_TRUE(message_.contains(QStringLiteral("already")));
}

TEST_F(ExportTest, AFolderThatCannotBeWrittenIsTold) {
  exported(ExportKind::chips_csv, "no/such/folder/x.csv");
  EXPECT_TRUE(message_.contains(QStringLiteral("x.csv"))) << message_.toStdString();
}

}  // namespace
}  // namespace pellucid::gui

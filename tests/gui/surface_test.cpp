// Wafers without chips: opened, looked at, listed and exported as a person does it.
#include <gtest/gtest.h>

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <QWheelEvent>
#include <algorithm>

#include "gui/app/main_window.h"
#include "gui/app/theme.h"
#include "gui/app/workbench.h"
#include "gui/export/export_dialog.h"
#include "gui/lot/lot_page.h"
#include "gui/map/map_view.h"
#include "gui/panes/custom_plot.h"
#include "gui/surface/defect_card.h"
#include "gui/surface/defect_list.h"
#include "gui/surface/surface_legend.h"
#include "gui/surface/surface_map.h"
#include "gui/surface/surface_page.h"
#include "gui/surface/uniformity_view.h"
#include "inspection/export.h"
#include "inspection/inspect.h"
#include "results/map_colours.h"
#include "samples/simulator/simulate.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

namespace fs = std::filesystem;
using Kind = SurfaceDefectKind;
using testing::wait_until;

/// A 25 mm wafer with a defect of each kind, simulated and inspected once.
class SurfaceTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<QTemporaryDir>();
    SimulationOptions o = *simulation_preset("epi");
    o.wafer.diameter_mm = 25;
    o.wafer.flat_length_mm = 8;
    o.tiling.pixel_um = {10, 10};
    o.optics.psf_sigma_um = 8;
    o.threads = 1;
    o.spectra.sites = 200;
    o.surface.populations.clear();
    o.surface.planted = {{Kind::dark_spot, {-4000, 3000}, 150, 150, 0, 0, -0.4},
                         {Kind::bright_spot, {3000, 4000}, 120, 120, 0, 0, 0.5},
                         {Kind::line, {0, 0}, 1500, 20, 30, 0, -0.4},
                         {Kind::triangle, {-3000, -4000}, 600, 500, 70, 0, -0.25},
                         {Kind::scratch, {4000, -3500}, 5000, 40, 100, 500, -0.5}};
    ASSERT_TRUE(simulate(o, root() / "scan"));
    InspectRequest request;
    request.scan = root() / "scan";
    request.result = root() / "E01.result";
    request.write_maps_and_report = false;
    const auto inspected = inspect(request);
    ASSERT_TRUE(inspected) << inspected.error().message();
  }
  static void TearDownTestSuite() { folder_.reset(); }
  static fs::path root() { return folder_->path().toStdString(); }

  void SetUp() override {
    window_.resize(1440, 900);
    testing::show_active(window_);
    window_.open_path(QString::fromStdString((root() / "E01.result").string()));
    ASSERT_TRUE(wait_until([&] { return !session().image().isNull(); }));
  }
  SurfacePage& page() { return window_.workbench().surface(); }
  SurfaceSession& session() { return page().session(); }
  std::size_t defect_of(SurfaceClass c) {
    const auto& defects = session().result()->defects();
    return static_cast<std::size_t>(std::ranges::find(defects, c, &SurfaceDefect::surface_class) - defects.begin());
  }
  void click(std::size_t defect) {
    QTest::mouseClick(&page().map(), Qt::LeftButton, {}, page().map().px_of(defect).toPoint());
  }
  DefectList& list() { return *page().findChild<DefectList*>(); }

  static inline std::unique_ptr<QTemporaryDir> folder_;
  MainWindow window_;
};

TEST_F(SurfaceTest, ItsPageStandsInTheMapsPlaceAndGoesAgain) {
  EXPECT_EQ(window_.pages().currentWidget(), &page());
  ASSERT_EQ(session().result()->defects().size(), 5U);
  testing::keep_picture(window_, "surface");
  QTest::mouseClick(page().findChildren<QPushButton*>().back(), Qt::LeftButton);
  EXPECT_EQ(window_.pages().currentWidget(), &window_.map());
  EXPECT_EQ(session().result(), nullptr);
}

TEST_F(SurfaceTest, DefectsLieOnTheMapWhereTheyAreAndAsLargeAsTheyAre) {
  SurfaceMap& map = page().map();
  const SurfaceDefect& line = session().result()->defects()[defect_of(SurfaceClass::line)];
  const QRectF box = mark_px(line, map.viewport(), map.size());
  EXPECT_NEAR(box.width() * map.viewport().um_per_px, line.high_um.x - line.low_um.x, 1);
  const QImage seen = map.grab().toImage();
  const QColor colour = QColor::fromRgb(packed(pellucid::colour_of(SurfaceClass::line)));
  EXPECT_EQ(seen.pixelColor(map.px_of(defect_of(SurfaceClass::line)).toPoint()), colour);
  int outside = 0;
  for (int y = 0; y < seen.height(); ++y) {
    for (int x = 0; x < seen.width(); ++x) {
      if (seen.pixelColor(x, y) == colour && !box.adjusted(-3, -3, 3, 3).contains(x, y)) ++outside;
    }
  }
  EXPECT_EQ(outside, 0);
}

TEST_F(SurfaceTest, AClickOnTheMapTakesADefectInListAndCard) {
  click(defect_of(SurfaceClass::triangle));
  ASSERT_EQ(session().current(), defect_of(SurfaceClass::triangle));
  auto* card = page().findChild<DefectCard*>();
  EXPECT_TRUE(card->head().contains(QStringLiteral("Triangle"))) << card->head().toStdString();
  ASSERT_TRUE(wait_until([&] { return card->has_pixels(); })) << card->problem().toStdString();
  bool contrast = false;
  for (int i = 0; i < card->figures().topLevelItemCount(); ++i) {
    const QTreeWidgetItem* item = card->figures().topLevelItem(i);
    contrast = contrast || (item->toolTip(0) == QStringLiteral("contrast") &&
                            item->text(1).contains(QStringLiteral("±")) && item->text(1).startsWith(QLatin1Char('-')));
  }
  EXPECT_TRUE(contrast) << "a dark triangle's contrast, with its sigma";
  EXPECT_EQ(list().model().list()[static_cast<std::size_t>(list().table().currentIndex().row())], *session().current());
  testing::keep_picture(window_, "surface_defect");
  QTest::mouseDClick(&page().map(), Qt::LeftButton, {}, page().map().px_of(*session().current()).toPoint());
  testing::keep_picture(window_, "surface_zoomed");
  EXPECT_LT(page().map().viewport().um_per_px, 15);
  QTest::keyClick(&page().map(), Qt::Key_0);
  EXPECT_GT(page().map().viewport().um_per_px, 25) << "the whole wafer again";
  QTest::mouseClick(&page().map(), Qt::LeftButton, {}, QPoint(3, 3));
  EXPECT_FALSE(session().current());
}

TEST_F(SurfaceTest, TheListSortsAndTakesTheDefectOnTheMap) {
  QHeaderView& header = *list().table().horizontalHeader();
  const auto sort_by = [&](int column) {
    QTest::mouseClick(header.viewport(), Qt::LeftButton, {},
                      QPoint(header.sectionViewportPosition(column) + 10, header.height() / 2));
  };
  ASSERT_EQ(list().model().name_of(3), "length_um");
  sort_by(3);
  const auto length = [&](int row) {
    return session().result()->defects()[list().model().list()[static_cast<std::size_t>(row)]].length_um;
  };
  const bool rising = length(0) < length(1);
  for (int row = 1; row < 5; ++row) EXPECT_EQ(length(row - 1) < length(row), rising);
  sort_by(3);
  EXPECT_NE(length(0) < length(1), rising) << "a second click turns the order";
  const QRect first = list().table().visualRect(list().model().index(0, 1));
  QTest::mouseClick(list().table().viewport(), Qt::LeftButton, {}, first.center());
  ASSERT_TRUE(session().current());
  EXPECT_EQ(*session().current(), list().model().list().front());
  QTest::keyClick(&list().table(), Qt::Key_Down);
  EXPECT_EQ(*session().current(), list().model().list()[1]);
  QTest::keyClick(&list().table(), Qt::Key_C, Qt::ControlModifier);
  const QString copied = QApplication::clipboard()->text();
  EXPECT_TRUE(copied.startsWith(QStringLiteral("class\tx_um"))) << copied.toStdString();
  EXPECT_EQ(copied.count(QLatin1Char('\n')), 2);
}

TEST_F(SurfaceTest, AnUncheckedClassIsNeitherDrawnNorListed) {
  click(defect_of(SurfaceClass::line));
  ASSERT_TRUE(session().current());
  QTreeWidget& classes = page().findChild<SurfaceLegend*>()->classes();
  QTreeWidgetItem* line = classes.topLevelItem(2);
  ASSERT_EQ(line->text(0), QStringLiteral("Line"));
  const QRect row = classes.visualItemRect(line);
  QTest::mouseClick(classes.viewport(), Qt::LeftButton, {}, QPoint(row.left() + 10, row.center().y()));
  ASSERT_EQ(line->checkState(0), Qt::Unchecked);
  EXPECT_EQ(list().model().list().size(), 4U);
  EXPECT_FALSE(session().current()) << "what is not shown is not at hand";
  click(defect_of(SurfaceClass::line));
  EXPECT_FALSE(session().current());
}

TEST_F(SurfaceTest, ArrowsStepThroughTheDefectsAndTheWheelZooms) {
  QTest::mouseClick(&page().map(), Qt::LeftButton, {}, QPoint(3, 3));
  QTest::keyClick(&page().map(), Qt::Key_Right);
  EXPECT_EQ(session().current(), 0U);
  QTest::keyClick(&page().map(), Qt::Key_Right);
  EXPECT_EQ(session().current(), 1U);
  QTest::keyClick(&page().map(), Qt::Key_Left);
  EXPECT_EQ(session().current(), 0U);
  QTest::keyClick(&page().map(), Qt::Key_Escape);
  EXPECT_FALSE(session().current());
  const double before = page().map().viewport().um_per_px;
  const QPoint at(200, 150);
  const Vec2 fixed = page().map().viewport().to_um(at, page().map().size());
  QWheelEvent wheel(at, page().map().mapToGlobal(at), {}, {0, 240}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                    false);
  QApplication::sendEvent(&page().map(), &wheel);
  EXPECT_NEAR(page().map().viewport().um_per_px, before / 1.5625, 1e-9);
  EXPECT_NEAR(page().map().viewport().to_um(at, page().map().size()).x, fixed.x, 1e-6) << "about the cursor";
  const Vec2 centre = page().map().viewport().centre_um;
  QTest::mousePress(&page().map(), Qt::LeftButton, {}, QPoint(300, 300));
  QTest::mouseMove(&page().map(), QPoint(340, 300));
  QTest::mouseMove(&page().map(), QPoint(400, 300));
  QTest::mouseRelease(&page().map(), Qt::LeftButton, {}, QPoint(400, 300));
  EXPECT_NEAR(page().map().viewport().centre_um.x, centre.x - 100 * page().map().viewport().um_per_px, 1e-6);
}

TEST_F(SurfaceTest, EveryPlaneOfTheGridIsAMap) {
  auto* planes = page().findChild<QComboBox*>();
  EXPECT_EQ(planes->count(), static_cast<int>(session().result()->planes().size()));
  EXPECT_EQ(planes->currentText(), QStringLiteral("Light [e/px]"));
  const QImage light = session().image();
  planes->setFocus();
  QTest::keyClick(planes, Qt::Key_Down);
  ASSERT_TRUE(wait_until([&] { return session().image() != light; }));
  EXPECT_EQ(session().plane().plane->name, "intensity_sigma_e");
  const int peak = planes->findText(QStringLiteral("Peak wavelength [nm]"));
  ASSERT_GE(peak, 0) << "of the scan's spectra";
  while (planes->currentIndex() < peak) QTest::keyClick(planes, Qt::Key_Down);
  ASSERT_TRUE(wait_until([&] { return session().plane().plane->name == "peak_nm"; }));
  wait_until([] { return false; }, 200);
  testing::keep_picture(window_, "surface_wavelength");
  EXPECT_NEAR(*session().result()->value_at(session().plane(), {0, 0}), 455, 3);
}

TEST_F(SurfaceTest, TheEvennessIsThatOfTheSummary) {
  auto* tabs = page().findChild<QTabWidget*>();
  QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
  auto* view = page().findChild<UniformityView*>();
  ASSERT_TRUE(view->isVisible());
  testing::keep_picture(window_, "surface_evenness");
  const SurfaceUniformity& uniformity = session().result()->surface().uniformity;
  EXPECT_EQ(view->plot().graph(0)->dataCount(), static_cast<int>(uniformity.radial.size()));
  EXPECT_NEAR(view->plot().graph(0)->data()->at(0)->value, uniformity.radial.front().light_e.mean, 1e-9);
  EXPECT_EQ(view->zones().topLevelItemCount(), 6) << "five zones and the whole";
}

/// Through the dialog, as a person does it.
TEST_F(SurfaceTest, MapReportListAndKlarfAreExported) {
  const auto exported = [&](ExportKind kind, const char* name) {
    testing::show_active(window_);
    QTest::keyClick(&window_, Qt::Key_E, Qt::ControlModifier);
    auto* dialog = window_.findChild<ExportDialog*>();
    EXPECT_NE(dialog, nullptr);
    if (dialog == nullptr) return QByteArray();
    dialog->choose(kind);
    const QString file = QString::fromStdString((root() / name).string());
    dialog->set_file(file);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("export")), Qt::LeftButton);
    EXPECT_TRUE(wait_until([&] { return !dialog->is_running(); }));
    const std::string message = dialog->findChild<QLabel*>(QStringLiteral("message"))->text().toStdString();
    dialog->reject();
    delete dialog;
    QFile read(file);
    EXPECT_TRUE(read.open(QIODevice::ReadOnly)) << message;
    return read.readAll();
  };
  const QByteArray csv = exported(ExportKind::defects_csv, "defects.csv");
  ExportRequest request;
  request.result = root() / "E01.result";
  request.file = root() / "by_the_verb.csv";
  ASSERT_TRUE(export_table(request));
  QFile verb(QString::fromStdString(request.file.string()));
  ASSERT_TRUE(verb.open(QIODevice::ReadOnly));
  EXPECT_EQ(csv, verb.readAll()) << "what the command line writes";
  EXPECT_EQ(exported(ExportKind::defects_jsonl, "defects.jsonl").count('\n'), 5);
  EXPECT_TRUE(exported(ExportKind::klarf12, "e.klarf").contains("DefectList"));
  EXPECT_TRUE(exported(ExportKind::report_pdf, "e.pdf").startsWith("%PDF"));
  const QImage image = QImage::fromData(exported(ExportKind::map_png, "e.png"));
  ASSERT_EQ(image.width(), 2400);
  EXPECT_EQ(image.pixel(2, 2), 0xffffffff);
  const QString pictures = qEnvironmentVariable("PELLUCID_SCREENSHOTS");
  if (!pictures.isEmpty()) image.save(pictures + QStringLiteral("/surface_sheet.png"));
}

TEST_F(SurfaceTest, AFolderOfBothKindsShowsBoth) {
  testing::write_made_result({}, root() / "W01.result");
  window_.open_path(folder_->path());
  auto* lot = window_.findChild<LotPage*>();
  ASSERT_TRUE(wait_until([&] {
    const auto& wafers = lot->model().wafers();
    return wafers.size() == 2 && std::ranges::all_of(wafers, &LotWafer::read);
  }));
  for (const LotWafer& wafer : lot->model().wafers()) {
    EXPECT_TRUE(wafer.problem.isEmpty()) << wafer.problem.toStdString();
    EXPECT_FALSE(wafer.map.isNull());
  }
  EXPECT_EQ(lot->model().wafers()[0].defects, 5);
  EXPECT_FALSE(lot->model().wafers()[1].defects);
  testing::keep_picture(window_, "surface_lot");
  fs::remove_all(root() / "W01.result");
}

TEST_F(SurfaceTest, WithoutTheScanTheFiguresStay) {
  fs::rename(root() / "scan", root() / "away");
  click(defect_of(SurfaceClass::bright_spot));
  auto* card = page().findChild<DefectCard*>();
  ASSERT_TRUE(wait_until([&] { return !card->problem().isEmpty(); }));
  EXPECT_GT(card->figures().topLevelItemCount(), 5);
  fs::rename(root() / "away", root() / "scan");
}

TEST_F(SurfaceTest, InTheDark) {
  apply_theme(*qApp, Theme::dark);
  click(defect_of(SurfaceClass::dark_spot));
  wait_until([] { return false; }, 200);
  testing::keep_picture(window_, "surface_dark");
  EXPECT_TRUE(session().current());
  apply_theme(*qApp, Theme::light);
}

}  // namespace
}  // namespace pellucid::gui

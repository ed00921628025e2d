#include "gui/panes/spectrum_view.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include "gui/panes/chip_card.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/facts_view.h"
#include "inspection/inspect.h"
#include "samples/simulator/simulate.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

constexpr int kTab = 4;

/// A simulated wafer with spectra at some of its chips, inspected once for all tests.
class SpectrumViewTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<QTemporaryDir>();
    const std::filesystem::path scan = folder_->path().toStdString() + "/scan";
    SimulationOptions options = *simulation_preset("small");
    options.threads = 1;
    options.el.write = false;
    options.spectra.sites = 200;
    options.spectra.saturated_share = 0.1;
    ASSERT_TRUE(simulate(options, scan));
    InspectRequest request;
    request.scan = scan;
    request.result = scan.string() + ".result";
    request.write_maps_and_report = false;
    const auto inspected = inspect(request);
    ASSERT_TRUE(inspected) << inspected.error().message();
    sites_ = *read_sites(request.result / "chips.h5");
  }
  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override {
    card_.resize(340, 700);
    card_.show();
    session_.open(folder_->path() + QStringLiteral("/scan.result"));
    ASSERT_TRUE(wait_until([&] { return session_.picture() != nullptr; }));
  }
  /// The chip of the first site of a state.
  static ChipIndex chip_of(SpectrumState state) {
    for (const StoredSite& s : sites_) {
      if (s.site.figures.state == state && s.column >= 0) return {s.column, s.row};
    }
    ADD_FAILURE() << "no such site";
    return {};
  }
  /// Takes a chip and waits for its spectrum.
  void take(ChipIndex chip) {
    bool arrived = false;
    const auto connection = QObject::connect(&view(), &SpectrumView::found, [&] { arrived = true; });
    session_.set_current(session_.wafer()->grid().table_row(chip));
    EXPECT_TRUE(wait_until([&] { return arrived; }));
    QObject::disconnect(connection);
  }
  SpectrumView& view() { return *card_.findChild<SpectrumView*>(); }
  QTabWidget& tabs() { return *card_.findChild<QTabWidget*>(); }

  static inline std::unique_ptr<QTemporaryDir> folder_;
  static inline std::vector<StoredSite> sites_;
  Session session_;
  ChipCard card_{session_};
};

TEST_F(SpectrumViewTest, ShowsTheSpectrumOfTheChipWithItsFigures) {
  EXPECT_FALSE(tabs().isTabVisible(kTab)) << "no chip is at hand";
  take(chip_of(SpectrumState::measured));
  ASSERT_TRUE(tabs().isTabVisible(kTab));
  QTest::mouseClick(tabs().tabBar(), Qt::LeftButton, {}, tabs().tabBar()->tabRect(kTab).center());
  ASSERT_TRUE(view().isVisible());
  testing::keep_picture(card_, "spectrum");
  const NearestSite& site = view().spectrum()->site;
  EXPECT_TRUE(site.is_on_chip);
  const SpectrumFigures& f = site.stored.site.figures;
  EXPECT_TRUE(view().text().contains(QStringLiteral("Spectrum of this chip"))) << view().text().toStdString();
  EXPECT_TRUE(view().text().contains(QString::number(static_cast<double>(f.peak_nm.value), 'f', 2)));
  EXPECT_TRUE(
      view().text().contains(QStringLiteral("± ") + QString::number(static_cast<double>(f.fwhm_nm.sigma), 'f', 3)));
  // The marks stand where the figures say: the dotted peak, and the width at half of it.
  const auto peak = view().plot().graph(2)->data();
  ASSERT_EQ(peak->size(), 2);
  EXPECT_NEAR(peak->at(0)->key, static_cast<double>(f.peak_nm.value), 1e-3);
  const auto width = view().plot().graph(3)->data();
  ASSERT_EQ(width->size(), 2);
  EXPECT_NEAR(width->at(1)->key - width->at(0)->key, static_cast<double>(f.fwhm_nm.value), 0.02);
  EXPECT_GT(view().plot().graph(0)->dataCount(), 100);
  EXPECT_EQ(view().plot().graph(0)->dataCount(), view().plot().graph(1)->dataCount()) << "a line was fitted";
}

TEST_F(SpectrumViewTest, SaysThatAClippedSpectrumHasNoFigures) {
  take(chip_of(SpectrumState::saturated));
  tabs().setCurrentIndex(kTab);
  testing::keep_picture(card_, "spectrum_saturated");
  EXPECT_TRUE(view().text().contains(QStringLiteral("Saturated"))) << view().text().toStdString();
  EXPECT_FALSE(view().text().contains(QStringLiteral("±")));
  EXPECT_GT(view().plot().graph(0)->dataCount(), 100) << "what was read is shown all the same";
  EXPECT_EQ(view().plot().graph(2)->dataCount(), 0);
}

TEST_F(SpectrumViewTest, AChipBetweenTheSpectraIsCalledInterpolated) {
  const GridIndex& grid = session_.wafer()->grid();
  std::optional<ChipIndex> bare;
  for (std::size_t row = grid.size() / 2; row < grid.size() && !bare; ++row) {
    const ChipIndex chip = grid.chip(row);
    const bool has_site =
        std::ranges::any_of(sites_, [&](const StoredSite& s) { return s.column == chip.column && s.row == chip.row; });
    if (!has_site && session_.classes()[row] == ChipClass::good) bare = chip;
  }
  ASSERT_TRUE(bare);
  take(*bare);
  testing::keep_picture(card_, "spectrum_facts");
  EXPECT_FALSE(view().spectrum()->site.is_on_chip);
  EXPECT_TRUE(view().text().contains(QStringLiteral("Not measured on this chip"))) << view().text().toStdString();
  EXPECT_TRUE(view().text().contains(QStringLiteral(" µm away")));
  QString source;
  auto* facts = card_.findChild<FactsView*>();
  for (int i = 0; i < facts->topLevelItemCount(); ++i) {
    for (int k = 0; k < facts->topLevelItem(i)->childCount(); ++k) {
      if (facts->topLevelItem(i)->child(k)->toolTip(0) == QStringLiteral("wavelength_source"))
        source = facts->topLevelItem(i)->child(k)->text(1);
    }
  }
  EXPECT_EQ(source, QStringLiteral("interpolated"));
}

TEST_F(SpectrumViewTest, WithoutTheScanTheFiguresStay) {
  ASSERT_TRUE(QDir(folder_->path()).rename(QStringLiteral("scan"), QStringLiteral("away")));
  take(chip_of(SpectrumState::measured));
  EXPECT_TRUE(view().text().contains(QStringLiteral("±")));
  EXPECT_FALSE(view().spectrum()->curve);
  EXPECT_TRUE(view().plot().isHidden());
  ASSERT_TRUE(QDir(folder_->path()).rename(QStringLiteral("away"), QStringLiteral("scan")));
}

TEST(SpectrumViewOfAWaferWithoutSpectra, IsNotThere) {
  const QTemporaryDir folder;
  testing::write_made_result({}, folder.path().toStdString() + "/W01.result");
  Session session;
  ChipCard card(session);
  card.show();
  session.open(folder.path() + QStringLiteral("/W01.result"));
  ASSERT_TRUE(wait_until([&] { return session.picture() != nullptr; }));
  bool arrived = false;
  QObject::connect(card.findChild<SpectrumView*>(), &SpectrumView::found, [&](bool has) { arrived = !has; });
  session.set_current(100);
  ASSERT_TRUE(wait_until([&] { return arrived; }));
  EXPECT_FALSE(card.findChild<QTabWidget*>()->isTabVisible(kTab));
}

}  // namespace
}  // namespace pellucid::gui

// The tour: what a person does in the first ten minutes. With PELLUCID_SCREENSHOTS set to a folder, pictures of each
// step are left there; with PELLUCID_TOUR_RESULT, it goes over that result in place of a made one.
#include <gtest/gtest.h>

#include <QApplication>
#include <QDockWidget>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "gui/app/main_window.h"
#include "gui/app/theme.h"
#include "gui/map/map_view.h"
#include "gui/panes/chip_card.h"
#include "gui/panes/chip_table_model.h"
#include "gui/panes/chip_table_pane.h"
#include "gui/panes/facts_view.h"
#include "gui/panes/histogram_plot.h"
#include "gui/panes/scatter_pane.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::MadeWafer;
using testing::wait_until;
using testing::write_made_result;

class Tour : public ::testing::Test {
 protected:
  void SetUp() override {
    result_ = qEnvironmentVariable("PELLUCID_TOUR_RESULT");
    if (result_.isEmpty()) {
      result_ = folder_.path() + QStringLiteral("/W01.result");
      MadeWafer made;
      made.class_of = [](ChipIndex c) {
        if (c == ChipIndex{70, 60}) return ChipClass::dark;
        return (c.column * 31 + c.row * 17) % 401 == 0 ? ChipClass::dim : ChipClass::good;
      };
      write_made_result(made, result_.toStdString());
    }
  }
  static void shoot(QWidget& window, const char* name) {
    const QString folder = qEnvironmentVariable("PELLUCID_SCREENSHOTS");
    if (!folder.isEmpty())
      window.grab().save(folder + QLatin1Char('/') + QString::fromLatin1(name) + QStringLiteral(".png"));
  }
  QTemporaryDir folder_;
  QString result_;
};

TEST_F(Tour, OpenAndLook) {
  apply_theme(*qApp, Theme::light);
  MainWindow window;
  window.resize(1440, 900);
  window.show();
  shoot(window, "empty");
  window.open_path(result_);
  ASSERT_TRUE(wait_until([&] { return window.session().picture() && window.map().is_complete(); }));
  shoot(window, "class_map");
  window.session().show_subject(QStringLiteral("relative_intensity"));
  ASSERT_TRUE(wait_until([&] { return !window.session().picture()->shows_classes() && window.map().is_complete(); }));
  shoot(window, "relative_intensity");
  apply_theme(*qApp, Theme::dark);
  window.session().show_subject(QString::fromLatin1(kClassSubject));
  const auto& classes = window.session().classes();
  const auto dead = std::ranges::find(classes, ChipClass::dark) - classes.begin();
  ASSERT_LT(dead, static_cast<std::ptrdiff_t>(classes.size()));
  window.session().set_current(static_cast<std::size_t>(dead));
  window.map().show_current();
  ASSERT_TRUE(wait_until([&] { return window.session().picture()->shows_classes() && window.map().is_complete(); }));
  shoot(window, "dead_chip_dark");
}

/// The panes about the map, in both looks.
TEST_F(Tour, Panes) {
  for (const Theme theme : {Theme::light, Theme::dark}) {
    apply_theme(*qApp, theme);
    MainWindow window;
    window.resize(1440, 900);
    window.show();
    window.open_path(result_);
    Session& session = window.session();
    ASSERT_TRUE(wait_until([&] { return session.picture() && window.map().is_complete(); }));
    const auto& classes = session.classes();
    session.set_current(static_cast<std::size_t>(std::ranges::find(classes, ChipClass::dim) - classes.begin()));
    auto* facts = window.findChild<FactsView*>();
    auto* plot = window.findChild<HistogramPlot*>();
    ASSERT_TRUE(wait_until([&] { return facts->topLevelItemCount() > 0 && plot->lower() != 0; }));
    wait_until([] { return false; }, 300);
    const std::string suffix = theme == Theme::dark ? "_dark" : "";
    shoot(window, ("histogram" + suffix).c_str());
    auto* tabs = window.findChild<ChipCard*>()->findChild<QTabWidget*>();
    tabs->setCurrentIndex(2);
    plot->set_limits(plot->lower(), plot->upper() * 0.99);
    Q_EMIT plot->range_chosen(-INFINITY, plot->lower());
    ASSERT_TRUE(wait_until([&] { return session.picked() && window.map().is_complete(); }));
    wait_until([] { return false; }, 300);
    shoot(window, ("picked" + suffix).c_str());
    auto* scatter = window.findChild<ScatterPane*>();
    qobject_cast<QDockWidget*>(scatter->parentWidget())->raise();
    tabs->setCurrentIndex(1);
    ASSERT_TRUE(wait_until([&] { return scatter->is_complete(); }));
    shoot(window, ("scatter" + suffix).c_str());
    auto* list = window.findChild<ChipTablePane*>();
    qobject_cast<QDockWidget*>(list->parentWidget())->raise();
    ASSERT_TRUE(wait_until([&] { return list->is_complete() && !list->model().list().empty(); }));
    wait_until([] { return false; }, 500);
    shoot(window, ("list" + suffix).c_str());
  }
  apply_theme(*qApp, Theme::light);
}

}  // namespace
}  // namespace pellucid::gui

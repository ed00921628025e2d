// The tour: what a person does in the first ten minutes. With PELLUCID_SCREENSHOTS set to a folder, pictures of each
// step are left there; with PELLUCID_TOUR_RESULT, it goes over that result in place of a made one.
#include <gtest/gtest.h>

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

#include "gui/app/main_window.h"
#include "gui/app/theme.h"
#include "gui/map/map_view.h"
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

}  // namespace
}  // namespace pellucid::gui

#include "gui/map/pixel_layer.h"

#include <gtest/gtest.h>

#include <QPainter>
#include <QTemporaryDir>

#include "gui/app/main_window.h"
#include "gui/map/map_view.h"
#include "inspection/inspect.h"
#include "samples/simulator/simulate.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

TEST(PixelLayer, AResultWhoseScanIsGoneKeepsItsChipsAndSaysWhy) {
  const QTemporaryDir folder;
  const std::filesystem::path path = std::filesystem::path(folder.path().toStdString()) / "result";
  testing::write_made_result({}, path);
  MainWindow window;
  window.resize(900, 700);
  window.show();
  window.open_path(QString::fromStdString(path.string()));
  ASSERT_TRUE(wait_until([&] { return !window.map().pixels().why().isEmpty(); }));
  EXPECT_FALSE(window.map().pixels().is_available());
  window.map().set_viewport({{0, 0}, 5});
  EXPECT_EQ(window.map().pixels().opacity(window.map().viewport()), 0);
  EXPECT_TRUE(wait_until([&] { return window.map().is_complete(); }));
}

TEST(PixelLayer, ChipsTurnIntoTheirPixelsInTheRightPlace) {
  const QTemporaryDir folder;
  const std::filesystem::path base = folder.path().toStdString();
  SimulationOptions options = simulation_preset("small").value();
  ASSERT_TRUE(simulate(options, base / "scan"));
  InspectRequest request;
  request.scan = base / "scan";
  request.result = base / "result";
  request.write_maps_and_report = false;
  ASSERT_TRUE(inspect(request));
  MainWindow window;
  window.resize(1200, 800);
  window.show();
  window.open_path(QString::fromStdString((base / "result").string()));
  ASSERT_TRUE(wait_until([&] { return window.map().pixels().is_available() && window.session().picture(); }));
  const WaferResult& wafer = *window.session().wafer();
  const auto& classes = wafer.classes();
  int seen = 0;
  for (std::size_t k = 0; k < classes.size() && seen < 5; ++k) {
    if (classes[k] != ChipClass::dark) continue;
    const ChipIndex dark = wafer.grid().chip(k), good{dark.column + 1, dark.row};
    const auto beside = wafer.grid().table_row(good);
    if (!beside || classes[*beside] != ChipClass::good) continue;
    ++seen;
    window.map().set_viewport({wafer.chips().unturned_um(dark), wafer.chips().pitch_um.x / 64});
    ASSERT_TRUE(wait_until([&] { return window.map().is_complete(); }));
    ASSERT_EQ(window.map().pixels().opacity(window.map().viewport()), 1);
    const QImage shown = window.map().grab().toImage();
    const auto level = [&](ChipIndex chip) { return qGray(shown.pixel(window.map().px_of(chip).toPoint())); };
    EXPECT_GT(level(good), 110) << dark.column << ", " << dark.row;
    EXPECT_LT(level(dark), level(good) / 2) << dark.column << ", " << dark.row;
  }
  EXPECT_EQ(seen, 5);
}

}  // namespace
}  // namespace pellucid::gui

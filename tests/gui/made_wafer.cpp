#include "tests/gui/made_wafer.h"

#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>
#include <QThread>
#include <cmath>

#include "results/result_folder.h"

namespace pellucid::testing {

ResultData made_result(const MadeWafer& made) {
  ResultData data;
  data.scan_id = "made";
  data.recipe_name = "default";
  data.recipe_sha256 = std::string(64, '0');
  data.wafer.id = "W01";
  data.wafer.lot = "LOT1";
  data.wafer.diameter_mm = made.diameter_mm;
  data.wafer.edge_exclusion_mm = 1;
  data.wafer.mark = made.mark;
  ChipGrid& chips = data.wafer.chips.emplace();
  chips.pitch_um = made.pitch_um;
  chips.size_um = made.size_um;
  chips.field = made.field;
  chips.columns = static_cast<std::int32_t>(made.diameter_mm * 1000 / made.pitch_um.x);
  chips.rows = static_cast<std::int32_t>(made.diameter_mm * 1000 / made.pitch_um.y);
  chips.origin_um = {-(chips.column_um(chips.columns - 1) - chips.column_um(0)) / 2,
                     -(chips.row_um(chips.rows - 1) - chips.row_um(0)) / 2};
  LayerGeometry& layer = data.layers.emplace_back();
  layer.name = "pl";
  layer.pixel_um = {50, 50};
  LayerRegistration& registration = data.registrations.emplace_back();
  registration.layer = "pl";
  registration.pitch_um = made.pitch_um;
  registration.confidence = 1;
  ChipTable& table = data.table;
  LayerColumns& pl = table.layers.emplace_back();
  pl.layer = "pl";
  if (made.with_el) table.el.emplace();
  for (std::int32_t r = 0; r < chips.rows; ++r) {
    for (std::int32_t c = 0; c < chips.columns; ++c) {
      if (!data.wafer.has_chip({c, r})) continue;
      const ChipClass chip_class = made.class_of({c, r});
      const bool dead = chip_class == ChipClass::dark || chip_class == ChipClass::missing;
      const bool measured = chip_class != ChipClass::unmeasured;
      const float relative = !measured ? NAN : dead ? 0.001F : chip_class == ChipClass::dim ? 0.6F : 1.0F;
      const Vec2 at = chips.unturned_um({c, r});
      const auto healthy = static_cast<float>(10'000 + 0.05 * at.x + 1000 * std::sin(0.7 * c + 1.3 * r) * 0.02);
      table.column.push_back(c);
      table.row.push_back(r);
      table.x_um.push_back(static_cast<float>(at.x));
      table.y_um.push_back(static_cast<float>(at.y));
      table.chip_class.push_back(chip_class);
      table.flags.push_back(chip_class == ChipClass::good || !measured ? 0 : chip_flag::bit(chip_class));
      pl.intensity_e.push_back(relative * healthy);
      pl.intensity_sigma_e.push_back(measured ? 100.0F : NAN);
      pl.relative_intensity.push_back(relative);
      if (!made.with_el) continue;
      table.el->intensity.push_back(relative);
      table.el->vf_v.push_back(3.1F);
      table.el->ir_ua.push_back(0.01F);
      table.el->pass.push_back(chip_class == ChipClass::good ? 1 : 0);
    }
  }
  return data;
}

void write_made_result(const MadeWafer& made, const std::filesystem::path& folder) {
  const auto written = write_result(made_result(made), folder, {.maps_and_report = false, .overwrite = true});
  ASSERT_TRUE(written) << written.error().message();
}

bool wait_until(const std::function<bool()>& holds, int milliseconds) {
  QElapsedTimer timer;
  timer.start();
  while (!holds()) {
    if (timer.elapsed() > milliseconds) return false;
    QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    QThread::msleep(2);
  }
  return true;
}

void show_active(QWidget& window) {
  window.show();
  window.activateWindow();
  EXPECT_TRUE(QTest::qWaitForWindowActive(&window));
}

void keep_picture(QWidget& widget, const char* name) {
  const QString folder = qEnvironmentVariable("PELLUCID_SCREENSHOTS");
  if (!folder.isEmpty()) widget.grab().save(QStringLiteral("%1/%2.png").arg(folder, QString::fromLatin1(name)));
}

}  // namespace pellucid::testing

/// Result folders made for the viewer's tests: a small wafer with known classes, written by the results room itself.
#pragma once

#include <QString>
#include <QWidget>
#include <filesystem>
#include <functional>

#include "results/result_data.h"

namespace pellucid::testing {

struct MadeWafer {
  double diameter_mm = 50;
  Vec2 pitch_um{400, 500}, size_um{250, 350};
  std::optional<FieldDesign> field;
  OrientationMark mark = OrientationMark::flat;
  /// Class of each chip; the intensity follows from it.
  std::function<ChipClass(ChipIndex)> class_of = [](ChipIndex) { return ChipClass::good; };
  bool with_el = true;
};

/// Everything that write_result wants.
[[nodiscard]] ResultData made_result(const MadeWafer& made);
/// The result folder, written without maps and report. Fails the test where that does not work.
void write_made_result(const MadeWafer& made, const std::filesystem::path& folder);

/// Lets the window work until `holds` or the time is over; says whether it holds.
bool wait_until(const std::function<bool()>& holds, int milliseconds = 10'000);

/// Shows a window and gives it the keyboard, so that its keys work.
void show_active(QWidget& window);

/// Leaves a picture of a widget in the folder PELLUCID_SCREENSHOTS, where that is set.
void keep_picture(QWidget& widget, const char* name);

}  // namespace pellucid::testing

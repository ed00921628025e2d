/// How columns, classes and numbers are called for people, in the language of the window. Window's thread only.
#pragma once

#include <QString>
#include <string>

#include "core/model/chip_table.h"

namespace pellucid::gui {

/// "Relative intensity" for `relative_intensity`, "..., layer B" for `relative_intensity@B`; a column without words of
/// its own keeps its name.
[[nodiscard]] QString title_of(const std::string& column);
/// Its unit as it is written: "µm", "W/cm²", "Ω"; empty for pure numbers.
[[nodiscard]] QString unit_text(const std::string& units);
[[nodiscard]] QString title_of(ChipClass chip_class);
/// Four significant digits, "–" where there is no value.
[[nodiscard]] QString number_text(double value);
/// "458.69 ± 0.091": two digits of the uncertainty, as many decimals of the value; without a sigma, number_text.
[[nodiscard]] QString uncertain_text(double value, double sigma);
/// With thousands separated as the language does.
[[nodiscard]] QString count_text(qint64 count);

}  // namespace pellucid::gui

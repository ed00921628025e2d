/// What an operator has to know of a wafer: may it go on? Read off the result's own limit checks; nothing is judged
/// here. Pure; any thread.
#pragma once

#include <QColor>
#include <QString>
#include <QStringList>
#include <cstdint>

#include "results/summary.h"

namespace pellucid::gui {

enum class Verdict : std::uint8_t {
  pass,  ///< every limit of the recipe holds
  fail,  ///< one does not
  hold,  ///< a person has to decide: too little was measured or decided, or the recipe sets no limits
};

struct WaferVerdict {
  Verdict verdict = Verdict::hold;
  QStringList reasons;  ///< sentences; none of a pass
};

[[nodiscard]] WaferVerdict verdict_of(const Summary& summary);
[[nodiscard]] QString title_of(Verdict verdict);  ///< "PASS", "FAIL", "HOLD"
[[nodiscard]] QColor colour_of(Verdict verdict);

/// "Yield 91.2 % is below 95 %"; of a limit that holds "Yield 97 %, at least 95 %".
[[nodiscard]] QString limit_text(const LimitCheck& limit);

}  // namespace pellucid::gui

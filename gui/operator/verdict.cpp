#include "gui/operator/verdict.h"

#include <QCoreApplication>
#include <QLocale>
#include <array>
#include <cmath>

namespace pellucid::gui {
namespace {

QString words(const char* text) {
  return QCoreApplication::translate("Verdict", text);
}

struct LimitTitle {
  std::string_view name;
  const char* title;
};

constexpr std::array kLimits{
    LimitTitle{"min_yield", QT_TRANSLATE_NOOP("Verdict", "Yield")},
    LimitTitle{"max_missing_ppm", QT_TRANSLATE_NOOP("Verdict", "Missing chips")},
    LimitTitle{"max_dark_ppm", QT_TRANSLATE_NOOP("Verdict", "Dark chips")},
    LimitTitle{"max_dim_ppm", QT_TRANSLATE_NOOP("Verdict", "Dim chips")},
    LimitTitle{"max_leaky_ppm", QT_TRANSLATE_NOOP("Verdict", "Leaky chips")},
    LimitTitle{"max_retest_share", QT_TRANSLATE_NOOP("Verdict", "Chips to be tested again")},
    LimitTitle{"max_unmeasured_share", QT_TRANSLATE_NOOP("Verdict", "Chips not measured")},
    LimitTitle{"max_defects_per_cm2", QT_TRANSLATE_NOOP("Verdict", "Defects")},
    LimitTitle{"max_nonuniformity", QT_TRANSLATE_NOOP("Verdict", "Nonuniformity of the light")},
    LimitTitle{"min_el_accuracy", QT_TRANSLATE_NOOP("Verdict", "Agreement with EL")},
    LimitTitle{"max_el_underkill_ppm", QT_TRANSLATE_NOOP("Verdict", "EL fails that PL passed")},
    LimitTitle{"max_el_overkill_ppm", QT_TRANSLATE_NOOP("Verdict", "EL passes that PL failed")},
};

QString title_of_limit(const std::string& name) {
  for (const LimitTitle& limit : kLimits) {
    if (limit.name == name) return words(limit.title);
  }
  return QString::fromStdString(name);
}

QString amount_text(const std::string& name, double value) {
  if (!std::isfinite(value)) return words(QT_TRANSLATE_NOOP("Verdict", "not known"));
  if (name.ends_with("_ppm")) return QStringLiteral("%1 ppm").arg(QLocale().toString(value, 'f', value < 10 ? 1 : 0));
  if (name.ends_with("_per_cm2")) return QStringLiteral("%1 / cm²").arg(QLocale().toString(value, 'g', 4));
  return QStringLiteral("%1 %").arg(QLocale().toString(100 * value, 'g', 4));
}

bool was_measured(const Summary& summary) {
  return summary.surface ? summary.surface->coverage.measured_mm2 > 0 : std::isfinite(summary.yield);
}

/// Limits on how much was left open: beyond them the wafer is not bad, it is not known well enough.
bool asks_for_a_person(const LimitCheck& limit) {
  return limit.name == "max_retest_share" || limit.name == "max_unmeasured_share";
}

}  // namespace

WaferVerdict verdict_of(const Summary& summary) {
  WaferVerdict found;
  for (const LimitCheck& limit : summary.limits) {
    if (!limit.passed && !asks_for_a_person(limit)) found.reasons.append(limit_text(limit));
  }
  if (!found.reasons.isEmpty()) {
    found.verdict = Verdict::fail;
    return found;
  }
  for (const LimitCheck& limit : summary.limits) {
    if (!limit.passed) found.reasons.append(limit_text(limit));
  }
  if (!was_measured(summary)) found.reasons.append(words(QT_TRANSLATE_NOOP("Verdict", "Nothing was measured")));
  std::size_t missing = 0;
  for (const LayerSummary& layer : summary.layers) missing += layer.missing_tiles.size();
  if (missing > 0)
    found.reasons.append(words(QT_TRANSLATE_NOOP("Verdict", "Images of the scan that are missing: %1")).arg(missing));
  if (summary.limits.empty())
    found.reasons.append(words(QT_TRANSLATE_NOOP("Verdict", "The recipe sets no limits to judge the wafer by")));
  found.verdict = found.reasons.isEmpty() ? Verdict::pass : Verdict::hold;
  return found;
}

QString title_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return words(QT_TRANSLATE_NOOP("Verdict", "PASS"));
    case Verdict::fail:
      return words(QT_TRANSLATE_NOOP("Verdict", "FAIL"));
    case Verdict::hold:
      return words(QT_TRANSLATE_NOOP("Verdict", "HOLD"));
  }
  return {};
}

/// Dark enough for white letters, and told apart by lightness alone.
QColor colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return {0x1b, 0x7f, 0x4b};
    case Verdict::fail:
      return {0xb0, 0x1e, 0x2e};
    case Verdict::hold:
      return {0xc2, 0x6a, 0x00};
  }
  return {};
}

QString limit_text(const LimitCheck& limit) {
  const bool least = limit.name.starts_with("min_");
  const char* sentence = limit.passed ? (least ? QT_TRANSLATE_NOOP("Verdict", "%1 %2, at least %3")
                                               : QT_TRANSLATE_NOOP("Verdict", "%1 %2, at most %3"))
                                      : (least ? QT_TRANSLATE_NOOP("Verdict", "%1 %2 is below %3")
                                               : QT_TRANSLATE_NOOP("Verdict", "%1 %2 is above %3"));
  return words(sentence).arg(title_of_limit(limit.name), amount_text(limit.name, limit.found),
                             amount_text(limit.name, limit.limit));
}

}  // namespace pellucid::gui

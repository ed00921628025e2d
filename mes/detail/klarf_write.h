/// The two ways to write a KLARF. Private to the room; any thread.
#pragma once

#include "mes/klarf.h"

namespace pellucid::mes::detail {

void write_klarf12(const KlarfHeader& header, const DefectSource& source, TextSink& sink);
void write_klarf18(const KlarfHeader& header, std::int64_t defects, const DefectSource& source, TextSink& sink);

/// "10-05-26" with the year's digits as asked for, and "14:03:22".
[[nodiscard]] std::string klarf_date(const KlarfTime& time, int year_digits);
[[nodiscard]] std::string klarf_clock(const KlarfTime& time);
/// Area of a defect in thousandths of a square micrometre.
[[nodiscard]] inline std::int64_t area_thousandths_um2(const KlarfDefect& d) {
  return (d.x_size_nm * d.y_size_nm + 500) / 1000;
}
[[nodiscard]] inline std::string_view mark_name(OrientationMark mark) {
  return mark == OrientationMark::flat ? "FLAT" : "NOTCH";
}

}  // namespace pellucid::mes::detail

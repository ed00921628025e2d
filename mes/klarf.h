/// KLARF 1.2 and 1.8: what such a file says, and writing it (docs/export.md). Positions of a defect: wafer-centred
/// x = x_index * die_pitch + x_rel - sample_center. Micrometres here, whatever the file has. Plain values; writing is
/// pure but for the sink; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"
#include "core/model/geometry.h"
#include "core/model/wafer.h"
#include "mes/frame.h"
#include "mes/text_sink.h"

namespace pellucid::mes {

enum class KlarfVersion : std::uint8_t { v1_2, v1_8 };

struct KlarfTime {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  /// From ISO 8601 ("2026-10-05T14:03:22Z"); 1970-01-01 where it is none.
  [[nodiscard]] static KlarfTime from_iso(std::string_view text);
};

struct KlarfClass {
  int number = 0;
  std::string name;
};

struct KlarfSummary {
  std::int64_t defects = 0;    ///< found, also where fewer are listed
  double density_per_cm2 = 0;  ///< found / inspected area
  std::int64_t dies = 0, defective_dies = 0;
};

struct KlarfHeader {
  std::array<std::string, 3> station;
  std::string lot, wafer, device, setup, step;
  KlarfTime time;
  int year_digits = 2;
  double diameter_mm = 0;
  OrientationMark mark = OrientationMark::notch;
  MarkSide side = MarkSide::down;
  Vec2 die_pitch_um, sample_center_um;
  int slot = 0;
  std::vector<KlarfClass> classes;
  std::vector<ChipIndex> plan;  ///< inspected dies (x_index, y_index)
  double area_um2 = 0;
  KlarfSummary summary;
  bool reviewed = false;  ///< defects have a column REVIEWCLASS
};

/// One defect. Lengths are whole nanometres, so that both versions say exactly the same.
struct KlarfDefect {
  std::int64_t id = 0;
  std::int64_t x_rel_nm = 0, y_rel_nm = 0;
  std::int32_t x_index = 0, y_index = 0;
  std::int64_t x_size_nm = 0, y_size_nm = 0;
  int class_number = 0;
  int measured_class = 0;  ///< ROUGHBINNUMBER: as measured, where class_number is a reviewer's
  int review_class = -1;   ///< REVIEWCLASS: -1 where no reviewer gave one
  ChipIndex chip;          ///< of the chip table: columns CHIPCOLUMN and CHIPROW
  std::string image;       ///< file name of its picture; empty: none
};

/// Hands every defect to a visitor, in the order of the file. The same each time it is called.
using DefectVisitor = std::function<void(const KlarfDefect&)>;
using DefectSource = std::function<void(const DefectVisitor&)>;

/// What a check compares: exact, as all of it is integers.
struct KlarfTotals {
  std::int64_t defects = 0, x_rel_nm = 0, y_rel_nm = 0, x_index = 0, y_index = 0, class_number = 0, images = 0;
  friend bool operator==(const KlarfTotals&, const KlarfTotals&) = default;
};

/// Writes the file as five independent readers take it: LF, quoted ids without spaces, one space before a defect's
/// row, one line a defect. `defects` is the number that `source` hands out. Errors: cancelled, mes.subject (a length
/// that an int32 of nanometres does not hold).
[[nodiscard]] Result<KlarfTotals> write_klarf(KlarfVersion version, const KlarfHeader& header, std::int64_t defects,
                                              const DefectSource& source, TextSink& sink,
                                              const std::stop_token& stop = {});

/// An id as a KLARF takes it: blanks are underscores, "NONE" where there is none.
[[nodiscard]] std::string klarf_id(std::string_view text);

}  // namespace pellucid::mes

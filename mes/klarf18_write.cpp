// KLARF 1.8: the same facts as 1.2 as nested records, in whole nanometres.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mes/detail/klarf_write.h"

namespace pellucid::mes::detail {
namespace {

constexpr double kNm_per_um = 1000, kNm2_per_um2 = 1e6;

std::int64_t nm(double um) {
  return std::llround(um * kNm_per_um);
}

void write_lot_fields(const KlarfHeader& h, TextSink& sink) {
  const std::string date = klarf_date(h.time, 4), clock = klarf_clock(h.time);
  sink << fmt::format("    Field DeviceID 1 {{\"{}\"}}\n", h.device);
  sink << fmt::format("    Field DiePitch 2 {{{}, {}}}\n", nm(h.die_pitch_um.x), nm(h.die_pitch_um.y));
  sink << fmt::format("    Field InspectionStationID 3 {{\"{}\", \"{}\", \"{}\"}}\n", h.station[0], h.station[1],
                      h.station[2]);
  sink << fmt::format("    Field OrientationMarkLocation 1 {{{}}}\n", degrees_from_bottom(h.side));
  sink << fmt::format("    Field RecipeID 3 {{\"{}\", \"{}\", \"{}\"}}\n", h.setup, date, clock);
  sink << fmt::format("    Field ResultTimestamp 2 {{\"{}\", \"{}\"}}\n", date, clock);
  sink << fmt::format("    Field SampleOrientationMarkType 1 {{\"{}\"}}\n", mark_name(h.mark));
  sink << fmt::format("    Field SampleSize 2 {{{}, 0}}\n", nm(h.diameter_mm * 1000));
  sink << "    Field SampleType 1 {\"WAFER\"}\n";
  sink << fmt::format("    Field StepID 1 {{\"{}\"}}\n", h.step);
}

void write_row(const KlarfDefect& d, bool images, bool reviewed, TextSink& sink) {
  sink << "          " << d.id << ' ' << d.x_rel_nm << ' ' << d.y_rel_nm << ' ' << d.x_index << ' ' << d.y_index << ' '
       << d.x_size_nm << ' ' << d.y_size_nm << ' ' << d.x_size_nm * d.y_size_nm << ".0 "
       << std::max(d.x_size_nm, d.y_size_nm) << ' ' << d.class_number << " 1 0 " << d.measured_class << " 0 "
       << d.chip.column << ' ' << d.chip.row;
  if (reviewed) sink << ' ' << d.review_class;
  if (images && d.image.empty()) sink << " N";
  if (!d.image.empty()) sink << " Images 1 { \"" << d.image << "\" \"PNG\" 1 \"Patch\" }";
  sink << " ;\n";
}

void write_defects(std::int64_t defects, const DefectSource& source, bool reviewed, TextSink& sink) {
  bool images = false;
  source([&](const KlarfDefect& d) { images = images || !d.image.empty(); });
  sink << "      List DefectList\n      {\n        Columns " << std::int64_t{16} + (images ? 1 : 0) + (reviewed ? 1 : 0)
       << " { int32 DEFECTID, int32 XREL, int32 YREL, int32 XINDEX, int32 YINDEX, int32 XSIZE, int32 YSIZE, "
          "float DEFECTAREA, int32 DSIZE, int32 CLASSNUMBER, int32 TEST, int32 CLUSTERNUMBER, int32 ROUGHBINNUMBER, "
          "int32 FINEBINNUMBER, int32 CHIPCOLUMN, int32 CHIPROW"
       << (reviewed ? ", int32 REVIEWCLASS" : "") << (images ? ", ImageList IMAGEINFO" : "") << " }\n        Data "
       << defects << "\n        {\n";
  source([&](const KlarfDefect& d) { write_row(d, images, reviewed, sink); });
  sink << "        }\n      }\n";
}

void write_test(const KlarfHeader& h, TextSink& sink) {
  sink << "      Record TestRecord \"1\"\n      {\n";
  sink << fmt::format("        Field AreaPerTest 1 {{{:.6e}}}\n", h.area_um2 * kNm2_per_um2);
  sink << "        List SampleTestPlanList\n        {\n          Columns 2 { int32 XINDEX, int32 YINDEX }\n          "
          "Data "
       << static_cast<std::int64_t>(h.plan.size()) << "\n          {\n";
  for (const ChipIndex die : h.plan) sink << "            " << die.column << ' ' << die.row << " ;\n";
  sink << "          }\n        }\n      }\n";
  sink << "      Record SummaryRecord\n      {\n        List TestSummaryList\n        {\n          Columns 5 "
          "{ int32 TESTNO, int32 NDEFECT, float DEFDENSITY, int32 NDIE, int32 NDEFDIE }\n          Data 1\n          "
          "{\n";
  sink << fmt::format("            1 {} {:.6e} {} {} ;\n", h.summary.defects, h.summary.density_per_cm2, h.summary.dies,
                      h.summary.defective_dies);
  sink << "          }\n        }\n      }\n";
}

void write_classes(const KlarfHeader& h, TextSink& sink) {
  sink << "    List ClassLookupList\n    {\n      Columns 3 { int32 CLASSNUMBER, string CLASSNAME, string CLASSCODE }\n"
          "      Data "
       << static_cast<std::int64_t>(h.classes.size()) << "\n      {\n";
  for (const KlarfClass& c : h.classes) sink << fmt::format("        {} \"{}\" \"\" ;\n", c.number, c.name);
  sink << "      }\n    }\n";
}

}  // namespace

void write_klarf18(const KlarfHeader& h, std::int64_t defects, const DefectSource& source, TextSink& sink) {
  sink << "Record FileRecord  \"1.8\"\n{\n" << fmt::format("  Record LotRecord \"{}\"\n  {{\n", h.lot);
  write_lot_fields(h, sink);
  sink << fmt::format("    Record WaferRecord \"{}\"\n    {{\n", h.wafer);
  sink << "      Field DieOrigin 2 {0, 0}\n";
  sink << fmt::format("      Field SampleCenterLocation 2 {{{}, {}}}\n", nm(h.sample_center_um.x),
                      nm(h.sample_center_um.y));
  sink << fmt::format("      Field SlotNumber 1 {{{}}}\n", h.slot);
  write_defects(defects, source, h.reviewed, sink);
  write_test(h, sink);
  sink << "    }\n";
  write_classes(h, sink);
  sink << "  }\n";
  sink << fmt::format("  Field FileTimestamp 2 {{\"{}\", \"{}\"}}\n", klarf_date(h.time, 4), klarf_clock(h.time));
  sink << "}\nEndOfFile;\n";
}

}  // namespace pellucid::mes::detail

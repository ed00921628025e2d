// KLARF 1.2 in the order and shape that five independent readers accept: each line here is a condition of theirs.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mes/detail/klarf_write.h"

namespace pellucid::mes::detail {
namespace {

constexpr std::string_view kColumns =
    "DEFECTID XREL YREL XINDEX YINDEX XSIZE YSIZE DEFECTAREA DSIZE CLASSNUMBER TEST CLUSTERNUMBER ROUGHBINNUMBER "
    "FINEBINNUMBER REVIEWSAMPLE CHIPCOLUMN CHIPROW";

void write_columns(bool reviewed, TextSink& sink) {
  sink << "DefectRecordSpec " << (reviewed ? "20 " : "19 ") << kColumns << (reviewed ? " REVIEWCLASS" : "")
       << " IMAGECOUNT IMAGELIST ;\n";
}

void write_head(const KlarfHeader& h, TextSink& sink) {
  const std::string date = klarf_date(h.time, h.year_digits), clock = klarf_clock(h.time);
  std::string side(name_of(h.side));
  for (char& c : side) c = static_cast<char>(c - 'a' + 'A');
  sink << "FileVersion 1 2;\n";
  sink << fmt::format("FileTimestamp {} {};\n", date, clock);
  sink << fmt::format("InspectionStationID \"{}\" \"{}\" \"{}\";\n", h.station[0], h.station[1], h.station[2]);
  sink << "SampleType WAFER;\n";
  sink << fmt::format("ResultTimestamp {} {};\n", date, clock);
  sink << fmt::format("LotID \"{}\";\n", h.lot);
  sink << fmt::format("SampleSize 1 {};\n", std::llround(h.diameter_mm));  // readers take whole millimetres only
  sink << fmt::format("DeviceID \"{}\";\n", h.device);
  // Readers that take four digits elsewhere take two here.
  sink << fmt::format("SetupID \"{}\" {} {};\n", h.setup, klarf_date(h.time, 2), clock);
  sink << fmt::format("StepID \"{}\";\n", h.step);
  sink << fmt::format("SampleOrientationMarkType {};\n", mark_name(h.mark));
  sink << fmt::format("OrientationMarkLocation {};\n", side);
  sink << fmt::format("DiePitch {:.10e} {:.10e};\n", h.die_pitch_um.x, h.die_pitch_um.y);
  sink << fmt::format("DieOrigin {:.10e} {:.10e};\n", 0.0, 0.0);
  sink << fmt::format("WaferID \"{}\";\n", h.wafer);
  sink << fmt::format("Slot {};\n", h.slot);
  sink << fmt::format("SampleCenterLocation {:.10e} {:.10e};\n", h.sample_center_um.x, h.sample_center_um.y);
}

void write_classes_and_plan(const KlarfHeader& h, TextSink& sink) {
  sink << "ClassLookup " << static_cast<std::int64_t>(h.classes.size());
  for (const KlarfClass& c : h.classes) sink << fmt::format("\n {} \"{}\"", c.number, c.name);
  sink << ";\nInspectionTest 1;\nSampleTestPlan " << static_cast<std::int64_t>(h.plan.size());
  for (const ChipIndex die : h.plan) sink << "\n " << die.column << ' ' << die.row;
  sink << fmt::format(";\nAreaPerTest {:.10e};\n", h.area_um2);
}

void write_row(const KlarfDefect& d, bool reviewed, TextSink& sink) {
  sink << ' ' << d.id << ' ';
  sink.thousandths(d.x_rel_nm) << ' ';
  sink.thousandths(d.y_rel_nm) << ' ' << d.x_index << ' ' << d.y_index << ' ';
  sink.thousandths(d.x_size_nm) << ' ';
  sink.thousandths(d.y_size_nm) << ' ';
  sink.thousandths(area_thousandths_um2(d)) << ' ';
  sink.thousandths(std::max(d.x_size_nm, d.y_size_nm))
      << ' ' << d.class_number << " 1 0 " << d.measured_class << " 0 0 " << d.chip.column << ' ' << d.chip.row;
  if (reviewed) sink << ' ' << d.review_class;
  sink << (d.image.empty() ? " 0 0" : " 1 1 1 0");
}

/// One list of the defects without a picture, and one a picture, its file's name before it.
void write_defects(const DefectSource& source, bool reviewed, TextSink& sink) {
  sink << "DefectList";
  bool listing = true;
  source([&](const KlarfDefect& d) {
    if (d.image.empty()) {
      sink << (listing ? "\n" : "DefectList\n");
      listing = true;
      write_row(d, reviewed, sink);
      return;
    }
    if (listing) sink << ";\n";
    listing = false;
    sink << "TiffFileName " << d.image << ";\nDefectList\n";
    write_row(d, reviewed, sink);
    sink << ";\n";
  });
  if (listing) sink << ";\n";
}

}  // namespace

void write_klarf12(const KlarfHeader& h, const DefectSource& source, TextSink& sink) {
  write_head(h, sink);
  write_classes_and_plan(h, sink);
  write_columns(h.reviewed, sink);
  write_defects(source, h.reviewed, sink);
  sink << "SummarySpec 5 TESTNO NDEFECT DEFDENSITY NDIE NDEFDIE ;\nSummaryList\n";
  sink << fmt::format(" 1 {} {:.10e} {} {};\n", h.summary.defects, h.summary.density_per_cm2, h.summary.dies,
                      h.summary.defective_dies);
  sink << "EndOfFile;\n";
}

}  // namespace pellucid::mes::detail

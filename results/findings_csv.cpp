#include "results/findings_csv.h"

#include <fmt/format.h>

#include <iterator>

namespace pellucid {
namespace {

/// A layer's name may hold what a CSV field may not hold bare.
std::string field(const std::string& text) {
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? "\"\"" : std::string(1, c));
  return out + "\"";
}

}  // namespace

std::string findings_csv(const AppearanceReport& report) {
  std::string csv =
      "finding,kind,layer,column,row,chips,x_um,y_um,x_low_um,y_low_um,x_high_um,y_high_um,length_um,area_um2,sigma,"
      "brighter,on_mesa\n";
  std::size_t number = 0;
  for (const AppearanceFinding& f : report.findings) {
    fmt::format_to(std::back_inserter(csv),
                   "{},{},{},{},{},{},{:.2f},{:.2f},{:.2f},{:.2f},{:.2f},{:.2f},{:.2f},{:.2f},{:.2f},{},{}\n", ++number,
                   name_of(f.kind), field(f.layer), f.chip.column, f.chip.row, f.chips, f.centre_um.x, f.centre_um.y,
                   f.low_um.x, f.low_um.y, f.high_um.x, f.high_um.y, f.length_um, f.area_um2, f.sigma,
                   f.brighter ? 1 : 0, f.on_mesa ? 1 : 0);
  }
  return csv;
}

}  // namespace pellucid

#include "results/detail/appearance_json.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace pellucid::detail {
namespace {

constexpr std::size_t kMostFindings = 20;
constexpr std::array kKinds{FindingKind::particle, FindingKind::crack, FindingKind::chipping, FindingKind::scratch,
                            FindingKind::residue};

Json finding_json(const AppearanceFinding& f) {
  return {{"kind", std::string(name_of(f.kind))},
          {"layer", f.layer},
          {"column", f.chip.column},
          {"row", f.chip.row},
          {"chips", f.chips},
          {"centre_um", pair(f.centre_um)},
          {"low_um", pair(f.low_um)},
          {"high_um", pair(f.high_um)},
          {"length_um", number(f.length_um)},
          {"area_um2", number(f.area_um2)},
          {"sigma", number(f.sigma)},
          {"brighter", f.brighter},
          {"on_mesa", f.on_mesa}};
}

AppearanceFinding finding_from(const Json& json) {
  AppearanceFinding f;
  const std::string kind = json.at("kind");
  const auto* found = std::find_if(kKinds.begin(), kKinds.end(), [&](FindingKind k) { return name_of(k) == kind; });
  if (found == kKinds.end()) throw std::runtime_error("unknown kind of finding: " + kind);
  f.kind = *found;
  f.layer = json.at("layer");
  f.chip = {json.at("column"), json.at("row")};
  f.chips = json.at("chips");
  f.centre_um = to_pair(json.at("centre_um"));
  f.low_um = to_pair(json.at("low_um"));
  f.high_um = to_pair(json.at("high_um"));
  f.length_um = to_number(json.at("length_um"));
  f.area_um2 = to_number(json.at("area_um2"));
  f.sigma = to_number(json.at("sigma"));
  f.brighter = json.at("brighter");
  f.on_mesa = json.at("on_mesa");
  return f;
}

}  // namespace

Json appearance_json(const AppearanceReport& report) {
  Json json{{"mechanical_chips", report.mechanical_chips},
            {"mechanical_alone", report.mechanical_alone},
            {"findings_total", report.findings_total},
            {"layers", Json::array()},
            {"overlaps", Json::array()},
            {"strongest", Json::array()}};
  for (const AppearanceReport::Layer& l : report.layers) {
    json["layers"].push_back({{"name", l.name},
                              {"contrast", number(l.contrast)},
                              {"limit_sigma", number(l.limit_sigma)},
                              {"corner_limit_sigma", number(l.corner_limit_sigma)},
                              {"chips", l.chips},
                              {"taught_chips", l.taught_chips},
                              {"shift_um", pair(l.shift_um)}});
  }
  for (const AppearanceReport::Overlap& o : report.overlaps)
    json["overlaps"].push_back({{"finding", o.finding}, {"chips", o.chips}, {"also_mechanical", o.also_mechanical}});
  for (std::size_t k = 0; k < std::min(kMostFindings, report.findings.size()); ++k)
    json["strongest"].push_back(finding_json(report.findings[k]));
  return json;
}

AppearanceReport appearance_from(const Json& json) {
  AppearanceReport report;
  report.mechanical_chips = json.at("mechanical_chips");
  report.mechanical_alone = json.at("mechanical_alone");
  report.findings_total = json.at("findings_total");
  for (const Json& l : json.at("layers")) {
    report.layers.push_back({l.at("name"), to_number(l.at("contrast")), to_number(l.at("limit_sigma")),
                             to_number(l.at("corner_limit_sigma")), l.at("chips"), l.at("taught_chips"),
                             to_pair(l.at("shift_um"))});
  }
  for (const Json& o : json.at("overlaps"))
    report.overlaps.push_back({o.at("finding"), o.at("chips"), o.at("also_mechanical")});
  for (const Json& f : json.at("strongest")) report.findings.push_back(finding_from(f));
  return report;
}

}  // namespace pellucid::detail

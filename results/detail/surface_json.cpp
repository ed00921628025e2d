#include "results/detail/surface_json.h"

#include "results/uniformity.h"

namespace pellucid {

SurfaceSummary summarize(const Surface& surface) {
  SurfaceSummary s;
  if (!surface.layers.empty()) s.layer = surface.layers.front().layer;
  s.defects = std::ssize(surface.defects);
  s.counts = surface.counts();
  s.defects_per_cm2 = surface.defects_per_cm2();
  s.uniformity = surface.uniformity;
  s.coverage = surface.coverage;
  s.grid = surface.grid;
  s.noise_limit_sigma = surface.noise_limit_sigma;
  s.least_contrast = surface.least_contrast;
  s.texture = surface.texture;
  return s;
}

namespace detail {

namespace {

Json spread_json(const CellSpread& s) {
  return {{"cells", s.cells}, {"mean", number(s.mean)}, {"std", number(s.std)}};
}
CellSpread spread_from(const Json& json) {
  return {json.at("cells"), to_number(json.at("mean")), to_number(json.at("std"))};
}

}  // namespace

Json surface_counts_json(const SurfaceSummary& surface) {
  Json json;
  for (std::size_t i = 0; i < kSurfaceClasses.size(); ++i)
    json[std::string(pellucid::name_of(kSurfaceClasses[i]))] = surface.counts[i];
  return json;
}

Json surface_uniformity_json(const SurfaceUniformity& u) {
  Json json{{"of", "cells of the intensity map, at least half measured"},
            {"light_e", spread_json(u.light_e)},
            {"nonuniformity", number(u.nonuniformity)},
            {"range_p1_p99", number(u.range)},
            {"zone_scheme", kZoneScheme}};
  for (std::size_t i = 0; i < u.zones.size(); ++i) {
    Json zone{{"zone", kZoneNames[i]}};
    zone.update(spread_json(u.zones[i]));
    json["zones"].push_back(zone);
  }
  json["radial"] = Json::array();
  for (const RadialPoint& p : u.radial) {
    Json point{{"radius_mm", number(p.radius_mm)}};
    point.update(spread_json(p.light_e));
    json["radial"].push_back(point);
  }
  return json;
}

Json surface_json(const SurfaceSummary& s) {
  return {{"layer", s.layer},
          {"defects", s.defects},
          {"defects_per_cm2", number(s.defects_per_cm2)},
          {"coverage",
           {{"usable_mm2", number(s.coverage.usable_mm2)},
            {"measured_mm2", number(s.coverage.measured_mm2)},
            {"share", number(s.coverage.share())},
            {"outline", s.coverage.outline_found ? "found at the rim" : "as designed"},
            {"centre_um", pair(s.coverage.centre_um)},
            {"radius_um", number(s.coverage.radius_um)}}},
          {"grid",
           {{"cell_um", number(s.grid.cell_um)},
            {"low_um", pair(s.grid.low_um)},
            {"columns", s.grid.columns},
            {"rows", s.grid.rows}}},
          {"seen",
           {{"noise_limit_sigma", number(s.noise_limit_sigma)},
            {"least_contrast_of_a_pixel", number(s.least_contrast)},
            {"noise_found_over_expected", number(s.texture)}}}};
}

SurfaceSummary surface_from(const Json& summary) {
  const Json& json = summary.at("surface");
  SurfaceSummary s;
  s.layer = json.at("layer");
  s.defects = json.at("defects");
  for (std::size_t i = 0; i < kSurfaceClasses.size(); ++i)
    s.counts[i] = summary.at("counts").at(std::string(pellucid::name_of(kSurfaceClasses[i])));
  s.defects_per_cm2 = to_number(json.at("defects_per_cm2"));
  const Json& coverage = json.at("coverage");
  s.coverage = {to_pair(coverage.at("centre_um")), to_number(coverage.at("radius_um")),
                coverage.at("outline") == "found at the rim", to_number(coverage.at("usable_mm2")),
                to_number(coverage.at("measured_mm2"))};
  const Json& grid = json.at("grid");
  s.grid = {to_number(grid.at("cell_um")), to_pair(grid.at("low_um")), grid.at("columns"), grid.at("rows")};
  const Json& seen = json.at("seen");
  s.noise_limit_sigma = to_number(seen.at("noise_limit_sigma"));
  s.least_contrast = to_number(seen.at("least_contrast_of_a_pixel"));
  s.texture = to_number(seen.at("noise_found_over_expected"));
  const Json& u = summary.at("uniformity");
  s.uniformity.light_e = spread_from(u.at("light_e"));
  s.uniformity.nonuniformity = to_number(u.at("nonuniformity"));
  s.uniformity.range = to_number(u.at("range_p1_p99"));
  for (std::size_t i = 0; i < s.uniformity.zones.size(); ++i) s.uniformity.zones[i] = spread_from(u.at("zones").at(i));
  for (const Json& p : u.at("radial")) s.uniformity.radial.push_back({to_number(p.at("radius_mm")), spread_from(p)});
  return s;
}

}  // namespace detail
}  // namespace pellucid

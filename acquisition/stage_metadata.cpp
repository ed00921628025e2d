#include "acquisition/stage_metadata.h"

#include <cmath>
#include <limits>
#include <pugixml.hpp>
#include <string_view>
#include <utility>

namespace pellucid {
namespace {

std::optional<double> micrometres_per(std::string_view unit) {
  // The micro sign and the Greek letter mu look alike and are both in use.
  constexpr std::pair<std::string_view, double> kUnits[] = {{"", 1},       {"\u00b5m", 1}, {"\u03bcm", 1}, {"um", 1},
                                                            {"micron", 1}, {"microns", 1}, {"nm", 1e-3},   {"mm", 1e3},
                                                            {"cm", 1e4},   {"m", 1e6}};
  for (const auto& [name, factor] : kUnits) {
    if (unit == name) return factor;
  }
  return std::nullopt;
}

std::optional<double> length_um(const pugi::xml_node& node, const char* name, const char* unit_name) {
  const pugi::xml_attribute value = node.attribute(name);
  const std::optional<double> factor = micrometres_per(node.attribute(unit_name).as_string());
  const double number = value.as_double(std::numeric_limits<double>::quiet_NaN());
  if (value.empty() || !factor || !std::isfinite(number)) return std::nullopt;
  return number * *factor;
}

std::optional<Vec2> both(std::optional<double> x, std::optional<double> y) {
  if (!x || !y) return std::nullopt;
  return Vec2{*x, *y};
}

StageMetadata from_ome(const pugi::xml_node& ome) {
  const pugi::xml_node pixels = ome.child("Image").child("Pixels");
  const pugi::xml_node plane = pixels.child("Plane");
  return {both(length_um(plane, "PositionX", "PositionXUnit"), length_um(plane, "PositionY", "PositionYUnit")),
          both(length_um(pixels, "PhysicalSizeX", "PhysicalSizeXUnit"),
               length_um(pixels, "PhysicalSizeY", "PhysicalSizeYUnit"))};
}

StageMetadata from_metaseries(const pugi::xml_node& root) {
  const pugi::xml_node plane = root.child("PlaneInfo");
  const auto property = [&](const char* id) {
    return plane.find_child_by_attribute("prop", "id", id).attribute("value");
  };
  const auto number = [&](const char* id) -> std::optional<double> {
    const double value = property(id).as_double(std::numeric_limits<double>::quiet_NaN());
    return property(id).empty() || !std::isfinite(value) ? std::nullopt : std::optional(value);
  };
  StageMetadata found;
  found.position_um = both(number("stage-position-x"), number("stage-position-y"));
  const std::optional<double> factor = micrometres_per(property("spatial-calibration-units").as_string());
  const auto pixel = both(number("spatial-calibration-x"), number("spatial-calibration-y"));
  if (factor && pixel) found.pixel_um = *factor * *pixel;
  return found;
}

}  // namespace

StageMetadata parse_stage_metadata(const std::string& description) {
  pugi::xml_document document;
  if (!document.load_buffer(description.data(), description.size())) return {};
  if (const pugi::xml_node ome = document.child("OME")) return from_ome(ome);
  if (const pugi::xml_node series = document.child("MetaData")) return from_metaseries(series);
  return {};
}

}  // namespace pellucid

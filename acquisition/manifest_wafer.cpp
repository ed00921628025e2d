#include "acquisition/manifest_wafer.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace pellucid {
namespace {

constexpr double kMinDiameter_mm = 25, kMaxDiameter_mm = 300;
constexpr double kLargest_um = 1e6;  ///< no length on a wafer reaches a metre
constexpr std::int64_t kMaxIndex = 10'000'000;
constexpr std::int64_t kMaxChips = 2'000'000'000;  ///< an 8 inch wafer at 4 um pitch

void parse_field(const JsonNode& chips, ChipGrid& grid) {
  const auto node = chips.object("field", Need::optional);
  if (!node) return;
  FieldDesign field;
  field.columns = static_cast<std::int32_t>(node->integer("columns", 1, kMaxIndex, Need::required).value_or(1));
  field.rows = static_cast<std::int32_t>(node->integer("rows", 1, kMaxIndex, Need::required).value_or(1));
  field.street_um = node->pair("street_um", {0, kLargest_um, true, "um"}, Need::required).value_or(Vec2{});
  grid.field = field;
}

void parse_excluded(const JsonNode& chips, ChipGrid& grid) {
  for (const JsonNode& node : chips.objects("excluded", Need::optional, 0)) {
    const auto columns = node.index_range("column");
    const auto rows = node.index_range("row");
    if (columns && rows) grid.excluded.push_back({columns->first, columns->second, rows->first, rows->second});
  }
}

void parse_extent(const JsonNode& chips, ChipGrid& grid) {
  const Need need = grid.anchor == GridAnchor::image ? Need::optional : Need::required;
  const auto columns = chips.integer("columns", 1, kMaxIndex, need);
  const auto rows = chips.integer("rows", 1, kMaxIndex, need);
  grid.origin_um = chips.pair("origin_um", {-kLargest_um, kLargest_um, true, "um"}, need).value_or(Vec2{});
  if (columns.has_value() != rows.has_value()) {
    if (need == Need::optional)
      chips.fault(columns ? "rows" : "columns", "is missing", "both columns and rows, or neither", "one");
    return;
  }
  if (!columns) return;
  if (*columns > kMaxChips / *rows) {
    chips.fault("columns", "times rows claims too many chips", fmt::format("at most {} chips", kMaxChips),
                fmt::format("{} x {} = {:.3g} chips", *columns, *rows,
                            static_cast<double>(*columns) * static_cast<double>(*rows)));
    return;
  }
  grid.columns = static_cast<std::int32_t>(*columns);
  grid.rows = static_cast<std::int32_t>(*rows);
}

ChipGrid parse_grid(const JsonNode& chips) {
  ChipGrid grid;
  const NumberRange length{0, kLargest_um, false, "um"};
  if (chips.choice("anchor", {"outline", "image"}, Need::optional).value_or(0) == 1) grid.anchor = GridAnchor::image;
  const auto pitch = chips.pair("pitch_um", length, Need::required);
  const auto size = chips.pair("size_um", length, Need::required);
  grid.pitch_um = pitch.value_or(Vec2{1, 1});
  grid.size_um = size.value_or(Vec2{1, 1});
  if (pitch && size && (size->x > pitch->x || size->y > pitch->y)) {
    chips.fault("size_um", "is larger than the pitch", fmt::format("at most [{}, {}] um", pitch->x, pitch->y),
                fmt::format("[{}, {}] um", size->x, size->y));
  }
  parse_extent(chips, grid);
  grid.rotation_deg = chips.number("rotation_deg", {-360, 360, true, "degrees"}, Need::optional).value_or(0);
  parse_field(chips, grid);
  parse_excluded(chips, grid);
  return grid;
}

void parse_outline(const JsonNode& node, WaferDesign& wafer) {
  const auto diameter = node.number("diameter_mm", {kMinDiameter_mm, kMaxDiameter_mm, true, "mm"}, Need::required);
  wafer.diameter_mm = diameter.value_or(100);
  const double radius_mm = diameter.value_or(kMaxDiameter_mm) / 2;
  wafer.edge_exclusion_mm = node.number("edge_exclusion_mm", {0, radius_mm, true, "mm"}, Need::optional).value_or(0);
  if (wafer.edge_exclusion_mm >= radius_mm) {
    node.fault("edge_exclusion_mm", "leaves nothing of the wafer", fmt::format("less than {} mm", radius_mm),
               fmt::format("{} mm", wafer.edge_exclusion_mm));
  }
  constexpr OrientationMark kMarks[] = {OrientationMark::none, OrientationMark::notch, OrientationMark::flat};
  wafer.mark = kMarks[node.choice("orientation_mark", {"none", "notch", "flat"}, Need::optional).value_or(0)];
  wafer.mark_deg = node.number("orientation_deg", {-360, 360, true, "degrees"}, Need::optional).value_or(270);
  wafer.flat_length_mm = node.number("flat_length_mm", {0, 2 * radius_mm, false, "mm"}, Need::optional);
}

}  // namespace

WaferDesign parse_wafer(const JsonNode& root) {
  WaferDesign wafer;
  if (const auto node = root.object("wafer", Need::required)) {
    wafer.id = node->text("id", Need::required).value_or("");
    wafer.lot = node->text("lot", Need::optional).value_or("");
    if (const auto slot = node->integer("slot", 0, 1'000'000, Need::optional))
      wafer.slot = static_cast<std::int32_t>(*slot);
    parse_outline(*node, wafer);
  }
  if (const auto node = root.object("chips", Need::optional)) wafer.chips = parse_grid(*node);
  return wafer;
}

}  // namespace pellucid

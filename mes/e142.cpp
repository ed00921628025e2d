// SEMI E142 as real files have it: one wafer, one overlay, one bin map.
#include <fmt/format.h>

#include <algorithm>

#include "mes/detail/map_text.h"
#include "mes/detail/xml_file.h"

namespace pellucid::mes::detail {
namespace {

constexpr std::string_view kNamespace = "urn:semi-org:xsd.E142-1.V1005.SubstrateMap";

struct OriginName {
  Origin origin;
  std::string_view name;
};
constexpr std::array<OriginName, 5> kOrigins{{{Origin::center, "Center"},
                                              {Origin::lower_left, "LowerLeft"},
                                              {Origin::lower_right, "LowerRight"},
                                              {Origin::upper_left, "UpperLeft"},
                                              {Origin::upper_right, "UpperRight"}}};
struct AxisName {
  AxisDirection direction;
  std::string_view name;
};
constexpr std::array<AxisName, 4> kAxes{{{AxisDirection::up_right, "UpRight"},
                                         {AxisDirection::up_left, "UpLeft"},
                                         {AxisDirection::down_right, "DownRight"},
                                         {AxisDirection::down_left, "DownLeft"}}};

std::string_view name_of(Origin origin) {
  for (const OriginName& known : kOrigins) {
    if (known.origin == origin) return known.name;
  }
  return "LowerLeft";
}

std::string_view name_of(AxisDirection direction) {
  for (const AxisName& known : kAxes) {
    if (known.direction == direction) return known.name;
  }
  return "UpRight";
}

void write_layouts(const MapView& view, TextSink& sink) {
  const Vec2 step = view.step_um(), size = view.size_um();
  const double diameter = view.map().diameter_mm;
  sink << "  <Layouts>\n    <Layout LayoutId=\"WaferLayout\" DefaultUnits=\"mm\" TopLevel=\"true\"><Dimension X=\"1\" "
          "Y=\"1\"/>";
  sink << fmt::format("<DeviceSize X=\"{}\" Y=\"{}\"/>", diameter, diameter);
  sink << "<ChildLayouts><ChildLayout LayoutId=\"Devices\"/></ChildLayouts></Layout>\n"
          "    <Layout LayoutId=\"Devices\" DefaultUnits=\"um\">";
  sink << fmt::format(
      "<Dimension X=\"{}\" Y=\"{}\"/><DeviceSize X=\"{}\" Y=\"{}\"/><StepSize X=\"{}\" Y=\"{}\"/></Layout>\n",
      view.columns(), view.rows(), size.x, size.y, step.x, step.y);
  sink << "  </Layouts>\n";
}

void write_bins(const MapView& view, const BinTexts& texts, TextSink& sink) {
  const auto counts = view.counts();
  const auto define = [&](std::string_view text, std::int64_t count, std::string_view quality, std::string_view name) {
    sink << fmt::format(
        "            <BinDefinition BinCode=\"{}\" BinCount=\"{}\" BinQuality=\"{}\" BinDescription=\"{}\"/>\n",
        escaped(text), count, quality, escaped(name));
  };
  sink << "          <BinDefinitions>\n";
  for (const BinInfo& bin : view.map().bins) {
    define(texts[bin.code], counts[bin.code], bin.pass ? "Pass" : "Fail", bin.name);
  }
  if (counts[kUntested] > 0) define(texts.untested(), counts[kUntested], kUntestedQuality, "Not tested");
  sink << "          </BinDefinitions>\n";
}

}  // namespace

void write_e142(const MapView& view, const ExportProfile& profile, TextSink& sink, const std::stop_token& stop) {
  const BinTexts texts(profile.map.bin_type);
  const std::string id = escaped(view.map().wafer);
  sink << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MapData xmlns=\"" << kNamespace << "\">\n";
  write_layouts(view, sink);
  sink << fmt::format(
      "  <Substrates><Substrate SubstrateType=\"Wafer\" "
      "SubstrateId=\"{}\"><LotId>{}</LotId></Substrate></Substrates>\n",
      id, escaped(view.map().lot));
  sink << "  <SubstrateMaps>\n"
       << fmt::format(
              "    <SubstrateMap SubstrateType=\"Wafer\" SubstrateId=\"{}\" LayoutSpecifier=\"WaferLayout/Devices\" "
              "SubstrateSide=\"TopSide\" Orientation=\"{}\" OriginLocation=\"{}\" AxisDirection=\"{}\">\n",
              id, degrees_from_bottom(view.side()), name_of(view.axes().origin), name_of(view.axes().direction));
  sink << "      <Overlay MapName=\"PLBin\" MapVersion=\"1\">\n";
  if (const auto first = view.first_die()) {
    const ChipIndex label = view.axes().label(view.cell(first->row, first->column), view.columns(), view.rows());
    sink << fmt::format(
        "        <ReferenceDevices><ReferenceDevice Name=\"FirstDevice\"><Coordinates X=\"{}\" Y=\"{}\"/>"
        "</ReferenceDevice></ReferenceDevices>\n",
        label.column, label.row);
  }
  sink << fmt::format("        <BinCodeMap BinType=\"{}\" NullBin=\"{}\" MapType=\"2DArray\">\n",
                      mes::name_of(profile.map.bin_type), texts.none());
  write_bins(view, texts, sink);
  const bool spaced = profile.map.bin_type == BinType::decimal;
  for (std::int32_t n = 0; n < view.rows() && !stop.stop_requested(); ++n) {
    sink << "          <BinCode>";
    for (std::int32_t i = 0; i < view.columns(); ++i) {
      if (spaced && i > 0) sink << ' ';
      sink << texts[view.at(n, i)];
    }
    sink << "</BinCode>\n";
  }
  sink << "        </BinCodeMap>\n      </Overlay>\n    </SubstrateMap>\n  </SubstrateMaps>\n</MapData>\n";
}

Result<MapFile> read_e142(const std::filesystem::path& path, RowOrder order) {
  auto xml = XmlFile::open(path);
  if (!xml) return fail(xml.error());
  MapFile file;
  file.format = MapFormat::e142;
  DieMap& map = file.map;
  const XmlNode substrate_map = xml->root().find("SubstrateMap");
  const XmlNode bins = xml->root().find("BinCodeMap");
  if (!bins) return xml->wrong(xml->root(), "no bin map", "BinCodeMap", "none");
  const XmlNode frame = substrate_map ? substrate_map : bins;
  if (xml->root().all("BinCodeMap").size() > 1) file.warnings.emplace_back("several bin maps: the first one is read");

  map.wafer = frame.attribute("SubstrateId");
  map.lot = xml->root().find("LotId").text();
  const std::string turned = frame.attribute("Orientation");
  const auto side = side_from_bottom(static_cast<int>(integer(turned.empty() ? "0" : turned).value_or(1)));
  if (!side) return xml->wrong(frame, "Orientation is none", "0, 90, 180 or 270", turned);
  map.side = *side;
  MapAxes axes{Origin::lower_left, AxisDirection::automatic, order};
  if (const std::string name = frame.attribute("OriginLocation"); !name.empty()) {
    const auto known = std::ranges::find_if(kOrigins, [&](const OriginName& o) { return same_word(o.name, name); });
    if (known == kOrigins.end()) return xml->wrong(frame, "OriginLocation is none", "LowerLeft ... Center", name);
    axes.origin = known->origin;
  }
  // The standard's default is up and right, whatever the origin.
  axes.direction = AxisDirection::up_right;
  if (const std::string name = frame.attribute("AxisDirection"); !name.empty()) {
    const auto known = std::ranges::find_if(kAxes, [&](const AxisName& a) { return same_word(a.name, name); });
    if (known == kAxes.end()) return xml->wrong(frame, "AxisDirection is none", "UpRight ... DownLeft", name);
    axes.direction = known->direction;
  }
  axes = resolved(axes, Origin::lower_left, RowOrder::axes);

  for (const XmlNode layout : xml->root().all("Layout")) {
    const XmlNode step = layout.find("StepSize"), size = layout.find("DeviceSize");
    const double unit = same_word(layout.attribute("DefaultUnits"), "mm") ? 1000 : 1;
    if (step) map.step_um = {unit * step.number("X"), unit * step.number("Y")};
    if (step && size) map.size_um = {unit * size.number("X"), unit * size.number("Y")};
    if (!step && size && same_word(layout.attribute("TopLevel"), "true"))
      map.diameter_mm = unit * size.number("X") / 1000;
  }
  if (auto read = xml->read_bins(bins, "BinCode", "BinDefinition", bins, axes, file); !read) return fail(read.error());
  return file;
}

}  // namespace pellucid::mes::detail

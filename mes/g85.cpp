// SEMI G85: Map/Device with its bins, and Data/Row in CDATA, without blanks: a reader that cuts a row into pieces of
// two or three characters takes it, and one that drops blanks does as well.
#include <fmt/format.h>

#include <algorithm>

#include "mes/detail/map_text.h"
#include "mes/detail/xml_file.h"

namespace pellucid::mes::detail {
namespace {

/// OriginLocation's numbers.
constexpr std::array kOrigins{Origin::center, Origin::upper_right, Origin::upper_left, Origin::lower_left,
                              Origin::lower_right};

void write_bins(const MapView& view, const BinTexts& texts, TextSink& sink) {
  const auto counts = view.counts();
  const auto define = [&](std::string_view text, std::int64_t count, std::string_view quality, std::string_view name) {
    sink << fmt::format("    <Bin BinCode=\"{}\" BinQuality=\"{}\" BinCount=\"{}\" BinDescription=\"{}\"/>\n",
                        escaped(text), quality, count, escaped(name));
  };
  for (const BinInfo& bin : view.map().bins) {
    define(texts[bin.code], counts[bin.code], bin.pass ? "Pass" : "Fail", bin.name);
  }
  if (counts[kUntested] > 0) define(texts.untested(), counts[kUntested], kUntestedQuality, "Not tested");
}

}  // namespace

void write_g85(const MapView& view, const ExportProfile& profile, TextSink& sink, const std::stop_token& stop) {
  const BinTexts texts(profile.map.bin_type);
  const DieMap& map = view.map();
  const Vec2 step = view.step_um();
  const auto origin = std::ranges::find(kOrigins, view.axes().origin) - kOrigins.begin();
  sink << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  sink << fmt::format("<Map xmlns:semi=\"http://www.semi.org\" WaferId=\"{}\" FormatRevision=\"SEMI G85-1101\">\n",
                      escaped(map.wafer));
  sink << fmt::format(
      "  <Device ProductId=\"{}\" LotId=\"{}\" WaferSize=\"{}\" DeviceSizeX=\"{}\" DeviceSizeY=\"{}\" Rows=\"{}\" "
      "Columns=\"{}\" BinType=\"{}\" NullBin=\"{}\" Orientation=\"{}\" OriginLocation=\"{}\">\n",
      escaped(map.device), escaped(map.lot), map.diameter_mm, step.x, step.y, view.rows(), view.columns(),
      mes::name_of(profile.map.bin_type), texts.none(), degrees_from_bottom(view.side()), origin);
  if (const auto first = view.first_die()) {
    const ChipIndex label = view.axes().label(view.cell(first->row, first->column), view.columns(), view.rows());
    sink << fmt::format("    <ReferenceDevice ReferenceDeviceX=\"{}\" ReferenceDeviceY=\"{}\"/>\n", label.column,
                        label.row);
  }
  write_bins(view, texts, sink);
  sink << "    <Data MapName=\"PLBin\" MapVersion=\"1\">\n";
  for (std::int32_t n = 0; n < view.rows() && !stop.stop_requested(); ++n) {
    sink << "      <Row><![CDATA[";
    for (std::int32_t i = 0; i < view.columns(); ++i) sink << texts[view.at(n, i)];
    sink << "]]></Row>\n";
  }
  sink << "    </Data>\n  </Device>\n</Map>\n";
}

Result<MapFile> read_g85(const std::filesystem::path& path, RowOrder order) {
  auto xml = XmlFile::open(path);
  if (!xml) return fail(xml.error());
  MapFile file;
  file.format = MapFormat::g85;
  DieMap& map = file.map;
  const std::vector<XmlNode> maps = xml->root().all("Map");
  if (maps.size() > 1) return xml->wrong(maps[1], "several wafers in one file", "one Map", std::to_string(maps.size()));
  const XmlNode device = xml->root().find("Device");
  if (maps.empty() || !device) return xml->wrong(xml->root(), "no wafer map", "Map/Device", "none");
  map.wafer = maps.front().attribute("WaferId");
  if (map.wafer.empty()) map.wafer = maps.front().attribute("SubstrateId");
  map.lot = device.attribute("LotId");
  map.device = device.attribute("ProductId");
  map.diameter_mm = device.number("WaferSize");
  map.step_um = {device.number("DeviceSizeX"), device.number("DeviceSizeY")};
  map.size_um = map.step_um;

  const std::string turned = device.attribute("Orientation"), where = device.attribute("OriginLocation");
  const auto side = side_from_bottom(static_cast<int>(integer(turned.empty() ? "0" : turned).value_or(1)));
  if (!side) return xml->wrong(device, "Orientation is none", "0, 90, 180 or 270", turned);
  map.side = *side;
  const auto origin = integer(where.empty() ? "2" : where);
  if (!origin || *origin < 0 || *origin >= std::ssize(kOrigins)) {
    return xml->wrong(device, "OriginLocation is none", "0 to 4", where);
  }
  const MapAxes axes = resolved({kOrigins[static_cast<std::size_t>(*origin)], AxisDirection::automatic, order},
                                Origin::upper_left, RowOrder::visual);
  for (const char* name : {"Rows", "Columns"}) {
    const std::string text = device.attribute(name);
    const auto count = text.empty() ? std::optional<std::int64_t>(0) : integer(text);
    if (!count || *count < 0 || *count > kMostSide)
      return xml->wrong(device, std::string(name) + " is none", "1 to 1000000", text);
    (name[0] == 'R' ? map.rows : map.columns) = static_cast<std::int32_t>(*count);
  }
  if (auto read = xml->read_bins(device, "Row", "Bin", device, axes, file); !read) return fail(read.error());
  return file;
}

}  // namespace pellucid::mes::detail

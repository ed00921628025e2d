#include "mes/map_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>

#include "mes/detail/map_text.h"

namespace pellucid::mes {
namespace {

/// The format's way where the profile leaves it open. SINF has one way only.
MapAxes axes_of(MapFormat format, const ExportProfile& profile) {
  switch (format) {
    case MapFormat::e142:
      return resolved(profile.axes, Origin::upper_left, RowOrder::axes);
    case MapFormat::g85: {
      MapAxes axes = profile.axes;
      axes.direction = AxisDirection::automatic;  // G85 has none: the axes follow from the origin
      return resolved(axes, Origin::upper_left, RowOrder::visual);
    }
    case MapFormat::csv:
      return resolved(profile.axes, Origin::lower_left, RowOrder::axes);
    default:
      return {Origin::upper_left, AxisDirection::down_right, RowOrder::visual};
  }
}

}  // namespace

std::string_view name_of(MapFormat format) {
  constexpr std::array<std::string_view, 4> kNames{"E142", "G85", "SINF", "map CSV"};
  return kNames[static_cast<std::size_t>(format)];
}

Result<void> write_map(MapFormat format, const DieMap& map, const ExportProfile& profile, TextSink& sink,
                       const std::stop_token& stop) {
  // SINF has two digits or three; CSV has any.
  BinType type = profile.map.bin_type;
  if (format == MapFormat::sinf && type != BinType::decimal) type = BinType::hexadecimal;
  if (format == MapFormat::csv) type = BinType::integer2;
  for (const BinInfo& bin : map.bins) {
    if (detail::can_say(type, bin.code)) continue;
    return fail(bad_input(mes_error::kSubject, "",
                          fmt::format("{} bins of type {} cannot say bin {}", name_of(format), name_of(type), bin.code),
                          "another map.bin_type or classes.*.bin in the profile", std::to_string(bin.code)));
  }
  const detail::MapView view(map, profile.orientation.value_or(map.side), axes_of(format, profile));
  switch (format) {
    case MapFormat::e142:
      detail::write_e142(view, profile, sink, stop);
      break;
    case MapFormat::g85:
      detail::write_g85(view, profile, sink, stop);
      break;
    case MapFormat::sinf:
      detail::write_sinf(view, profile, sink, stop);
      break;
    case MapFormat::csv:
      detail::write_map_csv(view, sink, stop);
  }
  if (stop.stop_requested()) return fail(cancelled());
  return {};
}

Result<MapFormat> detect_map_format(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) {
    return fail(bad_input(mes_error::kUnreadable, path.string(), "cannot read the file", "a readable file", ""));
  }
  std::string head(1 << 16, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  std::string_view text = head;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = detail::trimmed(text);
  const auto holds = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  if (text.starts_with('<')) {
    if (holds("MapData") || holds("SubstrateMap")) return MapFormat::e142;
    if (holds("<Map ") || holds("<Map>") || holds(":Map ") || holds("<Device")) return MapFormat::g85;
  } else if (holds("RowData") || holds("ROWCT")) {
    return MapFormat::sinf;
  } else if (text.starts_with("# ") || (holds(",") && holds("bin"))) {
    return MapFormat::csv;
  }
  return fail(bad_input(mes_error::kFormat, path.string(), "not a wafer map that is known",
                        "E142, G85, SINF or a map CSV", detail::shown(text.substr(0, 40))));
}

Result<MapFile> read_map(const std::filesystem::path& path, MapFormat format, RowOrder order) {
  switch (format) {
    case MapFormat::e142:
      return detail::read_e142(path, order);
    case MapFormat::g85:
      return detail::read_g85(path, order);
    case MapFormat::csv:
      return detail::read_map_csv(path);
    default:
      return detail::read_sinf(path, order);
  }
}

}  // namespace pellucid::mes

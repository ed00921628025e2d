/// Wafer map files: SEMI E142, SEMI G85, SINF and CSV, written and read (docs/export.md). Writing is pure but for the
/// sink, reading touches one file; any thread.
///
/// Which row stands first: SINF and G85 list what one sees, the top row first, and OriginLocation only numbers the
/// dies; E142 lists rows and cells in the order of growing coordinates, as OriginLocation and AxisDirection have them.
/// With the default origin (upper left, axes down and right) both are the same. A profile's frame.row_order decides
/// otherwise, for writing and for reading.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "mes/die_map.h"
#include "mes/profile.h"
#include "mes/text_sink.h"

namespace pellucid::mes {

enum class MapFormat : std::uint8_t { e142, g85, sinf, csv };
[[nodiscard]] std::string_view name_of(MapFormat format);  ///< "E142"

/// Writes the map turned to the profile's orientation. Errors: mes.subject (bins that the type cannot say), cancelled.
[[nodiscard]] Result<void> write_map(MapFormat format, const DieMap& map, const ExportProfile& profile, TextSink& sink,
                                     const std::stop_token& stop = {});

struct MapFile {
  MapFormat format = MapFormat::sinf;
  DieMap map;  ///< in the file's orientation
  std::vector<std::string> warnings;
};

/// What a file is, from its content. Errors: mes.unreadable, mes.format.
[[nodiscard]] Result<MapFormat> detect_map_format(const std::filesystem::path& path);
/// `order`: automatic, or how this file's rows are meant. Errors: mes.unreadable, mes.syntax with the line, mes.format.
[[nodiscard]] Result<MapFile> read_map(const std::filesystem::path& path, MapFormat format,
                                       RowOrder order = RowOrder::automatic);

}  // namespace pellucid::mes

/// What a customer's files shall look like, as data: ids, orientation, coordinates, bins, classes, caps
/// ("pellucid.export/1", docs/export.md). Plain values; functions are pure or read one file; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "mes/frame.h"

namespace pellucid::mes {

inline constexpr std::string_view kProfileSchema = "pellucid.export/1";

/// What becomes of chips of one class.
struct ClassRule {
  int number = 0;      ///< CLASSNUMBER of a KLARF
  std::string name;    ///< in ClassLookup and in the descriptions of bins
  int bin = 0;         ///< bin of a wafer map, 0 to 253
  bool defect = true;  ///< listed in a KLARF
  bool pass = false;   ///< its bin is one of good chips
  bool tested = true;  ///< false: the map shows it as not tested, whatever its bin
};

/// How bins are written: one character, three decimal digits, two or four hexadecimal ones.
enum class BinType : std::uint8_t { ascii, decimal, hexadecimal, integer2 };
[[nodiscard]] std::string_view name_of(BinType type);  ///< as in E142: "HexaDecimal"

/// What a "die" of a KLARF is. `automatic`: a field where the wafer's design has fields, else a tile.
enum class DieKind : std::uint8_t { automatic, field, tile };

struct KlarfOptions {
  DieKind die = DieKind::automatic;
  int tile_columns = 0, tile_rows = 0;      ///< chips of a tile; 0: as many as fit in 4 mm
  int die_width_um = 0, die_height_um = 0;  ///< of a wafer without chips; 0: the whole wafer is one die
  std::int64_t max_defects = 0;             ///< at most so many are listed, evenly chosen; 0: all
  int year_digits = 2;                      ///< of dates: 2 or 4
  int thumbnails = 0;                       ///< pictures of at most so many defects
  int thumbnail_px = 64;                    ///< side of a picture in pixels of the scan
};

/// Which of the bins below a reduced map's cell it gets: the one farthest from good, or the most frequent.
enum class ReduceRule : std::uint8_t { worst, majority };

struct MapOptions {
  BinType bin_type = BinType::hexadecimal;
  bool by_field = false;                    ///< a cell is a field of the design
  int reduce_columns = 1, reduce_rows = 1;  ///< chips below one cell
  ReduceRule rule = ReduceRule::worst;
};

struct ExportProfile {
  std::string lot, wafer, device, setup, step;  ///< empty: as the result says
  std::array<std::string, 3> station;           ///< maker, model, id of the tool
  std::optional<MarkSide> orientation;          ///< where the mark lies in the file; none: as measured
  MapAxes axes{Origin::automatic, AxisDirection::automatic, RowOrder::automatic};
  std::array<ClassRule, kAllClasses.size()> classes;  ///< in the order of kAllClasses
  KlarfOptions klarf;
  MapOptions map;

  ExportProfile();
  [[nodiscard]] const ClassRule& rule(ChipClass chip_class) const;
};

/// Keys that are not given keep their defaults. Errors: mes.profile, naming the key, what it takes and what was found.
[[nodiscard]] Result<ExportProfile> parse_profile(std::string_view text, std::string_view path);
/// Errors: mes.unreadable, mes.profile.
[[nodiscard]] Result<ExportProfile> read_profile(const std::filesystem::path& path);

}  // namespace pellucid::mes

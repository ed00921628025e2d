/// The verbs `export` for the fab's formats and `convert` between map files. What is written is read back and compared
/// before it gets its name. From any one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "core/model/progress.h"
#include "mes/map_file.h"

namespace pellucid {

enum class FabFormat : std::uint8_t { klarf12, klarf18, e142, g85, sinf, map_csv };
/// By the names that people give them: klarf, klarf18, e142, g85, sinf, mapcsv.
[[nodiscard]] const std::map<std::string, FabFormat>& fab_formats();

struct FabExportRequest {
  std::filesystem::path result;  ///< result folder
  std::filesystem::path file;    ///< appears whole or not at all
  FabFormat format = FabFormat::klarf12;
  std::filesystem::path profile;  ///< empty: the defaults
  std::optional<int> thumbnails;  ///< instead of the profile's klarf.thumbnails; 0: none
  std::filesystem::path scan;     ///< where the scan is now; empty: where the result says that it was
  bool overwrite = false;
  bool reviewed = false;  ///< bins of a map, CLASSNUMBER of a KLARF: as reviewed, where a reviewer gave a class
};

struct FabExportSummary {
  std::int64_t bytes = 0;
  std::int64_t defects_found = 0, defects_listed = 0, pictures = 0;  ///< of a KLARF
  std::int64_t columns = 0, rows = 0, dies = 0;                      ///< of a map; dies of a KLARF: inspected ones
  std::int64_t reviewed = 0;                                         ///< chips to which a reviewer gave a class
  std::filesystem::path pictures_folder;                             ///< empty: none
  std::vector<std::string> warnings;
};

/// Errors: usage "inspection.exists"; bad_input of the result, of the profile (mes.profile), mes.subject; bad_input
/// "inspection.no_scan" where pictures are asked for and the scan is gone; internal "mes.check" where the file does not
/// read back as it was written, "inspection.write"; cancelled.
[[nodiscard]] Result<FabExportSummary> export_fab_file(const FabExportRequest& request, const Progress& progress = {},
                                                       std::stop_token stop = {});

/// A wafer map into another format, or a KLARF into a CSV of its defects.
struct ConvertRequest {
  std::filesystem::path input, output;
  std::optional<mes::MapFormat> from;  ///< none: its content says
  std::optional<mes::MapFormat> to;
  std::filesystem::path profile;  ///< ids, orientation, coordinates, bin type; empty: as the input has them
  bool overwrite = false;
};

struct ConvertSummary {
  std::string from, to;                          ///< "E142", "KLARF", ...
  std::int64_t columns = 0, rows = 0, dies = 0;  ///< of a map
  std::int64_t wafers = 0, defects = 0;          ///< of a KLARF
  std::int64_t bytes = 0;
  std::vector<std::string> warnings;
};

/// Errors: as export_fab_file, and mes.unreadable, mes.format, mes.syntax of the input; usage "inspection.format" where
/// it is not said what the output is to be, or a KLARF is to be a map.
[[nodiscard]] Result<ConvertSummary> convert(const ConvertRequest& request, std::stop_token stop = {});

}  // namespace pellucid

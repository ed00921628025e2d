/// Reading KLARF 1.1, 1.2 and 1.8, leniently: what real tools write is taken (wrapped image lists, repeated DefectList
/// with TiffFileName between, FILENAME lines, any timestamps, a BOM, NA values, several wafers); what would be
/// misunderstood is refused with its line. Plain values; reads one file; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"
#include "mes/klarf.h"

namespace pellucid::mes {

struct KlarfImage {
  std::size_t row = 0;  ///< of the defect
  std::string file;
};

struct KlarfWafer {
  KlarfHeader header;
  std::optional<MarkSide> side;      ///< nothing where the file's word is none of the four
  std::string result_time;           ///< as it stands
  std::vector<std::string> columns;  ///< as in DefectRecordSpec, capitals
  std::vector<double> values;        ///< rows one after another; lengths in um, areas in um^2; NaN: no number
  std::vector<KlarfImage> images;
  std::int64_t rows = 0;  ///< also where the rows went to a visitor

  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  /// NaN where there is no such column.
  [[nodiscard]] double value(std::size_t row, std::string_view name) const;
  /// Wafer-centred [um], in the file's orientation.
  [[nodiscard]] Vec2 place_um(std::size_t row) const;
};

struct KlarfFile {
  KlarfVersion version = KlarfVersion::v1_2;
  std::vector<KlarfWafer> wafers;
  std::vector<std::string> warnings;
};

/// Sees each row instead of its being kept: values in the order of wafer.columns, and how many pictures it names.
using KlarfRowVisitor = std::function<void(const KlarfWafer&, std::span<const double> row, std::size_t images)>;

/// Errors: mes.unreadable, mes.format (no KLARF at all), mes.syntax with the line.
[[nodiscard]] Result<KlarfFile> read_klarf(const std::filesystem::path& path, const KlarfRowVisitor& visitor = {});

/// Does a file begin as a KLARF does? False where it cannot be read.
[[nodiscard]] bool is_klarf(const std::filesystem::path& path);

/// Every defect of a file as plain CSV: a header, then `wafer,x_um,y_um` (wafer-centred, in the file's orientation),
/// the file's own columns in um, and `image`, the first picture's file. Wafers with other columns than the first's are
/// left out; false says so.
bool write_defect_csv(const KlarfFile& file, TextSink& sink);

/// Every defect of a file added up, without keeping them.
[[nodiscard]] Result<KlarfTotals> read_klarf_totals(const std::filesystem::path& path);

}  // namespace pellucid::mes

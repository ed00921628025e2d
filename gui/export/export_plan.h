/// One export as a plan: what, from which result, into which file. Running it calls the verbs that the command line
/// calls. Plain values; run_export() from a worker.
#pragma once

#include <QString>
#include <QStringList>
#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/model/error.h"
#include "core/model/progress.h"
#include "gui/export/sheet.h"
#include "gui/model/chip_set.h"

namespace pellucid::gui {

enum class ExportKind : std::uint8_t {
  map_png,
  report_pdf,
  chips_csv,
  defects_csv,
  picked_csv,
  chips_jsonl,
  defects_jsonl,
  klarf12,  ///< from here on: for the fab
  klarf18,
  e142,
  g85,
  sinf,
  map_csv,
};

inline constexpr std::array kExportKinds{ExportKind::map_png,       ExportKind::report_pdf, ExportKind::chips_csv,
                                         ExportKind::defects_csv,   ExportKind::picked_csv, ExportKind::chips_jsonl,
                                         ExportKind::defects_jsonl, ExportKind::klarf12,    ExportKind::klarf18,
                                         ExportKind::e142,          ExportKind::g85,        ExportKind::sinf,
                                         ExportKind::map_csv};

[[nodiscard]] QString title_of(ExportKind kind);
[[nodiscard]] QString suffix_of(ExportKind kind);  ///< "png"
[[nodiscard]] bool shows_map(ExportKind kind);     ///< picture and report: drawn from the sheet
[[nodiscard]] bool is_klarf(ExportKind kind);
[[nodiscard]] bool is_fab(ExportKind kind);  ///< takes a profile

struct ExportPlan {
  ExportKind kind = ExportKind::map_png;
  std::filesystem::path result, file;  ///< an existing file is replaced: the person was asked
  SheetPtr sheet;                      ///< of kinds that show a map
  QSize picture_size{2400, 1900};
  std::shared_ptr<const ChipSet> picked;  ///< of ExportKind::picked_csv
  std::filesystem::path profile;          ///< empty: the defaults
  std::optional<int> thumbnails;
};

struct ExportOutcome {
  QString what;  ///< "1,204 chips"
  QStringList warnings;
};

/// Errors: those of the verbs; internal "gui.write"; cancelled: then there is no file.
[[nodiscard]] Result<ExportOutcome> run_export(const ExportPlan& plan, const Progress& progress = {},
                                               std::stop_token stop = {});

}  // namespace pellucid::gui

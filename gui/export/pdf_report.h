/// A page for the file: the map with its legend, the figures of the summary, limits and warnings. Any thread.
#pragma once

#include <filesystem>

#include "core/model/error.h"
#include "gui/export/sheet.h"

namespace pellucid::gui {

/// An A4 page, and more where the warnings need them. The file appears whole or not at all. Errors: internal
/// "gui.write", cancelled.
[[nodiscard]] Result<void> write_pdf_report(const Sheet& sheet, const std::filesystem::path& file,
                                            const Progress& progress = {}, const std::stop_token& stop = {});

/// PNG, likewise.
[[nodiscard]] Result<void> write_map_png(const Sheet& sheet, QSize size, const std::filesystem::path& file,
                                         const Progress& progress = {}, const std::stop_token& stop = {});

}  // namespace pellucid::gui

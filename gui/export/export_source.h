/// What is exported and as what: the dialog asks for one of the kinds and knows no more of the wafer. Plain values;
/// `sheet` may be called from any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "gui/export/export_plan.h"
#include "gui/model/session.h"

namespace pellucid::gui {

class MapView;

struct ExportSource {
  std::filesystem::path result;
  std::vector<ExportKind> kinds;
  std::shared_ptr<const ChipSet> picked;  ///< null where no chip is picked out
  /// The map on paper: the whole wafer, or what the window shows.
  std::function<SheetPtr(bool whole)> sheet;
};

/// Of a wafer with chips. Requires an open wafer and its picture.
[[nodiscard]] ExportSource export_source(const Session& session, const MapView& map);

}  // namespace pellucid::gui

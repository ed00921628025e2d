#include "gui/export/export_source.h"

#include "gui/export/map_sheet.h"
#include "gui/map/map_view.h"

namespace pellucid::gui {

ExportSource export_source(const Session& session, const MapView& map) {
  ExportSource source;
  source.result = session.wafer()->folder();
  if (session.picked()) source.picked = session.picked()->chips;
  for (const ExportKind kind : kExportKinds) {
    if (kind != ExportKind::picked_csv || source.picked) source.kinds.push_back(kind);
  }
  MapSheet sheet;
  sheet.picture = session.picture();
  sheet.picked = session.picked();
  sheet.style = paper_style(session.range());
  sheet.style.tile.hidden_ranks = map.hidden_ranks();
  sheet.view = map.viewport();
  sheet.view_size = map.size();
  source.sheet = [sheet, wafer = session.wafer()](bool whole) -> SheetPtr {
    auto made = std::make_shared<MapSheet>(sheet);
    if (whole) {
      made->view_size = {1000, 1000};
      made->view = whole_wafer(*wafer, made->view_size);
    }
    return made;
  };
  return source;
}

}  // namespace pellucid::gui

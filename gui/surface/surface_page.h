/// A wafer without chips: its map, legend, the defect at hand, the list of defects, the evenness of its light. Stands
/// in the map's place in the window. Window's thread only.
#pragma once

#include <QWidget>

#include "gui/export/export_source.h"
#include "gui/surface/surface_session.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QTabWidget;

namespace pellucid::gui {

class DefectCard;
class DefectList;
class SurfaceLegend;
class SurfaceMap;
class UniformityView;

class SurfacePage : public QWidget {
  Q_OBJECT

 public:
  explicit SurfacePage(QWidget* parent = nullptr);

  [[nodiscard]] SurfaceSession& session() { return session_; }
  [[nodiscard]] SurfaceMap& map() { return *map_; }
  /// What can be exported of it; requires an open result.
  [[nodiscard]] ExportSource export_source() const;

 Q_SIGNALS:
  void closed();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void show_result();
  void fill_planes();
  void show_place(std::optional<Vec2> place_um);
  void retranslate();

  SurfaceSession session_;
  SurfaceMap* map_;
  SurfaceLegend* legend_;
  DefectCard* card_;
  DefectList* list_;
  UniformityView* uniformity_;
  QLabel *head_, *place_;
  QComboBox* planes_;
  QPushButton *fit_, *close_;
  QCheckBox* zones_;
  QTabWidget* tabs_;
};

}  // namespace pellucid::gui

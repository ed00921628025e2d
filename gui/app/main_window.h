/// The viewer's window: the map in the middle, panes around it, menus and keys. It wires widgets to the session and
/// remembers the layout; what a pane does is the pane's. Window's thread only.
#pragma once

#include <QMainWindow>
#include <QSettings>

#include "gui/model/session.h"

class QLabel;
class QStackedWidget;

namespace pellucid::gui {

class LegendPane;
class MapView;
class SubjectBox;
class Workbench;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(QWidget* parent = nullptr);
  ~MainWindow() override;

  [[nodiscard]] Session& session() { return session_; }
  [[nodiscard]] MapView& map() { return *map_; }
  [[nodiscard]] Workbench& workbench() { return *workbench_; }
  [[nodiscard]] QStackedWidget& pages() { return *pages_; }  ///< the map, and what stands in its place
  [[nodiscard]] QToolBar& toolbar() { return *toolbar_; }
  [[nodiscard]] QMenu& file_menu() { return *file_menu_; }
  [[nodiscard]] QMenu& view_menu() { return *view_menu_; }
  /// `name`: of the translation context MainWindow.
  QDockWidget* add_pane(QWidget* pane, const char* name, Qt::DockWidgetArea area);

 public Q_SLOTS:
  /// A result folder, a scan folder, or a folder of them.
  void open_path(const QString& path);

 protected:
  void changeEvent(QEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void make_actions();
  void make_language_menu();
  void make_panes();
  void retranslate();
  void choose_folder();
  void show_hover(std::optional<ChipIndex> chip, Vec2 design_um);
  void show_wafer();
  void remember_recent(const QString& path);
  void fill_recent();

  Session session_;
  QStackedWidget* pages_;
  MapView* map_;
  Workbench* workbench_ = nullptr;
  LegendPane* legend_ = nullptr;
  SubjectBox* subjects_ = nullptr;
  QMenu *file_menu_ = nullptr, *view_menu_ = nullptr, *panes_menu_ = nullptr, *recent_menu_ = nullptr,
        *theme_menu_ = nullptr, *language_menu_ = nullptr;
  QToolBar* toolbar_ = nullptr;
  QAction *open_ = nullptr, *close_ = nullptr, *quit_ = nullptr, *fit_ = nullptr, *zoom_in_ = nullptr,
          *zoom_out_ = nullptr, *fields_ = nullptr, *zones_ = nullptr, *light_ = nullptr, *dark_ = nullptr;
  QLabel *hover_ = nullptr, *wafer_text_ = nullptr;
  QList<std::pair<QDockWidget*, const char*>> docks_;
};

}  // namespace pellucid::gui

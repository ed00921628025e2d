/// What a person does with wafers beyond looking at one: makes the pages and panes for it, their actions and menus, and
/// sends a folder that is opened to where it belongs. Each of them is a class of its own; this one only wires. Window's
/// thread only.
#pragma once

#include <QMenu>
#include <QObject>
#include <functional>
#include <vector>

#include "gui/model/folder_kind.h"
#include "gui/run/job_queue.h"

class QAction;
class QDockWidget;

namespace pellucid::gui {

class ComparePage;
class LivePage;
class LotPage;
class MainWindow;
class OperatorMode;
class OperatorPage;
class RecipePane;
class ReviewPane;
class RunPane;
class SurfacePage;

class Workbench : public QObject {
  Q_OBJECT

 public:
  explicit Workbench(MainWindow& window);
  ~Workbench() override;

  /// A result is shown, a scan is offered to be inspected, a folder of either likewise.
  void open(const QString& path);
  /// Asks where inspections are still running; they are stopped if the answer is yes.
  [[nodiscard]] bool may_close();
  [[nodiscard]] JobQueue& queue() { return queue_; }
  [[nodiscard]] LivePage& live() { return *live_; }
  [[nodiscard]] RecipePane& recipe() { return *recipe_; }
  [[nodiscard]] ComparePage& compare() { return *compare_; }
  [[nodiscard]] ReviewPane& review() { return *review_; }
  [[nodiscard]] SurfacePage& surface() { return *surface_; }
  [[nodiscard]] OperatorMode& operator_mode() { return *operator_mode_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  using Words = std::function<QString()>;
  QAction* action(const QKeySequence& key, Words words, std::function<void()> slot);
  QDockWidget* add_working_pane(QWidget* pane, const char* name, const QKeySequence& key);
  void make_edit();
  void make_run();
  void make_live();
  void make_operator();
  void make_lot();
  void make_surface();
  void make_export();
  void make_recipe();
  void make_compare();
  void make_review();
  void make_help();
  void show_page(QWidget* page);
  void show_found(const FolderFound& found);
  [[nodiscard]] bool shows_surface() const;
  void export_wafer();
  void ask_to_inspect(const FolderFound& found);
  void choose_scans();
  void retranslate();

  MainWindow& window_;
  JobQueue queue_;
  RunPane* run_ = nullptr;
  QDockWidget* run_dock_ = nullptr;
  LivePage* live_ = nullptr;
  LotPage* lot_ = nullptr;
  SurfacePage* surface_ = nullptr;
  RecipePane* recipe_ = nullptr;
  ComparePage* compare_ = nullptr;
  ReviewPane* review_ = nullptr;
  OperatorPage* operator_page_ = nullptr;
  OperatorMode* operator_mode_ = nullptr;
  QMenu *edit_menu_ = nullptr, *wafer_menu_ = nullptr, *help_menu_ = nullptr;
  std::vector<std::pair<QAction*, Words>> actions_;
  QByteArray panes_;  ///< how they stood before another page took the map's place
  quint64 opening_ = 0;
};

}  // namespace pellucid::gui

#include "gui/app/workbench.h"

#include <QAction>
#include <QDockWidget>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QStackedWidget>

#include "gui/app/main_window.h"
#include "gui/app/message.h"
#include "gui/compare/compare_page.h"
#include "gui/export/export_dialog.h"
#include "gui/help/shortcuts_dialog.h"
#include "gui/lot/lot_page.h"
#include "gui/map/map_view.h"
#include "gui/model/background.h"
#include "gui/operator/operator_mode.h"
#include "gui/operator/operator_page.h"
#include "gui/recipe/recipe_pane.h"
#include "gui/review/review_pane.h"
#include "gui/run/live_page.h"
#include "gui/run/run_dialog.h"
#include "gui/run/run_pane.h"
#include "gui/surface/surface_page.h"

namespace pellucid::gui {

Workbench::Workbench(MainWindow& window) : QObject(&window), window_(window) {
  window_.installEventFilter(this);
  wafer_menu_ = window_.menuBar()->addMenu(QString());
  help_menu_ = window_.menuBar()->addMenu(QString());
  make_edit();
  make_run();
  make_live();
  make_operator();
  make_lot();
  make_surface();
  make_recipe();
  make_compare();
  make_review();
  make_export();
  make_help();
  retranslate();
}

Workbench::~Workbench() = default;

QAction* Workbench::action(const QKeySequence& key, Words words, std::function<void()> slot) {
  auto* made = new QAction(&window_);
  made->setShortcut(key);
  window_.addAction(made);  // its key works while the menus are hidden
  connect(made, &QAction::triggered, this, [slot = std::move(slot)] { slot(); });
  actions_.emplace_back(made, std::move(words));
  return made;
}

/// One history for all that can be taken back, whichever pane it was done in.
void Workbench::make_edit() {
  edit_menu_ = new QMenu(window_.menuBar());
  window_.menuBar()->insertMenu(window_.view_menu().menuAction(), edit_menu_);
  QUndoStack& history = window_.session().history();
  const auto with = [](const QString& verb, const QString& what) {
    return what.isEmpty() ? verb : QStringLiteral("%1: %2").arg(verb, what);
  };
  QAction* undo = action(
      QKeySequence(Qt::CTRL | Qt::Key_Z), [&history, with] { return with(tr("&Undo"), history.undoText()); },
      [&history] { history.undo(); });
  QAction* redo = action(
      QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z),
      [&history, with] { return with(tr("&Redo"), history.redoText()); }, [&history] { history.redo(); });
  edit_menu_->addActions({undo, redo});
  const auto follow = [this, &history, undo, redo] {
    undo->setEnabled(history.canUndo());
    redo->setEnabled(history.canRedo());
    retranslate();
  };
  connect(&history, &QUndoStack::indexChanged, this, follow);
  undo->setEnabled(false);
  redo->setEnabled(false);
}

void Workbench::make_run() {
  run_ = new RunPane(queue_);
  run_dock_ =
      window_.add_pane(run_, QT_TRANSLATE_NOOP("pellucid::gui::MainWindow", "Inspections"), Qt::BottomDockWidgetArea);
  run_dock_->hide();
  connect(run_, &RunPane::result_wanted, this, &Workbench::open);
  connect(run_, &RunPane::scans_wanted, this, &Workbench::choose_scans);
  wafer_menu_->addAction(action(
      QKeySequence(Qt::CTRL | Qt::Key_I), [] { return tr("&Inspect…"); }, [this] { choose_scans(); }));
}

/// The page stays while more wafers are to come; the last one's result takes its place.
void Workbench::make_live() {
  live_ = new LivePage(queue_);
  window_.pages().addWidget(live_);
  connect(live_, &LivePage::closed, this, [this] { show_page(&window_.map()); });
  connect(run_, &RunPane::result_ready, this, [this](const QString& folder) {
    if (window_.pages().currentWidget() != live_ || queue_.unfinished() == 0) open(folder);
  });
  connect(&window_.session(), &Session::opened, this, [this] {
    if (window_.pages().currentWidget() == live_ && window_.session().wafer()) show_page(&window_.map());
  });
  QAction* shown = action(
      QKeySequence(Qt::Key_L), [] { return tr("Wafer being &measured"); },
      [this] {
        const bool there = window_.pages().currentWidget() == live_;
        show_page(there ? static_cast<QWidget*>(&window_.map()) : live_);
      });
  window_.view_menu().addAction(shown);
}

void Workbench::make_operator() {
  operator_page_ = new OperatorPage(window_.session());
  window_.pages().addWidget(operator_page_);
  operator_mode_ = new OperatorMode(window_, window_.pages(), *operator_page_);
  window_.view_menu().addSeparator();
  window_.view_menu().addAction(action(
      QKeySequence(Qt::Key_F11), [] { return tr("&Operator mode"); },
      [this] { operator_mode_->set_on(!operator_mode_->is_on()); }));
  connect(&queue_, &JobQueue::job_changed, this, [this](std::size_t index) {
    const RunJob& job = queue_.jobs()[index];
    const bool running = job.state == RunState::running || job.state == RunState::stopping;
    operator_page_->set_running(
        running ? QStringLiteral("%1: %2").arg(QFileInfo(job.scan()).fileName(), title_of_stage(job.stage))
                : QString());
  });
}

void Workbench::make_lot() {
  lot_ = new LotPage;
  window_.pages().addWidget(lot_);
  connect(lot_, &LotPage::result_wanted, this, &Workbench::open);
  connect(lot_, &LotPage::closed, this, [this] { show_page(&window_.map()); });
  QAction* back = action(
      QKeySequence(Qt::Key_G), [] { return tr("Wafers of the &folder"); },
      [this] {
        const bool shown = window_.pages().currentWidget() == lot_;
        show_page(shown ? static_cast<QWidget*>(&window_.map()) : lot_);
      });
  window_.view_menu().addAction(back);
}

/// Wafers without chips have a page of their own.
void Workbench::make_surface() {
  surface_ = new SurfacePage;
  window_.pages().addWidget(surface_);
  connect(surface_, &SurfacePage::closed, this, [this] { show_page(&window_.map()); });
  connect(&surface_->session(), &SurfaceSession::opened, this, [this] {
    if (surface_->session().result()) show_page(surface_);
  });
  connect(&surface_->session(), &SurfaceSession::failed, this,
          [this](const QString& what) { tell_problem(&window_, tr("This cannot be shown"), what); });
}

void Workbench::make_export() {
  QAction* made = action(
      QKeySequence(Qt::CTRL | Qt::Key_E), [] { return tr("&Export…"); }, [this] { export_wafer(); });
  wafer_menu_->addAction(made);
  const auto enable = [this, made] {
    made->setEnabled(shows_surface() ? surface_->session().has_plane() : window_.session().picture() != nullptr);
  };
  connect(&window_.session(), &Session::opened, made, enable);
  connect(&window_.session(), &Session::picture_changed, made, enable);
  connect(&surface_->session(), &SurfaceSession::opened, made, enable);
  connect(&window_.pages(), &QStackedWidget::currentChanged, made, enable);
  enable();
}

bool Workbench::shows_surface() const {
  return window_.pages().currentWidget() == surface_;
}

void Workbench::export_wafer() {
  auto* dialog = new ExportDialog(
      shows_surface() ? surface_->export_source() : export_source(window_.session(), window_.map()), &window_);
  dialog->open();
}

/// A pane of its own, with a key that brings and takes it.
QDockWidget* Workbench::add_working_pane(QWidget* pane, const char* name, const QKeySequence& key) {
  QDockWidget* dock = window_.add_pane(pane, name, Qt::LeftDockWidgetArea);
  dock->hide();
  QAction* toggle = dock->toggleViewAction();
  toggle->setShortcut(key);
  window_.addAction(toggle);
  wafer_menu_->addAction(toggle);
  return dock;
}

void Workbench::make_recipe() {
  recipe_ = new RecipePane(window_.session());
  QDockWidget* dock = add_working_pane(recipe_, QT_TRANSLATE_NOOP("pellucid::gui::MainWindow", "Recipe"),
                                       QKeySequence(Qt::CTRL | Qt::Key_R));
  dock->setMinimumWidth(420);
  connect(recipe_, &RecipePane::judged_anew, this, &Workbench::open);
}

void Workbench::make_compare() {
  compare_ = new ComparePage;
  window_.pages().addWidget(compare_);
  connect(compare_, &ComparePage::closed, this, [this] { show_page(&window_.map()); });
  QAction* made = action(
      QKeySequence(Qt::CTRL | Qt::Key_B), [] { return tr("&Compare…"); },
      [this] {
        show_page(compare_);
        compare_->begin(window_.session().wafer(), window_.session().subject());
      });
  wafer_menu_->addAction(made);
  const auto enable = [this, made] { made->setEnabled(window_.session().wafer() != nullptr); };
  connect(&window_.session(), &Session::opened, made, enable);
  enable();
}

void Workbench::make_review() {
  review_ = new ReviewPane(window_.session());
  add_working_pane(review_, QT_TRANSLATE_NOOP("pellucid::gui::MainWindow", "Review"),
                   QKeySequence(Qt::CTRL | Qt::Key_D))
      ->setMinimumWidth(340);
  window_.addActions(review_->keys());
  connect(review_, &ReviewPane::chip_wanted, this, [this] {
    show_page(&window_.map());
    window_.map().show_current();
  });
}

void Workbench::make_help() {
  help_menu_->addAction(action(
      QKeySequence(Qt::Key_F1), [] { return tr("&Keys and mouse"); },
      [this] { (new ShortcutsDialog(window_.findChildren<QAction*>(), &window_))->open(); }));
  help_menu_->addAction(action(
      {}, [] { return tr("&About Pellucid"); }, [this] { show_about(&window_); }));
}

/// The panes tell of the map's wafer: they go while another page is there, and come back with it. In the operator's
/// mode, the operator's page stays.
void Workbench::show_page(QWidget* page) {
  QWidget* const map = &window_.map();
  QWidget* const before = window_.pages().currentWidget();
  if (operator_mode_->is_on() || page == before) return;
  if (before == map) {
    panes_ = window_.saveState();
    for (auto* dock : window_.findChildren<QDockWidget*>()) {
      if (dock != run_dock_) dock->hide();
    }
  }
  window_.pages().setCurrentWidget(page);
  if (page == map) window_.restoreState(panes_);
}

void Workbench::open(const QString& path) {
  const quint64 ticket = ++opening_;
  in_background(
      this, reading_pool(), [folder = path.toStdString()] { return look_at(folder); },
      [this, ticket](const FolderFound& found) {
        if (ticket == opening_) show_found(found);
      });
}

void Workbench::show_found(const FolderFound& found) {
  switch (found.kind) {
    case FolderKind::result:
      if (window_.pages().currentWidget() != live_) show_page(&window_.map());  // that one goes when the wafer is there
      window_.session().open(QString::fromStdString(found.folder.string()));
      return;
    case FolderKind::surface:
      surface_->session().open(QString::fromStdString(found.folder.string()));
      return;
    case FolderKind::scan:
    case FolderKind::scans:
      ask_to_inspect(found);
      return;
    case FolderKind::results:
      lot_->show_lot(QString::fromStdString(found.folder.string()), found.below);
      show_page(lot_);
      return;
    case FolderKind::nothing:
      tell_problem(&window_, tr("This cannot be shown"),
                   tr("%1 holds no result and no scan.").arg(QString::fromStdString(found.folder.string())));
  }
}

void Workbench::ask_to_inspect(const FolderFound& found) {
  const bool single = found.kind == FolderKind::scan;
  auto* dialog = new RunDialog(found.folder, single ? std::vector{found.folder} : found.below, &window_);
  connect(dialog, &RunDialog::confirmed, this, [this](const std::vector<InspectRequest>& requests) {
    run_dock_->show();  // first: the panes come back as they stood
    show_page(live_);
    queue_.add(requests);
  });
  dialog->open();
}

void Workbench::choose_scans() {
  const QString folder = QFileDialog::getExistingDirectory(&window_, tr("Inspect a scan, or all scans below a folder"),
                                                           QSettings().value(QStringLiteral("last_folder")).toString());
  if (folder.isEmpty()) return;
  in_background(
      this, reading_pool(), [folder = folder.toStdString()] { return look_for_scans(folder); },
      [this](const FolderFound& found) { show_found(found); });
}

bool Workbench::may_close() {
  const auto leave = [this] {
    operator_mode_->set_on(false);  // the layout that is remembered is the one with panes
    show_page(&window_.map());
    return true;
  };
  if (queue_.unfinished() == 0) return leave();
  const auto answer = QMessageBox::question(
      &window_, tr("Inspections are running"),
      tr("Inspections that are not finished: %1. Stop them and close? Half-made results are not kept.")
          .arg(queue_.unfinished()));
  if (answer != QMessageBox::Yes) return false;
  queue_.cancel_all();
  return leave();
}

bool Workbench::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  return QObject::eventFilter(watched, event);
}

void Workbench::retranslate() {
  edit_menu_->setTitle(tr("&Edit"));
  wafer_menu_->setTitle(tr("&Wafer"));
  help_menu_->setTitle(tr("&Help"));
  for (const auto& [action, words] : actions_) action->setText(words());
}

}  // namespace pellucid::gui

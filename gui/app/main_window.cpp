#include "gui/app/main_window.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>

#include "gui/app/language.h"
#include "gui/app/message.h"
#include "gui/app/pixel_menu.h"
#include "gui/app/subject_box.h"
#include "gui/app/theme.h"
#include "gui/app/wording.h"
#include "gui/app/workbench.h"
#include "gui/map/map_view.h"
#include "gui/panes/chip_card.h"
#include "gui/panes/chip_table_pane.h"
#include "gui/panes/histogram_pane.h"
#include "gui/panes/legend_pane.h"
#include "gui/panes/scatter_pane.h"

namespace pellucid::gui {

namespace {

/// A menu's text without the letter that chooses it: "Open…" of "&Open…", "열기…" of "열기(&O)…".
QString without_key(QString text) {
  static const QRegularExpression key(QStringLiteral("\\(&.\\)"));
  return text.remove(key).remove(QLatin1Char('&'));
}

}  // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent), pages_(new QStackedWidget), map_(new MapView(session_)) {
  setObjectName(QStringLiteral("main_window"));
  pages_->addWidget(map_);
  setCentralWidget(pages_);
  setAcceptDrops(true);
  setDockNestingEnabled(true);
  make_actions();
  make_panes();
  workbench_ = new Workbench(*this);
  hover_ = new QLabel;
  wafer_text_ = new QLabel;
  statusBar()->addWidget(hover_, 1);
  statusBar()->addPermanentWidget(wafer_text_);
  connect(pages_, &QStackedWidget::currentChanged, this, [this] {  // other pages have keys of their own
    for (QAction* action : {fit_, zoom_in_, zoom_out_, fields_, zones_})
      action->setEnabled(pages_->currentWidget() == map_);
  });
  connect(map_, &MapView::hovered, this, &MainWindow::show_hover);
  connect(&session_, &Session::opened, this, &MainWindow::show_wafer);
  connect(&session_, &Session::failed, this,
          [this](const QString& what) { tell_problem(this, tr("This cannot be shown"), what); });
  retranslate();
  show_wafer();
  resize(1280, 860);
  const QSettings settings;
  restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
  restoreState(settings.value(QStringLiteral("window/state")).toByteArray());
}

MainWindow::~MainWindow() {
  delete workbench_;  // its workers end before the session goes
}

void MainWindow::make_actions() {
  const auto action = [this](QKeySequence key, auto slot) {
    auto* made = new QAction(this);
    made->setShortcut(key);
    connect(made, &QAction::triggered, this, slot);
    return made;
  };
  open_ = action(QKeySequence::Open, [this] { choose_folder(); });
  close_ = action(QKeySequence::Close, [this] { session_.close(); });
  quit_ = action(QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { close(); });
  fit_ = action(QKeySequence(Qt::Key_0), [this] { map_->fit(); });
  zoom_in_ = action(QKeySequence(Qt::Key_Plus), [this] { map_->zoom_by(1.5); });
  zoom_out_ = action(QKeySequence(Qt::Key_Minus), [this] { map_->zoom_by(1 / 1.5); });
  const auto overlay = [this] { map_->set_overlay({fields_->isChecked(), zones_->isChecked()}); };
  fields_ = action(QKeySequence(Qt::Key_F), overlay);
  zones_ = action(QKeySequence(Qt::Key_Z), overlay);
  fields_->setCheckable(true);
  fields_->setChecked(true);
  zones_->setCheckable(true);

  auto* themes = new QActionGroup(this);
  const auto theme = [this, themes](Theme which) {
    auto* made = new QAction(themes);
    made->setCheckable(true);
    made->setChecked(theme_of(QSettings().value(QStringLiteral("theme")).toString()) == which);
    connect(made, &QAction::triggered, this, [which] {
      QSettings().setValue(QStringLiteral("theme"), name_of(which));
      apply_theme(*qobject_cast<QApplication*>(QCoreApplication::instance()), which);
    });
    return made;
  };
  light_ = theme(Theme::light);
  dark_ = theme(Theme::dark);

  file_menu_ = menuBar()->addMenu(QString());
  file_menu_->addAction(open_);
  recent_menu_ = file_menu_->addMenu(QString());
  connect(recent_menu_, &QMenu::aboutToShow, this, &MainWindow::fill_recent);
  file_menu_->addAction(close_);
  file_menu_->addSeparator();
  file_menu_->addAction(quit_);
  view_menu_ = menuBar()->addMenu(QString());
  view_menu_->addActions({fit_, zoom_in_, zoom_out_});
  view_menu_->addSeparator();
  view_menu_->addActions({fields_, zones_});
  view_menu_->addMenu(new PixelMenu(map_->pixels(), this));
  view_menu_->addSeparator();
  panes_menu_ = view_menu_->addMenu(QString());
  theme_menu_ = view_menu_->addMenu(QString());
  theme_menu_->addActions({light_, dark_});
  make_language_menu();

  toolbar_ = addToolBar(QString());
  toolbar_->setObjectName(QStringLiteral("toolbar"));
  subjects_ = new SubjectBox(session_);
  toolbar_->addAction(open_);
  toolbar_->addSeparator();
  toolbar_->addWidget(subjects_);
  toolbar_->addSeparator();
  toolbar_->addActions({fit_, zoom_in_, zoom_out_});
}

void MainWindow::make_language_menu() {
  language_menu_ = view_menu_->addMenu(QString());
  auto* group = new QActionGroup(this);
  for (const Language& language : languages()) {
    auto* action = new QAction(language.name, group);  // in itself, whatever the window speaks
    action->setCheckable(true);
    action->setChecked(language.code == preferred_language());
    connect(action, &QAction::triggered, this, [code = language.code] {
      QSettings().setValue(QStringLiteral("language"), code);
      apply_language(code);
    });
    language_menu_->addAction(action);
  }
}

void MainWindow::make_panes() {
  legend_ = new LegendPane(session_);
  connect(legend_, &LegendPane::hidden_ranks_changed, map_, &MapView::set_hidden_ranks);
  add_pane(legend_, QT_TR_NOOP("Legend"), Qt::RightDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  QDockWidget* card = add_pane(new ChipCard(session_), QT_TR_NOOP("Chip"), Qt::RightDockWidgetArea);
  QDockWidget* histogram = add_pane(new HistogramPane(session_), QT_TR_NOOP("Histogram"), Qt::BottomDockWidgetArea);
  tabifyDockWidget(histogram, add_pane(new ScatterPane(session_), QT_TR_NOOP("Scatter"), Qt::BottomDockWidgetArea));
  tabifyDockWidget(histogram, add_pane(new ChipTablePane(session_), QT_TR_NOOP("Chip list"), Qt::BottomDockWidgetArea));
  histogram->raise();
  resizeDocks({card}, {340}, Qt::Horizontal);
  resizeDocks({docks_.front().first, card}, {230, 600}, Qt::Vertical);
  resizeDocks({histogram}, {250}, Qt::Vertical);
}

QDockWidget* MainWindow::add_pane(QWidget* pane, const char* name, Qt::DockWidgetArea area) {
  auto* dock = new QDockWidget(this);
  dock->setObjectName(QString::fromLatin1(name));
  dock->setWidget(pane);
  addDockWidget(area, dock);
  // Ctrl+1, Ctrl+2, ... in the order of the menu; a pane that lies behind another one is brought to the front.
  QAction* toggle = dock->toggleViewAction();
  if (docks_.size() < 9) toggle->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + docks_.size())));
  connect(toggle, &QAction::triggered, dock, [dock](bool shown) {
    if (shown) dock->raise();
  });
  panes_menu_->addAction(toggle);
  docks_.append({dock, name});
  return dock;
}

void MainWindow::retranslate() {
  file_menu_->setTitle(tr("&File"));
  view_menu_->setTitle(tr("&View"));
  panes_menu_->setTitle(tr("&Panes"));
  recent_menu_->setTitle(tr("Open &recent"));
  theme_menu_->setTitle(tr("&Look"));
  language_menu_->setTitle(tr("L&anguage"));
  toolbar_->setWindowTitle(tr("Tools"));
  open_->setText(tr("&Open…"));
  close_->setText(tr("&Close"));
  quit_->setText(tr("&Quit"));
  fit_->setText(tr("Whole &wafer"));
  zoom_in_->setText(tr("Zoom &in"));
  zoom_out_->setText(tr("Zoom &out"));
  fields_->setText(tr("&Fields"));
  zones_->setText(tr("&Zones"));
  light_->setText(tr("&Light"));
  dark_->setText(tr("&Dark"));
  for (QAction* action : {open_, fit_, zoom_in_, zoom_out_}) action->setIconText(without_key(action->text()));
  for (const auto& [dock, name] : docks_) dock->setWindowTitle(tr(name));
}

void MainWindow::choose_folder() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a result or a scan folder"),
                                                           QSettings().value(QStringLiteral("last_folder")).toString());
  if (!folder.isEmpty()) open_path(folder);
}

void MainWindow::open_path(const QString& path) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  QSettings().setValue(QStringLiteral("last_folder"), QFileInfo(absolute).absolutePath());
  remember_recent(absolute);
  workbench_->open(absolute);
}

void MainWindow::remember_recent(const QString& path) {
  constexpr qsizetype kMost = 12;
  QSettings settings;
  QStringList recent = settings.value(QStringLiteral("recent")).toStringList();
  recent.removeAll(path);
  recent.prepend(path);
  settings.setValue(QStringLiteral("recent"), recent.mid(0, kMost));
}

void MainWindow::fill_recent() {
  recent_menu_->clear();
  for (const QString& path : QSettings().value(QStringLiteral("recent")).toStringList())
    recent_menu_->addAction(path, this, [this, path] { open_path(path); });
  recent_menu_->setEnabled(true);
  if (recent_menu_->isEmpty()) recent_menu_->addAction(tr("Nothing yet"))->setEnabled(false);
}

void MainWindow::show_wafer() {
  close_->setEnabled(session_.wafer() != nullptr);
  if (!session_.wafer()) {
    setWindowTitle(QStringLiteral("Pellucid"));
    wafer_text_->clear();
    return;
  }
  const Summary& summary = session_.wafer()->summary();
  const QString id = QString::fromStdString(summary.wafer.id);
  setWindowTitle(QStringLiteral("%1 – Pellucid").arg(id));
  const QString lot = QString::fromStdString(summary.wafer.lot);
  wafer_text_->setText(tr("%1  ·  %2 chips  ·  yield %3 %")
                           .arg(lot.isEmpty() ? id : lot + QLatin1Char('/') + id, count_text(summary.chips()),
                                QLocale().toString(100 * summary.yield, 'f', 2)));
}

void MainWindow::show_hover(std::optional<ChipIndex> chip, Vec2 design_um) {
  if (!session_.wafer() || !chip) {
    hover_->clear();
    return;
  }
  const Vec2 um = session_.wafer()->wafer_from_design()(design_um);
  const std::size_t row = *session_.wafer()->grid().table_row(*chip);
  QString text = tr("column %1, row %2   x %3 mm, y %4 mm   %5")
                     .arg(chip->column)
                     .arg(chip->row)
                     .arg(um.x / 1000, 0, 'f', 3)
                     .arg(um.y / 1000, 0, 'f', 3)
                     .arg(title_of(session_.classes()[row]));
  if (session_.picture() && session_.picture()->values())
    text += QStringLiteral("   %1 %2")
                .arg(title_of(session_.picture()->subject()), number_text((*session_.picture()->values())[row]));
  hover_->setText(text);
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    show_wafer();
  }
  QMainWindow::changeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!workbench_->may_close()) return event->ignore();
  QSettings settings;
  settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
  settings.setValue(QStringLiteral("window/state"), saveState());
  QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (!urls.isEmpty() && urls.front().isLocalFile()) open_path(urls.front().toLocalFile());
}

}  // namespace pellucid::gui

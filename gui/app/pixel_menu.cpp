#include "gui/app/pixel_menu.h"

#include <QActionGroup>
#include <QEvent>

namespace pellucid::gui {

PixelMenu::PixelMenu(PixelLayer& pixels, QWidget* parent) : QMenu(parent), pixels_(pixels) {
  setToolTipsVisible(true);
  connect(&pixels_, &PixelLayer::available_changed, this, &PixelMenu::fill);
  fill();
}

void PixelMenu::fill() {
  clear();
  setTitle(tr("Scan's &pixels"));
  QAction* on = addAction(tr("Show &pixels when zoomed in"));
  on->setShortcut(QKeySequence(Qt::Key_X));
  on->setCheckable(true);
  on->setChecked(pixels_.is_on());
  connect(on, &QAction::toggled, &pixels_, &PixelLayer::set_on);
  addSeparator();
  if (!pixels_.is_available()) {
    QAction* none = addAction(tr("The scan's pixels are not there"));
    none->setEnabled(false);
    none->setToolTip(pixels_.why());
    return;
  }
  auto* kinds = new QActionGroup(this);
  const auto kind = [&](const QString& text, PixelKind which) {
    QAction* action = addAction(text);
    action->setActionGroup(kinds);
    action->setCheckable(true);
    action->setChecked(pixels_.kind() == which);
    connect(action, &QAction::triggered, &pixels_, [this, which] { pixels_.set_kind(which); });
  };
  kind(tr("&Corrected (photoelectrons)"), PixelKind::corrected);
  kind(tr("&Raw (as stored)"), PixelKind::raw);
  addSeparator();
  auto* layers = new QActionGroup(this);
  for (const QString& name : pixels_.layers()) {
    QAction* action = addAction(tr("Layer %1").arg(name));
    action->setActionGroup(layers);
    action->setCheckable(true);
    action->setChecked(name == pixels_.layer());
    connect(action, &QAction::triggered, &pixels_, [this, name] { pixels_.set_layer(name); });
  }
}

void PixelMenu::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) fill();
  QMenu::changeEvent(event);
}

}  // namespace pellucid::gui

#include "gui/panes/legend_pane.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "gui/app/wording.h"
#include "gui/map/tile_renderer.h"
#include "gui/model/background.h"
#include "gui/panes/colour_bar.h"
#include "results/map_colours.h"

namespace pellucid::gui {

namespace {

/// As the summary has them, or of the classes on trial.
const ClassCounts& class_counts(const Session& session) {
  const MapPicturePtr& picture = session.picture();
  return picture && picture->other_classes() ? picture->class_counts() : session.wafer()->summary().counts;
}

}  // namespace

LegendPane::LegendPane(Session& session, QWidget* parent)
    : QWidget(parent), session_(session), title_(new QLabel), classes_(new QTreeWidget), bar_(new ColourBar(session)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  layout->addWidget(title_);
  layout->addWidget(bar_);
  layout->addWidget(classes_, 1);
  title_->setWordWrap(true);
  classes_->setRootIsDecorated(false);
  classes_->setColumnCount(3);
  classes_->setUniformRowHeights(true);
  classes_->header()->setStretchLastSection(false);
  connect(&session_, &Session::opened, this, &LegendPane::refresh);
  connect(&session_, &Session::picture_changed, this, &LegendPane::refresh);
  connect(classes_, &QTreeWidget::itemChanged, this, &LegendPane::item_changed);
  connect(classes_, &QTreeWidget::itemDoubleClicked, this, &LegendPane::pick_class);
  refresh();
}

void LegendPane::refresh() {
  const QSignalBlocker quiet(classes_);
  classes_->clear();
  classes_->setHeaderLabels({tr("Class"), tr("Chips"), tr("Share")});
  classes_->setToolTip(tr("Uncheck a class to draw its chips as good ones; double-click it to pick its chips out"));
  classes_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  bar_->setVisible(session_.picture() && !session_.picture()->shows_classes());
  title_->clear();
  if (!session_.wafer()) return;
  QString title = title_of(session_.subject().toStdString());
  for (const ChipColumnInfo& info : session_.wafer()->columns()) {
    const QString unit = unit_text(info.units);
    if (info.name != kClassSubject && info.name == session_.subject().toStdString() && !unit.isEmpty())
      title += QStringLiteral(" [%1]").arg(unit);
  }
  title_->setText(QStringLiteral("<b>%1</b>").arg(title.toHtmlEscaped()));
  const ClassCounts& counts = class_counts(session_);
  const auto all = static_cast<double>(session_.wafer()->size());
  for (auto c = kBySeverity.rbegin(); c != kBySeverity.rend(); ++c) {
    const std::int64_t count = count_of(counts, *c);
    if (count == 0 && *c != ChipClass::good) continue;
    auto* item = new QTreeWidgetItem(classes_, {title_of(*c), count_text(count), QString()});
    const double share = all > 0 ? static_cast<double>(count) / all : 0;
    item->setText(2, share >= 0.001 || count == 0 ? QStringLiteral("%1 %").arg(100 * share, 0, 'f', 2)
                                                  : QStringLiteral("%1 ppm").arg(1e6 * share, 0, 'f', 1));
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    QPixmap swatch(14, 14);
    swatch.fill(QColor::fromRgb(colour_of_rank(rank_of(*c))));
    item->setIcon(0, swatch);
    item->setData(0, Qt::UserRole, static_cast<int>(*c));
    if (*c != ChipClass::good) item->setCheckState(0, (hidden_ >> rank_of(*c) & 1) != 0 ? Qt::Unchecked : Qt::Checked);
  }
  for (int column = 1; column < 3; ++column) classes_->resizeColumnToContents(column);
}

void LegendPane::item_changed() {
  std::uint16_t hidden = 0;
  for (int i = 0; i < classes_->topLevelItemCount(); ++i) {
    const QTreeWidgetItem* item = classes_->topLevelItem(i);
    const auto c = static_cast<ChipClass>(item->data(0, Qt::UserRole).toInt());
    if (c != ChipClass::good && item->checkState(0) == Qt::Unchecked)
      hidden = static_cast<std::uint16_t>(hidden | 1U << rank_of(c));
  }
  if (hidden == hidden_) return;
  hidden_ = hidden;
  Q_EMIT hidden_ranks_changed(hidden_);
}

void LegendPane::pick_class(QTreeWidgetItem* item) {
  const auto wanted = static_cast<ChipClass>(item->data(0, Qt::UserRole).toInt());
  in_background(
      this, reading_pool(),
      [wafer = session_.wafer(), trial = session_.trial_classes(), wanted] {
        const std::vector<ChipClass>& classes = trial ? *trial : wafer->classes();
        auto chips = std::make_shared<ChipSet>(classes.size());
        for (std::size_t k = 0; k < classes.size(); ++k) {
          if (classes[k] == wanted) chips->insert(k);
        }
        return std::shared_ptr<const ChipSet>(std::move(chips));
      },
      [this, wafer = session_.wafer()](std::shared_ptr<const ChipSet> chips) {
        if (wafer == session_.wafer()) session_.pick(std::move(chips));
      });
}

void LegendPane::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) refresh();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui

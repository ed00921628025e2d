#include "gui/lot/lot_page.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <array>
#include <cmath>

#include "gui/app/wording.h"

namespace pellucid::gui {
namespace {

constexpr int kEdge = 10;

QString amount_text(const LotWafer& wafer) {
  if (wafer.defects) return LotPage::tr("%1 defects").arg(count_text(*wafer.defects));
  return wafer.chips > 0 ? LotPage::tr("%1 chips").arg(count_text(wafer.chips)) : QString();
}

/// A card: the map, the verdict as a band with its word, id and yield.
class CardDelegate : public QStyledItemDelegate {
 public:
  CardDelegate(const LotModel& model, QSortFilterProxyModel& sorted, QObject* parent)
      : QStyledItemDelegate(parent), model_(model), sorted_(sorted) {}

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    return {LotModel::kMap_px + 2 * kEdge, LotModel::kMap_px + 3 * kEdge + 3 * option.fontMetrics.lineSpacing() + 8};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const LotWafer& wafer = model_.wafers()[static_cast<std::size_t>(sorted_.mapToSource(index).row())];
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    const QRect card = option.rect.adjusted(4, 4, -4, -4);
    painter->setPen(QPen(option.palette.color(chosen ? QPalette::Highlight : QPalette::Mid), chosen ? 3 : 1));
    painter->setBrush(option.palette.base());
    painter->drawRoundedRect(card, 4, 4);
    const int side = card.width() - 2 * kEdge + 8;
    const QRect map(card.left() + kEdge - 4, card.top() + kEdge - 4, side, side);
    painter->setPen(option.palette.color(QPalette::Text));
    if (wafer.map.isNull()) {
      painter->drawText(map, Qt::AlignCenter | Qt::TextWordWrap,
                        wafer.problem.isEmpty() ? LotPage::tr("Reading…") : wafer.problem);
    } else {
      painter->drawImage(map, wafer.map);
    }
    const int line = option.fontMetrics.lineSpacing();
    const QRect band(card.left() + 1, map.bottom() + 6, card.width() - 2, line + 4);
    if (wafer.read && wafer.problem.isEmpty()) {
      painter->fillRect(band, colour_of(wafer.verdict.verdict));
      painter->setPen(Qt::white);
      QFont bold = option.font;
      bold.setBold(true);
      painter->setFont(bold);
      painter->drawText(band, Qt::AlignCenter, title_of(wafer.verdict.verdict));
      painter->setFont(option.font);
    }
    painter->setPen(option.palette.color(QPalette::Text));
    const QRect text(card.left() + kEdge, band.bottom() + 4, card.width() - 2 * kEdge, line);
    const QString yield = std::isfinite(wafer.yield) && wafer.read && wafer.problem.isEmpty()
                              ? QLocale().toString(100 * wafer.yield, 'f', 2) + QStringLiteral(" %")
                              : QStringLiteral("–");
    const int yield_width = option.fontMetrics.horizontalAdvance(yield);
    painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, yield);
    const QString id = wafer.lot.isEmpty() ? wafer.id : wafer.lot + QStringLiteral(" / ") + wafer.id;
    painter->drawText(text.adjusted(0, 0, -yield_width - 6, 0), Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(id, Qt::ElideMiddle, text.width() - yield_width - 6));
    painter->setPen(option.palette.color(QPalette::PlaceholderText));
    painter->drawText(text.translated(0, line), Qt::AlignLeft | Qt::AlignVCenter, amount_text(wafer));
    painter->restore();
  }

 private:
  const LotModel& model_;
  QSortFilterProxyModel& sorted_;
};

}  // namespace

LotPage::LotPage(QWidget* parent)
    : QWidget(parent),
      sorted_(new QSortFilterProxyModel(this)),
      list_(new QListView),
      order_(new QComboBox),
      title_(new QLabel),
      counts_(new QLabel),
      back_(new QPushButton) {
  setObjectName(QStringLiteral("lot_page"));
  sorted_->setSourceModel(&model_);
  sorted_->setSortCaseSensitivity(Qt::CaseInsensitive);
  list_->setModel(sorted_);
  list_->setItemDelegate(new CardDelegate(model_, *sorted_, list_));
  list_->setViewMode(QListView::IconMode);
  list_->setResizeMode(QListView::Adjust);
  list_->setMovement(QListView::Static);
  list_->setUniformItemSizes(true);
  list_->setSpacing(6);
  title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* top = new QHBoxLayout;
  top->addWidget(title_);
  top->addSpacing(16);
  top->addWidget(counts_);
  top->addStretch();
  top->addWidget(order_);
  top->addWidget(back_);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(list_, 1);
  connect(list_, &QListView::activated, this,
          [this](const QModelIndex& index) { Q_EMIT result_wanted(index.data(LotModel::kFolder).toString()); });
  connect(order_, &QComboBox::currentIndexChanged, this, &LotPage::sort);
  connect(&model_, &LotModel::wafer_read, this, &LotPage::count);
  connect(back_, &QPushButton::clicked, this, &LotPage::closed);
  retranslate();
}

void LotPage::show_lot(const QString& root, const std::vector<std::filesystem::path>& results) {
  root_ = root;
  results_ = results;
  model_.read(results_, palette());
  retranslate();
  list_->setFocus();
}

void LotPage::sort() {
  sorted_->setSortRole(order_->currentData().toInt());
  sorted_->sort(0, Qt::AscendingOrder);
}

void LotPage::count() {
  std::array<int, 3> counts{};
  int bad = 0, waiting = 0;
  for (const LotWafer& wafer : model_.wafers()) {
    if (!wafer.read) {
      ++waiting;
    } else if (!wafer.problem.isEmpty()) {
      ++bad;
    } else {
      ++counts[static_cast<std::size_t>(wafer.verdict.verdict)];
    }
  }
  QStringList parts{tr("Wafers: %1").arg(model_.wafers().size())};
  for (const Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::hold}) {
    const int n = counts[static_cast<std::size_t>(verdict)];
    if (n > 0) parts.append(QStringLiteral("%1 %2").arg(n).arg(title_of(verdict)));
  }
  if (bad > 0) parts.append(tr("%n cannot be read", nullptr, bad));
  if (waiting > 0) parts.append(tr("%n still to be read", nullptr, waiting));
  counts_->setText(parts.join(QStringLiteral("   ")));
}

void LotPage::retranslate() {
  title_->setText(QStringLiteral("<b>%1</b>").arg(root_.toHtmlEscaped()));
  back_->setText(tr("Back to the map"));
  const int before = std::max(order_->currentIndex(), 0);
  const QSignalBlocker quiet(order_);
  order_->clear();
  order_->addItem(tr("By id"), LotModel::kId);
  order_->addItem(tr("By yield, lowest first"), LotModel::kYield);
  order_->addItem(tr("By verdict, worst first"), LotModel::kVerdict);
  order_->addItem(tr("By date"), LotModel::kDate);
  order_->setCurrentIndex(before);
  sort();
  count();
}

void LotPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  if (event->type() == QEvent::PaletteChange && !results_.empty()) model_.read(results_, palette());
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui

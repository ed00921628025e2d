#include "gui/panes/neighbours_view.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <cmath>

#include "gui/app/wording.h"
#include "gui/map/tile_renderer.h"
#include "gui/model/background.h"

namespace pellucid::gui {

NeighboursView::NeighboursView(Session& session, QWidget* parent) : QWidget(parent), session_(session) {
  for (const auto changed : {&Session::current_changed, &Session::picture_changed, &Session::opened})
    connect(&session_, changed, this, &NeighboursView::refresh);
  connect(&session_, &Session::range_changed, this, qOverload<>(&QWidget::update));
}

void NeighboursView::set_side(int chips) {
  side_ = chips;
  refresh();
}

std::string NeighboursView::column() const {
  const MapPicturePtr& picture = session_.picture();
  if (picture && !picture->shows_classes()) return picture->subject();
  for (const char* name : {"relative_intensity", "intensity_e"}) {
    if (session_.wafer() && session_.wafer()->has(name)) return name;
  }
  return {};
}

void NeighboursView::refresh() {
  cells_.clear();
  update();
  if (!session_.wafer() || !session_.current()) return;
  const GridIndex& grid = session_.wafer()->grid();
  const ChipIndex middle = grid.chip(*session_.current());
  std::vector<std::size_t> rows;
  for (int down = 0; down < side_; ++down) {
    for (int across = 0; across < side_; ++across) {
      const ChipIndex chip{middle.column + across - side_ / 2, middle.row + side_ / 2 - down};
      cells_.push_back({chip, grid.table_row(chip), NAN});
      if (cells_.back().table_row) rows.push_back(*cells_.back().table_row);
    }
  }
  const quint64 ticket = ++reading_;
  if (session_.picture() && session_.picture()->values()) {
    const std::vector<float>& all = *session_.picture()->values();
    std::vector<float> values;
    for (const std::size_t row : rows) values.push_back(all[row]);
    set_values(values);
  } else if (const std::string name = column(); !name.empty()) {
    in_background(
        this, reading_pool(),
        [wafer = session_.wafer(), name, rows] {
          return wafer->values({&name, 1}, rows);
        },
        [this, ticket](Result<std::vector<std::vector<float>>> values) {
          if (ticket == reading_ && values) set_values(values->front());
        });
  }
}

void NeighboursView::set_values(const std::vector<float>& values) {
  std::size_t next = 0;
  for (Cell& cell : cells_) {
    if (cell.table_row && next < values.size()) cell.value = values[next++];
  }
  update();
}

QRectF NeighboursView::cell_px(int column, int row) const {
  const Vec2 pitch = session_.wafer() ? session_.wafer()->chips().pitch_um : Vec2{1, 1};
  const double scale = std::min(width() / (side_ * pitch.x), height() / (side_ * pitch.y));
  const QSizeF cell(scale * pitch.x, scale * pitch.y);
  const QPointF corner((width() - side_ * cell.width()) / 2, (height() - side_ * cell.height()) / 2);
  return {corner + QPointF(column * cell.width(), row * cell.height()), cell};
}

QColor NeighboursView::colour_of(const Cell& cell) const {
  const MapPicturePtr& picture = session_.picture();
  if (!picture || picture->shows_classes())
    return QColor::fromRgb(colour_of_rank(rank_of(session_.classes()[*cell.table_row])));
  if (!std::isfinite(cell.value)) return QColor::fromRgb(0xaa, 0xad, 0xb1);
  const ValueRange range = session_.range();
  const float share = std::clamp((cell.value - range.low) / (range.high - range.low), 0.0F, 1.0F);
  return QColor::fromRgb(
      value_colours(picture->centre().has_value())[static_cast<std::size_t>(std::lround(share * 255))]);
}

void NeighboursView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Cell& cell = cells_[i];
    const QRectF box = cell_px(static_cast<int>(i) % side_, static_cast<int>(i) / side_).adjusted(1, 1, -1, -1);
    if (!cell.table_row) {
      painter.setPen(QPen(palette().color(QPalette::PlaceholderText), 1, Qt::DotLine));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(box);
      continue;
    }
    const QColor colour = colour_of(cell);
    painter.fillRect(box, colour);
    painter.setPen(colour.lightnessF() > 0.5 ? Qt::black : Qt::white);
    QFont small = font();
    small.setPixelSize(std::clamp(static_cast<int>(box.width() / 3.9), 7, 13));
    painter.setFont(small);
    if (!column().empty()) painter.drawText(box, Qt::AlignCenter, number_text(cell.value));
    if (static_cast<int>(i) == side_ * side_ / 2) {
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(palette().color(QPalette::Text), 2));
      painter.drawRect(box);
    }
  }
}

const NeighboursView::Cell* NeighboursView::cell_at(QPointF px) const {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (cell_px(static_cast<int>(i) % side_, static_cast<int>(i) / side_).contains(px)) return &cells_[i];
  }
  return nullptr;
}

void NeighboursView::mousePressEvent(QMouseEvent* event) {
  const Cell* cell = cell_at(event->position());
  if (event->button() == Qt::LeftButton && cell != nullptr && cell->table_row) session_.set_current(cell->table_row);
}

bool NeighboursView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const Cell* cell = cell_at(help->pos());
    if (cell != nullptr && cell->table_row) {
      QToolTip::showText(help->globalPos(), tr("column %1, row %2: %3, %4 %5")
                                                .arg(cell->chip.column)
                                                .arg(cell->chip.row)
                                                .arg(title_of(session_.classes()[*cell->table_row]), title_of(column()),
                                                     number_text(cell->value)));
      return true;
    }
  }
  return QWidget::event(event);
}

}  // namespace pellucid::gui

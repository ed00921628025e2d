#include "gui/panes/chip_table_model.h"

#include <QColor>
#include <QTimer>
#include <algorithm>
#include <cmath>

#include "gui/app/subject_box.h"
#include "gui/app/wording.h"
#include "gui/map/tile_renderer.h"
#include "gui/model/background.h"

namespace pellucid::gui {
namespace {

constexpr int kKnown = 3;             ///< class, column and row need no file
constexpr int kCellsKept = 20'000;    ///< rows
constexpr std::size_t kAtOnce = 500;  ///< rows fetched together

}  // namespace

ChipTableModel::ChipTableModel(Session& session, QObject* parent)
    : QAbstractTableModel(parent), session_(session), cells_(kCellsKept) {
  connect(&session_, &Session::opened, this, &ChipTableModel::refresh_columns);
  connect(&session_, &Session::picture_changed, this, [this] {
    // Trial classes may have come or gone.
    if (!rows_->empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0));
  });
}

void ChipTableModel::refresh_columns() {
  beginResetModel();
  hold({}, true);
  cells_.clear();
  wanted_.clear();
  columns_.clear();
  if (session_.wafer()) {
    columns_ = {"class", "column", "row", "x_um", "y_um"};
    for (std::string& name : plottable_columns(*session_.wafer())) columns_.push_back(std::move(name));
  }
  endResetModel();
}

void ChipTableModel::set_list(std::vector<std::uint32_t> rows, bool ascending) {
  beginResetModel();
  hold(std::move(rows), ascending);
  endResetModel();
}

void ChipTableModel::hold(std::vector<std::uint32_t> rows, bool ascending) {
  let_go(std::exchange(rows_, std::make_shared<const std::vector<std::uint32_t>>(std::move(rows))));
  ascending_ = ascending;
  first_ = 0;
}

std::optional<std::size_t> ChipTableModel::place_of(std::size_t table_row) const {
  const auto row = static_cast<std::uint32_t>(table_row);
  const auto found = ascending_ ? std::ranges::lower_bound(*rows_, row) : std::ranges::find(*rows_, row);
  if (found == rows_->end() || *found != row) return std::nullopt;
  return static_cast<std::size_t>(found - rows_->begin());
}

void ChipTableModel::move_to(std::size_t place) {
  const std::size_t last = rows_->size() - std::min(kWindow, rows_->size());
  const std::size_t first = std::min(last, place - std::min(place, kWindow / 2));
  if (first == first_) return;
  beginResetModel();
  first_ = first;
  endResetModel();
}

int ChipTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(shown());
}

int ChipTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant ChipTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !session_.wafer()) return {};
  const std::uint32_t row = (*rows_)[first_ + static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case Qt::DecorationRole:
      if (index.column() == 0) return QColor::fromRgb(colour_of_rank(rank_of(session_.classes()[row])));
      return {};
    case Qt::TextAlignmentRole:
      return index.column() == 0 ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    default:
      return {};
  }
}

QString ChipTableModel::text(std::uint32_t row, int column) const {
  if (column == 0) return title_of(session_.classes()[row]);
  if (column < kKnown) {
    const ChipIndex chip = session_.wafer()->grid().chip(row);
    return QString::number(column == 1 ? chip.column : chip.row);
  }
  const Cells* cells = cells_.object(row);
  if (cells == nullptr) {
    if (wanted_.insert(row).second && !fetching_ && wanted_.size() == 1)
      QTimer::singleShot(0, const_cast<ChipTableModel*>(this), &ChipTableModel::fetch);
    return QStringLiteral("…");
  }
  const float value = (*cells)[static_cast<std::size_t>(column - kKnown)];
  const std::string& name = columns_[static_cast<std::size_t>(column)];
  if (name == "el_pass") return value > 1 ? QStringLiteral("–") : value > 0 ? tr("passes") : tr("fails");
  if (name == "x_um" || name == "y_um") return QString::number(static_cast<double>(value), 'f', 1);
  return number_text(value);
}

void ChipTableModel::fetch() {
  if (fetching_ || wanted_.empty() || !session_.wafer()) return;
  fetching_ = true;
  std::vector<std::size_t> rows;
  for (const std::uint32_t row : wanted_) {
    if (rows.size() < kAtOnce) rows.push_back(row);
  }
  std::ranges::sort(rows);
  wanted_.clear();  // whoever scrolled past asks again when he comes back
  const std::vector<std::string> names(columns_.begin() + kKnown, columns_.end());
  in_background(
      this, reading_pool(), [wafer = session_.wafer(), names, rows] { return wafer->values(names, rows); },
      [this, wafer = session_.wafer(), rows](Result<std::vector<std::vector<float>>> values) {
        fetching_ = false;
        if (wafer != session_.wafer()) return;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          auto cells = std::make_unique<Cells>(columns_.size() - kKnown, NAN);
          for (std::size_t c = 0; values && c < cells->size(); ++c) (*cells)[c] = (*values)[c][i];
          cells_.insert(static_cast<std::uint32_t>(rows[i]), cells.release());
        }
        if (!rows_->empty()) Q_EMIT dataChanged(index(0, kKnown), index(rowCount() - 1, columnCount() - 1));
        if (!wanted_.empty()) fetch();
      });
}

QVariant ChipTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) return {};
  const std::string& name = columns_[static_cast<std::size_t>(section)];
  if (role == Qt::ToolTipRole) return QString::fromStdString(name);
  if (role != Qt::DisplayRole || !session_.wafer()) return {};
  const QString unit = name == "el_pass" ? QString() : unit_text(session_.wafer()->units_of(name));
  return unit.isEmpty() ? title_of(name) : QStringLiteral("%1 [%2]").arg(title_of(name), unit);
}

void ChipTableModel::sort(int column, Qt::SortOrder order) {
  const bool known = column >= 0 && column < columnCount();
  Q_EMIT sort_wanted(known ? QString::fromStdString(columns_[static_cast<std::size_t>(column)]) : QString(),
                     order == Qt::DescendingOrder);
}

void ChipTableModel::retranslate() {
  if (columns_.empty()) return;
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
  if (!rows_->empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

QString plain_text(const std::string& column, float value) {
  if (column == "class") return QString::fromStdString(std::string(name_of(static_cast<ChipClass>(value))));
  return std::isfinite(value) ? QString::number(static_cast<double>(value), 'g', 9) : QString();
}

}  // namespace pellucid::gui

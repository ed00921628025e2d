#include "gui/surface/defect_model.h"

#include <QPixmap>
#include <algorithm>

#include "gui/app/wording.h"
#include "gui/surface/surface_wording.h"

namespace pellucid::gui {
namespace {

/// What a person looks for comes first; corners of the box are for other programs.
constexpr std::array<std::string_view, 11> kColumns{"x_um",         "y_um",      "length_um",      "width_um",
                                                    "area_um2",     "contrast",  "contrast_sigma", "peak_contrast",
                                                    "significance", "angle_deg", "at_edge"};

}  // namespace

DefectModel::DefectModel(SurfaceSession& session, QObject* parent) : QAbstractTableModel(parent), session_(session) {
  const std::vector<DefectFigure> all = defect_figures();
  for (const std::string_view name : kColumns) figures_.push_back(*std::ranges::find(all, name, &DefectFigure::name));
  connect(&session_, &SurfaceSession::opened, this, &DefectModel::refresh);
  connect(&session_, &SurfaceSession::hidden_changed, this, &DefectModel::refresh);
}

void DefectModel::refresh() {
  beginResetModel();
  rows_.clear();
  const std::size_t count = session_.result() ? session_.result()->defects().size() : 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (session_.is_shown(i)) rows_.push_back(i);
  }
  sort_rows();
  endResetModel();
}

void DefectModel::sort(int column, Qt::SortOrder order) {
  sorted_by_ = column;
  order_ = order;
  refresh();
}

void DefectModel::sort_rows() {
  if (sorted_by_ < 0 || rows_.empty()) return;
  const auto& defects = session_.result()->defects();
  const auto key = [&](std::size_t i) {
    return sorted_by_ == 0 ? static_cast<double>(defects[i].surface_class)
                           : figures_[static_cast<std::size_t>(sorted_by_ - 1)].of(defects[i]);
  };
  if (order_ == Qt::AscendingOrder)
    std::ranges::stable_sort(rows_, std::ranges::less{}, key);
  else
    std::ranges::stable_sort(rows_, std::ranges::greater{}, key);
}

const SurfaceDefect& DefectModel::defect(int row) const {
  return session_.result()->defects()[rows_[static_cast<std::size_t>(row)]];
}

std::optional<int> DefectModel::row_of(std::size_t defect) const {
  const auto at = std::ranges::find(rows_, defect);
  return at == rows_.end() ? std::nullopt : std::optional(static_cast<int>(at - rows_.begin()));
}

std::string DefectModel::name_of(int column) const {
  return column == 0 ? std::string("class") : std::string(figures_[static_cast<std::size_t>(column - 1)].name);
}

QString DefectModel::plain_header() const {
  QStringList names;
  for (int c = 0; c < columnCount(); ++c) names.append(QString::fromStdString(name_of(c)));
  return names.join(QLatin1Char('\t'));
}

QString DefectModel::plain_text(int row) const {
  QStringList cells{QString::fromStdString(std::string(pellucid::name_of(defect(row).surface_class)))};
  for (const DefectFigure& figure : figures_) cells.append(QString::number(figure.of(defect(row)), 'g', 9));
  return cells.join(QLatin1Char('\t'));
}

int DefectModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int DefectModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(figures_.size()) + 1;
}

QVariant DefectModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const SurfaceDefect& d = defect(index.row());
  if (index.column() == 0) {
    if (role == Qt::DisplayRole) return title_of(d.surface_class);
    return role == Qt::DecorationRole ? QVariant(swatch_of(d.surface_class)) : QVariant();
  }
  const DefectFigure& figure = figures_[static_cast<std::size_t>(index.column() - 1)];
  if (role == Qt::TextAlignmentRole) return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  return role == Qt::DisplayRole ? QVariant(figure_text(figure, d)) : QVariant();
}

QVariant DefectModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
  if (role == Qt::ToolTipRole) return QString::fromStdString(name_of(section));
  const QString title = title_of(name_of(section));
  if (section == 0) return title;
  const QString unit = figure_unit(figures_[static_cast<std::size_t>(section - 1)]);
  return unit.isEmpty() ? title : QStringLiteral("%1 [%2]").arg(title, unit);
}

}  // namespace pellucid::gui

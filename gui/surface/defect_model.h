/// The defects of a wafer without chips as a table for a view, sorted by any column, those of hidden classes left out.
/// Window's thread only.
#pragma once

#include <QAbstractTableModel>
#include <optional>
#include <vector>

#include "gui/surface/surface_session.h"
#include "results/wafer_h5.h"

namespace pellucid::gui {

class DefectModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  explicit DefectModel(SurfaceSession& session, QObject* parent = nullptr);

  /// Of the result's list, in the order of the rows.
  [[nodiscard]] const std::vector<std::size_t>& list() const { return rows_; }
  [[nodiscard]] std::optional<int> row_of(std::size_t defect) const;
  /// The column's name in wafer.h5; "class" for the first.
  [[nodiscard]] std::string name_of(int column) const;
  /// The row as text for other programs: full figures, tabs between.
  [[nodiscard]] QString plain_text(int row) const;
  [[nodiscard]] QString plain_header() const;

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order) override;

 public Q_SLOTS:
  void refresh();

 private:
  [[nodiscard]] const SurfaceDefect& defect(int row) const;
  void sort_rows();

  SurfaceSession& session_;
  std::vector<DefectFigure> figures_;  ///< one a column but the first
  std::vector<std::size_t> rows_;
  int sorted_by_ = -1;  ///< -1: the result's order
  Qt::SortOrder order_ = Qt::AscendingOrder;
};

}  // namespace pellucid::gui

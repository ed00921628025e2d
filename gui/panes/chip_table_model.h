/// A list of chips as a table for a view. It holds four bytes a chip; the values of the rows that somebody looks at are
/// fetched in the background and kept for a while, so that a list of millions opens at once. Window's thread only.
#pragma once

#include <QAbstractTableModel>
#include <QCache>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "gui/model/session.h"

namespace pellucid::gui {

class ChipTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  explicit ChipTableModel(Session& session, QObject* parent = nullptr);

  /// Table rows of the session's wafer.
  void set_list(std::vector<std::uint32_t> rows);
  [[nodiscard]] const std::vector<std::uint32_t>& list() const { return rows_; }
  /// Where a chip stands in the list; nullopt where it is not in it.
  [[nodiscard]] std::optional<int> place_of(std::size_t table_row) const;
  /// "class", "column", ...: as in chips.h5.
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order) override;  ///< sort_wanted() follows: somebody else does the work
  void retranslate();

 Q_SIGNALS:
  void sort_wanted(const QString& column, bool descending);

 private:
  using Cells = std::vector<float>;  ///< one a fetched column
  void refresh_columns();
  void fetch();
  [[nodiscard]] QString text(std::uint32_t row, int column) const;

  Session& session_;
  std::vector<std::string> columns_;  ///< those known by the grid and the classes, then those that are fetched
  std::vector<std::uint32_t> rows_;
  mutable QCache<std::uint32_t, Cells> cells_;
  mutable std::unordered_set<std::uint32_t> wanted_;  ///< looked at, not yet fetched
  bool fetching_ = false;
};

/// A cell's text with the full figures of a float, for other programs.
[[nodiscard]] QString plain_text(const std::string& column, float value);

}  // namespace pellucid::gui

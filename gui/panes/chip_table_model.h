/// A list of chips as a table for a view. It holds four bytes a chip; the values of the rows that somebody looks at are
/// fetched in the background and kept for a while. A view keeps something of every row that it has: it is given a
/// window on the list, which moves along, so that a list of millions opens at once. Window's thread only.
#pragma once

#include <QAbstractTableModel>
#include <QCache>
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "gui/model/session.h"

namespace pellucid::gui {

class ChipTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  explicit ChipTableModel(Session& session, QObject* parent = nullptr);

  static constexpr std::size_t kWindow = 400'000;
  using List = std::shared_ptr<const std::vector<std::uint32_t>>;

  /// Table rows of the session's wafer; `ascending`: in the table's own order.
  void set_list(std::vector<std::uint32_t> rows, bool ascending);
  [[nodiscard]] const std::vector<std::uint32_t>& list() const { return *rows_; }
  [[nodiscard]] const List& shared_list() const { return rows_; }
  /// Where a chip stands in the list; nullopt where it is not in it.
  [[nodiscard]] std::optional<std::size_t> place_of(std::size_t table_row) const;
  /// The first place of the list that the view has: its row 0.
  [[nodiscard]] std::size_t first() const { return first_; }
  [[nodiscard]] bool is_window() const { return rows_->size() > kWindow; }
  [[nodiscard]] bool shows(std::size_t place) const { return place >= first_ && place - first_ < shown(); }
  /// Moves the window so that the place is about in its middle.
  void move_to(std::size_t place);
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
  void hold(std::vector<std::uint32_t> rows, bool ascending);
  void fetch();
  [[nodiscard]] std::size_t shown() const { return std::min(kWindow, rows_->size() - first_); }
  [[nodiscard]] QString text(std::uint32_t row, int column) const;

  Session& session_;
  std::vector<std::string> columns_;  ///< those known by the grid and the classes, then those that are fetched
  List rows_ = std::make_shared<const std::vector<std::uint32_t>>();  ///< never null
  std::size_t first_ = 0;
  bool ascending_ = true;
  mutable QCache<std::uint32_t, Cells> cells_;
  mutable std::unordered_set<std::uint32_t> wanted_;  ///< looked at, not yet fetched
  bool fetching_ = false;
};

/// A cell's text with the full figures of a float, for other programs.
[[nodiscard]] QString plain_text(const std::string& column, float value);

}  // namespace pellucid::gui

/// The chip at hand among its neighbours: each in the map's colour with its value. A click takes another one. Window's
/// thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "gui/model/session.h"

namespace pellucid::gui {

class NeighboursView : public QWidget {
  Q_OBJECT

 public:
  explicit NeighboursView(Session& session, QWidget* parent = nullptr);

  /// Chips to a side: 3, 5, 7 or 9.
  void set_side(int chips);
  [[nodiscard]] int side() const { return side_; }
  [[nodiscard]] QSize sizeHint() const override { return {260, 260}; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {150, 150}; }
  [[nodiscard]] QRectF cell_px(int column, int row) const;  ///< 0, 0: left, top
  /// The column whose values stand in the cells; empty: none.
  [[nodiscard]] std::string column() const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Cell {
    ChipIndex chip;
    std::optional<std::size_t> table_row;
    float value = 0;
  };
  void refresh();
  void set_values(const std::vector<float>& values);
  [[nodiscard]] QColor colour_of(const Cell& cell) const;
  [[nodiscard]] const Cell* cell_at(QPointF px) const;

  Session& session_;
  int side_ = 5;
  std::vector<Cell> cells_;  ///< row by row from the top; empty: no chip is at hand
  quint64 reading_ = 0;
};

}  // namespace pellucid::gui

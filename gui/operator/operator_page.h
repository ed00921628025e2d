/// One wafer for people across the room: PASS, FAIL or HOLD with the reason, the wafer's id, its yield, what is worst
/// and a small map; nothing else. Window's thread only.
#pragma once

#include <QImage>
#include <QWidget>
#include <vector>

#include "gui/model/session.h"
#include "gui/operator/verdict.h"

namespace pellucid::gui {

class OperatorPage : public QWidget {
  Q_OBJECT

 public:
  explicit OperatorPage(Session& session, QWidget* parent = nullptr);

  /// Of the open wafer; nothing where none is.
  [[nodiscard]] const std::optional<WaferVerdict>& verdict() const { return verdict_; }
  /// Shown under everything while inspections run: "W07: Measuring"; empty: nothing.
  void set_running(const QString& text);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct ClassShare {
    ChipClass chip_class;
    std::int64_t count;
    double share;
  };
  void refresh();
  void make_map();
  void draw_banner(QPainter& painter, const QRectF& place) const;
  void draw_figures(QPainter& painter, const QRectF& place) const;
  void draw_classes(QPainter& painter, const QRectF& place) const;
  [[nodiscard]] QRectF map_place() const;

  Session& session_;
  std::optional<WaferVerdict> verdict_;
  std::vector<ClassShare> worst_;
  QImage map_;
  QString running_;
  quint64 drawing_ = 0;
};

}  // namespace pellucid::gui

/// The card of the defect at hand: class and place, its pixels with its box, every figure of it. Window's thread only.
#pragma once

#include <QImage>
#include <QWidget>

#include "gui/surface/surface_session.h"

class QLabel;
class QTreeWidget;

namespace pellucid::gui {

class DefectCard : public QWidget {
  Q_OBJECT

 public:
  explicit DefectCard(SurfaceSession& session, QWidget* parent = nullptr);
  [[nodiscard]] QTreeWidget& figures() { return *figures_; }
  [[nodiscard]] QString head() const;
  [[nodiscard]] bool has_pixels() const { return !picture_.isNull(); }
  [[nodiscard]] const QString& problem() const { return problem_; }  ///< why there are no pixels

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void read();
  void show_figures();
  void paint_pixels();

  SurfaceSession& session_;
  QLabel* head_;
  QWidget* pixels_;
  QTreeWidget* figures_;
  std::optional<PixelPatch> patch_;
  QImage picture_;
  QString problem_;
  quint64 reading_ = 0;
};

}  // namespace pellucid::gui

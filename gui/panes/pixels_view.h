/// The pixels about the chip at hand, a picture a layer, the chip framed. Window's thread only.
#pragma once

#include <QImage>
#include <QWidget>
#include <memory>
#include <vector>

#include "gui/model/chip_evidence.h"
#include "gui/model/session.h"

class QComboBox;

namespace pellucid::gui {

class PixelsView : public QWidget {
  Q_OBJECT

 public:
  explicit PixelsView(Session& session, QWidget* parent = nullptr);

  /// Shows the place of a chip; null evidence: nothing.
  void show_place(std::shared_ptr<ChipEvidence> evidence, Vec2 place_um);
  [[nodiscard]] const std::vector<PixelPatch>& patches() const { return patches_; }
  [[nodiscard]] const QString& problem() const { return problem_; }
  [[nodiscard]] QRectF patch_px(std::size_t patch) const;  ///< where it is drawn
  [[nodiscard]] QSize sizeHint() const override { return {280, 170}; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {150, 120}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void retranslate();
  void read();
  void draw_frame(QPainter& painter, const PixelPatch& patch, QRectF box) const;

  Session& session_;
  QComboBox *kind_, *reach_;
  std::shared_ptr<ChipEvidence> evidence_;
  Vec2 place_um_;
  std::vector<PixelPatch> patches_;
  std::vector<QImage> pictures_;
  QString problem_;
  quint64 reading_ = 0;
};

}  // namespace pellucid::gui

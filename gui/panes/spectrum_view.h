/// The spectrum nearest to the chip at hand: counts against wavelength with the fitted line, peak and width marked, the
/// figures with their sigma, where it was taken. Window's thread only.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "gui/model/chip_evidence.h"

class QCustomPlot;
class QLabel;

namespace pellucid::gui {

class SpectrumView : public QWidget {
  Q_OBJECT

 public:
  explicit SpectrumView(QWidget* parent = nullptr);

  /// Shows the spectrum nearest to a chip; null evidence: nothing. found() follows.
  void show_chip(std::shared_ptr<ChipEvidence> evidence, Vec2 place_um, ChipIndex chip);
  [[nodiscard]] const std::optional<SpectrumEvidence>& spectrum() const { return spectrum_; }
  [[nodiscard]] QString text() const;
  [[nodiscard]] QCustomPlot& plot() { return *plot_; }

 Q_SIGNALS:
  void found(bool has_spectrum);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void show_text();
  void show_curve();
  void mark_line(const SiteCurve& curve);

  QLabel *words_, *problem_;
  QCustomPlot* plot_;
  std::optional<SpectrumEvidence> spectrum_;
  quint64 reading_ = 0;
};

}  // namespace pellucid::gui

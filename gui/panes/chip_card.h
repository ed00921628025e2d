/// The card of the chip at hand: place, class and findings, its pixels, every value, why it was judged so, its
/// neighbours, its power curve, its spectrum. Window's thread only.
#pragma once

#include <QWidget>

#include "gui/model/chip_facts.h"
#include "gui/model/session.h"

class QComboBox;
class QLabel;
class QTabWidget;

namespace pellucid::gui {

class FactsView;
class ChipEvidence;
class NeighboursView;
class PixelsView;
class PowerCurve;
class ReasonsView;
class SpectrumView;

class ChipCard : public QWidget {
  Q_OBJECT

 public:
  explicit ChipCard(Session& session, QWidget* parent = nullptr);

  [[nodiscard]] QSize sizeHint() const override { return {310, 420}; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void read();
  void explain();
  void show_head();
  [[nodiscard]] QString findings_text() const;

  Session& session_;
  QLabel *head_, *findings_;
  PixelsView* pixels_;
  QTabWidget* tabs_;
  FactsView* facts_view_;
  ReasonsView* reasons_;
  QWidget* neighbours_page_;
  QComboBox* side_;
  QLabel* neighbours_title_;
  NeighboursView* neighbours_;
  PowerCurve* power_curve_;
  SpectrumView* spectrum_;
  std::shared_ptr<ChipEvidence> evidence_;  ///< of the open wafer
  std::optional<ChipFacts> facts_;          ///< of the chip at hand, once they are read
  quint64 reading_ = 0;
};

}  // namespace pellucid::gui

/// Two maps side by side, or one after the other in the same place, that move together: PL against EL, before and
/// after, two recipes, two wafers; and the list of what changed between two results. Window's thread only.
#pragma once

#include <QTimer>
#include <QWidget>

#include "gui/compare/compare_side.h"
#include "gui/compare/difference_list.h"

class QCheckBox;
class QLabel;
class QPushButton;

namespace pellucid::gui {

class ComparePage : public QWidget {
  Q_OBJECT

 public:
  explicit ComparePage(QWidget* parent = nullptr);

  [[nodiscard]] CompareSide& a() { return *a_; }
  [[nodiscard]] CompareSide& b() { return *b_; }
  [[nodiscard]] DifferenceList& differences() { return *differences_; }
  /// Both sides show this wafer: A as it was shown, B what its light is usually held against.
  void begin(const WaferResultPtr& wafer, const QString& subject);
  [[nodiscard]] bool is_blinking() const;

 public Q_SLOTS:
  void open_other(pellucid::gui::CompareSide& side, const QString& folder);
  void set_blinking(bool on);
  void flip();  ///< shows the other side, while blinking

 Q_SIGNALS:
  void closed();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void lock(CompareSide& one, CompareSide& other);
  void share_range(CompareSide& from, CompareSide& to);
  void wafer_opened();
  void pick(const std::vector<std::size_t>& changed);
  void choose_other(CompareSide& side);
  void retranslate();

  CompareSide *a_, *b_;
  DifferenceList* differences_;
  QPushButton *blink_, *back_;
  QCheckBox* same_colours_;
  QLabel* hint_;
  QTimer timer_;
};

}  // namespace pellucid::gui

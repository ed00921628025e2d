/// Reviewing by keyboard: step through chips, confirm or reclassify each, comment, undo; the list of what was said.
/// Window's thread only.
#pragma once

#include <QWidget>
#include <memory>

#include "gui/review/review_log.h"

class QAction;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;
class QTreeWidget;

namespace pellucid::gui {

class ReviewPane : public QWidget {
  Q_OBJECT

 public:
  explicit ReviewPane(Session& session, QWidget* parent = nullptr);

  [[nodiscard]] ReviewLog& log() { return log_; }
  /// Keys of the review: for the window, which lets them work while the map has the focus. Enabled while the pane is
  /// shown.
  [[nodiscard]] const QList<QAction*>& keys() const { return keys_; }

 Q_SIGNALS:
  void chip_wanted();  ///< the session's chip at hand shall be seen

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void make_keys();
  void lay_out();
  void retranslate();
  void fill_filter();
  void find_chips();
  void step(bool forward);
  void say(ChipClass chip_class);  ///< of the chip at hand
  void go_on();
  void show_chip();
  void show_list();
  void enable();

  Session& session_;
  ReviewLog log_;
  std::shared_ptr<const ChipSet> chips_;  ///< to be stepped through; null until they are found
  std::size_t count_ = 0;
  quint64 finding_ = 0;
  QList<QAction*> keys_;
  QAction *previous_, *next_, *confirm_, *undo_, *redo_;
  QList<QAction*> classes_;
  QLineEdit *reviewer_, *comment_, *search_;
  QComboBox *filter_, *reclassify_;
  QCheckBox *only_new_, *go_on_, *shown_;
  QToolButton *undo_button_, *redo_button_;
  QLabel *place_, *chip_, *counts_, *problem_, *who_;
  QTreeWidget* list_;
};

}  // namespace pellucid::gui

/// The list of chips that want a look: not the good ones by default, chosen by class, pick and conditions, sorted by
/// any column. A selected row is the chip at hand, and the other way round. Window's thread only.
#pragma once

#include <QTimer>
#include <QWidget>
#include <filesystem>

#include "gui/model/chip_list.h"
#include "gui/model/session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;
class QToolButton;

namespace pellucid::gui {

class ChipTableModel;

class ChipTablePane : public QWidget {
  Q_OBJECT

 public:
  explicit ChipTablePane(Session& session, QWidget* parent = nullptr);
  [[nodiscard]] QTableView& table() { return *table_; }
  [[nodiscard]] ChipTableModel& model() { return *model_; }
  [[nodiscard]] QLineEdit& conditions() { return *conditions_; }
  [[nodiscard]] QComboBox& chips() { return *chips_; }
  [[nodiscard]] bool is_complete() const { return !listing_soon_.isActive() && listed_ == listing_; }
  [[nodiscard]] QSize sizeHint() const override { return {900, 260}; }

 public Q_SLOTS:
  /// The selected rows to the clipboard, as text with tabs; exported() is not sent.
  void copy();
  /// Writes the list, all columns of the table, in its order. exported() follows.
  void export_csv(const QString& file);

 Q_SIGNALS:
  void copied();
  void exported(const QString& problem);  ///< empty: all is well

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void make_controls();
  void retranslate();
  void fill_chips();
  void list_soon();
  void list();
  void show_current();
  void mark(std::optional<std::size_t> place);
  void scrolled(int value);
  void take_selected();
  void pick_listed();
  void ask_for_file();
  void show_count();

  Session& session_;
  ChipTableModel* model_;
  QTableView* table_;
  QComboBox* chips_;
  QLineEdit* conditions_;
  QLabel *chips_title_, *conditions_title_, *count_;
  QToolButton *pick_, *export_;
  QAction* copy_;
  QTimer listing_soon_;
  ListRequest request_;
  std::shared_ptr<const std::vector<ChipClass>> listed_classes_;  ///< of a trial; null: the result's own
  bool stale_ = false;                                            ///< listed when somebody looks
  bool showing_ = false;  ///< the selection follows the chip at hand, not the other way round
  quint64 listing_ = 0, listed_ = 0;
};

}  // namespace pellucid::gui

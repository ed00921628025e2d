/// What every pane of the window looks at: the open wafer, what the map shows, the chip at hand and the chips picked
/// out. Panes change it through its slots and follow its signals; they do not know each other. Window's thread only.
#pragma once

#include <QObject>
#include <QString>
#include <QUndoStack>
#include <memory>
#include <optional>

#include "gui/map/map_picture.h"
#include "gui/model/chip_set.h"
#include "gui/model/wafer_result.h"

namespace pellucid::gui {

class Session : public QObject {
  Q_OBJECT

 public:
  explicit Session(QObject* parent = nullptr);

  [[nodiscard]] const WaferResultPtr& wafer() const { return wafer_; }     ///< null: none is open
  [[nodiscard]] const MapPicturePtr& picture() const { return picture_; }  ///< null until the first is made
  [[nodiscard]] QString subject() const { return subject_; }  ///< asked for; the picture may still be on its way
  [[nodiscard]] ValueRange range() const { return range_; }   ///< of the colour scale
  [[nodiscard]] std::optional<std::size_t> current() const { return current_; }  ///< table row of the chip at hand
  [[nodiscard]] const PickedChipsPtr& picked() const { return picked_; }         ///< null: none
  /// What a person did with the open wafer and may take back: chips picked out, limits, edits of the recipe, words of a
  /// review. Another wafer begins with none.
  [[nodiscard]] QUndoStack& history() { return history_; }
  [[nodiscard]] bool is_busy() const { return busy_ > 0; }
  /// Classes that stand in for the result's own (a trial recipe); null: its own.
  [[nodiscard]] const std::shared_ptr<const std::vector<ChipClass>>& trial_classes() const { return trial_; }
  /// The classes that everything shows: the trial's, else the result's. Requires a wafer.
  [[nodiscard]] const std::vector<ChipClass>& classes() const { return trial_ ? *trial_ : wafer_->classes(); }

 public Q_SLOTS:
  /// Reads a result folder in the background; opened() or failed() follows. The open one stays until then.
  void open(const QString& folder);
  /// A wafer that another session has open.
  void show_wafer(pellucid::gui::WaferResultPtr wafer);
  /// A picture that somebody else makes, of this wafer or of another, which is then shown.
  void show_picture(pellucid::gui::MapPicturePtr picture);
  void close();
  void show_subject(const QString& subject);
  void set_range(pellucid::gui::ValueRange range);
  void set_current(std::optional<std::size_t> table_row);
  /// Empty or null: nothing is picked out. One step of the history.
  void pick(std::shared_ptr<const pellucid::gui::ChipSet> chips);
  void set_trial_classes(std::shared_ptr<const std::vector<pellucid::ChipClass>> classes);

 Q_SIGNALS:
  void opened();  ///< another wafer, or none
  void failed(QString what);
  void picture_changed();  ///< another subject, other classes
  void range_changed();
  void current_changed();
  void picked_changed();
  void busy_changed();

 private:
  friend class PickedOut;
  /// Another wafer, with its picture or without one yet.
  void take(WaferResultPtr wafer, MapPicturePtr picture);
  void make_picture();
  void show_picked(std::shared_ptr<const ChipSet> chips);
  void begin_work();
  void end_work();

  WaferResultPtr wafer_;
  MapPicturePtr picture_;
  QString subject_;
  ValueRange range_;
  std::optional<std::size_t> current_;
  PickedChipsPtr picked_;
  std::shared_ptr<const ChipSet> wanted_;  ///< to be picked out; `picked_` follows
  QUndoStack history_;
  std::shared_ptr<const std::vector<ChipClass>> trial_;
  int busy_ = 0;
  quint64 opening_ = 0, drawing_ = 0, picking_ = 0;  ///< the newest of each kind: older answers are dropped
};

}  // namespace pellucid::gui

/// What people said of the open wafer's chips: read from the journal beside the result, added to it at once, taken back
/// with undo. Each word is on the disk a moment after it was said; there is nothing to save. Window's thread only.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <memory>
#include <optional>
#include <vector>

#include "gui/model/session.h"
#include "inspection/review.h"

namespace pellucid::gui {

class ReviewLog : public QObject {
  Q_OBJECT

 public:
  explicit ReviewLog(Session& session, QObject* parent = nullptr);
  /// Waits until every word is on the disk.
  ~ReviewLog() override;

  [[nodiscard]] const Review& review() const { return review_; }
  [[nodiscard]] QUndoStack& undo_stack() { return session_.history(); }
  /// nullptr where nothing was said of the chip.
  [[nodiscard]] const ChipReview* of(std::size_t table_row) const;

  [[nodiscard]] QString reviewer() const;
  void set_reviewer(const QString& name);  ///< remembered

  void confirm(std::size_t table_row, const QString& comment = {});
  void reclassify(std::size_t table_row, ChipClass chip_class, const QString& comment = {});
  void comment(std::size_t table_row, const QString& text);

  /// The wafer's classes with the reviewed ones in place; shown in the session while on.
  void set_shown(bool shown);

 Q_SIGNALS:
  void changed();
  void failed(const QString& what);
  /// A word was said or taken back by undo or redo: the chip it was about.
  void chip_touched(std::size_t table_row);

 private:
  friend class ReviewWord;
  void load();
  void say(std::size_t table_row, ReviewVerdict verdict, std::optional<ChipClass> chip_class, const QString& text);
  void append(const ReviewEntry& entry);
  void show_classes();

  Session& session_;
  Review review_;
  QThreadPool writer_;  ///< one thread: words reach the journal in their order
  quint64 ticket_ = 0;
  bool shown_ = false;
};

}  // namespace pellucid::gui

#include "gui/model/session.h"

#include <tuple>
#include <utility>

#include "gui/model/background.h"

namespace pellucid::gui {

/// Another choice of chips, with the one before it.
class PickedOut : public QUndoCommand {
 public:
  PickedOut(Session& session, std::shared_ptr<const ChipSet> chips)
      : QUndoCommand(chips ? Session::tr("picking chips out") : Session::tr("letting picked chips go")),
        session_(session),
        before_(session.wanted_),
        after_(std::move(chips)) {}
  void undo() override { session_.show_picked(before_); }
  void redo() override { session_.show_picked(after_); }

 private:
  Session& session_;
  std::shared_ptr<const ChipSet> before_, after_;
};

Session::Session(QObject* parent) : QObject(parent), subject_(QString::fromLatin1(kClassSubject)) {
  constexpr int kSteps = 100;  // chips picked out of 40 million take 5 MB each
  history_.setUndoLimit(kSteps);
}

namespace {

/// A wafer and the first look at it: made together, so that panes ask for their columns when the map is there.
struct Opened {
  WaferResultPtr wafer;
  MapPicturePtr picture;
};

Result<Opened> open_wafer(const std::string& folder, const std::string& subject) {
  auto wafer = WaferResult::open(folder);
  if (!wafer) return fail(wafer.error());
  auto picture = MapPicture::make(*wafer, (*wafer)->has(subject) ? subject : kClassSubject);
  if (!picture) return fail(picture.error());
  return Opened{std::move(*wafer), std::move(*picture)};
}

}  // namespace

void Session::open(const QString& folder) {
  begin_work();
  const quint64 ticket = ++opening_;
  in_background(
      this, reading_pool(),
      [path = folder.toStdString(), subject = subject_.toStdString()] { return open_wafer(path, subject); },
      [this, ticket](Result<Opened> found) {
        end_work();
        if (ticket != opening_) return;
        if (!found) {
          Q_EMIT failed(QString::fromStdString(found.error().message()));
          return;
        }
        take(std::move(found->wafer), std::move(found->picture));
        Q_EMIT picture_changed();
        Q_EMIT range_changed();
      });
}

void Session::show_wafer(WaferResultPtr wafer) {
  if (!wafer->has(subject_.toStdString())) subject_ = QString::fromLatin1(kClassSubject);
  take(std::move(wafer), nullptr);
  make_picture();
}

void Session::show_picture(MapPicturePtr picture) {
  const bool same_wafer = picture->wafer_ptr() == wafer_;
  if (same_wafer) {
    ++drawing_;
    subject_ = QString::fromStdString(picture->subject());
    range_ = picture->natural_range();
    picture_ = std::move(picture);
  } else {
    take(picture->wafer_ptr(), picture);
  }
  Q_EMIT picture_changed();
  Q_EMIT range_changed();
}

void Session::take(WaferResultPtr wafer, MapPicturePtr picture) {
  ++opening_, ++drawing_, ++picking_;  // what is still on its way is of the wafer before
  auto before = std::tuple(std::exchange(wafer_, std::move(wafer)), std::exchange(picture_, std::move(picture)),
                           std::exchange(picked_, nullptr), std::exchange(trial_, nullptr));
  if (picture_) {
    subject_ = QString::fromStdString(picture_->subject());
    range_ = picture_->natural_range();
  }
  current_.reset();
  wanted_.reset();
  history_.clear();
  Q_EMIT opened();
  Q_EMIT current_changed();
  Q_EMIT picked_changed();
  let_go(std::move(before));
}

void Session::close() {
  ++opening_, ++drawing_, ++picking_;
  auto before = std::tuple(std::exchange(wafer_, nullptr), std::exchange(picture_, nullptr),
                           std::exchange(picked_, nullptr), std::exchange(trial_, nullptr));
  current_.reset();
  wanted_.reset();
  history_.clear();
  Q_EMIT opened();
  Q_EMIT picture_changed();
  Q_EMIT current_changed();
  Q_EMIT picked_changed();
  let_go(std::move(before));
}

void Session::show_subject(const QString& subject) {
  if (subject == subject_ && picture_) return;
  subject_ = subject;
  if (wafer_) make_picture();
}

void Session::make_picture() {
  begin_work();
  const quint64 ticket = ++drawing_;
  in_background(
      this, reading_pool(),
      [wafer = wafer_, subject = subject_.toStdString(), trial = trial_] {
        return MapPicture::make(wafer, subject, trial);
      },
      [this, ticket](Result<MapPicturePtr> picture) {
        end_work();
        if (ticket != drawing_) return;
        if (!picture) {
          Q_EMIT failed(QString::fromStdString(picture.error().message()));
          return;
        }
        const bool same_subject = picture_ && picture_->subject() == (*picture)->subject();
        MapPicturePtr before = std::exchange(picture_, std::move(*picture));
        if (!same_subject) range_ = picture_->natural_range();
        Q_EMIT picture_changed();
        if (!same_subject) Q_EMIT range_changed();
        let_go(std::move(before));
      });
}

void Session::set_range(ValueRange range) {
  if (range == range_ || !(range.high > range.low)) return;
  range_ = range;
  Q_EMIT range_changed();
}

void Session::set_current(std::optional<std::size_t> table_row) {
  if (table_row == current_) return;
  current_ = table_row;
  Q_EMIT current_changed();
}

void Session::pick(std::shared_ptr<const ChipSet> chips) {
  if (chips && chips->empty()) chips.reset();
  const bool same = chips == wanted_ || (chips && wanted_ && *chips == *wanted_);
  if (wafer_ && !same) history_.push(new PickedOut(*this, std::move(chips)));
}

void Session::show_picked(std::shared_ptr<const ChipSet> chips) {
  const quint64 ticket = ++picking_;
  wanted_ = chips;
  if (!chips) {
    if (!picked_) return;
    let_go(std::exchange(picked_, nullptr));
    Q_EMIT picked_changed();
    return;
  }
  in_background(
      this, reading_pool(),
      [wafer = wafer_, chips = std::move(chips)] { return std::make_shared<const PickedChips>(chips, wafer->grid()); },
      [this, ticket](PickedChipsPtr picked) {
        if (ticket != picking_) return;
        PickedChipsPtr before = std::exchange(picked_, std::move(picked));
        Q_EMIT picked_changed();
        let_go(std::move(before));
      });
}

void Session::set_trial_classes(std::shared_ptr<const std::vector<ChipClass>> classes) {
  if (!wafer_ || classes == trial_) return;
  let_go(std::exchange(trial_, std::move(classes)));
  make_picture();
}

void Session::begin_work() {
  if (busy_++ == 0) Q_EMIT busy_changed();
}

void Session::end_work() {
  if (--busy_ == 0) Q_EMIT busy_changed();
}

}  // namespace pellucid::gui

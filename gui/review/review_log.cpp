#include "gui/review/review_log.h"

#include <QDateTime>
#include <QSettings>
#include <QUndoCommand>

#include "gui/app/wording.h"
#include "gui/model/background.h"

namespace pellucid::gui {

/// One word of a person. The journal is only ever appended to: undo appends that the word is taken back.
class ReviewWord : public QUndoCommand {
 public:
  ReviewWord(ReviewLog& log, std::size_t table_row, ReviewEntry entry)
      : log_(log), table_row_(table_row), entry_(std::move(entry)) {
    const QString chip = QStringLiteral("%1, %2").arg(entry_.chip.column).arg(entry_.chip.row);
    switch (entry_.verdict) {
      case ReviewVerdict::confirm:
        setText(ReviewLog::tr("confirm %1").arg(chip));
        break;
      case ReviewVerdict::reclassify:
        setText(ReviewLog::tr("%1 is %2").arg(chip, title_of(*entry_.chip_class)));
        break;
      default:
        setText(ReviewLog::tr("comment on %1").arg(chip));
    }
  }
  void redo() override { say(entry_); }
  void undo() override {
    ReviewEntry back = entry_;
    back.verdict = ReviewVerdict::undo;
    back.chip_class.reset();
    back.comment.clear();
    say(back);
  }

 private:
  void say(ReviewEntry entry) {
    entry.when = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toStdString();
    log_.append(entry);
    Q_EMIT log_.chip_touched(table_row_);
  }

  ReviewLog& log_;
  std::size_t table_row_;
  ReviewEntry entry_;
};

ReviewLog::ReviewLog(Session& session, QObject* parent) : QObject(parent), session_(session) {
  writer_.setMaxThreadCount(1);
  connect(&session_, &Session::opened, this, &ReviewLog::load);
  load();
}

ReviewLog::~ReviewLog() {
  writer_.waitForDone();
}

void ReviewLog::load() {
  const quint64 ticket = ++ticket_;
  session_.history().clear();
  review_ = {};
  Q_EMIT changed();
  if (!session_.wafer()) return;
  in_background(
      this, writer_, [folder = session_.wafer()->folder()] { return load_review(folder); },
      [this, ticket](Result<Review> review) {
        if (ticket != ticket_) return;
        if (!review) {
          Q_EMIT failed(QString::fromStdString(review.error().message()));
          return;
        }
        review_ = std::move(*review);
        for (const std::string& warning : review_.warnings) Q_EMIT failed(QString::fromStdString(warning));
        Q_EMIT changed();
        if (shown_) show_classes();
      });
}

const ChipReview* ReviewLog::of(std::size_t table_row) const {
  return review_.find(session_.wafer()->grid().chip(table_row));
}

QString ReviewLog::reviewer() const {
  const QString user = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME", QStringLiteral("reviewer")));
  return QSettings().value(QStringLiteral("review/reviewer"), user).toString();
}

void ReviewLog::set_reviewer(const QString& name) {
  QSettings().setValue(QStringLiteral("review/reviewer"), name.trimmed());
}

void ReviewLog::confirm(std::size_t table_row, const QString& text) {
  say(table_row, ReviewVerdict::confirm, std::nullopt, text);
}

void ReviewLog::reclassify(std::size_t table_row, ChipClass chip_class, const QString& text) {
  say(table_row, ReviewVerdict::reclassify, chip_class, text);
}

void ReviewLog::comment(std::size_t table_row, const QString& text) {
  say(table_row, ReviewVerdict::comment, std::nullopt, text);
}

void ReviewLog::say(std::size_t table_row, ReviewVerdict verdict, std::optional<ChipClass> chip_class,
                    const QString& text) {
  if (!session_.wafer()) return;
  ReviewEntry entry;
  entry.reviewer = reviewer().toStdString();
  if (entry.reviewer.empty()) {
    Q_EMIT failed(tr("Say first who you are."));
    return;
  }
  entry.chip = session_.wafer()->grid().chip(table_row);
  entry.verdict = verdict;
  entry.measured = session_.wafer()->classes()[table_row];
  entry.chip_class = chip_class;
  entry.comment = text.trimmed().toStdString();
  session_.history().push(new ReviewWord(*this, table_row, std::move(entry)));
}

void ReviewLog::append(const ReviewEntry& entry) {
  review_.entries.push_back(entry);
  review_.chips = fold_review(review_.entries);
  Q_EMIT changed();
  if (shown_) show_classes();
  in_background(
      this, writer_,
      [folder = session_.wafer()->folder(), entry] { return append_review(folder, std::span(&entry, 1)); },
      [this, ticket = ticket_](const Result<void>& written) {
        if (written || ticket != ticket_) return;
        Q_EMIT failed(QString::fromStdString(written.error().message()));
        load();  // what is on the disk is what counts
      });
}

void ReviewLog::set_shown(bool shown) {
  if (shown == shown_) return;
  shown_ = shown;
  if (shown_) return show_classes();
  session_.set_trial_classes(nullptr);
}

void ReviewLog::show_classes() {
  if (!session_.wafer()) return;
  in_background(
      this, reading_pool(),
      [wafer = session_.wafer(), chips = review_.chips] {
        auto classes = std::make_shared<std::vector<ChipClass>>(wafer->classes());
        for (const ChipReview& chip : chips) {
          const auto row = wafer->grid().table_row(chip.chip);
          if (row && chip.chip_class) (*classes)[*row] = *chip.chip_class;
        }
        return std::shared_ptr<const std::vector<ChipClass>>(std::move(classes));
      },
      [this, ticket = ticket_](const std::shared_ptr<const std::vector<ChipClass>>& classes) {
        if (ticket == ticket_ && shown_) session_.set_trial_classes(classes);
      });
}

}  // namespace pellucid::gui

#include "gui/recipe/trial.h"

#include <utility>

#include "gui/model/background.h"

namespace pellucid::gui {

Trial::Trial(Session& session, QObject* parent) : QObject(parent), session_(session) {
  constexpr int kPause_ms = 250;
  wait_.setSingleShot(true);
  wait_.setInterval(kPause_ms);
  connect(&wait_, &QTimer::timeout, this, &Trial::judge);
  connect(&session_, &Session::opened, this, [this] {
    recipe_.reset();
    if (on_) read();
  });
}

Trial::~Trial() {
  stop_.request_stop();
}

void Trial::set_on(bool on) {
  if (on == on_) return;
  on_ = on;
  if (on) {
    read();
    return;
  }
  ++ticket_;
  stop_.request_stop();
  wait_.stop();
  let_go(std::exchange(input_, nullptr));
  recipe_.reset();
  set_busy(false);
  session_.set_trial_classes(nullptr);
}

void Trial::read() {
  stop_.request_stop();
  stop_ = std::stop_source();
  const quint64 ticket = ++ticket_;
  let_go(std::exchange(input_, nullptr));
  Q_EMIT input_changed();
  set_busy(session_.wafer() != nullptr);
  if (!session_.wafer()) return;
  in_background(
      this, reading_pool(),
      [folder = session_.wafer()->folder(), progress = ProgressMeter::progress_of(meter_), stop = stop_.get_token()] {
        return read_judge_input(folder, progress, stop);
      },
      [this, ticket](Result<JudgeInput> input) {
        if (ticket != ticket_) return;
        set_busy(false);
        if (!input) {
          Q_EMIT failed(QString::fromStdString(input.error().message()));
          return;
        }
        input_ = std::make_shared<const JudgeInput>(std::move(*input));
        Q_EMIT input_changed();
        if (recipe_) wait_.start();
      });
}

void Trial::try_out(const Recipe& recipe) {
  recipe_ = recipe;
  if (!on_ || !input_) return;  // not read yet: it is judged when it is
  stop_.request_stop();         // what is being judged is of yesterday
  wait_.start();
}

void Trial::judge() {
  if (!input_ || !recipe_) return;
  stop_.request_stop();
  stop_ = std::stop_source();
  const quint64 ticket = ++ticket_;
  set_busy(true);
  in_background(
      this, reading_pool(),
      [input = input_, recipe = *recipe_, progress = ProgressMeter::progress_of(meter_), stop = stop_.get_token()] {
        return try_recipe(*input, recipe, progress, stop);
      },
      [this, ticket](Result<TrialJudgement> trial) {
        if (ticket != ticket_) return;
        set_busy(false);
        if (!trial) {
          if (trial.error().kind != ErrorKind::cancelled)
            Q_EMIT failed(QString::fromStdString(trial.error().message()));
          return;
        }
        auto classes = std::make_shared<const std::vector<ChipClass>>(std::move(trial->chip_class));
        session_.set_trial_classes(trial->changed == 0 ? nullptr : std::move(classes));
        Q_EMIT judged(*trial);
      });
}

void Trial::set_busy(bool busy) {
  if (busy == busy_) return;
  busy_ = busy;
  Q_EMIT busy_changed();
}

}  // namespace pellucid::gui

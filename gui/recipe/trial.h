/// A recipe on trial: judges the open wafer by it in the background, a moment after the last change, and shows its
/// classes in the session. What was judged stays in memory; the result on the disk is not touched. Window's thread
/// only.
#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>
#include <stop_token>

#include "gui/model/progress_meter.h"
#include "gui/model/session.h"
#include "inspection/judge.h"

namespace pellucid::gui {

class Trial : public QObject {
  Q_OBJECT

 public:
  explicit Trial(Session& session, QObject* parent = nullptr);
  ~Trial() override;

  /// Off: the wafer's own classes come back, and what was read is let go.
  void set_on(bool on);
  [[nodiscard]] bool is_on() const { return on_; }
  /// What the wafer was judged by; null until it was read.
  [[nodiscard]] const std::shared_ptr<const JudgeInput>& input() const { return input_; }
  [[nodiscard]] bool is_busy() const { return busy_; }
  /// How far that is: stages "read" and "judge".
  [[nodiscard]] std::shared_ptr<const ProgressMeter> meter() const { return meter_; }

 public Q_SLOTS:
  void try_out(const pellucid::Recipe& recipe);

 Q_SIGNALS:
  void input_changed();  ///< read, or another wafer: then null until it is read
  void busy_changed();
  void judged(const pellucid::TrialJudgement& trial);  ///< `chip_class` is empty: it went to the session
  void failed(const QString& what);

 private:
  void read();
  void judge();
  void set_busy(bool busy);

  Session& session_;
  QTimer wait_;
  std::shared_ptr<const JudgeInput> input_;
  std::optional<Recipe> recipe_;
  std::stop_source stop_;
  std::shared_ptr<ProgressMeter> meter_ = std::make_shared<ProgressMeter>();
  quint64 ticket_ = 0;
  bool on_ = false, busy_ = false;
};

}  // namespace pellucid::gui

/// Inspections one after another, each with all threads, in a worker of their own: the one place of the viewer where
/// `inspect()` is called. A failed one stays in the list with its error while the rest goes on. Window's thread only.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <memory>
#include <stop_token>
#include <vector>

#include "batch/batch.h"
#include "gui/model/progress_meter.h"
#include "gui/run/run_job.h"

namespace pellucid::gui {

class JobQueue : public QObject {
  Q_OBJECT

 public:
  /// `verb`: inspect() unless a test says otherwise.
  explicit JobQueue(InspectVerb verb = &inspect, QObject* parent = nullptr);
  /// Stops the running one and waits for it; half-made results are gone.
  ~JobQueue() override;

  [[nodiscard]] const std::vector<RunJob>& jobs() const { return jobs_; }
  /// Of those that are neither finished nor cancelled.
  [[nodiscard]] std::size_t unfinished() const;
  /// What the running one, or the last one that ran, has measured; null before the first.
  [[nodiscard]] std::shared_ptr<const LiveLight> live() const { return live_; }

 public Q_SLOTS:
  void add(const std::vector<pellucid::InspectRequest>& requests);
  /// A waiting one never begins; the running one stops soon. Those that are over stay as they are.
  void cancel(quint64 id);
  void cancel_all();
  /// Takes those that are over off the list.
  void clear_finished();

 Q_SIGNALS:
  void list_changed();                              ///< jobs came or went
  void job_changed(std::size_t index);              ///< another state or progress
  void finished(const pellucid::gui::RunJob& job);  ///< over, however it ended
  void idle();                                      ///< nothing is left to do

 private:
  void begin_next();
  void show_progress();
  void end(quint64 id, LotRow row);
  [[nodiscard]] RunJob* find(quint64 id);
  void tell(const RunJob& job) { Q_EMIT job_changed(static_cast<std::size_t>(&job - jobs_.data())); }

  InspectVerb verb_;
  QThreadPool worker_;
  std::vector<RunJob> jobs_;
  quint64 last_id_ = 0, running_ = 0;  ///< 0: none
  std::stop_source stop_;
  std::shared_ptr<ProgressMeter> meter_;
  std::shared_ptr<LiveLight> live_;
  QTimer tick_;
  QElapsedTimer clock_;
};

}  // namespace pellucid::gui

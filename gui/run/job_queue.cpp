#include "gui/run/job_queue.h"

#include <algorithm>
#include <exception>

#include "core/measure/live_light.h"
#include "gui/model/background.h"

namespace pellucid::gui {
namespace {

/// The row of the lot table that one inspection comes to. The table itself is let go here, in the worker: it may hold
/// gigabytes.
LotRow run_one(const InspectVerb& verb, const InspectRequest& request, const Progress& progress,
               const std::stop_token& stop) {
  LotRow row;
  row.scan = request.scan;
  row.result = request.result;
  row.status = LotStatus::bad;
  try {
    const Result<ResultData> found = verb(request, progress, stop);
    if (found) {
      take_figures(row, *found);
    } else {
      row.error = found.error();
    }
  } catch (const std::exception& problem) {  // out of memory: the next wafer may be smaller
    row.error = internal_error("gui.run", request.scan.string(), problem.what());
  }
  return row;
}

}  // namespace

JobQueue::JobQueue(InspectVerb verb, QObject* parent) : QObject(parent), verb_(std::move(verb)) {
  worker_.setMaxThreadCount(1);
  tick_.setInterval(100);
  connect(&tick_, &QTimer::timeout, this, &JobQueue::show_progress);
}

JobQueue::~JobQueue() {
  stop_.request_stop();
  worker_.clear();
  worker_.waitForDone();
}

std::size_t JobQueue::unfinished() const {
  return static_cast<std::size_t>(std::ranges::count_if(jobs_, [](const RunJob& job) { return !job.is_over(); }));
}

void JobQueue::add(const std::vector<InspectRequest>& requests) {
  for (const InspectRequest& request : requests) {
    RunJob& job = jobs_.emplace_back();
    job.id = ++last_id_;
    job.request = request;
  }
  Q_EMIT list_changed();
  begin_next();
}

void JobQueue::begin_next() {
  if (running_ != 0) return;
  const auto next = std::ranges::find(jobs_, RunState::waiting, &RunJob::state);
  if (next == jobs_.end()) {
    tick_.stop();
    Q_EMIT idle();
    return;
  }
  running_ = next->id;
  next->state = RunState::running;
  stop_ = std::stop_source();
  meter_ = std::make_shared<ProgressMeter>();
  live_ = std::make_shared<LiveLight>();
  InspectRequest watched = next->request;
  watched.live = live_;
  clock_.start();
  tick_.start();
  in_background(
      this, worker_,
      [verb = verb_, request = std::move(watched), progress = ProgressMeter::progress_of(meter_),
       stop = stop_.get_token()] { return run_one(verb, request, progress, stop); },
      [this, id = next->id](LotRow row) { end(id, std::move(row)); });
  tell(*next);
}

void JobQueue::show_progress() {
  RunJob* job = find(running_);
  if (job == nullptr) return;
  const ProgressMeter::Reading reading = meter_->read();
  job->stage = reading.stage;
  job->fraction = reading.fraction;
  job->seconds = static_cast<double>(clock_.elapsed()) / 1000;
  tell(*job);
}

void JobQueue::end(quint64 id, LotRow row) {
  running_ = 0;
  RunJob* job = find(id);
  const bool cancelled = row.error && row.error->kind == ErrorKind::cancelled;
  job->state = cancelled                              ? RunState::cancelled
               : row.error                            ? RunState::failed
               : row.status == LotStatus::limits_fail ? RunState::limits_fail
                                                      : RunState::passed;
  job->seconds = static_cast<double>(clock_.elapsed()) / 1000;
  job->row = std::move(row);
  tell(*job);
  const RunJob copy = *job;
  Q_EMIT finished(copy);
  begin_next();
}

void JobQueue::cancel(quint64 id) {
  RunJob* job = find(id);
  if (job == nullptr) return;
  if (job->state == RunState::waiting) {
    job->state = RunState::cancelled;
  } else if (job->state == RunState::running) {
    job->state = RunState::stopping;
    stop_.request_stop();
  }
  tell(*job);
}

void JobQueue::cancel_all() {
  for (std::size_t i = jobs_.size(); i-- > 0;) cancel(jobs_[i].id);  // the running one last: no other begins
}

void JobQueue::clear_finished() {
  std::erase_if(jobs_, [](const RunJob& job) { return job.is_over(); });
  Q_EMIT list_changed();
}

RunJob* JobQueue::find(quint64 id) {
  const auto found = std::ranges::find(jobs_, id, &RunJob::id);
  return found == jobs_.end() ? nullptr : &*found;
}

}  // namespace pellucid::gui

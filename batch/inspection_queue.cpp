#include "batch/inspection_queue.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "acquisition/scan.h"
#include "batch/wafer_events.h"
#include "results/result_folder.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using gem::CommandAnswer;
using gem::ProcessState;

constexpr std::size_t kMaxJobs = 1000;

}  // namespace

InspectionQueue::InspectionQueue(QueueOptions options, const RecipeFolder& recipes)
    : options_(std::move(options)), recipes_(recipes), recipe_(options_.recipe) {}

InspectionQueue::~InspectionQueue() {
  end();
}

void InspectionQueue::begin(Post post) {
  post_ = std::move(post);
  worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void InspectionQueue::end() {
  if (!worker_.joinable()) return;
  worker_.request_stop();
  abort();
  worker_.join();
}

// --- What the host asks ----------------------------------------------------------------------------------------------

CommandAnswer InspectionQueue::select_recipe(const std::string& name) {
  if (!recipes_.recipe(name)) return CommandAnswer::bad_parameter;
  const std::scoped_lock lock(mutex_);
  recipe_ = name;
  return CommandAnswer::done;
}

/// The folder relative to `scans`; nothing where it is no scan, or lies elsewhere by "..", by a link or by its name.
std::optional<fs::path> InspectionQueue::scan_below(const std::string& asked) const {
  std::error_code problem;
  const fs::path root = fs::canonical(options_.scans, problem);
  if (problem) return std::nullopt;
  const fs::path scan = fs::canonical(root / asked, problem);
  if (problem || !fs::exists(scan / "scan.json", problem)) return std::nullopt;
  fs::path relative = scan.lexically_relative(root);
  if (relative.empty() || relative == "." || *relative.begin() == "..") return std::nullopt;
  return relative;
}

CommandAnswer InspectionQueue::start(const std::map<std::string, std::string>& parameters) {
  const auto scan = parameters.find("SCAN"), name = parameters.find("PPID");
  for (const auto& [parameter, value] : parameters) {
    if (parameter != "SCAN" && parameter != "PPID") return CommandAnswer::bad_parameter;
  }
  const auto folder = scan == parameters.end() ? std::nullopt : scan_below(scan->second);
  if (!folder) return CommandAnswer::bad_parameter;
  auto recipe = recipes_.recipe(name == parameters.end() ? selected_recipe() : name->second);
  if (!recipe) return name == parameters.end() ? CommandAnswer::not_now : CommandAnswer::bad_parameter;
  const std::scoped_lock lock(mutex_);
  if (stopping_ || jobs_.size() >= kMaxJobs) return CommandAnswer::not_now;
  jobs_.push_back({*folder, std::move(*recipe)});
  changed_.notify_all();
  return CommandAnswer::will_finish;
}

CommandAnswer InspectionQueue::stop() {
  {
    const std::scoped_lock lock(mutex_);
    if (!running_ && jobs_.empty()) return CommandAnswer::not_now;
    jobs_.clear();
    stopping_ = running_;
  }
  tell_state_change();
  return CommandAnswer::will_finish;
}

CommandAnswer InspectionQueue::abort() {
  {
    const std::scoped_lock lock(mutex_);
    if (!running_ && jobs_.empty()) return CommandAnswer::not_now;
    jobs_.clear();
    stopping_ = running_;
    wafer_stop_.request_stop();
  }
  tell_state_change();
  return CommandAnswer::will_finish;
}

CommandAnswer InspectionQueue::pause() {
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(paused_, true)) return CommandAnswer::not_now;
  }
  tell_state_change();
  return CommandAnswer::done;
}

CommandAnswer InspectionQueue::resume() {
  {
    const std::scoped_lock lock(mutex_);
    if (!std::exchange(paused_, false)) return CommandAnswer::not_now;
    changed_.notify_all();
  }
  tell_state_change();
  return CommandAnswer::done;
}

std::string InspectionQueue::selected_recipe() const {
  const std::scoped_lock lock(mutex_);
  return recipe_;
}

ProcessState InspectionQueue::state() const {
  const std::scoped_lock lock(mutex_);
  return state_locked();
}

ProcessState InspectionQueue::state_locked() const {
  if (stopping_) return ProcessState::stopping;
  if (paused_) return ProcessState::paused;
  return running_ ? ProcessState::running : ProcessState::idle;
}

std::size_t InspectionQueue::queue_length() const {
  const std::scoped_lock lock(mutex_);
  return jobs_.size();
}

// --- What the worker does --------------------------------------------------------------------------------------------

void InspectionQueue::report(gem::Id event, gem::DataValues values) {
  post_([event, values = std::move(values)](gem::Equipment& equipment) { equipment.report(event, values); });
}

void InspectionQueue::tell_state_change() {
  if (post_) report(gem::event::kProcessStateChange);
}

void InspectionQueue::work(std::stop_token stop) {
  while (!stop.stop_requested()) {
    Job job;
    std::stop_token wafer_stop;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !paused_ && !jobs_.empty(); })) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
      running_ = true;
      wafer_stop_ = {};
      wafer_stop = wafer_stop_.get_token();
    }
    tell_state_change();
    run(job, wafer_stop);
    {
      const std::scoped_lock lock(mutex_);
      running_ = stopping_ = false;
    }
    tell_state_change();
  }
}

void InspectionQueue::run(const Job& job, std::stop_token stop) {
  LotRow row;
  row.scan = options_.scans / job.scan;
  row.result = options_.results / job.scan;
  if (const auto opened = open_scan(row.scan)) {
    row.wafer = opened->wafer.id;
    row.lot = opened->wafer.lot;
  }
  report(gem::event::kWaferStarted, start_values(row, recipe_sha256(job.recipe)));
  InspectRequest request;
  request.scan = row.scan;
  request.result = row.result;
  request.recipe = job.recipe;
  request.threads = options_.threads;
  request.overwrite = is_result_folder(row.result);
  request.write_maps_and_report = options_.write_maps_and_report;
  std::error_code problem;
  fs::create_directories(row.result.parent_path(), problem);
  const Result<ResultData> found = options_.inspect_one(request, {}, stop);
  finish(std::move(row), found);
}

/// A result that did not get into the outbox is there all the same: `pellucid export --deliver` makes up for it.
void InspectionQueue::deliver(const fs::path& result) {
  if (!options_.deliver) return;
  const auto delivered = options_.deliver(result, worker_.get_stop_token());
  if (delivered) return;
  post_([why = delivered.error().message()](gem::Equipment& equipment) {
    equipment.set_alarm(gem::alarm::kResultNotWritten, "not delivered: " + why);
  });
}

void InspectionQueue::finish(LotRow row, const Result<ResultData>& found) {
  if (!found) {
    row.status = LotStatus::bad;
    row.error = found.error();
    report(gem::event::kWaferFailed, outcome_values(row));
    if (row.error->kind == ErrorKind::cancelled) return;
    const bool our_fault = row.error->kind == ErrorKind::internal;
    post_([our_fault, why = row.error->message()](gem::Equipment& equipment) {
      equipment.set_alarm(our_fault ? gem::alarm::kResultNotWritten : gem::alarm::kInspectionFailed, why);
    });
    return;
  }
  take_figures(row, *found);
  report(gem::event::kWaferCompleted, outcome_values(row));
  auto map = map_values(row.result);
  if (map) report(gem::event::kDefectMapReady, std::move(*map));
  post_([failed = row.failed_limits](gem::Equipment& equipment) {
    equipment.clear_alarm(gem::alarm::kInspectionFailed);
    equipment.clear_alarm(gem::alarm::kResultNotWritten);
    equipment.clear_alarm(gem::alarm::kLimitsFailed);
    if (!failed.empty()) equipment.set_alarm(gem::alarm::kLimitsFailed, failed.front());
  });
  deliver(row.result);
  if (options_.reduced_map_columns == 0) return;
  post_([reduced = reduced_map(row.wafer, found->table, options_.reduced_map_columns)](gem::Equipment& equipment) {
    equipment.send_map(reduced);
  });
}

}  // namespace pellucid

#include "mes/outbox_delivery.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>

#include "mes/detail/disk.h"
#include "mes/file_drop.h"
#include "mes/mes_error.h"
#include "mes/mqtt_target.h"

namespace pellucid::mes {
namespace {

using detail::FileLock;
using Clock = std::chrono::system_clock;

constexpr std::chrono::milliseconds kBetweenLooks(500);
constexpr std::chrono::hours kBetweenTidying(24);

Timestamp now_plus(double seconds) {
  return timestamp_of(Clock::now() + std::chrono::microseconds(std::llround(seconds * 1e6)));
}

}  // namespace

struct Deliverer::Held {
  std::vector<FileLock> locks;
};

OutboxTargets make_targets(const OutboxConfig& config) {
  OutboxTargets targets;
  for (const TargetConfig& target : config.targets) {
    if (target.kind == TargetKind::file_drop) targets[target.name] = std::make_unique<FileDrop>(target.drop);
    if (target.kind == TargetKind::mqtt) targets[target.name] = std::make_unique<MqttTarget>(target.mqtt);
  }
  return targets;
}

double retry_delay_s(const RetryOptions& options, int attempts, double chance) {
  const double full = std::min(options.longest_s, options.first_s * std::exp2(std::clamp(attempts - 1, 0, 60)));
  return full * (0.5 + 0.5 * chance);
}

Deliverer::Deliverer(Outbox outbox, OutboxTargets targets, Observer observer)
    : outbox_(std::move(outbox)),
      targets_(std::move(targets)),
      observer_(std::move(observer)),
      held_(std::make_shared<Held>()) {}

Result<Deliverer> Deliverer::open(Outbox outbox, OutboxTargets targets, Observer observer) {
  Deliverer deliverer(std::move(outbox), std::move(targets), std::move(observer));
  for (const auto& [name, target] : deliverer.targets_) {
    auto lock = FileLock::take(deliverer.outbox_.lock_file(name), FileLock::When::now_or_never);
    if (!lock) return fail(lock.error());
    if (!lock->is_held()) {
      return fail(Error{ErrorKind::usage, std::string(mes_error::kBusy), deliverer.outbox_.config().folder.string(),
                        "is being delivered by another process", "one deliverer a target", "another of " + name});
    }
    deliverer.held_->locks.push_back(std::move(*lock));
  }
  deliverer.tidy_daily();
  return deliverer;
}

void Deliverer::tidy_daily() {
  const auto now = std::chrono::steady_clock::now();
  if (tidied_ != std::chrono::steady_clock::time_point() && now - tidied_ < kBetweenTidying) return;
  tidied_ = now;
  const auto tidied = outbox_.tidy(now_plus(-86400.0 * outbox_.config().keep_done_days));
  if (!tidied && observer_.trouble) observer_.trouble(tidied.error());
}

bool Deliverer::is_early(const OutboxEntry& entry) const {
  // A time beyond every delay was written by a clock that was wrong.
  return entry.next_attempt > now_plus(0) && entry.next_attempt <= now_plus(outbox_.config().retry.longest_s);
}

Result<void> Deliverer::attempt(OutboxEntry& entry, PassReport& report, const std::stop_token& stop) {
  const auto remember_placed = [&]() -> Result<void> {
    entry.placed = true;
    return outbox_.store(entry);
  };
  const OutboxEntry before = entry;
  const Attempt made = targets_.at(entry.target)->deliver({before, outbox_.payload(entry.key), remember_placed}, stop);
  if (made.outcome == Outcome::stopped) return {};
  ++entry.attempts;
  entry.target_was_away = made.outcome == Outcome::away;
  entry.last_error = made.why;
  entry.next_attempt.clear();
  const RetryOptions& retry = outbox_.config().retry;
  if (made.outcome == Outcome::done) {
    entry.state = EntryState::done;
    ++report.delivered;
  } else if (retry.max_attempts > 0 && entry.attempts >= retry.max_attempts) {
    entry.state = EntryState::dead;
    ++report.dead;
  } else {
    const double chance = std::uniform_real_distribution<double>(0, 1)(random_);
    entry.next_attempt = now_plus(retry_delay_s(retry, entry.attempts, chance));
    ++report.failed;
  }
  if (entry.state != EntryState::pending) entry.finished = now_plus(0);
  auto stored = outbox_.store(entry);
  if (stored && observer_.attempted) observer_.attempted(entry, made);
  return stored;
}

Result<PassReport> Deliverer::pass(std::stop_token stop) {
  PassReport report;
  auto list = outbox_.list(EntryState::pending);
  if (!list) return fail(list.error());
  report.damaged = std::move(list->damaged);
  // While a target is away, one entry at a time finds out whether it is back.
  std::set<std::string> away;
  for (const OutboxEntry& entry : list->entries) {
    if (entry.target_was_away && is_early(entry)) away.insert(entry.target);
  }
  std::set<std::pair<std::string, std::string>> ahead;  // a newer file never comes before an older one of its name
  for (OutboxEntry& entry : list->entries) {
    if (stop.stop_requested()) break;
    if (!targets_.contains(entry.target)) continue;
    const std::pair name(entry.target, entry.main().name);
    const bool waits = is_early(entry) || away.contains(entry.target) || ahead.contains(name) ||
                       (!entry.after.empty() && outbox_.is_open(entry.after));
    // Where a process died between writing an entry's end and moving it, there is nothing left to attempt.
    const auto stored = entry.state != EntryState::pending ? outbox_.store(entry)
                        : waits                            ? Result<void>()
                                                           : attempt(entry, report, stop);
    if (!stored) return fail(stored.error());
    if (entry.state != EntryState::pending) continue;
    ahead.insert(name);
    if (waits) ++report.waiting;
    if (entry.target_was_away) away.insert(entry.target);
  }
  return report;
}

void Deliverer::run(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::string told;
  while (!stop.stop_requested()) {
    const auto made = pass(stop);
    // A disk that is full stays so for a while: said once, not twice a second.
    const std::string trouble = made ? "" : made.error().message();
    if (!made && observer_.trouble && trouble != told) observer_.trouble(made.error());
    told = trouble;
    tidy_daily();
    std::unique_lock lock(mutex);
    stopped.wait_for(lock, stop, kBetweenLooks, [] { return false; });
  }
}

}  // namespace pellucid::mes

/// Empties an outbox: each entry to its target when its time has come, failures later and later, dead letters after so
/// many. One deliverer a target at a time, over all processes. From one thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "mes/outbox.h"
#include "mes/outbox_target.h"

namespace pellucid::mes {

using OutboxTargets = std::map<std::string, std::unique_ptr<OutboxTarget>>;

/// The file drops and brokers of a configuration; targets of other kinds belong to somebody else.
[[nodiscard]] OutboxTargets make_targets(const OutboxConfig& config);

/// After `attempts` failures: first_s doubled each time, at most longest_s, half of it at random (`chance` 0 to 1), so
/// that many tools do not come back to a server all at once.
[[nodiscard]] double retry_delay_s(const RetryOptions& options, int attempts, double chance);

struct PassReport {
  int delivered = 0;
  int failed = 0;   ///< to be tried again
  int dead = 0;     ///< given up in this pass
  int waiting = 0;  ///< pending still: their time has not come, or something else must be delivered before
  std::vector<Error> damaged;
};

class Deliverer {
 public:
  struct Observer {
    /// After each attempt; the entry as it is now.
    std::function<void(const OutboxEntry&, const Attempt&)> attempted;
    std::function<void(const Error&)> trouble;  ///< of the outbox itself
  };

  /// Takes the targets' locks and tidies up. Errors: usage "mes.outbox_busy"; internal "mes.io".
  [[nodiscard]] static Result<Deliverer> open(Outbox outbox, OutboxTargets targets, Observer observer = {});

  /// One attempt at everything whose time has come, in the order in which it was put. Errors: internal "mes.io".
  [[nodiscard]] Result<PassReport> pass(std::stop_token stop = {});
  /// Goes on until a stop is asked for; looks for new entries twice a second.
  void run(std::stop_token stop);

 private:
  struct Held;  ///< locks
  Deliverer(Outbox outbox, OutboxTargets targets, Observer observer);

  [[nodiscard]] bool is_early(const OutboxEntry& entry) const;
  [[nodiscard]] Result<void> attempt(OutboxEntry& entry, PassReport& report, const std::stop_token& stop);
  void tidy_daily();

  Outbox outbox_;
  OutboxTargets targets_;
  Observer observer_;
  std::shared_ptr<Held> held_;
  std::mt19937_64 random_{std::random_device{}()};
  std::chrono::steady_clock::time_point tidied_;
};

}  // namespace pellucid::mes

/// Delivers events and alarms in order, each acknowledged: straight to the host while it is there, by way of the spool
/// while it is not. At least once: what was sent but never acknowledged is sent again. From one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "gem/item.h"
#include "gem/spool.h"

namespace pellucid::gem {

struct OutboxOptions {
  std::size_t in_flight = 16;            ///< sent and not yet acknowledged, at most
  std::size_t max_waiting = 100'000;     ///< beyond it the host counts as away
  std::size_t max_text_bytes = 1 << 20;  ///< of one message; a larger one is lost
};

/// What became of a message.
enum class Settled : std::uint8_t {
  acknowledged,  ///< the host has it
  spooled,       ///< the spool has it, on the disk
  lost,          ///< neither: the spool is full, or does not take it
  not_sent,      ///< there was no message: the host has not enabled the event, or the equipment is offline
};
/// Told once, from the outbox's thread. A process that ends before tells nothing.
using OnSettled = std::function<void(Settled)>;

class Outbox {
 public:
  /// Sends one message that wants a reply; gives its system bytes. False where that cannot be done now.
  using Send = std::function<bool(const SpooledMessage&, std::uint32_t& system)>;

  Outbox(Spool& spool, OutboxOptions options, Send send);

  void push(std::uint8_t stream, std::uint8_t function, const Item& item, OnSettled settled = {});
  /// The host is there: events go to it, unless older ones still lie in the spool.
  void on_host_there();
  /// The host is gone: what it has not acknowledged goes to the spool.
  void on_host_away();
  /// True where the reply belonged to a message of the outbox.
  bool on_reply(std::uint32_t system);
  [[nodiscard]] bool owns(std::uint32_t system) const;

  /// Sends what may be sent now.
  void pump();

  /// S6F23, to be followed by pump(): sends what is in the spool, `limit` messages at most (0: all), or forgets it.
  /// RSDA of S6F24: 0 done, 1 not now, 2 there is nothing.
  std::uint8_t transmit(std::size_t limit);
  std::uint8_t purge();

  void set_spooling(bool on) { spooling_ = on; }
  /// S2F43 for one stream: which functions are spooled; an empty set with `all` means every one.
  void set_spooled(std::uint8_t stream, bool all, std::set<std::uint8_t> functions);
  void spool_nothing() { spooled_.clear(); }
  [[nodiscard]] bool is_spool_active() const { return spool_active_; }
  [[nodiscard]] std::uint64_t lost() const { return lost_; }  ///< messages that could neither be sent nor kept

  std::function<void(bool active)> on_spool_change;
  std::function<void()> on_spool_full;

 private:
  struct Waiting {
    SpooledMessage message;
    OnSettled settled;
  };
  struct Flying {
    std::uint32_t system = 0;
    Waiting waited;  ///< of one that is not spooled
    bool is_spooled = false, acknowledged = false;
    std::uint64_t popped_before = 0;  ///< of one that is spooled: tells whether it is still the oldest
  };

  void keep(const Waiting& one);
  [[nodiscard]] bool is_kept(const SpooledMessage& message);
  void pump_spool();
  void set_active(bool active);
  [[nodiscard]] bool may_spool(const SpooledMessage& message) const;

  Spool& spool_;
  OutboxOptions options_;
  Send send_;
  bool there_ = false, spooling_ = true, spool_active_ = false, full_told_ = false;
  bool transmitting_ = false, limited_ = false;
  std::size_t left_ = 0;  ///< to be transmitted still, where limited
  std::deque<Waiting> waiting_;
  std::deque<Flying> flying_;
  std::map<std::uint8_t, std::set<std::uint8_t>> spooled_;  ///< by stream; an empty set: every function
  std::uint64_t lost_ = 0;
};

}  // namespace pellucid::gem

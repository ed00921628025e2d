/// The socket below an HSMS session: listens or connects, lets in whom it may, moves bytes. One connection at a time,
/// as HSMS-SS has it. All functions from one thread, but wake().
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"
#include "gem/hsms_session.h"

namespace pellucid::gem {

struct LinkOptions {
  Role role = Role::passive;
  std::string address = "127.0.0.1";  ///< numeric; passive: where to listen; active: whom to call
  std::uint16_t port = 5000;          ///< passive: 0 takes any free one
  /// Numeric addresses that may connect. Empty: this machine alone, and then only loopback may be listened on.
  std::vector<std::string> allowed_hosts;
  double reconnect_s = 10;  ///< T5
};

class HsmsLink {
 public:
  /// Errors: bad_input "gem.address" (no numeric address; open to the network without an allow-list), "gem.listen".
  [[nodiscard]] static Result<std::unique_ptr<HsmsLink>> open(LinkOptions options, HsmsSession& session,
                                                              std::function<void(std::string_view)> log);
  ~HsmsLink();
  HsmsLink(const HsmsLink&) = delete;
  HsmsLink& operator=(const HsmsLink&) = delete;

  /// Waits for something to do, no longer than `longest`, and does it; then looks after the session's timers.
  void turn(std::chrono::milliseconds longest);
  /// Ends a waiting turn(). Any thread.
  void wake();
  /// Writes what is left, for a short while, and closes.
  void finish();
  /// Where it listens, or whom it calls.
  [[nodiscard]] std::uint16_t port() const { return options_.port; }

 private:
  HsmsLink(LinkOptions options, HsmsSession& session, std::function<void(std::string_view)> log);
  Result<void> start();
  void accept_peer();
  void start_connecting(Time now);
  void finish_connecting(Time now);
  void read_some(Time now);
  void write_some();
  void drop();
  [[nodiscard]] bool may_connect(std::string_view host) const;

  LinkOptions options_;
  HsmsSession& session_;
  std::function<void(std::string_view)> log_;
  int listener_ = -1, peer_ = -1, wake_ = -1;
  bool connecting_ = false;
  Time next_attempt_;
  std::optional<Time> close_by_;  ///< a peer that does not read its goodbye is not waited for
};

/// Is this numeric address one of the machine's own loopback addresses?
[[nodiscard]] bool is_loopback(std::string_view address);

}  // namespace pellucid::gem

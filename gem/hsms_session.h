/// One HSMS-SS connection as a state machine without a socket: bytes and the time go in, bytes and messages come out.
/// The same machine serves both ends, passive and active. From one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gem/codec.h"
#include "gem/hsms_message.h"

namespace pellucid::gem {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
using Seconds = std::chrono::duration<double>;

enum class Role : std::uint8_t { passive, active };

/// Seconds, named as in the standard.
struct Timers {
  double t3_s = 45;        ///< reply to a primary
  double t5_s = 10;        ///< between two attempts to connect
  double t6_s = 5;         ///< reply to a control message
  double t7_s = 10;        ///< connected, but not selected
  double t8_s = 5;         ///< between two bytes of one message
  double linktest_s = 30;  ///< between two link tests; 0: none
};

struct SessionLimits {
  std::size_t max_message_bytes = 16 << 20;  ///< header and text of one message
  std::size_t max_unsent_bytes = 64 << 20;   ///< a peer that does not read is let go
  double max_messages_per_second = 10'000;   ///< beyond it, no more is read for a while
  CodecLimits codec;
};

struct SessionOptions {
  std::uint16_t device_id = 0;
  Timers timers;
  SessionLimits limits;
};

/// What a session tells its owner. Called from within the session's functions; none may call on_bytes or on_time.
struct SessionObserver {
  std::function<void()> selected;
  std::function<void()> deselected;                    ///< also when the connection ends while selected
  std::function<void(const Message&)> primary;         ///< has been decoded; its device is ours
  std::function<void(const Message&)> reply;           ///< to a primary of ours, by header.system
  std::function<void(std::uint32_t system)> no_reply;  ///< T3 ran out, or the peer rejected the primary
  std::function<void(std::string_view what)> log;      ///< one line
};

class HsmsSession {
 public:
  HsmsSession(Role role, SessionOptions options, SessionObserver observer);

  /// A connection stands: an active session asks to be selected, a passive one waits no longer than T7.
  void on_connected(Time now);
  void on_bytes(std::string_view bytes, Time now);
  /// Looks after the timers; call it at least every tenth of a second, and after on_bytes.
  void on_time(Time now);
  /// The connection is gone, whoever ended it.
  void on_disconnected();

  /// Sends a primary and returns its system bytes. False where nothing is selected or the item is too large.
  bool send(std::uint8_t stream, std::uint8_t function, bool wants_reply, const std::optional<Item>& item, Time now,
            std::uint32_t* system = nullptr);
  /// The same for an item that is encoded already.
  bool send_text(std::uint8_t stream, std::uint8_t function, bool wants_reply, std::string_view text, Time now,
                 std::uint32_t* system = nullptr);
  /// Answers a primary. An item too large to be sent becomes SxF0.
  void reply(const Message& primary, std::uint8_t function, const std::optional<Item>& item);
  /// S9: what was wrong with a message, with its header.
  void send_fault(std::uint8_t function, const Header& about);
  /// Says goodbye (separate) and asks for the end of the connection.
  void separate();

  [[nodiscard]] bool is_selected() const { return state_ == State::selected; }
  /// Bytes to be written to the peer; the owner erases what it wrote.
  [[nodiscard]] std::string& unsent() { return unsent_; }
  /// The connection is to be closed once `unsent` is empty.
  [[nodiscard]] bool wants_close() const { return closing_; }
  /// Too many messages of late: nothing should be read from the peer now.
  [[nodiscard]] bool is_throttled(Time now);

 private:
  enum class State : std::uint8_t { disconnected, connected, selected };
  struct Open {
    Time deadline;
    std::uint8_t control = 0;  ///< SType asked for; 0: a data message
    Header header;
  };

  [[nodiscard]] std::optional<std::string> text_of(const std::optional<Item>& item) const;
  void take_message(std::string_view bytes, Time now);
  void take_control(const Header& header, Time now);
  void take_select(const Header& header);
  void take_deselect(const Header& header, Time now);
  void take_data(const Header& header, std::string_view text);
  void take_reply(const Header& header, const Message& message);
  void take_reject(const Header& header);
  bool close_open(const Header& header, SessionType asked);
  void ask(SessionType type, Time now);
  void answer(const Header& to, SessionType type, std::uint8_t status);
  void reject(const Header& header, std::uint8_t reason);
  void put(const Header& header, std::string_view text);
  void become_selected();
  void leave_selected();
  void close(std::string_view why);
  void check_open(Time now);

  Role role_;
  SessionOptions options_;
  SessionObserver observer_;
  State state_ = State::disconnected;
  bool closing_ = false;
  std::string received_, unsent_;
  std::map<std::uint32_t, Open> open_;
  std::uint32_t last_system_ = 0x80000000;  ///< far from a host's small numbers: some hosts tell replies by these alone
  Time connected_at_, last_byte_at_, last_linktest_at_, allowance_at_;
  double allowance_ = 0;  ///< messages that may still be taken
};

}  // namespace pellucid::gem

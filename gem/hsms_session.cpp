#include "gem/hsms_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "gem/big_endian.h"

namespace pellucid::gem {
namespace {

constexpr std::uint8_t kReplyWanted = 0x80;
constexpr std::size_t kUnselectedBytes = 64 << 10;  // nobody who is not selected has much to say

namespace reason {  // of Reject.req
constexpr std::uint8_t kSessionType = 1, kPresentation = 2, kNotOpen = 3, kNotSelected = 4;
}

Time after(Time start, double seconds) {
  return start + std::chrono::duration_cast<Clock::duration>(Seconds(seconds));
}

void tell(const std::function<void()>& whom) {
  if (whom) whom();
}

Message message_of(const Header& header, std::optional<Item> item) {
  return {static_cast<std::uint8_t>(header.byte2 & 0x7FU), header.byte3, (header.byte2 & kReplyWanted) != 0,
          std::move(item), header};
}

}  // namespace

HsmsSession::HsmsSession(Role role, SessionOptions options, SessionObserver observer)
    : role_(role), options_(options), observer_(std::move(observer)) {}

void HsmsSession::on_connected(Time now) {
  state_ = State::connected;
  closing_ = false;
  received_.clear();
  unsent_.clear();
  open_.clear();
  connected_at_ = last_byte_at_ = last_linktest_at_ = allowance_at_ = now;
  allowance_ = options_.limits.max_messages_per_second;
  if (role_ == Role::active) ask(SessionType::select_req, now);
}

void HsmsSession::on_disconnected() {
  if (state_ == State::disconnected) return;
  leave_selected();
  state_ = State::disconnected;
  received_.clear();
  unsent_.clear();
  open_.clear();
}

void HsmsSession::on_bytes(std::string_view bytes, Time now) {
  if (closing_ || state_ == State::disconnected) return;
  last_byte_at_ = now;
  received_ += bytes;
  std::size_t at = 0;
  while (!closing_ && received_.size() - at >= 4) {
    const std::string_view rest = std::string_view(received_).substr(at);
    const auto length = static_cast<std::size_t>(big_endian(rest.substr(0, 4)));
    if (length < kHeaderBytes) return close("a message shorter than its header");
    const bool fits = length <= (is_selected() ? options_.limits.max_message_bytes : kUnselectedBytes);
    if (!fits && rest.size() < 4 + kHeaderBytes) break;
    if (!fits) {
      if (is_selected()) send_fault(11, read_header(rest.substr(4)));
      return close(fmt::format("a message of {} bytes", length));
    }
    if (rest.size() < 4 + length) break;
    take_message(rest.substr(4, length), now);
    at += 4 + length;
  }
  received_.erase(0, at);
}

void HsmsSession::on_time(Time now) {
  if (state_ == State::disconnected || closing_) return;
  const Timers& timers = options_.timers;
  if (!received_.empty() && now >= after(last_byte_at_, timers.t8_s)) return close("T8: a message was not finished");
  if (state_ == State::connected && now >= after(connected_at_, timers.t7_s)) return close("T7: not selected");
  check_open(now);
  if (is_selected() && timers.linktest_s > 0 && now >= after(last_linktest_at_, timers.linktest_s)) {
    last_linktest_at_ = now;
    ask(SessionType::linktest_req, now);
  }
}

void HsmsSession::check_open(Time now) {
  std::vector<std::pair<std::uint32_t, Open>> late;
  for (const auto& [system, open] : open_) {
    if (now >= open.deadline) late.emplace_back(system, open);
  }
  for (const auto& [system, open] : late) {
    open_.erase(system);
    if (open.control != 0) return close("T6: no answer to a control message");
    send_fault(9, open.header);
    if (observer_.no_reply) observer_.no_reply(system);
  }
}

bool HsmsSession::is_throttled(Time now) {
  const double rate = options_.limits.max_messages_per_second;
  allowance_ = std::min(rate, allowance_ + rate * Seconds(now - allowance_at_).count());
  allowance_at_ = now;
  return allowance_ < 1;
}

std::optional<std::string> HsmsSession::text_of(const std::optional<Item>& item) const {
  if (!item) return std::string();
  auto text = encode(*item);
  if (!text || text->size() + kHeaderBytes > options_.limits.max_message_bytes) return std::nullopt;
  return std::move(*text);
}

bool HsmsSession::send(std::uint8_t stream, std::uint8_t function, bool wants_reply, const std::optional<Item>& item,
                       Time now, std::uint32_t* system) {
  const auto text = text_of(item);
  return text && send_text(stream, function, wants_reply, *text, now, system);
}

bool HsmsSession::send_text(std::uint8_t stream, std::uint8_t function, bool wants_reply, std::string_view text,
                            Time now, std::uint32_t* system) {
  if (!is_selected() || closing_ || text.size() + kHeaderBytes > options_.limits.max_message_bytes) return false;
  Header header{
      options_.device_id, static_cast<std::uint8_t>(stream | (wants_reply ? kReplyWanted : 0)), function, 0, 0,
      ++last_system_};
  if (wants_reply) open_[header.system] = {after(now, options_.timers.t3_s), 0, header};
  if (system != nullptr) *system = header.system;
  put(header, text);
  return true;
}

void HsmsSession::reply(const Message& primary, std::uint8_t function, const std::optional<Item>& item) {
  if (!is_selected() || closing_) return;
  const auto text = text_of(item);
  const auto answered = static_cast<std::uint8_t>(text ? function : 0);
  put({options_.device_id, primary.stream, answered, 0, 0, primary.header.system}, text.value_or(""));
}

void HsmsSession::send_fault(std::uint8_t function, const Header& about) {
  if (!is_selected()) return;
  const auto text = encode(Item::binary(header_bytes(about)));
  put({options_.device_id, 9, function, 0, 0, ++last_system_}, *text);
}

void HsmsSession::separate() {
  if (state_ == State::disconnected || closing_) return;
  if (is_selected()) {
    Header header;
    header.session = static_cast<std::uint8_t>(SessionType::separate_req);
    header.system = ++last_system_;
    put(header, "");
  }
  close("separated");
}

void HsmsSession::take_message(std::string_view bytes, Time now) {
  allowance_ -= 1;
  const Header header = read_header(bytes);
  if (header.presentation != 0) return reject(header, reason::kPresentation);
  if (header.session != 0) return take_control(header, now);
  if (!is_selected()) return reject(header, reason::kNotSelected);
  take_data(header, bytes.substr(kHeaderBytes));
}

void HsmsSession::take_control(const Header& header, Time now) {
  switch (static_cast<SessionType>(header.session)) {
    case SessionType::select_req:
      return take_select(header);
    case SessionType::select_rsp:
      if (!close_open(header, SessionType::select_req)) return reject(header, reason::kNotOpen);
      if (header.byte3 > 1) return close("the peer refused to be selected");
      return become_selected();
    case SessionType::deselect_req:
      return take_deselect(header, now);
    case SessionType::deselect_rsp:
      return reject(header, reason::kNotOpen);  // we never ask for it
    case SessionType::linktest_req:
      return answer(header, SessionType::linktest_rsp, 0);
    case SessionType::linktest_rsp:
      if (!close_open(header, SessionType::linktest_req)) reject(header, reason::kNotOpen);
      return;
    case SessionType::reject_req:
      return take_reject(header);
    case SessionType::separate_req:
      return close("the peer separated");
    default:
      return reject(header, reason::kSessionType);
  }
}

void HsmsSession::take_select(const Header& header) {
  answer(header, SessionType::select_rsp, is_selected() ? 1 : 0);
  if (!is_selected()) become_selected();
}

void HsmsSession::take_deselect(const Header& header, Time now) {
  answer(header, SessionType::deselect_rsp, is_selected() ? 0 : 1);
  leave_selected();
  connected_at_ = now;
}

void HsmsSession::take_reject(const Header& header) {
  if (observer_.log) observer_.log(fmt::format("the peer rejected a message, reason {}", header.byte3));
  const auto open = open_.find(header.system);
  if (open == open_.end()) return;
  const bool was_control = open->second.control != 0;
  open_.erase(open);
  if (was_control) return close("the peer rejected a control message");
  if (observer_.no_reply) observer_.no_reply(header.system);
}

void HsmsSession::take_data(const Header& header, std::string_view text) {
  if (header.session_id != options_.device_id) return send_fault(1, header);
  const bool is_primary = header.byte3 % 2 == 1;
  // A primary without a stream or a reply that nobody waits for is not looked into.
  if (!is_primary && !open_.contains(header.system)) return;
  auto item = decode(text, options_.limits.codec);
  if (!item) {
    if (observer_.log) {
      observer_.log(fmt::format("S{}F{}: {}", header.byte2 & 0x7FU, header.byte3, item.error().message()));
    }
    // Nothing may wait for a reply that came, though nobody could read it.
    if (!is_primary && open_.erase(header.system) != 0 && observer_.no_reply) observer_.no_reply(header.system);
    return send_fault(7, header);
  }
  const Message message = message_of(header, std::move(*item));
  if (!is_primary) return take_reply(header, message);
  if (observer_.primary) observer_.primary(message);
}

void HsmsSession::take_reply(const Header& header, const Message& message) {
  const auto open = open_.find(header.system);
  if (open->second.control != 0) return;
  open_.erase(open);
  if (observer_.reply) observer_.reply(message);
}

bool HsmsSession::close_open(const Header& header, SessionType asked) {
  const auto open = open_.find(header.system);
  if (open == open_.end() || open->second.control != static_cast<std::uint8_t>(asked)) return false;
  open_.erase(open);
  return true;
}

void HsmsSession::ask(SessionType type, Time now) {
  Header header;
  header.session = static_cast<std::uint8_t>(type);
  header.system = ++last_system_;
  open_[header.system] = {after(now, options_.timers.t6_s), header.session, header};
  put(header, "");
}

void HsmsSession::answer(const Header& to, SessionType type, std::uint8_t status) {
  Header header = to;
  header.byte2 = 0;
  header.byte3 = status;
  header.session = static_cast<std::uint8_t>(type);
  put(header, "");
}

void HsmsSession::reject(const Header& header, std::uint8_t why) {
  Header answer_header = header;
  answer_header.byte2 = why == reason::kPresentation ? header.presentation : header.session;
  answer_header.byte3 = why;
  answer_header.presentation = 0;
  answer_header.session = static_cast<std::uint8_t>(SessionType::reject_req);
  put(answer_header, "");
}

void HsmsSession::put(const Header& header, std::string_view text) {
  unsent_ += framed(header, text);
  if (unsent_.size() <= options_.limits.max_unsent_bytes || closing_) return;
  unsent_.clear();
  close("the peer does not read");
}

void HsmsSession::become_selected() {
  if (is_selected()) return;
  state_ = State::selected;
  tell(observer_.selected);
}

void HsmsSession::leave_selected() {
  if (!is_selected()) return;
  state_ = State::connected;
  std::erase_if(open_, [](const auto& open) { return open.second.control == 0; });
  tell(observer_.deselected);
}

void HsmsSession::close(std::string_view why) {
  closing_ = true;
  if (observer_.log) observer_.log(why);
}

}  // namespace pellucid::gem

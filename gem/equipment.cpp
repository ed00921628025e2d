#include "gem/equipment.h"

#include <fmt/format.h>

#include <utility>

namespace pellucid::gem {
namespace {

Time after(Time start, double seconds) {
  return start + std::chrono::duration_cast<Clock::duration>(Seconds(seconds));
}

}  // namespace

Equipment::Equipment(EquipmentOptions options, InspectionPort& inspection, RecipePort& recipes, Spool& spool,
                     HsmsSession& session, std::function<void(std::string_view)> log)
    : options_(std::move(options)),
      inspection_(inspection),
      recipes_(recipes),
      spool_(spool),
      session_(session),
      log_(std::move(log)),
      control_(options_.initial),
      now_(Clock::now()),
      reports_(variables_),
      outbox_(spool, options_.outbox, [this](const SpooledMessage& message, std::uint32_t& system) {
        return session_.send_text(message.stream, message.function, true, message.text, now_, &system);
      }) {
  options_.model.resize(std::min<std::size_t>(options_.model.size(), 20));
  options_.software.resize(std::min<std::size_t>(options_.software.size(), 20));
  add_variables();
  add_events_and_alarms();
  outbox_.on_spool_change = [this](bool active) {
    report(active ? event::kSpoolingActivated : event::kSpoolingDeactivated);
    if (!active) clear_alarm(alarm::kSpoolFull);
  };
  outbox_.on_spool_full = [this] { set_alarm(alarm::kSpoolFull, "the spool is full"); };
}

// --- Communication ---------------------------------------------------------------------------------------------------

void Equipment::on_selected(Time now) {
  now_ = now;
  establish();
}

void Equipment::on_deselected() {
  communication_ = Communication::disabled;
  establish_system_ = online_system_ = map_system_ = 0;
  outbox_.on_host_away();
  if (control_ == ControlState::attempt_online) set_control(ControlState::host_offline);
}

void Equipment::establish() {
  communication_ = Communication::asked;
  const Item item = Item::list({Item::ascii(options_.model), Item::ascii(options_.software)});
  if (!session_.send(1, 13, true, item, now_, &establish_system_)) communication_ = Communication::waiting;
  next_attempt_ = after(now_, variables_.constant(constant::kEstablishTimeout));
}

void Equipment::become_communicating() {
  if (is_communicating()) return;
  communication_ = Communication::established;
  log_("communicating");
  outbox_.on_host_there();
  if (control_ != ControlState::attempt_online) return;
  session_.send(1, 1, true, std::nullopt, now_, &online_system_);
}

void Equipment::on_time(Time now) {
  now_ = now;
  if (communication_ == Communication::waiting && now >= next_attempt_) establish();
  outbox_.pump();
}

void Equipment::on_reply(const Message& reply) {
  const std::uint32_t system = reply.header.system;
  if (outbox_.on_reply(system)) return;
  if (system == map_system_) return on_map_reply(reply);
  if (system == online_system_) {
    online_system_ = 0;
    return reply.function == 2 ? go_online() : set_control(ControlState::host_offline);
  }
  if (system != establish_system_ || is_communicating()) return;
  const bool is_form = reply.item && reply.item->items().size() == 2;
  const auto code = is_form ? reply.item->items()[0].bytes() : std::nullopt;
  if (reply.function == 14 && code == std::string(1, '\0')) return become_communicating();
  communication_ = Communication::waiting;
}

void Equipment::on_no_reply(std::uint32_t system) {
  if (system == map_system_) map_system_ = 0;
  if (system == online_system_) set_control(ControlState::host_offline);
  const bool lost = outbox_.owns(system);  // a host that does not take events is not there
  if (lost) outbox_.on_host_away();
  if (lost || (system == establish_system_ && !is_communicating())) {
    communication_ = Communication::waiting;
    next_attempt_ = after(now_, variables_.constant(constant::kEstablishTimeout));
  }
}

// --- Control ---------------------------------------------------------------------------------------------------------

void Equipment::go_online() {
  set_control(options_.remote_when_online ? ControlState::remote : ControlState::local);
}

void Equipment::set_control(ControlState state) {
  if (state == control_) return;
  previous_control_ = std::exchange(control_, state);
  log_(fmt::format("control state {}", static_cast<int>(state)));
  const auto is_online = [](ControlState one) { return one == ControlState::local || one == ControlState::remote; };
  if (state == ControlState::local) report(event::kControlLocal);
  if (state == ControlState::remote) report(event::kControlRemote);
  if (!is_online(state) && is_online(previous_control_)) report(event::kEquipmentOffline);
}

void Equipment::operator_online() {
  if (control_ == ControlState::local || control_ == ControlState::remote) return;
  set_control(ControlState::attempt_online);
  if (is_communicating()) session_.send(1, 1, true, std::nullopt, now_, &online_system_);
}

void Equipment::operator_offline() {
  set_control(ControlState::equipment_offline);
}

void Equipment::operator_remote(bool remote) {
  options_.remote_when_online = remote;
  if (control_ == ControlState::local || control_ == ControlState::remote) go_online();
}

void Equipment::operator_message(std::string_view text) {
  if (is_communicating()) session_.send(10, 1, true, Item::list({Item::byte(0), Item::ascii(text)}), now_);
}

// --- The way of a message --------------------------------------------------------------------------------------------

void Equipment::on_primary(const Message& primary) {
  log_("host: " + to_text(primary));
  answering_ = true;
  answer(primary);
  answering_ = false;
  for (const auto& act : std::exchange(after_answer_, {})) act();
  outbox_.pump();
}

void Equipment::answer(const Message& primary) {
  if (primary.stream == 9) return log_("the host reports a fault of ours");
  const std::pair<int, int> wanted(primary.stream, primary.function);
  const bool online = control_ == ControlState::local || control_ == ControlState::remote;
  const bool always = wanted == std::pair(1, 13) || (wanted == std::pair(1, 17) && is_communicating());
  if (!always && (!online || !is_communicating())) {
    if (primary.wants_reply) session_.reply(primary, 0, std::nullopt);
    return;
  }
  const auto handler = handlers().find(wanted);
  if (handler == handlers().end()) {
    const auto stream = handlers().lower_bound({primary.stream, 0});
    const bool known = stream != handlers().end() && stream->first.first == primary.stream;
    return session_.send_fault(known ? 5 : 3, primary.header);
  }
  static const Item nothing;
  const Answer item = (this->*handler->second)(primary.item ? *primary.item : nothing);
  if (!item) return session_.send_fault(7, primary.header);
  if (primary.wants_reply) session_.reply(primary, static_cast<std::uint8_t>(primary.function + 1), item);
}

const std::map<std::pair<int, int>, Equipment::Handler>& Equipment::handlers() {
  static const std::map<std::pair<int, int>, Handler> kHandlers{
      {{1, 1}, &Equipment::s1f1},   {{1, 3}, &Equipment::s1f3},   {{1, 11}, &Equipment::s1f11},
      {{1, 13}, &Equipment::s1f13}, {{1, 15}, &Equipment::s1f15}, {{1, 17}, &Equipment::s1f17},
      {{1, 21}, &Equipment::s1f21}, {{1, 23}, &Equipment::s1f23}, {{2, 13}, &Equipment::s2f13},
      {{2, 15}, &Equipment::s2f15}, {{2, 17}, &Equipment::s2f17}, {{2, 25}, &Equipment::s2f25},
      {{2, 29}, &Equipment::s2f29}, {{2, 31}, &Equipment::s2f31}, {{2, 33}, &Equipment::s2f33},
      {{2, 35}, &Equipment::s2f35}, {{2, 37}, &Equipment::s2f37}, {{2, 41}, &Equipment::s2f41},
      {{2, 43}, &Equipment::s2f43}, {{2, 49}, &Equipment::s2f49}, {{5, 3}, &Equipment::s5f3},
      {{5, 5}, &Equipment::s5f5},   {{5, 7}, &Equipment::s5f7},   {{6, 15}, &Equipment::s6f15},
      {{6, 19}, &Equipment::s6f19}, {{6, 21}, &Equipment::s6f21}, {{6, 23}, &Equipment::s6f23},
      {{7, 1}, &Equipment::s7f1},   {{7, 3}, &Equipment::s7f3},   {{7, 5}, &Equipment::s7f5},
      {{7, 17}, &Equipment::s7f17}, {{7, 19}, &Equipment::s7f19}, {{10, 3}, &Equipment::s10f3},
      {{10, 5}, &Equipment::s10f5},
  };
  return kHandlers;
}

// --- Events and alarms -----------------------------------------------------------------------------------------------

void Equipment::deliver(std::uint8_t stream, std::uint8_t function, const Item& item, OnSettled settled) {
  // An item is made when its event happens, and sent when the host has its answer.
  if (!answering_) return outbox_.push(stream, function, item, std::move(settled));
  after_answer_.emplace_back(
      [this, stream, function, item, settled = std::move(settled)] { outbox_.push(stream, function, item, settled); });
}

void Equipment::report(Id event, DataValues values, OnSettled settled) {
  for (auto& [id, value] : values) variables_.set_data(id, std::move(value));
  const bool offline = control_ != ControlState::local && control_ != ControlState::remote;
  if ((offline && event != event::kEquipmentOffline) || !reports_.is_enabled(event)) {
    if (settled) settled(Settled::not_sent);
    return;
  }
  deliver(6, 11, reports_.event_report(event, ++data_id_), std::move(settled));
}

void Equipment::report_alarm(Id id, const Alarm& alarm) {
  report(alarm.is_set ? event::kAlarmSet : event::kAlarmCleared,
         {{data::kAlarmId, id_item(id)}, {data::kAlarmText, Item::ascii(alarm.text)}});
  const bool online = control_ == ControlState::local || control_ == ControlState::remote;
  if (online && alarm.is_enabled) deliver(5, 1, alarm_item(id));
}

void Equipment::set_alarm(Id id, std::string_view text) {
  const auto found = alarms_.find(id);
  if (found == alarms_.end() || std::exchange(found->second.is_set, true)) return;
  found->second.text = std::string(text.substr(0, 120));
  report_alarm(id, found->second);
}

void Equipment::clear_alarm(Id id) {
  const auto found = alarms_.find(id);
  if (found != alarms_.end() && std::exchange(found->second.is_set, false)) report_alarm(id, found->second);
}

}  // namespace pellucid::gem

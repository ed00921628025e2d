// Streams 1 and 2 as far as they read and set variables, the clock and the control state.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "gem/equipment.h"

namespace pellucid::gem {
namespace {

using System = std::chrono::system_clock;

/// The asked ids, or every id of the kind where none is asked for; nothing where the request's form is wrong.
std::optional<std::vector<Id>> asked(const Item& request, const Variables& variables, VariableKind kind) {
  auto ids = ids_of(request);
  if (ids && ids->empty()) ids = variables.ids(kind);
  return ids;
}

template <class Make>
Item list_of(const std::vector<Id>& ids, Make&& make) {
  Item::List items;
  for (const Id id : ids) items.push_back(make(id));
  return Item::list(std::move(items));
}

/// The digits of TIME: YYMMDDhhmmss, YYYYMMDDhhmmsscc, or ISO 8601; nothing where it is none of them.
std::optional<System::time_point> time_of(std::string text) {
  if (text.size() >= 19 && text[4] == '-') {
    std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'T'; });
    text.resize(14);
  }
  if (text.size() == 12) text.insert(0, "20");
  if (text.size() == 16) text.resize(14);
  if (text.size() != 14 || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  const auto part = [&text](std::size_t at, std::size_t count) { return std::stoi(text.substr(at, count)); };
  const int month = part(4, 2), day = part(6, 2), hour = part(8, 2), minute = part(10, 2), second = part(12, 2);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  std::tm parts{};
  parts.tm_year = part(0, 4) - 1900;
  parts.tm_mon = month - 1;
  parts.tm_mday = day;
  parts.tm_hour = hour;
  parts.tm_min = minute;
  parts.tm_sec = second;
  parts.tm_isdst = -1;
  return System::from_time_t(std::mktime(&parts));
}

}  // namespace

Item Equipment::identity() const {
  return Item::list({Item::ascii(options_.model), Item::ascii(options_.software)});
}

std::string Equipment::clock_text() const {
  const auto now = System::now() + clock_offset_;
  const auto hundredths =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() / 10 % 100;
  const std::time_t seconds = System::to_time_t(now);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  switch (variables_.constant(constant::kTimeFormat)) {
    case 0:
      return fmt::format("{:%y%m%d%H%M%S}", parts);
    case 1:
      return fmt::format("{:%Y%m%d%H%M%S}{:02d}", parts, hundredths);
    default:
      return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:02d}", parts, hundredths);
  }
}

Equipment::Answer Equipment::s1f1(const Item& /*request*/) {
  return identity();
}

Equipment::Answer Equipment::s1f3(const Item& request) {
  const auto ids = asked(request, variables_, VariableKind::status);
  if (!ids) return std::nullopt;
  return list_of(*ids, [this](Id id) { return variables_.value(id); });
}

Equipment::Answer Equipment::s1f11(const Item& request) {
  const auto ids = asked(request, variables_, VariableKind::status);
  if (!ids) return std::nullopt;
  return list_of(*ids, [this](Id id) {
    const bool known = variables_.is(id, VariableKind::status);
    const Variable* variable = variables_.find(id);
    return Item::list(
        {id_item(id), Item::ascii(known ? variable->name : ""), Item::ascii(known ? variable->unit : "")});
  });
}

Equipment::Answer Equipment::s1f13(const Item& /*request*/) {
  after_answer_.emplace_back([this] { become_communicating(); });
  return Item::list({Item::byte(0), identity()});
}

Equipment::Answer Equipment::s1f15(const Item& /*request*/) {
  set_control(ControlState::host_offline);
  return Item::byte(0);
}

Equipment::Answer Equipment::s1f17(const Item& /*request*/) {
  if (control_ == ControlState::local || control_ == ControlState::remote) return Item::byte(2);
  if (control_ != ControlState::host_offline) return Item::byte(1);
  go_online();
  return Item::byte(0);
}

Equipment::Answer Equipment::s1f21(const Item& request) {
  const auto ids = asked(request, variables_, VariableKind::data);
  if (!ids) return std::nullopt;
  return list_of(*ids, [this](Id id) {
    const bool known = variables_.is(id, VariableKind::data);
    const Variable* variable = variables_.find(id);
    return Item::list(
        {id_item(id), Item::ascii(known ? variable->name : ""), Item::ascii(known ? variable->unit : "")});
  });
}

Equipment::Answer Equipment::s1f23(const Item& request) {
  auto ids = ids_of(request);
  if (!ids) return std::nullopt;
  if (ids->empty()) ids = reports_.event_ids();
  return list_of(*ids, [this](Id id) {
    const bool known = reports_.knows_event(id);
    return Item::list({id_item(id), Item::ascii(known ? reports_.event_name(id) : ""),
                       known ? id_list(reports_.variables_of(id)) : Item::list()});
  });
}

Equipment::Answer Equipment::s2f13(const Item& request) {
  const auto ids = asked(request, variables_, VariableKind::constant);
  if (!ids) return std::nullopt;
  return list_of(
      *ids, [this](Id id) { return variables_.is(id, VariableKind::constant) ? variables_.value(id) : Item::list(); });
}

Equipment::Answer Equipment::s2f15(const Item& request) {
  if (!request.is_list()) return std::nullopt;
  std::vector<std::pair<Id, Item>> wanted;
  for (const Item& entry : request.items()) {
    const auto id = entry.items().size() == 2 ? entry.items()[0].id() : std::nullopt;
    if (!id) return std::nullopt;
    wanted.emplace_back(*id, entry.items()[1]);
  }
  for (const auto& [id, value] : wanted) {
    const std::uint8_t code = variables_.check_constant(id, value);
    if (code != 0) return Item::byte(code);
  }
  for (const auto& [id, value] : wanted) variables_.set_constant(id, value);
  outbox_.set_spooling(variables_.constant(constant::kSpooling) != 0);
  spool_.set_overwrite(variables_.constant(constant::kOverwriteSpool) != 0);
  if (!wanted.empty()) report(event::kConstantChanged);
  return Item::byte(0);
}

Equipment::Answer Equipment::s2f17(const Item& /*request*/) {
  return Item::ascii(clock_text());
}

Equipment::Answer Equipment::s2f29(const Item& request) {
  const auto ids = asked(request, variables_, VariableKind::constant);
  if (!ids) return std::nullopt;
  return list_of(*ids, [this](Id id) {
    const Item none = Item::ascii("");
    if (!variables_.is(id, VariableKind::constant)) return Item::list({id_item(id), none, none, none, none, none});
    const Variable& constant = *variables_.find(id);
    const auto bound = [](double value) { return Item::u4(static_cast<std::uint32_t>(value)); };
    return Item::list({id_item(id), Item::ascii(constant.name), bound(constant.minimum), bound(constant.maximum),
                       constant.initial, Item::ascii(constant.unit)});
  });
}

/// The equipment's clock is set, not the machine's: that is not ours to change.
Equipment::Answer Equipment::s2f31(const Item& request) {
  const auto text = request.text();
  if (!text) return std::nullopt;
  const auto time = time_of(*text);
  if (!time) return Item::byte(1);
  clock_offset_ = std::chrono::duration_cast<std::chrono::seconds>(*time - System::now());
  return Item::byte(0);
}

}  // namespace pellucid::gem

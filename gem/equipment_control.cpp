// Remote commands, event reports, alarms, spooling and terminal messages: streams 2, 5, 6 and 10.
#include <algorithm>
#include <cctype>

#include "gem/equipment.h"

namespace pellucid::gem {
namespace {

/// The code of a table's answer; nothing where the request's form was wrong.
std::optional<Item> coded(std::uint8_t code) {
  return code == kMalformed ? std::nullopt : std::optional(Item::byte(code));
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// A name or value of a command: a text, or a number as text.
std::optional<std::string> word_of(const Item& item) {
  if (const auto text = item.text()) return text;
  const auto id = item.id();
  return id ? std::optional(std::to_string(*id)) : std::nullopt;
}

/// {{CPNAME, CPVAL}, ...}
std::optional<std::map<std::string, std::string>> parameters_of(const Item& item) {
  if (!item.is_list()) return std::nullopt;
  std::map<std::string, std::string> parameters;
  for (const Item& entry : item.items()) {
    if (entry.items().size() != 2) return std::nullopt;
    const auto name = word_of(entry.items()[0]), value = word_of(entry.items()[1]);
    if (!name || !value) return std::nullopt;
    parameters[upper(*name)] = *value;
  }
  return parameters;
}

}  // namespace

/// Loopback diagnostic: what came goes back.
Equipment::Answer Equipment::s2f25(const Item& request) {
  return request;
}

Equipment::Answer Equipment::s2f33(const Item& request) {
  return coded(reports_.define(request));
}
Equipment::Answer Equipment::s2f35(const Item& request) {
  return coded(reports_.link(request));
}
Equipment::Answer Equipment::s2f37(const Item& request) {
  return coded(reports_.enable(request));
}

/// The answer to a remote command; `bad_parameter` is said of each parameter where one of them is wrong.
Equipment::Answer Equipment::obey(const Item& name_item, const Item& parameters_item, const Item& bad_parameter) {
  const auto name = word_of(name_item);
  const auto parameters = parameters_of(parameters_item);
  if (!name || !parameters) return std::nullopt;
  const CommandAnswer answer =
      control_ == ControlState::remote ? run_command(upper(*name), *parameters) : CommandAnswer::not_now;
  Item::List faults;
  if (answer == CommandAnswer::bad_parameter) {
    for (const auto& [parameter, value] : *parameters) {
      faults.push_back(Item::list({Item::ascii(parameter), bad_parameter}));
    }
  }
  return Item::list({Item::byte(static_cast<std::uint8_t>(answer)), Item::list(std::move(faults))});
}

Equipment::Answer Equipment::s2f41(const Item& request) {
  if (request.items().size() != 2) return std::nullopt;
  return obey(request.items()[0], request.items()[1], Item::byte(2));  // CPACK: illegal value
}

/// The enhanced form, {DATAID, OBJSPEC, RCMD, {{CPNAME, CEPVAL}, ...}}: there is no object but the equipment itself,
/// and no value that is a list.
Equipment::Answer Equipment::s2f49(const Item& request) {
  if (request.items().size() != 4 || !request.items()[0].id()) return std::nullopt;
  const auto object = request.items()[1].text();
  if (!object) return std::nullopt;
  constexpr std::uint8_t kNoSuchObject = 6;
  if (!object->empty()) return Item::list({Item::byte(kNoSuchObject), Item::list()});
  return obey(request.items()[2], request.items()[3], Item::u1(2));  // CEPACK: incorrect value
}

CommandAnswer Equipment::run_command(const std::string& name, const std::map<std::string, std::string>& parameters) {
  if (name == "START") return inspection_.start(parameters);
  if (name == "STOP") return inspection_.stop();
  if (name == "ABORT") return inspection_.abort();
  if (name == "PAUSE") return inspection_.pause();
  if (name == "RESUME") return inspection_.resume();
  if (name != "PP-SELECT") return CommandAnswer::unknown_command;
  const auto recipe = parameters.find("PPID");
  if (recipe == parameters.end() || !is_recipe_name(recipe->second)) return CommandAnswer::bad_parameter;
  const CommandAnswer answer = inspection_.select_recipe(recipe->second);
  if (answer == CommandAnswer::done) report(event::kRecipeSelected);
  return answer;
}

/// Which streams and functions are spooled: those named, and no others.
Equipment::Answer Equipment::s2f43(const Item& request) {
  if (!request.is_list()) return std::nullopt;
  Item::List faults;
  std::vector<std::pair<std::uint8_t, std::set<std::uint8_t>>> wanted;
  for (const Item& entry : request.items()) {
    const auto stream = entry.items().size() == 2 ? entry.items()[0].id() : std::nullopt;
    const auto functions = stream ? ids_of(entry.items()[1]) : std::nullopt;
    if (!functions) return std::nullopt;
    const bool spoolable = *stream == 5 || *stream == 6;
    const bool primaries = std::ranges::all_of(*functions, [](Id id) { return id % 2 == 1 && id < 256; });
    if (!spoolable || !primaries) {
      const std::uint8_t code = *stream == 1 ? 1 : spoolable ? 4 : 2;
      faults.push_back(Item::list({entry.items()[0], Item::byte(code), id_list(*functions)}));
      continue;
    }
    auto& functions_wanted = wanted.emplace_back(static_cast<std::uint8_t>(*stream), std::set<std::uint8_t>()).second;
    for (const Id function : *functions) functions_wanted.insert(static_cast<std::uint8_t>(function));
  }
  if (!faults.empty()) return Item::list({Item::byte(1), Item::list(std::move(faults))});
  outbox_.spool_nothing();
  for (auto& [stream, functions] : wanted) {
    const bool all = functions.empty();
    outbox_.set_spooled(stream, all, std::move(functions));
  }
  return Item::list({Item::byte(0), Item::list()});
}

Item Equipment::alarm_item(Id id) const {
  const auto found = alarms_.find(id);
  if (found == alarms_.end()) return Item::list({Item::byte(0), id_item(id), Item::ascii("")});
  const Alarm& alarm = found->second;
  constexpr std::uint8_t kSet = 0x80, kUnrecoverable = 5;
  const auto code = static_cast<std::uint8_t>(alarm.is_set ? kSet | kUnrecoverable : kUnrecoverable);
  return Item::list({Item::byte(code), id_item(id), Item::ascii(alarm.text.empty() ? alarm.name : alarm.text)});
}

Equipment::Answer Equipment::s5f3(const Item& request) {
  if (request.items().size() != 2) return std::nullopt;
  const Item& which = request.items()[1];
  const auto mode = request.items()[0].bytes();
  if (!mode || mode->size() != 1) return std::nullopt;
  const bool on = (static_cast<std::uint8_t>(mode->front()) & 0x80U) != 0;
  if (which.size() == 0) {
    for (auto& [id, alarm] : alarms_) alarm.is_enabled = on;
    return Item::byte(0);
  }
  const auto id = which.id();
  if (!id) return std::nullopt;
  const auto found = alarms_.find(*id);
  if (found == alarms_.end()) return Item::byte(1);
  found->second.is_enabled = on;
  return Item::byte(0);
}

Equipment::Answer Equipment::s5f5(const Item& request) {
  auto ids = ids_of(request);
  if (!ids) return std::nullopt;
  Item::List items;
  if (ids->empty()) {
    for (const auto& [id, alarm] : alarms_) ids->push_back(id);
  }
  for (const Id id : *ids) items.push_back(alarm_item(id));
  return Item::list(std::move(items));
}

Equipment::Answer Equipment::s5f7(const Item& /*request*/) {
  Item::List items;
  for (const Id id : alarms_that(&Alarm::is_enabled)) items.push_back(alarm_item(id));
  return Item::list(std::move(items));
}

Equipment::Answer Equipment::s6f15(const Item& request) {
  const auto id = request.id();
  if (!id) return std::nullopt;
  return reports_.event_report(*id, ++data_id_);
}

Equipment::Answer Equipment::s6f19(const Item& request) {
  const auto id = request.id();
  return id ? std::optional(reports_.report_values(*id, false)) : std::nullopt;
}

Equipment::Answer Equipment::s6f21(const Item& request) {
  const auto id = request.id();
  return id ? std::optional(reports_.report_values(*id, true)) : std::nullopt;
}

Equipment::Answer Equipment::s6f23(const Item& request) {
  const auto code = request.id();
  if (!code || *code > 1) return std::nullopt;
  if (*code == 1) return Item::byte(outbox_.purge());
  return Item::byte(outbox_.transmit(variables_.constant(constant::kMaxSpoolTransmit)));
}

Equipment::Answer Equipment::s10f3(const Item& request) {
  const auto text = request.items().size() == 2 ? request.items()[1].text() : std::nullopt;
  if (!text) return std::nullopt;
  last_terminal_message_ = text->substr(0, 1000);
  log_("message from the host: " + to_text(Item::ascii(last_terminal_message_)));
  return Item::byte(0);
}

Equipment::Answer Equipment::s10f5(const Item& request) {
  if (request.items().size() != 2 || !request.items()[1].is_list()) return std::nullopt;
  std::string lines;
  for (const Item& line : request.items()[1].items()) {
    const auto text = line.text();
    if (!text) return std::nullopt;
    lines += (lines.empty() ? "" : "\n") + *text;
  }
  return s10f3(Item::list({request.items()[0], Item::ascii(lines)}));
}

}  // namespace pellucid::gem

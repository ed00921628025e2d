/// What a host wants to be told and when: reports of variables, events that carry them, which events are on. From one
/// thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "gem/variables.h"

namespace pellucid::gem {

class Reports {
 public:
  explicit Reports(const Variables& variables) : variables_(variables) {}

  void add_event(Id id, std::string name) { events_[id].name = std::move(name); }
  [[nodiscard]] bool knows_event(Id id) const { return events_.contains(id); }
  [[nodiscard]] std::vector<Id> event_ids() const;
  [[nodiscard]] std::vector<Id> enabled_events() const;
  [[nodiscard]] const std::string& event_name(Id id) const { return events_.at(id).name; }
  [[nodiscard]] bool is_enabled(Id id) const;

  /// S2F33, 35 and 37: the answer's code; where it is not 0 nothing has changed. 255: not even the form is right.
  [[nodiscard]] std::uint8_t define(const Item& request);
  [[nodiscard]] std::uint8_t link(const Item& request);
  [[nodiscard]] std::uint8_t enable(const Item& request);

  /// S6F11 and S6F16: {DATAID, CEID, {{RPTID, {V, ...}}, ...}}.
  [[nodiscard]] Item event_report(Id event, std::uint32_t data_id) const;
  /// S6F20 and S6F22: {V, ...} or {{VID, V}, ...}; an empty list where there is no such report.
  [[nodiscard]] Item report_values(Id report, bool annotated) const;
  /// The variables that the reports of an event hold.
  [[nodiscard]] std::vector<Id> variables_of(Id event) const;

 private:
  struct Event {
    std::string name;
    bool enabled = false;
    std::vector<Id> reports;
  };

  const Variables& variables_;
  std::map<Id, Event> events_;
  std::map<Id, std::vector<Id>> reports_;
};

inline constexpr std::uint8_t kMalformed = 255;

}  // namespace pellucid::gem

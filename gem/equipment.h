/// A GEM equipment (SEMI E30) above one HSMS session: communication and control states, and an answer for every message
/// that docs/secs-gem.md lists. From one thread; gem/server.h gives it one.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gem/hsms_session.h"
#include "gem/outbox.h"
#include "gem/ports.h"
#include "gem/reports.h"
#include "gem/spool.h"
#include "gem/variables.h"

namespace pellucid::gem {

/// The values of the status variable ControlState.
enum class ControlState : std::uint8_t {
  equipment_offline = 1,
  attempt_online = 2,
  host_offline = 3,
  local = 4,
  remote = 5
};

struct EquipmentOptions {
  std::string model = "PELLUCID";  ///< MDLN, at most 20 characters
  std::string software;            ///< SOFTREV, at most 20 characters
  ControlState initial = ControlState::remote;
  bool remote_when_online = true;  ///< what going online leads to: remote, or local
  std::uint32_t establish_s = 10;  ///< between two attempts to establish communications
  OutboxOptions outbox;
};

/// Values of data variables that an event brings along.
using DataValues = std::vector<std::pair<Id, Item>>;

/// A map small enough for S12: one byte a cell, row by row from the top left.
struct ReducedMap {
  std::string wafer;
  std::uint32_t columns = 0, rows = 0;
  std::string bins;  ///< columns x rows characters
};

class Equipment {
 public:
  Equipment(EquipmentOptions options, InspectionPort& inspection, RecipePort& recipes, Spool& spool,
            HsmsSession& session, std::function<void(std::string_view)> log);
  Equipment(const Equipment&) = delete;
  Equipment& operator=(const Equipment&) = delete;

  // What the session says.
  void on_selected(Time now);
  void on_deselected();
  void on_primary(const Message& primary);
  void on_reply(const Message& reply);
  void on_no_reply(std::uint32_t system);
  void on_time(Time now);

  // What the inspection says.
  void report(Id event, DataValues values = {}, OnSettled settled = {});
  void set_alarm(Id alarm, std::string_view text);
  void clear_alarm(Id alarm);
  void send_map(const ReducedMap& map);

  // What the operator says.
  void operator_online();
  void operator_offline();
  void operator_remote(bool remote);
  void operator_message(std::string_view text);

  [[nodiscard]] ControlState control_state() const { return control_; }
  [[nodiscard]] bool is_communicating() const { return communication_ == Communication::established; }
  [[nodiscard]] const Outbox& outbox() const { return outbox_; }

 private:
  enum class Communication : std::uint8_t { disabled, waiting, asked, established };
  /// The item of a reply; nothing where the request's form is wrong (S9F7).
  using Answer = std::optional<Item>;
  using Handler = Answer (Equipment::*)(const Item&);
  struct Alarm {
    std::string name;
    std::string text;  ///< of now
    bool is_set = false, is_enabled = true;
  };

  // equipment.cpp: states and the way of a message
  void answer(const Message& primary);
  void establish();
  void become_communicating();
  void go_online();
  void set_control(ControlState state);
  void deliver(std::uint8_t stream, std::uint8_t function, const Item& item, OnSettled settled = {});
  void report_alarm(Id id, const Alarm& alarm);
  static const std::map<std::pair<int, int>, Handler>& handlers();

  // equipment_setup.cpp: what the tables hold
  void add_variables();
  void add_events_and_alarms();
  [[nodiscard]] std::vector<Id> alarms_that(bool Alarm::*holds) const;

  // equipment_status.cpp: streams 1 and 2 as far as they read and set variables
  Answer s1f1(const Item&);
  Answer s1f3(const Item& request);
  Answer s1f11(const Item& request);
  Answer s1f13(const Item&);
  Answer s1f15(const Item&);
  Answer s1f17(const Item&);
  Answer s1f21(const Item& request);
  Answer s1f23(const Item& request);
  Answer s2f13(const Item& request);
  Answer s2f15(const Item& request);
  Answer s2f17(const Item&);
  Answer s2f29(const Item& request);
  Answer s2f31(const Item& request);
  [[nodiscard]] std::string clock_text() const;
  [[nodiscard]] Item identity() const;

  // equipment_control.cpp: commands, events, alarms, spool, terminal
  Answer s2f25(const Item& request);
  Answer s2f33(const Item& request);
  Answer s2f35(const Item& request);
  Answer s2f37(const Item& request);
  Answer s2f41(const Item& request);
  Answer s2f43(const Item& request);
  Answer s2f49(const Item& request);
  Answer s5f3(const Item& request);
  Answer s5f5(const Item& request);
  Answer s5f7(const Item&);
  Answer s6f15(const Item& request);
  Answer s6f19(const Item& request);
  Answer s6f21(const Item& request);
  Answer s6f23(const Item& request);
  Answer s10f3(const Item& request);
  Answer s10f5(const Item& request);
  [[nodiscard]] Answer obey(const Item& name, const Item& parameters, const Item& bad_parameter);
  CommandAnswer run_command(const std::string& name, const std::map<std::string, std::string>& parameters);
  [[nodiscard]] Item alarm_item(Id id) const;

  // equipment_recipes.cpp: stream 7
  Answer s7f1(const Item& request);
  Answer s7f3(const Item& request);
  Answer s7f5(const Item& request);
  Answer s7f17(const Item& request);
  Answer s7f19(const Item&);

  // equipment_maps.cpp: stream 12
  void on_map_reply(const Message& reply);

  EquipmentOptions options_;
  InspectionPort& inspection_;
  RecipePort& recipes_;
  Spool& spool_;
  HsmsSession& session_;
  std::function<void(std::string_view)> log_;

  Communication communication_ = Communication::disabled;
  ControlState control_, previous_control_ = ControlState::equipment_offline;
  Time now_, next_attempt_;
  std::uint32_t establish_system_ = 0, online_system_ = 0, map_system_ = 0;
  std::chrono::seconds clock_offset_{0};
  std::uint32_t data_id_ = 0;
  bool answering_ = false;  ///< events wait until the reply is on its way
  std::vector<std::function<void()>> after_answer_;
  std::string last_terminal_message_;
  std::optional<ReducedMap> map_;

  Variables variables_;
  Reports reports_;
  std::map<Id, Alarm> alarms_;
  Outbox outbox_;
};

}  // namespace pellucid::gem

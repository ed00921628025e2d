// GEM: what a host asks and what it is answered, states, events, alarms, recipes, commands.
#include "gem/equipment.h"

#include <gmock/gmock.h>

#include "tests/gem/gem_case.h"

namespace pellucid::gem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using L = Item::List;

struct EquipmentTest : test::GemCase {
  static Item ids(std::initializer_list<Id> list) {
    L items;
    for (const Id id : list) items.push_back(Item::u2(static_cast<std::uint16_t>(id)));
    return Item::list(items);
  }
  static Item define(Id report, std::initializer_list<Id> variables) {
    return Item::list(
        {Item::u1(1), Item::list({Item::list({Item::u2(static_cast<std::uint16_t>(report)), ids(variables)})})});
  }
  static Item command(const std::string& name, const std::map<std::string, std::string>& parameters = {}) {
    L list;
    for (const auto& [key, value] : parameters) list.push_back(Item::list({Item::ascii(key), Item::ascii(value)}));
    return Item::list({Item::ascii(name), Item::list(list)});
  }
};

TEST_F(EquipmentTest, EstablishesCommunicationsFromItsSide) {
  connect();
  ASSERT_EQ(host.primaries.size(), 1U);
  EXPECT_THAT(to_text(host.primaries[0]), StartsWith("S1F13 W <L [2] <A [8] \"PELLUCID\">"));
  EXPECT_EQ(ask(1, 1), "S1F0");  // not yet
  host.session.reply(host.primaries[0], 14, Item::list({Item::byte(0), Item::list()}));
  talk();
  EXPECT_TRUE(equipment->is_communicating());
  EXPECT_THAT(ask(1, 1), StartsWith("S1F2 <L [2] <A [8] \"PELLUCID\">"));
}

TEST_F(EquipmentTest, TriesAgainWhereTheHostSaysNo) {
  connect();
  host.session.reply(host.primaries.at(0), 14, Item::list({Item::byte(1), Item::list()}));
  talk();
  EXPECT_FALSE(equipment->is_communicating());
  host.primaries.clear();
  pass(11);
  ASSERT_EQ(host.primaries.size(), 1U);
  EXPECT_THAT(to_text(host.primaries[0]), StartsWith("S1F13 W"));
}

TEST_F(EquipmentTest, GoesOfflineAndOnlineForTheHost) {
  go();
  EXPECT_EQ(ask(1, 17), "S1F18 <B [1] 0x02>");
  EXPECT_EQ(ask(1, 15), "S1F16 <B [1] 0x00>");
  EXPECT_EQ(equipment->control_state(), ControlState::host_offline);
  EXPECT_EQ(ask(1, 3, Item::list()), "S1F0");
  EXPECT_THAT(ask(1, 13, Item::list()), StartsWith("S1F14 <L [2] <B [1] 0x00>"));
  EXPECT_EQ(ask(1, 17), "S1F18 <B [1] 0x00>");
  EXPECT_EQ(equipment->control_state(), ControlState::remote);
  equipment->operator_offline();
  EXPECT_EQ(ask(1, 17), "S1F18 <B [1] 0x01>");
}

TEST_F(EquipmentTest, AttemptsToGoOnline) {
  options.initial = ControlState::attempt_online;
  options.remote_when_online = false;
  build();
  connect();
  ask(1, 13, Item::list());
  ASSERT_EQ(host.primaries.size(), 2U);
  EXPECT_EQ(to_text(host.primaries[1]), "S1F1 W");
  host.session.reply(host.primaries[1], 2, Item::list());
  talk();
  EXPECT_EQ(equipment->control_state(), ControlState::local);
}

TEST_F(EquipmentTest, ReadsAndNamesVariables) {
  go();
  EXPECT_EQ(ask(1, 3, ids({2, 5, 999})), "S1F4 <L [3] <U1 [1] 5> <A [7] \"default\"> <L [0]>>");
  EXPECT_EQ(ask(1, 11, ids({2})), "S1F12 <L [1] <L [3] <U4 [1] 2> <A [12] \"ControlState\"> <A [0] \"\">>>");
  EXPECT_THAT(ask(1, 11), StartsWith("S1F12 <L [14]"));
  EXPECT_EQ(ask(1, 3, Item::ascii("x")).substr(0, 4), "");  // S9F7 instead
  EXPECT_THAT(to_text(host.primaries.back()), StartsWith("S9F7"));
  EXPECT_THAT(ask(1, 23, ids({10})), HasSubstr("\"WaferStarted\"> <L [0]>"));
  EXPECT_THAT(ask(1, 21, ids({120})), HasSubstr("\"MapPath\""));
}

TEST_F(EquipmentTest, ChangesConstantsWithinTheirRange) {
  go();
  const auto set = [](Id id, Item value) {
    return Item::list({Item::list({Item::u2(static_cast<std::uint16_t>(id)), std::move(value)})});
  };
  EXPECT_EQ(ask(2, 13, ids({1002, 7})), "S2F14 <L [2] <U4 [1] 1> <L [0]>>");
  EXPECT_EQ(ask(2, 15, set(1002, Item::u1(9))), "S2F16 <B [1] 0x03>");
  EXPECT_EQ(ask(2, 15, set(1002, Item::ascii("1"))), "S2F16 <B [1] 0x03>");
  EXPECT_EQ(ask(2, 15, set(7, Item::u1(0))), "S2F16 <B [1] 0x01>");
  EXPECT_EQ(ask(2, 15, set(1002, Item::u1(0))), "S2F16 <B [1] 0x00>");
  EXPECT_THAT(ask(2, 17), StartsWith("S2F18 <A [12]"));
  EXPECT_THAT(ask(2, 29, ids({1002})), HasSubstr("\"TimeFormat\"> <U4 [1] 0> <U4 [1] 2> <U4 [1] 1>"));
}

TEST_F(EquipmentTest, SetsItsClock) {
  go();
  EXPECT_EQ(ask(2, 31, Item::ascii("2031020304050600")), "S2F32 <B [1] 0x00>");
  EXPECT_THAT(ask(2, 17), HasSubstr("\"20310203040"));
  EXPECT_EQ(ask(2, 31, Item::ascii("2031139904050600")), "S2F32 <B [1] 0x01>");
  EXPECT_EQ(ask(2, 31, Item::ascii("yesterday")), "S2F32 <B [1] 0x01>");
}

TEST_F(EquipmentTest, ReportsWhatTheHostDefined) {
  go();
  equipment->report(event::kWaferStarted);
  talk();
  EXPECT_THAT(take_events(), IsEmpty());  // nothing is on by itself
  EXPECT_EQ(ask(2, 33, define(5, {102, 105})), "S2F34 <B [1] 0x00>");
  EXPECT_EQ(ask(2, 33, define(5, {102})), "S2F34 <B [1] 0x03>");
  EXPECT_EQ(ask(2, 33, define(6, {4711})), "S2F34 <B [1] 0x04>");
  EXPECT_EQ(ask(2, 35, define(11, {6})), "S2F36 <B [1] 0x05>");
  EXPECT_EQ(ask(2, 35, define(77, {5})), "S2F36 <B [1] 0x04>");
  EXPECT_EQ(ask(2, 35, define(11, {5})), "S2F36 <B [1] 0x00>");
  EXPECT_EQ(ask(2, 35, define(11, {5})), "S2F36 <B [1] 0x03>");
  EXPECT_EQ(ask(2, 37, Item::list({Item::boolean(true), ids({11, 78})})), "S2F38 <B [1] 0x01>");
  EXPECT_EQ(ask(2, 37, Item::list({Item::boolean(true), ids({11})})), "S2F38 <B [1] 0x00>");
  equipment->report(event::kWaferStarted);
  equipment->report(event::kWaferCompleted, {{data::kWaferId, Item::ascii("W03")}, {data::kYield, Item::f8(0.5)}});
  talk();
  EXPECT_THAT(take_events(),
              ElementsAre("S6F11 W <L [3] <U4 [1] 1> <U4 [1] 11> <L [1] <L [2] <U4 [1] 5> <L [2] <A [3] \"W03\"> <F8 "
                          "[1] 0.5>>>>>"));
  EXPECT_THAT(ask(6, 15, Item::u1(11)), HasSubstr("<A [3] \"W03\">"));
  EXPECT_EQ(ask(6, 19, Item::u1(5)), "S6F20 <L [2] <A [3] \"W03\"> <F8 [1] 0.5>>");
  EXPECT_EQ(ask(6, 21, Item::u1(5)),
            "S6F22 <L [2] <L [2] <U4 [1] 102> <A [3] \"W03\">> <L [2] <U4 [1] 105> <F8 [1] 0.5>>>");
  EXPECT_EQ(ask(2, 33, Item::list({Item::u1(0), Item::list()})), "S2F34 <B [1] 0x00>");
  EXPECT_THAT(ask(6, 15, Item::u1(11)), HasSubstr("<U4 [1] 11> <L [0]>"));
}

TEST_F(EquipmentTest, SetsAndClearsAlarms) {
  go();
  equipment->set_alarm(alarm::kInspectionFailed, "no light");
  equipment->set_alarm(alarm::kInspectionFailed, "no light");  // it is set already
  talk();
  EXPECT_THAT(take_events(), ElementsAre("S5F1 W <L [3] <B [1] 0x85> <U4 [1] 1> <A [8] \"no light\">>"));
  EXPECT_EQ(ask(1, 3, ids({9})), "S1F4 <L [1] <L [1] <U4 [1] 1>>>");
  EXPECT_EQ(ask(5, 3, Item::list({Item::byte(0), Item::u1(1)})), "S5F4 <B [1] 0x00>");
  EXPECT_EQ(ask(5, 3, Item::list({Item::byte(0), Item::u1(99)})), "S5F4 <B [1] 0x01>");
  EXPECT_THAT(ask(5, 5, ids({1})), StartsWith("S5F6 <L [1] <L [3] <B [1] 0x85>"));
  EXPECT_THAT(ask(5, 7), StartsWith("S5F8 <L [3]"));
  enable_all_events();
  equipment->clear_alarm(alarm::kInspectionFailed);
  talk();
  EXPECT_THAT(take_events(), ElementsAre(HasSubstr("<U4 [1] 21>")));  // the event, but no S5F1
}

TEST_F(EquipmentTest, CarriesRecipesUpAndDown) {
  go();
  enable_all_events();
  EXPECT_EQ(ask(7, 1, Item::list({Item::ascii("new"), Item::u4(20)})), "S7F2 <B [1] 0x00>");
  EXPECT_EQ(ask(7, 3, Item::list({Item::ascii("new"), Item::ascii("{\"a\":1}")})), "S7F4 <B [1] 0x00>");
  EXPECT_THAT(take_events(), ElementsAre(HasSubstr("<U4 [1] 6>")));
  EXPECT_EQ(ask(7, 3, Item::list({Item::ascii("new"), Item::ascii("bad")})), "S7F4 <B [1] 0x05>");
  EXPECT_EQ(ask(7, 3, Item::list({Item::ascii("../new"), Item::ascii("{}")})), "S7F4 <B [1] 0x04>");
  EXPECT_EQ(ask(7, 5, Item::ascii("new")), "S7F6 <L [2] <A [3] \"new\"> <A [7] \"{\"a\":1}\">>");
  EXPECT_EQ(ask(7, 5, Item::ascii("none")), "S7F6 <L [0]>");
  EXPECT_EQ(ask(7, 19), "S7F20 <L [2] <A [7] \"default\"> <A [3] \"new\">>");
  EXPECT_EQ(ask(7, 17, Item::list({Item::ascii("none")})), "S7F18 <B [1] 0x04>");
  EXPECT_EQ(ask(7, 17, Item::list({Item::ascii("new")})), "S7F18 <B [1] 0x00>");
  EXPECT_EQ(ask(7, 19), "S7F20 <L [1] <A [7] \"default\">>");
}

TEST_F(EquipmentTest, TakesEnhancedCommandsOfTheEquipmentItself) {
  go();
  const auto enhanced = [](const char* object, const Item& plain) {
    return Item::list({Item::u4(1), Item::ascii(object), plain.items()[0], plain.items()[1]});
  };
  EXPECT_EQ(ask(2, 49, enhanced("", command("START", {{"SCAN", "LOT7/W03"}}))), "S2F50 <L [2] <B [1] 0x04> <L [0]>>");
  EXPECT_EQ(inspection.started.at(0).at("SCAN"), "LOT7/W03");
  EXPECT_EQ(ask(2, 49, enhanced("", command("START", {{"WAFER", "3"}}))),
            "S2F50 <L [2] <B [1] 0x03> <L [1] <L [2] <A [5] \"WAFER\"> <U1 [1] 2>>>>");
  EXPECT_EQ(ask(2, 49, enhanced("CHUCK", command("STOP"))), "S2F50 <L [2] <B [1] 0x06> <L [0]>>");
  EXPECT_EQ(ask(2, 49, command("STOP")), "") << "the form of S2F41";
}

TEST_F(EquipmentTest, TakesCommandsWhereItIsRemote) {
  go();
  EXPECT_EQ(ask(2, 41, command("START", {{"scan", "LOT7/W03"}})), "S2F42 <L [2] <B [1] 0x04> <L [0]>>");
  EXPECT_EQ(inspection.started.at(0).at("SCAN"), "LOT7/W03");
  EXPECT_EQ(ask(2, 41, command("START", {{"WAFER", "3"}})),
            "S2F42 <L [2] <B [1] 0x03> <L [1] <L [2] <A [5] \"WAFER\"> <B [1] 0x02>>>>");
  EXPECT_EQ(ask(2, 41, command("DANCE")), "S2F42 <L [2] <B [1] 0x01> <L [0]>>");
  EXPECT_EQ(ask(2, 41, command("RESUME")), "S2F42 <L [2] <B [1] 0x02> <L [0]>>");
  EXPECT_EQ(ask(2, 41, command("PP-SELECT", {{"PPID", "strict"}})), "S2F42 <L [2] <B [1] 0x00> <L [0]>>");
  EXPECT_EQ(inspection.recipe, "strict");
  equipment->operator_remote(false);
  EXPECT_EQ(ask(2, 41, command("STOP")), "S2F42 <L [2] <B [1] 0x02> <L [0]>>");
  EXPECT_EQ(ask(7, 3, Item::list({Item::ascii("new"), Item::ascii("{}")})), "S7F4 <B [1] 0x01>");
}

TEST_F(EquipmentTest, SaysWhatItDoesNotKnow) {
  go();
  EXPECT_EQ(ask(99, 1), "");
  EXPECT_EQ(ask(2, 99), "");
  EXPECT_EQ(ask(2, 41, Item::u1(3)), "");
  ASSERT_EQ(host.primaries.size(), 3U);
  EXPECT_THAT(to_text(host.primaries[0]), StartsWith("S9F3 <B [10]"));
  EXPECT_THAT(to_text(host.primaries[1]), StartsWith("S9F5 <B [10]"));
  EXPECT_THAT(to_text(host.primaries[2]), StartsWith("S9F7 <B [10]"));
}

TEST_F(EquipmentTest, CarriesTerminalMessages) {
  go();
  EXPECT_EQ(ask(10, 3, Item::list({Item::byte(0), Item::ascii("hello")})), "S10F4 <B [1] 0x00>");
  EXPECT_EQ(ask(1, 3, ids({14})), "S1F4 <L [1] <A [5] \"hello\">>");
  equipment->operator_message("good day");
  talk();
  EXPECT_THAT(take_events(), ElementsAre("S10F1 W <L [2] <B [1] 0x00> <A [8] \"good day\">>"));
}

TEST_F(EquipmentTest, SpoolsWhileTheHostIsAwayAndDrainsInOrder) {
  go();
  enable_all_events();
  disconnect();
  for (int i = 0; i < 20; ++i) equipment->report(event::kWaferStarted);
  EXPECT_EQ(spool->size(), 21U);  // and that spooling began
  build();                        // the process ends and begins again
  go();
  enable_all_events();
  equipment->report(event::kWaferCompleted);  // goes behind the others
  EXPECT_EQ(ask(1, 3, ids({10, 12})), "S1F4 <L [2] <U4 [1] 22> <U1 [1] 1>>");
  EXPECT_EQ(ask(6, 23, Item::u1(0)), "S6F24 <B [1] 0x00>");
  const auto events = take_events();
  ASSERT_EQ(events.size(), 23U);
  EXPECT_THAT(events[0], HasSubstr("<U4 [1] 1> <U4 [1] 10>"));
  EXPECT_THAT(events[1], HasSubstr("<U4 [1] 30>"));
  for (std::uint32_t i = 2; i < 21; ++i) {
    EXPECT_THAT(events[i], HasSubstr("<U4 [1] " + std::to_string(i + 1) + "> <U4 [1] 10>"));
  }
  EXPECT_THAT(events[21], HasSubstr("<U4 [1] 11>"));
  EXPECT_THAT(events[22], HasSubstr("<U4 [1] 31>"));
  EXPECT_TRUE(spool->empty());
  EXPECT_EQ(ask(6, 23, Item::u1(0)), "S6F24 <B [1] 0x02>");
}

TEST_F(EquipmentTest, KeepsWhatWasSentButNotAcknowledged) {
  go();
  enable_all_events();
  for (int i = 0; i < 40; ++i) equipment->report(event::kWaferStarted);
  talk();
  EXPECT_EQ(host.primaries.size(), 16U);  // no more on the way at once
  host.session.reply(host.primaries[0], 12, Item::byte(0));
  talk();
  EXPECT_EQ(host.primaries.size(), 17U);
  disconnect();
  EXPECT_EQ(spool->size(), 40U);  // 39 of them, and that spooling began
  EXPECT_EQ(equipment->outbox().lost(), 0U);
}

TEST_F(EquipmentTest, SpoolsWhereTheHostNoLongerAcknowledges) {
  go();
  enable_all_events();
  equipment->report(event::kWaferStarted);
  talk();
  session.on_time(now + std::chrono::seconds(46));  // T3
  EXPECT_FALSE(equipment->is_communicating());
  EXPECT_EQ(spool->size(), 2U);
}

TEST_F(EquipmentTest, PurgesAndChoosesWhatIsSpooled) {
  go();
  enable_all_events();
  const Item only_alarms = Item::list({Item::list({Item::u1(5), Item::list()})});
  EXPECT_EQ(ask(2, 43, only_alarms), "S2F44 <L [2] <B [1] 0x00> <L [0]>>");
  EXPECT_THAT(ask(2, 43, Item::list({Item::list({Item::u1(1), Item::list()})})), HasSubstr("<B [1] 0x01> <L [1]"));
  disconnect();
  equipment->report(event::kWaferStarted);
  EXPECT_TRUE(spool->empty());
  equipment->set_alarm(alarm::kLimitsFailed, "yield");
  EXPECT_EQ(spool->size(), 1U);
  go();
  EXPECT_EQ(ask(6, 23, Item::u1(1)), "S6F24 <B [1] 0x00>");
  EXPECT_TRUE(spool->empty());
}

TEST_F(EquipmentTest, SendsAReducedMap) {
  go();
  equipment->send_map({"W03", 3, 2, "0123_1"});
  talk();
  const auto said = take_events();
  ASSERT_EQ(said.size(), 3U);
  EXPECT_THAT(said[0], StartsWith("S12F1 W <L [15] <A [3] \"W03\">"));
  EXPECT_THAT(said[1], StartsWith("S12F5 W <L [4]"));
  EXPECT_EQ(said[2], "S12F9 W <L [4] <A [3] \"W03\"> <B [1] 0x00> <I4 [2] 0 0> <A [6] \"0123_1\">>");
}

}  // namespace
}  // namespace pellucid::gem

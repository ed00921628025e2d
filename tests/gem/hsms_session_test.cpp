// HSMS-SS as a state machine: selecting, replies, the timers, and what is done with nonsense.
#include "gem/hsms_session.h"

#include <gtest/gtest.h>

#include "tests/gem/session_pair.h"

namespace pellucid::gem {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using test::End;

struct HsmsPair : ::testing::Test {
  End equipment{Role::passive}, host{Role::active};
  Time now = Clock::now();

  void talk() { test::exchange(equipment.session, host.session, now); }
  void connect() {
    equipment.session.on_connected(now);
    host.session.on_connected(now);
    talk();
  }
  void pass(std::chrono::milliseconds time) {
    now += time;
    equipment.session.on_time(now);
    host.session.on_time(now);
  }
  /// What the equipment says to these bytes.
  std::string said(const std::string& bytes) {
    equipment.session.unsent().clear();
    equipment.session.on_bytes(bytes, now);
    return std::exchange(equipment.session.unsent(), {});
  }
};

std::string control(std::uint8_t type, std::uint8_t presentation = 0) {
  return framed({0xFFFF, 0, 0, presentation, type, 77}, "");
}

TEST_F(HsmsPair, SelectsAndCarriesAPrimaryAndItsReply) {
  connect();
  EXPECT_TRUE(equipment.session.is_selected());
  EXPECT_TRUE(host.session.is_selected());
  EXPECT_EQ(equipment.selected + host.selected, 2);

  std::uint32_t system = 0;
  ASSERT_TRUE(host.session.send(1, 1, true, std::nullopt, now, &system));
  talk();
  ASSERT_EQ(equipment.primaries.size(), 1U);
  const Message& primary = equipment.primaries[0];
  EXPECT_EQ(to_text(primary), "S1F1 W");
  equipment.session.reply(primary, 2, Item::list({Item::ascii("pellucid")}));
  talk();
  ASSERT_EQ(host.replies.size(), 1U);
  EXPECT_EQ(host.replies[0].header.system, system);
  EXPECT_EQ(to_text(host.replies[0]), "S1F2 <L [1] <A [8] \"pellucid\">>");
}

TEST_F(HsmsPair, TakesMessagesByteByByte) {
  connect();
  ASSERT_TRUE(host.session.send(10, 3, false, Item::list({Item::byte(0), Item::ascii("hello")}), now));
  const std::string bytes = std::exchange(host.session.unsent(), {});
  for (const char byte : bytes) {
    pass(10ms);
    equipment.session.on_bytes({&byte, 1}, now);
  }
  ASSERT_EQ(equipment.primaries.size(), 1U);
  EXPECT_FALSE(equipment.session.wants_close());
}

TEST_F(HsmsPair, SelectIsAnsweredByItsBytes) {
  equipment.session.on_connected(now);
  EXPECT_EQ(said("\x00\x00\x00\x0A\xFF\xFF\x00\x00\x00\x01\x00\x00\x00\x05"s),
            "\x00\x00\x00\x0A\xFF\xFF\x00\x00\x00\x02\x00\x00\x00\x05"s);
  EXPECT_EQ(said(control(1)), framed({0xFFFF, 0, 1, 0, 2, 77}, ""));  // already selected
  EXPECT_EQ(said(control(5)), framed({0xFFFF, 0, 0, 0, 6, 77}, ""));  // link test
  EXPECT_EQ(said(control(3)), framed({0xFFFF, 0, 0, 0, 4, 77}, ""));  // deselect
  EXPECT_FALSE(equipment.session.is_selected());
  EXPECT_EQ(said(control(3)), framed({0xFFFF, 0, 1, 0, 4, 77}, ""));
}

TEST_F(HsmsPair, RejectsWhatItDoesNotKnow) {
  equipment.session.on_connected(now);
  EXPECT_EQ(said(control(8)), framed({0xFFFF, 8, 1, 0, 7, 77}, ""));
  EXPECT_EQ(said(control(5, 3)), framed({0xFFFF, 3, 2, 0, 7, 77}, ""));
  EXPECT_EQ(said(control(2)), framed({0xFFFF, 2, 3, 0, 7, 77}, ""));
  EXPECT_EQ(said(framed({0, 0x81, 1, 0, 0, 77}, "")), framed({0, 0, 4, 0, 7, 77}, ""));
  EXPECT_TRUE(equipment.primaries.empty());
}

TEST_F(HsmsPair, AnswersFaultsWithS9) {
  connect();
  const auto fault = [](std::uint8_t function, const Header& about, std::uint32_t system) {
    return framed({0, 9, function, 0, 0, system}, *encode(Item::binary(header_bytes(about))));
  };
  const auto system_of = [](const std::string& bytes) { return read_header(std::string_view(bytes).substr(4)).system; };
  const Header stranger{9, 0x81, 1, 0, 0, 5};
  std::string answer = said(framed(stranger, ""));
  EXPECT_EQ(answer, fault(1, stranger, system_of(answer)));
  const Header broken{0, 0x82, 41, 0, 0, 6};
  answer = said(framed(broken, "\x41\x09x"));
  EXPECT_EQ(answer, fault(7, broken, system_of(answer)));
  EXPECT_TRUE(equipment.primaries.empty());
  const Header huge{0, 0x87, 3, 0, 0, 7};
  answer = said("\x7F\xFF\xFF\xFF"s + header_bytes(huge));
  EXPECT_EQ(answer, fault(11, huge, system_of(answer)));
  EXPECT_TRUE(equipment.session.wants_close());
}

TEST_F(HsmsPair, T3EndsAWaitForAReply) {
  connect();
  std::uint32_t system = 0;
  ASSERT_TRUE(equipment.session.send(6, 11, true, Item::list(), now, &system));
  pass(44s);
  EXPECT_TRUE(equipment.unanswered.empty());
  equipment.session.unsent().clear();
  pass(2s);
  ASSERT_EQ(equipment.unanswered, std::vector<std::uint32_t>{system});
  EXPECT_EQ(read_header(std::string_view(equipment.session.unsent()).substr(4)).byte2, 9);
  EXPECT_EQ(read_header(std::string_view(equipment.session.unsent()).substr(4)).byte3, 9);
}

TEST_F(HsmsPair, T6EndsAConnectionWhoseSelectIsNotAnswered) {
  host.session.on_connected(now);
  pass(4s);
  EXPECT_FALSE(host.session.wants_close());
  pass(2s);
  EXPECT_TRUE(host.session.wants_close());
}

TEST_F(HsmsPair, T7EndsAConnectionThatIsNotSelected) {
  equipment.session.on_connected(now);
  pass(9s);
  EXPECT_FALSE(equipment.session.wants_close());
  pass(2s);
  EXPECT_TRUE(equipment.session.wants_close());
}

TEST_F(HsmsPair, T8EndsAConnectionWithinAMessage) {
  connect();
  equipment.session.on_bytes("\x00\x00\x00"s, now);
  pass(4s);
  EXPECT_FALSE(equipment.session.wants_close());
  pass(2s);
  EXPECT_TRUE(equipment.session.wants_close());
}

TEST_F(HsmsPair, TestsTheLinkAndLeavesASilentPeer) {
  connect();
  pass(31s);
  EXPECT_FALSE(equipment.session.unsent().empty());
  talk();
  pass(6s);
  EXPECT_FALSE(equipment.session.wants_close());
  pass(31s);
  equipment.session.unsent().clear();  // lost
  pass(6s);
  EXPECT_TRUE(equipment.session.wants_close());
}

TEST_F(HsmsPair, SeparateEndsBoth) {
  connect();
  host.session.separate();
  talk();
  EXPECT_TRUE(host.session.wants_close());
  EXPECT_TRUE(equipment.session.wants_close());
  equipment.session.on_disconnected();
  EXPECT_EQ(equipment.deselected, 1);
  EXPECT_FALSE(equipment.session.send(6, 11, true, Item::list(), now));
}

TEST_F(HsmsPair, HoldsBackAFlood) {
  connect();
  std::string flood;
  for (int i = 0; i < 10'001; ++i) flood += control(5);
  EXPECT_FALSE(equipment.session.is_throttled(now));
  equipment.session.on_bytes(flood, now);
  EXPECT_TRUE(equipment.session.is_throttled(now));
  EXPECT_FALSE(equipment.session.is_throttled(now + 1s));
}

}  // namespace
}  // namespace pellucid::gem

// The socket below: loopback, who may connect, one at a time, two servers that find each other.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gem/hsms_link.h"
#include "tests/gem/session_pair.h"

namespace pellucid::gem {
namespace {

using namespace std::chrono_literals;
using test::End;

std::string error_of(const LinkOptions& options) {
  End end(options.role);
  const auto link = HsmsLink::open(options, end.session, [](auto) {});
  return link ? "" : link.error().code;
}

struct Loopback : ::testing::Test {
  End equipment{Role::passive};
  std::unique_ptr<HsmsLink> link;

  void open(std::vector<std::string> allowed = {}) {
    link =
        std::move(HsmsLink::open({Role::passive, "127.0.0.1", 0, std::move(allowed), 10}, equipment.session, [](auto) {
                  }).value());
  }
  [[nodiscard]] int connect() const {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(link->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    link->turn(100ms);
    return fd;
  }
  /// Has the other side closed?
  [[nodiscard]] bool is_closed(int fd) const {
    for (int i = 0; i < 20; ++i) {
      char byte = 0;
      const auto count = recv(fd, &byte, 1, MSG_DONTWAIT);
      if (count == 0 || (count < 0 && errno != EAGAIN)) return true;
      link->turn(5ms);
    }
    return false;
  }
};

TEST(HsmsLink, ListensOnLoopbackUnlessHostsAreNamed) {
  EXPECT_EQ(LinkOptions().address, "127.0.0.1");
  EXPECT_EQ(error_of({Role::passive, "0.0.0.0", 0, {}, 10}), "gem.address");
  EXPECT_EQ(error_of({Role::passive, "0.0.0.0", 0, {"192.0.2.7"}, 10}), "");
  EXPECT_EQ(error_of({Role::passive, "host.example", 0, {}, 10}), "gem.address");
  EXPECT_EQ(error_of({Role::passive, "::1", 0, {}, 10}), "");
}

TEST_F(Loopback, LetsInOneHostAtATime) {
  open();
  const int first = connect();
  const int second = connect();
  EXPECT_TRUE(is_closed(second));
  EXPECT_FALSE(is_closed(first));
  close(first);
  link->turn(100ms);
  link->turn(10ms);
  const int third = connect();
  EXPECT_FALSE(is_closed(third));
  close(second);
  close(third);
}

TEST_F(Loopback, RefusesWhoIsNotOnTheList) {
  open({"192.0.2.7"});
  const int fd = connect();
  EXPECT_TRUE(is_closed(fd));
  close(fd);
}

TEST_F(Loopback, AnActiveLinkFindsAPassiveOneAndComesBack) {
  open();
  End host(Role::active);
  auto caller =
      std::move(HsmsLink::open({Role::active, "127.0.0.1", link->port(), {}, 0.05}, host.session, [](auto) {}).value());
  const auto turn_until = [&](auto&& holds) {
    for (int i = 0; i < 400 && !holds(); ++i) {
      caller->turn(5ms);
      link->turn(5ms);
    }
    return holds();
  };
  ASSERT_TRUE(turn_until([&] { return host.selected == 1 && equipment.selected == 1; }));
  const Item big = Item::binary(std::string(5 << 20, 'x'));
  ASSERT_TRUE(host.session.send(7, 3, true, big, Clock::now()));
  ASSERT_TRUE(turn_until([&] { return equipment.primaries.size() == 1; }));
  EXPECT_EQ(equipment.primaries[0].item, big);
  equipment.session.separate();
  ASSERT_TRUE(turn_until([&] { return host.selected == 2 && equipment.selected == 2; }));
}

}  // namespace
}  // namespace pellucid::gem

// Any bytes at all to an equipment that is at work: an answer, an S9 or a closed connection, and it works on
// afterwards.
#include <chrono>
#include <iostream>

#include "tests/gem/gem_case.h"
#include "tests/gem/random_item.h"

namespace pellucid::gem {
namespace {

using test::below;
using test::Random;

struct EquipmentFuzz : test::GemCase {
  Random random{std::random_device{}()};

  /// Requests of a true form, so that damage reaches behind the first check.
  Item plausible() {
    const auto id = [this] { return Item::u2(static_cast<std::uint16_t>(below(random, 150))); };
    const auto ids = [&] { return Item::list({id(), id()}); };
    switch (below(random, 6)) {
      case 0:
        return ids();
      case 1:
        return id();
      case 2:
        return Item::list({id(), Item::list({Item::list({id(), ids()})})});
      case 3:
        return Item::list({Item::ascii("START"), Item::list({Item::list({Item::ascii("SCAN"), Item::ascii("a")})})});
      case 4:
        return Item::list({Item::ascii("default"), Item::ascii("{}")});
      default:
        return test::random_item(random);
    }
  }
  std::string any_frame() {
    constexpr std::uint8_t kStreams[] = {1, 2, 5, 6, 7, 9, 10, 12};
    Header header;
    header.session_id = below(random, 20) == 0 ? 7 : 0;
    header.byte2 = static_cast<std::uint8_t>(kStreams[below(random, std::size(kStreams))] | (random() & 0x80U));
    header.byte3 = static_cast<std::uint8_t>(below(random, 50));
    header.session = static_cast<std::uint8_t>(below(random, 20) == 0 ? below(random, 12) : 0);
    header.system = static_cast<std::uint32_t>(random());
    return framed(header, encode(plausible()).value());
  }
};

TEST_F(EquipmentFuzz, SurvivesAnyBytes) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(test::fuzz_seconds(12));
  std::size_t closed = 0, rounds = 0;
  while (std::chrono::steady_clock::now() < end) {
    go();
    for (int i = 0; i < 200 && !session.wants_close(); ++i, ++rounds) {
      std::string bytes = any_frame();
      if (below(random, 4) == 0) bytes = test::damaged(random, std::move(bytes));
      session.on_bytes(bytes, now);
      equipment->report(event::kWaferStarted);
      if (below(random, 50) == 0) pass(3);
      ASSERT_LT(session.unsent().size(), 80U << 20);
      session.unsent().clear();
    }
    closed += session.wants_close() ? 1 : 0;
    disconnect();
    if (spool->size() > 1000) spool->purge();
  }
  std::cout << rounds << " frames, " << closed << " connections closed\n";
  EXPECT_GT(rounds, 1000U);
  EXPECT_GT(closed, 0U);
  go();
  ASSERT_TRUE(equipment->is_communicating());
  const std::string answer = ask(1, 13, Item::list());
  EXPECT_EQ(answer.substr(0, 5), "S1F14");
}

}  // namespace
}  // namespace pellucid::gem

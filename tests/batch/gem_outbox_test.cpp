// News of files for a GEM host: an entry is done when the host has acknowledged the event or the spool has it, and not
// before.
#include "batch/gem_outbox.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/gem/gem_case.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using gem::Item;
using ::testing::Contains;
using ::testing::HasSubstr;

struct GemOutboxTest : test::GemCase {
  [[nodiscard]] mes::Outbox outbox() const {
    mes::OutboxConfig config;
    config.folder = folder.path() / "outbox";
    config.retry = {0.01, 0.02, 0};
    mes::TargetConfig target;
    target.name = "host";
    target.kind = mes::TargetKind::secs_gem;
    config.targets = {target};
    return mes::Outbox::open(config).value();
  }
  void put(const mes::Outbox& box) const {
    std::ofstream(folder.path() / "W03.klarf") << "defects";
    mes::PutRequest request;
    request.files = {{folder.path() / "W03.klarf", "W03.klarf"}};
    request.about = {{"wafer", "W03"}, {"lot", "L7"}};
    ASSERT_TRUE(box.put(request));
  }
  /// One attempt, with the equipment on this thread; the host takes what comes.
  mes::PassReport pass_once(const mes::Outbox& box) {
    const PostToEquipment post = [this](const std::function<void(gem::Equipment&)>& act) {
      act(*equipment);
      talk();
      for (const std::string& event : take_events()) events.push_back(event);
    };
    return mes::Deliverer::open(box, gem_targets(box.config(), post)).value().pass().value();
  }
  std::vector<std::string> events;
};

TEST_F(GemOutboxTest, TheHostIsToldOfPathSizeAndSha256) {
  const mes::Outbox box = outbox();
  put(box);
  go();
  const auto ids = [](std::initializer_list<std::uint32_t> numbers) {
    Item::List list;
    for (const std::uint32_t number : numbers) list.push_back(Item::u4(number));
    return Item::list(std::move(list));
  };
  const Item variables = ids({150, 151, 152, 153, 154, 155});
  ask(2, 33, Item::list({Item::u4(0), Item::list({Item::list({Item::u4(1), variables})})}));
  ask(2, 35, Item::list({Item::u4(0), Item::list({Item::list({Item::u4(14), ids({1})})})}));
  enable_all_events();
  EXPECT_EQ(pass_once(box).delivered, 1);
  EXPECT_THAT(ids_told, Contains(gem::event::kFileReady));
  ASSERT_FALSE(events.empty());
  EXPECT_THAT(events.back(), HasSubstr((folder.path() / "W03.klarf").string()));
  EXPECT_THAT(events.back(), HasSubstr("L7"));
  EXPECT_EQ(box.list(mes::EntryState::done).value().entries.size(), 1U);
}

TEST_F(GemOutboxTest, WaitsWhileTheHostDoesNotWantTheEvent) {
  const mes::Outbox box = outbox();
  put(box);
  go();
  EXPECT_EQ(pass_once(box).failed, 1);
  const auto entries = box.list(mes::EntryState::pending).value().entries;
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_THAT(entries[0].last_error, HasSubstr("has not enabled FileReady"));
}

TEST_F(GemOutboxTest, TheSpoolTakesItWhileTheHostIsAway) {
  const mes::Outbox box = outbox();
  put(box);
  go();
  enable_all_events();
  disconnect();
  const std::size_t before = spool->size();
  EXPECT_EQ(pass_once(box).delivered, 1);
  EXPECT_GT(spool->size(), before);
}

TEST_F(GemOutboxTest, AFullSpoolLosesNothing) {
  const mes::Outbox box = outbox();
  put(box);
  go();
  enable_all_events();
  disconnect();
  for (const std::size_t bytes : {1 << 20, 1 << 10, 0}) {  // to the last byte
    while (spool->push({6, 11, std::string(bytes, 'x')})) {
    }
  }
  EXPECT_EQ(pass_once(box).failed, 1);
  EXPECT_EQ(box.list(mes::EntryState::pending).value().entries.size(), 1U);
}

}  // namespace
}  // namespace pellucid

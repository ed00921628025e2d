// The outbox by itself: what is put stays, what is the same is one delivery, what fails comes back, later and later.
#include <gmock/gmock.h>

#include <thread>

#include "tests/mes/outbox_case.h"

namespace pellucid::mes::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Answers as the test says and notes what it was given.
struct FakeTarget final : OutboxTarget {
  explicit FakeTarget(std::function<Attempt(const OutboxEntry&)> answer_with) : answer(std::move(answer_with)) {}
  Attempt deliver(const Delivery& delivery, std::stop_token /*stop*/) override { return answer(delivery.entry); }
  std::function<Attempt(const OutboxEntry&)> answer;
};

OutboxTargets only(std::function<Attempt(const OutboxEntry&)> answer) {
  OutboxTargets targets;
  targets["drop"] = std::make_unique<FakeTarget>(std::move(answer));
  return targets;
}

using OutboxTest = OutboxCase;

TEST_F(OutboxTest, DropsAFileWholeWithATrueManifest) {
  const Outbox box = outbox();
  const auto put = box.put({{file("W03.klarf", "defects")}, {}, {{"lot", "L7"}, {"wafer", "W03"}}}).value();
  ASSERT_EQ(put.size(), 1U);
  EXPECT_TRUE(put[0].is_new);
  fs::remove(root / "made/W03.klarf");  // the outbox has its own
  EXPECT_EQ(deliver(box).delivered, 1);
  EXPECT_EQ(read_file(drop / "W03.klarf"), "defects");
  const auto manifest = nlohmann::json::parse(read_file(drop / "W03.klarf.manifest.json"));
  EXPECT_EQ(manifest["schema"], "pellucid.delivery/1");
  EXPECT_EQ(manifest["bytes"], 7);
  EXPECT_EQ(manifest["sha256"], sha256_hex("defects"));
  EXPECT_EQ(manifest["about"]["lot"], "L7");
  EXPECT_EQ(manifest["path"], (drop / "W03.klarf").string());
  std::vector<std::string> names;
  EXPECT_EQ(fault_of_drop(drop, names), "");
  EXPECT_EQ(count(box, EntryState::done), 1U);
  EXPECT_TRUE(fs::is_empty(root / "outbox/payload")) << "what was delivered needs no copy";
}

TEST_F(OutboxTest, TheSameTwiceIsOneDelivery) {
  const Outbox box = outbox();
  const PutRequest request{{file("W03.klarf", "defects")}, {}, {}};
  const std::string key = box.put(request).value()[0].entry.key;
  EXPECT_FALSE(box.put(request).value()[0].is_new);
  EXPECT_EQ(deliver(box).delivered, 1);
  fs::remove(drop / "W03.klarf");  // collected
  fs::remove(drop / "W03.klarf.manifest.json");
  const auto again = box.put(request).value();
  EXPECT_FALSE(again[0].is_new);
  EXPECT_EQ(again[0].entry.state, EntryState::done);
  EXPECT_EQ(deliver(box).delivered, 0);
  EXPECT_TRUE(fs::is_empty(drop));
  EXPECT_NE(box.put({{file("W03.klarf", "other defects")}, {}, {}}).value()[0].entry.key, key);
}

TEST_F(OutboxTest, AChangedFileReplacesTheOldOneInTheOrderOfPutting) {
  const Outbox box = outbox();
  fs::remove(drop);
  box.put({{file("W03.klarf", "first")}, {}, {}}).value();
  EXPECT_EQ(deliver(box).failed, 1);
  box.put({{file("W03.klarf", "second, longer")}, {}, {}}).value();
  fs::create_directory(drop);
  Deliverer deliverer = Deliverer::open(box, make_targets(box.config())).value();
  for (int i = 0; i < 200 && count(box, EntryState::pending) > 0; ++i) {
    ASSERT_TRUE(deliverer.pass());
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_EQ(read_file(drop / "W03.klarf"), "second, longer");
  std::vector<std::string> names;
  EXPECT_EQ(fault_of_drop(drop, names), "");
  EXPECT_EQ(count(box, EntryState::done), 2U);
}

TEST_F(OutboxTest, WhatIsNotCollectedYetMayBeKeptFromBeingReplaced) {
  OutboxConfig keeps = config();
  keeps.targets[0].drop.replace = false;
  const Outbox box = outbox(keeps);
  box.put({{file("W03.klarf", "first")}, {}, {}}).value();
  box.put({{file("W03.klarf", "second")}, {}, {}}).value();
  EXPECT_EQ(deliver(box).delivered, 1);
  EXPECT_EQ(read_file(drop / "W03.klarf"), "first");
  fs::remove(drop / "W03.klarf");  // collected
  fs::remove(drop / "W03.klarf.manifest.json");
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_EQ(deliver(box).delivered, 1);
  EXPECT_EQ(read_file(drop / "W03.klarf"), "second");
}

TEST_F(OutboxTest, PicturesComeBeforeTheFileThatNamesThem) {
  const Outbox box = outbox();
  box.put({{file("W03.images/1.png", "one"), file("W03.images/2.png", "two"), file("W03.klarf", "defects")}, {}, {}})
      .value();
  EXPECT_EQ(deliver(box).delivered, 1);
  std::vector<std::string> names;
  EXPECT_EQ(fault_of_drop(drop, names), "");
  EXPECT_THAT(names, ElementsAre("W03.klarf"));
  EXPECT_EQ(read_file(drop / "W03.images/2.png"), "two");
}

TEST_F(OutboxTest, NeverMakesTheDropFolder) {
  const Outbox box = outbox();
  fs::remove(drop);
  box.put({{file("W03.klarf", "defects")}, {}, {}}).value();
  EXPECT_EQ(deliver(box).failed, 1);
  EXPECT_FALSE(fs::exists(drop)) << "a share that is not mounted must not be filled below its mount point";
  EXPECT_THAT(box.list(EntryState::pending).value().entries[0].last_error, HasSubstr("the drop folder is not there"));
}

TEST_F(OutboxTest, RefusesADamagedCopyAndSaysSo) {
  const Outbox box = outbox();
  const auto put = box.put({{file("W03.klarf", "defects")}, {}, {}}).value();
  write_file(box.payload(put[0].entry.key) / "0", "defect!");
  EXPECT_EQ(deliver(box).failed, 1);
  EXPECT_TRUE(fs::is_empty(drop));
  EXPECT_THAT(box.list(EntryState::pending).value().entries[0].last_error, HasSubstr("no longer what was put"));
}

TEST_F(OutboxTest, ADeadLetterIsKeptAndRetriedByHand) {
  const Outbox box = outbox();
  box.put({{file("W03.klarf", "defects")}, {}, {}}).value();
  bool works = false;
  auto deliverer = Deliverer::open(box, only([&](const OutboxEntry&) {
                                     return works ? Attempt{} : Attempt{Outcome::refused, "no room"};
                                   }))
                       .value();
  int dead = 0;
  for (int i = 0; i < 200 && dead == 0; ++i) {
    dead += deliverer.pass().value().dead;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ASSERT_EQ(dead, 1);
  auto letters = box.list(EntryState::dead).value().entries;
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].attempts, 3);
  EXPECT_EQ(letters[0].last_error, "no room");
  EXPECT_TRUE(fs::exists(box.payload(letters[0].key) / "0"));
  works = true;
  EXPECT_EQ(deliverer.pass().value().delivered, 0) << "not by itself";
  ASSERT_TRUE(box.retry(letters[0]));
  EXPECT_EQ(deliverer.pass().value().delivered, 1);
}

TEST_F(OutboxTest, ADeadLetterNeverReplacesALaterFile) {
  const Outbox box = outbox();
  box.put({{file("W03.klarf", "old")}, {}, {}}).value();
  auto letter = box.list(EntryState::pending).value().entries[0];
  letter.state = EntryState::dead;
  ASSERT_TRUE(box.store(letter));
  box.put({{file("W03.klarf", "new")}, {}, {}}).value();
  EXPECT_EQ(deliver(box).delivered, 1);
  const auto retried = box.retry(letter);
  ASSERT_FALSE(retried);
  EXPECT_EQ(retried.error().kind, ErrorKind::usage);
  EXPECT_EQ(read_file(drop / "W03.klarf"), "new");
}

TEST_F(OutboxTest, OneEntryAtATimeFindsOutWhetherATargetIsBack) {
  const Outbox box = outbox();
  for (int i = 0; i < 20; ++i) box.put({{file(fmt::format("W{}.klarf", i), "x")}, {}, {}}).value();
  int asked = 0;
  auto deliverer = Deliverer::open(box, only([&](const OutboxEntry&) {
                                     ++asked;
                                     return Attempt{Outcome::away, "nobody there"};
                                   }))
                       .value();
  const auto report = deliverer.pass().value();
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(report.waiting, 19);
}

TEST_F(OutboxTest, ARefusedEntryDoesNotHoldUpTheOthers) {
  const Outbox box = outbox();
  for (const char* name : {"A.klarf", "B.klarf", "C.klarf"}) box.put({{file(name, "x")}, {}, {}}).value();
  auto deliverer =
      Deliverer::open(box, only([](const OutboxEntry& entry) {
                        return entry.main().name == "A.klarf" ? Attempt{Outcome::refused, "bad"} : Attempt{};
                      }))
          .value();
  const auto report = deliverer.pass().value();
  EXPECT_EQ(report.delivered, 2);
  EXPECT_EQ(report.failed, 1);
}

TEST_F(OutboxTest, WaitsLongerAfterEachFailureUpToACap) {
  const RetryOptions options{1, 300, 0};
  EXPECT_DOUBLE_EQ(retry_delay_s(options, 1, 1), 1);
  EXPECT_DOUBLE_EQ(retry_delay_s(options, 4, 1), 8);
  EXPECT_DOUBLE_EQ(retry_delay_s(options, 4, 0), 4);
  EXPECT_DOUBLE_EQ(retry_delay_s(options, 1000, 1), 300);
}

TEST_F(OutboxTest, AClockThatWasWrongDoesNotHoldAnEntryForYears) {
  const Outbox box = outbox();
  box.put({{file("W03.klarf", "x")}, {}, {}}).value();
  auto entry = box.list(EntryState::pending).value().entries[0];
  entry.next_attempt = "2099-01-01T00:00:00.000000Z";
  ASSERT_TRUE(box.store(entry));
  EXPECT_EQ(deliver(box).delivered, 1);
}

TEST_F(OutboxTest, AMessageWaitsForItsFileAndNamesItAsOthersDo) {
  OutboxConfig both = config();
  both.targets[0].seen_as = "//mes/drop";
  TargetConfig news;
  news.name = "news";
  news.kind = TargetKind::secs_gem;
  news.after = "drop";
  both.targets.insert(both.targets.begin(), news);
  const Outbox box = outbox(both);
  const auto put = box.put({{file("W03.klarf", "x")}, {}, {}}).value();
  ASSERT_EQ(put.size(), 2U);
  EXPECT_EQ(put[1].entry.path, "//mes/drop/W03.klarf");
  std::vector<std::string> told;
  OutboxTargets targets;
  targets["news"] = std::make_unique<FakeTarget>([&](const OutboxEntry& entry) {
    told.push_back(entry.path);
    return Attempt{};
  });
  auto messenger = Deliverer::open(box, std::move(targets)).value();
  EXPECT_EQ(messenger.pass().value().waiting, 1);
  EXPECT_EQ(deliver(box).delivered, 1);
  EXPECT_EQ(messenger.pass().value().delivered, 1);
  EXPECT_THAT(told, ElementsAre("//mes/drop/W03.klarf"));
}

TEST_F(OutboxTest, OneDelivererAtATime) {
  const Outbox box = outbox();
  const auto first = Deliverer::open(box, make_targets(box.config()));
  ASSERT_TRUE(first);
  const auto second = Deliverer::open(box, make_targets(box.config()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "mes.outbox_busy");
  EXPECT_EQ(second.error().kind, ErrorKind::usage);
}

TEST_F(OutboxTest, PurgeForgetsAndLetsTheSameBePutAgain) {
  const Outbox box = outbox();
  const PutRequest request{{file("W03.klarf", "defects")}, {}, {}};
  const auto entry = box.put(request).value()[0].entry;
  {
    const auto at_work = Deliverer::open(box, make_targets(box.config()));
    const auto refused = box.purge(entry);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "mes.outbox_busy");
  }
  ASSERT_TRUE(box.purge(box.find(entry.key.substr(0, 8)).value()));
  EXPECT_EQ(count(box, EntryState::pending), 0U);
  EXPECT_TRUE(fs::is_empty(root / "outbox/payload"));
  EXPECT_TRUE(box.put(request).value()[0].is_new);
}

TEST_F(OutboxTest, ForgetsWhatWasDeliveredLongAgo) {
  OutboxConfig short_memory = config();
  short_memory.keep_done_days = 0;
  const Outbox box = outbox(short_memory);
  box.put({{file("W03.klarf", "x")}, {}, {}}).value();
  deliver(box);
  EXPECT_EQ(count(box, EntryState::done), 1U);
  deliver(box);
  EXPECT_EQ(count(box, EntryState::done), 0U);
}

TEST_F(OutboxTest, ADamagedEntryIsNamedAndLeftAlone) {
  const Outbox box = outbox();
  box.put({{file("A.klarf", "x")}, {}, {}}).value();
  const auto damaged = box.put({{file("B.klarf", "y")}, {}, {}}).value()[0].entry;
  const fs::path entry = root / "outbox/pending" / (damaged.key + ".json");
  write_file(entry, read_file(entry).substr(0, 100));
  const auto report = deliver(box);
  EXPECT_EQ(report.delivered, 1);
  ASSERT_EQ(report.damaged.size(), 1U);
  EXPECT_THAT(report.damaged[0].path, HasSubstr(damaged.key));
  EXPECT_EQ(read_file(box.payload(damaged.key) / "0"), "y") << "its file is still there";
}

TEST_F(OutboxTest, NamesThatLeadElsewhereAreRefused) {
  for (const char* name : {"../W03", "/etc/x", "a/../b", ".hidden", "a//b", "-rf", "a\nb", "x.tmp", ""}) {
    const auto put = outbox().put({{{file("W03.klarf", "x").path, name}}, {}, {}});
    ASSERT_FALSE(put) << name;
    EXPECT_EQ(put.error().kind, ErrorKind::usage);
  }
  const auto put = outbox().put({{file("W03.klarf", "x")}, {"nowhere"}, {}});
  ASSERT_FALSE(put);
  EXPECT_THAT(put.error().message(), HasSubstr("nowhere"));
}

struct OutboxConfigTest : OutboxCase {
  [[nodiscard]] Result<OutboxConfig> read(const std::string& text) const {
    write_file(root / "outbox.json", text);
    return read_outbox_config(root / "outbox.json");
  }
  [[nodiscard]] std::string fault(const std::string& rest) const {
    const auto config = read(R"({"schema": "pellucid.outbox/1", )" + rest + "}");
    return config ? "" : config.error().message();
  }
};

TEST_F(OutboxConfigTest, ReadsWhatItSaysRelativeToItsFolder) {
  write_file(root / "secret", "open sesame\n");
  const auto config = read(R"({"schema": "pellucid.outbox/1", "folder": "box",
    "retry": {"first_s": 2, "longest_s": 60, "max_attempts": 5},
    "targets": {"drop": {"type": "file_drop", "folder": "drop"},
                "news": {"type": "mqtt", "topic": "fab/pl", "user": "pl", "password_file": "secret",
                         "ca_file": "ca.pem", "after": "drop"},
                "host": {"type": "secs_gem"}},
    "exports": [{"format": "klarf", "name": "{lot}_{wafer}.klarf", "targets": ["drop", "news"]}]})");
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->folder, root / "box");
  EXPECT_EQ(config->target("drop")->drop.folder, drop);
  EXPECT_EQ(config->target("news")->mqtt.password, "open sesame");
  EXPECT_EQ(config->target("news")->mqtt.port, 8883) << "the port of MQTT with TLS";
  EXPECT_EQ(config->target("host")->kind, TargetKind::secs_gem);
  EXPECT_EQ(config->exports[0].targets.size(), 2U);
}

TEST_F(OutboxConfigTest, TheSampleIsOne) {
  const auto config = read_outbox_config(fs::path(PELLUCID_SOURCE_DIR) / "samples/outbox/outbox.json");
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->targets.size(), 3U);
  EXPECT_EQ(config->exports.size(), 2U);
}

TEST_F(OutboxConfigTest, NamesTheKeyThatIsWrong) {
  EXPECT_THAT(fault(R"("targets": {})"), HasSubstr("targets"));
  EXPECT_THAT(fault(R"("targets": {"d": {"type": "ftp"}})"), HasSubstr("targets.d.type"));
  EXPECT_THAT(fault(R"("targets": {"d": {"type": "file_drop"}})"), HasSubstr("targets.d.folder"));
  EXPECT_THAT(fault(R"("targets": {"d": {"type": "file_drop", "folder": "x", "fodler": 1}})"), HasSubstr("fodler"));
  EXPECT_THAT(fault(R"("targets": {"d": {"type": "mqtt", "topic": "a/#"}})"), HasSubstr("targets.d.topic"));
  EXPECT_THAT(fault(R"("targets": {"d": {"type": "mqtt", "topic": "a", "port": 70000}})"),
              HasSubstr("1 to 65535, found 70000"));
  EXPECT_THAT(fault(R"("targets": {"d": {"type": "mqtt", "topic": "a", "after": "x"}})"), HasSubstr("targets.d.after"));
  const std::string good = R"("targets": {"d": {"type": "file_drop", "folder": "x"}}, )";
  EXPECT_THAT(fault(good + R"("retry": {"first_s": -1})"), HasSubstr("retry.first_s"));
  EXPECT_THAT(fault(good + R"("exports": [{"format": "pdf", "name": "{wafer}"}])"), HasSubstr("exports[0].format"));
  EXPECT_THAT(fault(good + R"("exports": [{"format": "klarf", "name": "all.klarf"}])"), HasSubstr("{wafer}"));
  EXPECT_THAT(fault(good + R"("exports": [{"format": "klarf", "name": "{wafer}", "targets": ["x"]}])"),
              HasSubstr("exports[0].targets"));
  EXPECT_THAT(
      fault(R"("targets": {"m": {"type": "mqtt", "topic": "a"}}, "exports": [{"format": "csv", "name": "{wafer}"}])"),
      HasSubstr("exports[0].targets"))
      << "news of a file that is nowhere";
  EXPECT_THAT(fault(good + R"("keep": 1)"), HasSubstr("keep is not what it must be"));
  EXPECT_THAT(read("[]").error().message(), HasSubstr("pellucid.outbox/1"));
}

}  // namespace
}  // namespace pellucid::mes::test

// What stands behind a GEM equipment: the queue, the recipes, the configuration; with a verb that only notes its
// orders.
#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "batch/gem_config.h"
#include "batch/inspection_queue.h"
#include "batch/result_watch.h"
#include "batch/wafer_events.h"
#include "tests/gem/gem_case.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using gem::CommandAnswer;
using gem::ProcessState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

template <class Holds>
bool soon(Holds&& holds) {
  for (int i = 0; i < 500 && !holds(); ++i) std::this_thread::sleep_for(10ms);
  return holds();
}

struct GemQueueTest : test::GemCase {
  fs::path root = folder.path();
  std::vector<fs::path> inspected;
  std::atomic<int> begun = 0;
  std::atomic<bool> hold = false;
  std::optional<RecipeFolder> recipe_folder;
  std::optional<InspectionQueue> queue;
  std::mutex mutex;
  std::vector<std::function<void(gem::Equipment&)>> acts;

  void SetUp() override {
    test::GemCase::SetUp();
    for (const char* scan : {"a/W1", "a/W2", "W3"}) write(root / "scans" / scan / "scan.json", "{}");
    write(root / "elsewhere/scan.json", "{}");
    write(root / "scans/empty/readme", "");
    fs::create_directory_symlink(root / "elsewhere", root / "scans/link");
    recipe_folder.emplace(std::move(RecipeFolder::open(root / "recipes").value()));
    QueueOptions queue_options;
    queue_options.scans = root / "scans";
    queue_options.results = root / "results";
    queue_options.inspect_one = [this](const InspectRequest& request, const Progress&, std::stop_token stop) {
      return inspect_one(request, stop);
    };
    queue.emplace(queue_options, *recipe_folder);
  }
  void TearDown() override { queue.reset(); }

  Result<ResultData> inspect_one(const InspectRequest& request, const std::stop_token& stop) {
    inspected.push_back(request.scan);
    ++begun;
    while (hold && !stop.stop_requested()) std::this_thread::sleep_for(1ms);
    if (stop.stop_requested()) return fail(cancelled());
    if (request.scan.filename() == "W2") return fail(bad_input("test.bad", "", "no light"));
    write(request.result / "chips.h5", "abc");
    ResultData data;
    data.table.column = {0, 1};
    data.table.row = {0, 0};
    data.table.chip_class = {ChipClass::good, ChipClass::dark};
    return data;
  }
  void begin() {
    queue->begin([this](auto act) {
      const std::scoped_lock lock(mutex);
      acts.push_back(std::move(act));
    });
  }
  CommandAnswer start(const std::string& scan) { return queue->start({{"SCAN", scan}}); }
  /// Ids of the events that the queue has caused.
  std::vector<std::uint64_t> events() {
    go();
    enable_all_events();
    for (const auto& act : acts) act(*equipment);
    talk();
    take_events();
    return ids_told;
  }
};

TEST_F(GemQueueTest, StartsNothingElsewhere) {
  EXPECT_EQ(queue->start({}), CommandAnswer::bad_parameter);
  EXPECT_EQ(queue->start({{"SCAN", "W3"}, {"FORCE", "1"}}), CommandAnswer::bad_parameter);
  EXPECT_EQ(queue->start({{"SCAN", "W3"}, {"PPID", "none"}}), CommandAnswer::bad_parameter);
  for (const char* scan : {"", ".", "..", "../elsewhere", "link", "empty", "none", "/etc", "a/../../elsewhere"}) {
    EXPECT_EQ(start(scan), CommandAnswer::bad_parameter) << scan;
  }
  EXPECT_EQ(start((root / "elsewhere").string()), CommandAnswer::bad_parameter);
  EXPECT_EQ(queue->queue_length(), 0U);
  EXPECT_EQ(start("a/W1"), CommandAnswer::will_finish);
  EXPECT_EQ(start((root / "scans/W3").string()), CommandAnswer::will_finish);
  EXPECT_EQ(queue->queue_length(), 2U);
}

TEST_F(GemQueueTest, InspectsInOrderAndTells) {
  ASSERT_EQ(start("a/W1"), CommandAnswer::will_finish);
  ASSERT_EQ(start("a/W2"), CommandAnswer::will_finish);
  ASSERT_EQ(start("W3"), CommandAnswer::will_finish);
  begin();
  ASSERT_TRUE(soon([this] { return begun == 3 && queue->state() == ProcessState::idle; }));
  queue->end();
  EXPECT_THAT(inspected, ElementsAre(root / "scans/a/W1", root / "scans/a/W2", root / "scans/W3"));
  EXPECT_THAT(events(), ElementsAre(4, 10, 11, 12, 4, 4, 10, 13, 20, 4, 4, 10, 11, 12, 21, 4));
}

TEST_F(GemQueueTest, PausesStopsAndAborts) {
  EXPECT_EQ(queue->stop(), CommandAnswer::not_now);
  EXPECT_EQ(queue->resume(), CommandAnswer::not_now);
  hold = true;
  ASSERT_EQ(start("a/W1"), CommandAnswer::will_finish);
  ASSERT_EQ(start("W3"), CommandAnswer::will_finish);
  begin();
  ASSERT_TRUE(soon([this] { return begun == 1; }));
  EXPECT_EQ(queue->state(), ProcessState::running);
  EXPECT_EQ(queue->pause(), CommandAnswer::done);
  hold = false;
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(begun, 1);
  EXPECT_EQ(queue->queue_length(), 1U);
  hold = true;
  EXPECT_EQ(queue->resume(), CommandAnswer::done);
  ASSERT_TRUE(soon([this] { return begun == 2; }));
  EXPECT_EQ(queue->abort(), CommandAnswer::will_finish);
  ASSERT_TRUE(soon([this] { return queue->state() == ProcessState::idle; }));
  EXPECT_EQ(start("W3"), CommandAnswer::will_finish);  // and it goes on
}

TEST_F(GemQueueTest, KeepsOnlyRecipes) {
  EXPECT_THAT(recipe_folder->names(), ElementsAre("default"));
  EXPECT_EQ(recipe_folder->read("default").value(), recipe_text());
  EXPECT_FALSE(recipe_folder->write("bad", "{}x"));
  EXPECT_FALSE(recipe_folder->write("../up", recipe_text()));
  EXPECT_TRUE(recipe_folder->write("strict", recipe_text()));
  EXPECT_THAT(recipe_folder->names(), ElementsAre("default", "strict"));
  EXPECT_EQ(queue->select_recipe("none"), CommandAnswer::bad_parameter);
  EXPECT_EQ(queue->select_recipe("strict"), CommandAnswer::done);
  EXPECT_TRUE(recipe_folder->remove("strict"));
  EXPECT_FALSE(recipe_folder->remove("strict"));
  EXPECT_EQ(start("W3"), CommandAnswer::not_now);  // its recipe is gone
}

TEST_F(GemQueueTest, WatchesForNewResults) {
  write(root / "batch/old/summary.json", "{}");
  ResultWatch watch(root / "batch");
  EXPECT_THAT(watch.look(), ElementsAre());
  write(root / "batch/LOT/new/summary.json", "{}");
  write(root / "batch/.half/summary.json", "{}");
  EXPECT_THAT(watch.look(), ElementsAre(root / "batch/LOT/new"));
  EXPECT_THAT(watch.look(), ElementsAre());
}

TEST(ReducedMap, ShowsTheShareOfBadChips) {
  ChipTable table;
  for (std::int32_t row = 0; row < 2; ++row) {
    for (std::int32_t column = 0; column < 6; ++column) {
      table.column.push_back(column);
      table.row.push_back(row);
      table.chip_class.push_back(ChipClass::good);
    }
  }
  table.chip_class[0] = ChipClass::dark;                              // bottom left
  table.chip_class[4] = table.chip_class[5] = ChipClass::unmeasured;  // bottom right
  table.chip_class[10] = table.chip_class[11] = ChipClass::unmeasured;
  const gem::ReducedMap map = reduced_map("W", table, 3);
  EXPECT_EQ(map.columns, 3U);
  EXPECT_EQ(map.rows, 1U);
  EXPECT_EQ(map.bins, "310");
  EXPECT_EQ(reduced_map("W", table, 6).bins, "111100911100");
}

struct GemConfigTest : ::testing::Test {
  test::TempFolder folder;
  std::string fault_of(const std::string& text) {
    write(folder.path() / "gem.json", text);
    const auto config = read_gem_config(folder.path() / "gem.json");
    return config ? "" : config.error().message();
  }
};

TEST_F(GemConfigTest, ReadsTheSample) {
  const auto config = read_gem_config(fs::path(PELLUCID_SOURCE_DIR) / "samples/gem/gem.json");
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->server.link.address, "127.0.0.1");
  EXPECT_EQ(config->server.link.port, 5000);
  EXPECT_EQ(config->queue.scans, fs::path(PELLUCID_SOURCE_DIR) / "samples/gem/scans");
}

TEST_F(GemConfigTest, NamesWhatIsWrong) {
  const std::string head = R"({"schema": "pellucid.gem/1", "inspection": {"scans": "s", "results": "r")";
  EXPECT_EQ(fault_of(head + "}}"), "");
  EXPECT_THAT(fault_of("{}"), HasSubstr("is no configuration"));
  EXPECT_THAT(fault_of("[1"), HasSubstr("is no configuration"));
  EXPECT_THAT(fault_of(R"({"schema": "pellucid.gem/1"})"), HasSubstr("inspection.scans"));
  EXPECT_THAT(fault_of(head + R"(}, "hsms": {"prot": 5000}})"), HasSubstr("hsms.prot"));
  EXPECT_THAT(fault_of(head + R"(}, "hsms": {"port": 99999}})"), HasSubstr("from 0 to 65535"));
  EXPECT_THAT(fault_of(head + R"(}, "hsms": {"port": 1.5}})"), HasSubstr("a whole number"));
  EXPECT_THAT(fault_of(head + R"(}, "hsms": 7})"), HasSubstr("an object"));
  EXPECT_THAT(fault_of(head + R"(}, "equipment": {"start": "off"}})"), HasSubstr("one of attempt_online"));
  EXPECT_THAT(fault_of(head + R"(}, "hmss": {}})"), HasSubstr("hmss"));
  EXPECT_THAT(fault_of(head + R"(, "watch": "r"}})"), HasSubstr("one folder"));
}

}  // namespace
}  // namespace pellucid

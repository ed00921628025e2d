// `pellucid outbox` as an automation engineer uses it: put, deliver, see what is wrong, mend it, retry.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/run_command.h"
#include "tests/support/temp_folder.h"

namespace pellucid::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

struct OutboxCommandTest : testing::Test {
  TempFolder folder;
  fs::path root = folder.path();
  std::string config = (root / "outbox.json").string();

  void SetUp() override {
    write(root / "outbox.json", R"({"schema": "pellucid.outbox/1",
      "retry": {"first_s": 0.01, "longest_s": 0.02, "max_attempts": 1},
      "targets": {"drop": {"type": "file_drop", "folder": "drop"}},
      "exports": [{"format": "klarf", "name": "{lot}/{wafer}.klarf"}]})");
    write(root / "W03.klarf", "defects");
  }
  static void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }
  static std::string text_of(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  [[nodiscard]] Ran outbox(const std::string& verb, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"outbox", verb, config});
    return run_pellucid(more);
  }
};

TEST_F(OutboxCommandTest, a_failure_is_seen_mended_and_retried) {
  const Ran put = outbox("put", {(root / "W03.klarf").string(), "--about", "lot=L7", "--json"});
  ASSERT_EQ(put.exit_code, 0) << put.err;
  const std::string key = json::parse(put.out)["deliveries"][0]["key"];
  fs::remove(root / "W03.klarf");

  const Ran away = outbox("deliver", {"--once"});
  EXPECT_EQ(away.exit_code, 1);
  EXPECT_THAT(away.err, HasSubstr("the drop folder is not there"));
  EXPECT_THAT(outbox("list").out, HasSubstr("dead"));
  const json dead = json::parse(outbox("list", {"--dead", "--json"}).out)["entries"];
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0]["key"], key);
  EXPECT_EQ(dead[0]["about"]["lot"], "L7");

  fs::create_directory(root / "drop");
  EXPECT_EQ(outbox("retry").exit_code, 2) << "which one?";
  EXPECT_EQ(outbox("retry", {key.substr(0, 8)}).exit_code, 0);
  const Ran told = outbox("deliver", {"--once", "--json"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_EQ(json::parse(told.out)["delivered"], 1);
  EXPECT_EQ(text_of(root / "drop/W03.klarf"), "defects");
  EXPECT_EQ(json::parse(text_of(root / "drop/W03.klarf.manifest.json"))["key"], key);
  EXPECT_EQ(outbox("list").out, "nothing\n");
  EXPECT_THAT(outbox("list", {"--all"}).out, HasSubstr("done"));
  EXPECT_EQ(outbox("purge", {"--done"}).exit_code, 0);
  EXPECT_EQ(outbox("list", {"--all"}).out, "nothing\n");
}

TEST_F(OutboxCommandTest, wrong_calls_are_named) {
  EXPECT_EQ(outbox("put", {(root / "none").string()}).exit_code, 3);
  EXPECT_EQ(outbox("put", {(root / "W03.klarf").string(), "--target", "moon"}).exit_code, 2);
  EXPECT_EQ(outbox("put", {(root / "W03.klarf").string(), "--name", "../W03"}).exit_code, 2);
  EXPECT_EQ(outbox("purge", {"ffff"}).exit_code, 2);
  EXPECT_EQ(run_pellucid({"outbox"}).exit_code, 2);
  write(root / "outbox.json", R"({"schema": "pellucid.outbox/1", "targets": {"drop": {"type": "file_drop"}}})");
  const Ran ran = outbox("list", {"--json"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(json::parse(ran.out)["error"]["what"].get<std::string>(), HasSubstr("targets.drop.folder"));
  for (const std::string verb : {"list", "put", "deliver", "retry", "purge"}) {
    EXPECT_THAT(run_pellucid({"outbox", verb, "--help"}).out, HasSubstr("Example:\n  pellucid outbox " + verb));
  }
}

TEST_F(OutboxCommandTest, exports_of_wafers_reach_the_folder_once) {
  fs::create_directory(root / "drop");
  ASSERT_EQ(run_pellucid({"simulate", "-o", (root / "lot/W01").string(), "--preset", "small"}).exit_code, 0);
  const std::vector<std::string> batch{
      "batch", (root / "lot").string(), "-o", (root / "results").string(), "--no-report", "--deliver", config, "-q"};
  const Ran first = run_pellucid(batch);
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(outbox("deliver", {"--once"}).exit_code, 0);
  EXPECT_THAT(text_of(root / "drop/SIM/W01.klarf"), HasSubstr("DefectRecordSpec"));
  EXPECT_TRUE(fs::exists(root / "drop/SIM/W01.klarf.manifest.json"));
  EXPECT_EQ(run_pellucid(batch).exit_code, 0);
  EXPECT_EQ(outbox("list").out, "nothing\n") << "a wafer that was skipped is no new delivery";

  const Ran made = run_pellucid({"export", (root / "results/W01").string(), "--format", "sinf", "-o",
                                 (root / "W01.sinf").string(), "--deliver", config, "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(json::parse(made.out)["deliveries"][0]["about"]["wafer"], "W01");
  EXPECT_EQ(outbox("deliver", {"--once"}).exit_code, 0);
  EXPECT_EQ(text_of(root / "drop/W01.sinf"), text_of(root / "W01.sinf"));
  const Ran lost = run_pellucid({"export", (root / "results/W01").string(), "--format", "sinf", "-o",
                                 (root / "W02.sinf").string(), "--target", "drop"});
  EXPECT_EQ(lost.exit_code, 2) << "--target without --deliver";
}

}  // namespace
}  // namespace pellucid::test

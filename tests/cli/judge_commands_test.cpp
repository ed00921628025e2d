// judge, diff, review, pixels and info --chip as a user calls them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
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

class JudgeCommands : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TempFolder>();
    ASSERT_EQ(run_pellucid({"simulate", "-o", in("scan"), "--preset", "small"}).exit_code, 0);
    ASSERT_EQ(run_pellucid({"inspect", in("scan"), "-o", in("a"), "--no-report"}).exit_code, 0);
    std::ofstream(in("strict.json"))
        << R"({"schema":"pellucid.recipe/1","name":"strict","judge":{"dim_relative":0.95}})";
    std::ofstream(in("other.json")) << R"({"schema":"pellucid.recipe/1","measure":{"spike_peaks":9}})";
  }
  static void TearDownTestSuite() { folder_.reset(); }
  static std::string in(const std::string& name) { return (folder_->path() / name).string(); }
  /// A chip of a class, "COLUMN,ROW".
  static std::string chip_of(const std::string& chip_class) {
    const fs::path file = in("list.jsonl");
    EXPECT_EQ(run_pellucid({"export", in("a"), "--format", "jsonl", "-o", file, "--overwrite"}).exit_code, 0);
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
      const json chip = json::parse(line);
      if (chip.at("class") == chip_class) return chip.at("column").dump() + "," + chip.at("row").dump();
    }
    return {};
  }
  static inline std::unique_ptr<TempFolder> folder_;
};

TEST_F(JudgeCommands, JudgeTellsAndWrites) {
  const Ran dry = run_pellucid({"judge", in("a"), "--recipe", in("strict.json")});
  EXPECT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("nothing was written"));
  EXPECT_THAT(dry.out, HasSubstr("judge.dim_relative"));
  const Ran ran =
      run_pellucid({"judge", in("a"), "--recipe", in("strict.json"), "-o", in("b"), "--no-report", "--json", "-q"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err << ran.out;
  const json told = json::parse(ran.out);
  EXPECT_GT(told.at("changed"), 0);
  const json summary = json::parse(run_pellucid({"info", in("b"), "--json"}).out);
  EXPECT_EQ(summary.at("judged_from").at("result"), in("a"));
  EXPECT_EQ(summary.at("counts"), told.at("counts"));
  EXPECT_EQ(summary.at("recipe").at("name"), "strict");
  EXPECT_EQ(run_pellucid({"judge", in("a"), "--recipe", in("strict.json"), "-o", in("b")}).exit_code, 2);
  const Ran refused = run_pellucid({"judge", in("a"), "--recipe", in("other.json"), "-o", in("c")});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("measure.spike_peaks: 5 -> 9"));
  EXPECT_FALSE(fs::exists(in("c")));

  const Ran diff = run_pellucid({"diff", in("a"), in("b"), "--changed", "-o", in("changed.csv")});
  ASSERT_EQ(diff.exit_code, 0) << diff.err;
  EXPECT_THAT(diff.out, HasSubstr("judge.dim_relative: 0.78 -> 0.95"));
  EXPECT_THAT(diff.out, HasSubstr("(recipe A: 0.78)"));
  const json machine = json::parse(run_pellucid({"diff", in("a"), in("b"), "--json"}).out);
  EXPECT_EQ(machine.at("changed"), told.at("changed"));
  EXPECT_EQ(machine.at("by_reason").at("limits"), told.at("changed"));
  EXPECT_EQ(run_pellucid({"diff", in("a"), in("b"), "--changed"}).exit_code, 2);
}

TEST_F(JudgeCommands, InfoExplainsAChip) {
  const std::string dark = chip_of("dark");
  const Ran ran = run_pellucid({"info", in("a"), "--chip", dark});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("chip " + dark + " is dark: intensity_e"));
  EXPECT_THAT(ran.out, HasSubstr("intensity_sigma_e"));
  const json machine = json::parse(run_pellucid({"info", in("a"), "--chip", dark, "--json"}).out);
  EXPECT_EQ(machine.at("class"), "dark");
  EXPECT_EQ(machine.at("findings").at(0).at("key"), "judge.dark_sigma");
  EXPECT_LT(machine.at("findings").at(0).at("value"), machine.at("findings").at(0).at("limit"));
  EXPECT_EQ(run_pellucid({"info", in("a"), "--chip", "9999,9999"}).exit_code, 3);
  EXPECT_EQ(run_pellucid({"info", in("a"), "--chip", "9"}).exit_code, 2);
}

TEST_F(JudgeCommands, ExportTakesTheChipsThatAreAskedFor) {
  const auto exported = [&](std::vector<std::string> more, const std::string& file) {
    std::vector<std::string> arguments{"export", in("a"), "--format", "jsonl", "-o", in(file), "--overwrite"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = run_pellucid(arguments);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    std::vector<json> chips;
    std::ifstream lines(in(file));
    for (std::string line; std::getline(lines, line);) chips.push_back(json::parse(line));
    return chips;
  };
  const auto all = exported({}, "all.jsonl");
  const auto low = exported({"--class", "dim,dark", "--where", "relative_intensity < 0.5 and row >= 20", "--sort-by",
                             "relative_intensity", "--descending"},
                            "low.jsonl");
  std::size_t expected = 0;
  for (const json& chip : all) {
    const std::string c = chip.at("class");
    if ((c == "dim" || c == "dark") && chip.at("relative_intensity") < 0.5 && chip.at("row") >= 20) ++expected;
  }
  ASSERT_GT(expected, 3U);
  ASSERT_EQ(low.size(), expected);
  for (std::size_t i = 1; i < low.size(); ++i)
    EXPECT_GE(low[i - 1].at("relative_intensity"), low[i].at("relative_intensity"));

  std::ofstream(in("list.csv")) << "note,row,column\n"
                                << "b," << all[40].at("row") << ',' << all[40].at("column") << "\n"
                                << "a," << all[7].at("row") << ',' << all[7].at("column") << "\n"
                                << "a again," << all[7].at("row") << ',' << all[7].at("column") << "\n";
  const auto listed = exported({"--chips", in("list.csv")}, "listed.jsonl");
  ASSERT_EQ(listed.size(), 2U) << "each once, in the list's order";
  EXPECT_EQ(listed[0], all[40]);
  EXPECT_EQ(listed[1], all[7]);
  EXPECT_TRUE(exported({"--where", "row < -5"}, "none.jsonl").empty()) << "none is not all";

  std::ofstream(in("far.csv")) << "column,row\n9999,9999\n";
  const auto fails = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"export", in("a"), "-o", in("x.out")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_pellucid(arguments);
  };
  EXPECT_EQ(fails({"--format", "csv", "--chips", in("far.csv")}).exit_code, 3);
  EXPECT_EQ(fails({"--format", "csv", "--class", "odd"}).exit_code, 2);
  const Ran nothing = fails({"--format", "csv", "--where", "nothing > 1"});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("nothing"));
  EXPECT_EQ(fails({"--format", "klarf", "--where", "row > 1"}).exit_code, 2);
  EXPECT_FALSE(fs::exists(in("x.out")));
}

TEST_F(JudgeCommands, PixelsOfAChip) {
  const std::string chip = chip_of("good");
  for (const std::string name : {"chip.png", "chip.tif", "chip.csv"}) {
    const Ran ran = run_pellucid({"pixels", in("a"), "--chip", chip, "--radius-um", "200", "-o", in(name), "--json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.out;
    EXPECT_EQ(json::parse(ran.out).at("units"), "e");
    EXPECT_GT(fs::file_size(in(name)), 100U);
  }
  EXPECT_EQ(run_pellucid({"pixels", in("a"), "-o", in("x.png")}).exit_code, 2);
  EXPECT_EQ(run_pellucid({"pixels", in("a"), "--chip", chip, "--layer", "nir", "-o", in("x.png")}).exit_code, 2);
}

TEST_F(JudgeCommands, ReviewIsKeptBesideTheResult) {
  const std::string chip = chip_of("dark");
  EXPECT_EQ(run_pellucid({"review", in("a"), "list"}).exit_code, 0);
  EXPECT_EQ(run_pellucid({"review", in("a"), "set", "--chip", chip}).exit_code, 2);
  EXPECT_EQ(run_pellucid({"review", in("a"), "undo", "--chip", chip, "--reviewer", "ann"}).exit_code, 2);
  const Ran set = run_pellucid(
      {"review", in("a"), "set", "--chip", chip, "--class", "good", "--comment", "dust", "--reviewer", "ann"});
  ASSERT_EQ(set.exit_code, 0) << set.err;
  EXPECT_TRUE(fs::exists(in("a.review.jsonl")));
  EXPECT_THAT(run_pellucid({"info", in("a")}).out, HasSubstr("1 chip reviewed"));
  EXPECT_EQ(json::parse(run_pellucid({"info", in("a"), "--json"}).out).at("reviewed_chips"), 1);
  const json list = json::parse(run_pellucid({"review", in("a"), "list", "--json"}).out);
  EXPECT_EQ(list.at("chips").at(0).at("class"), "good");
  EXPECT_EQ(list.at("chips").at(0).at("measured"), "dark");
  ASSERT_EQ(run_pellucid({"review", in("a"), "export", "-o", in("review.csv")}).exit_code, 0);
  std::ostringstream csv;
  csv << std::ifstream(in("review.csv")).rdbuf();
  EXPECT_THAT(csv.str(), HasSubstr(chip + ",dark,good,ann,20"));
  EXPECT_EQ(run_pellucid({"export", in("a"), "--format", "sinf", "--reviewed", "-o", in("r.sinf")}).exit_code, 0);
  EXPECT_EQ(run_pellucid({"export", in("a"), "--format", "csv", "--reviewed", "-o", in("r.csv")}).exit_code, 2);
  ASSERT_EQ(run_pellucid({"review", in("a"), "undo", "--chip", chip, "--reviewer", "ann"}).exit_code, 0);
  EXPECT_EQ(json::parse(run_pellucid({"review", in("a"), "list", "--json"}).out).at("chips").size(), 0U);
}

}  // namespace
}  // namespace pellucid::test

// The built command, run as a user would: exit codes, what is said where, what is left behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/run_command.h"

namespace pellucid::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kCommands[] = {"inspect", "simulate", "import", "info", "validate", "export",
                                     "convert", "batch",    "judge",  "diff", "review",   "pixels"};

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class CommandTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    root_ = fs::temp_directory_path() / ("pellucid_cli_" + std::to_string(getpid()));
    fs::remove_all(root_);
    fs::create_directories(root_);
    const Ran made = simulate_small(scan());
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  static void TearDownTestSuite() { fs::remove_all(root_); }

  static Ran simulate_small(const fs::path& scan, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"simulate", "-o", scan.string(), "--preset", "small"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_pellucid(arguments);
  }
  static fs::path scan() { return root_ / "scan"; }
  static fs::path in(const std::string& name) { return root_ / name; }
  /// A result of the common scan, made once.
  static fs::path result() {
    static const Ran kMade = run_pellucid({"inspect", scan(), "-o", in("result")});
    EXPECT_EQ(kMade.exit_code, 0) << kMade.err;
    return in("result");
  }

  static inline fs::path root_;
};

TEST_F(CommandTest, wrong_usage_is_2_for_people_and_machines) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{}, {"frobnicate"}, {"inspect", "x"}, {"inspect", "x", "-o", "y", "--threads", "-3"}}) {
    const Ran ran = run_pellucid(wrong);
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.err, testing::StartsWith("pellucid: error: "));
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_EQ(ran.out, "");
  }
  const Ran ran = run_pellucid({"inspect", "--json"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(json::parse(ran.out).at("error").at("code"), "cli.usage");
  EXPECT_EQ(ran.err, "");
}

TEST_F(CommandTest, every_command_has_help_with_an_example) {
  for (const std::string command : kCommands) {
    const Ran ran = run_pellucid({command, "--help"});
    EXPECT_EQ(ran.exit_code, 0) << command;
    EXPECT_THAT(ran.out, HasSubstr("Example:\n  pellucid " + command));
  }
  for (const std::string command : {"init", "check", "show"}) {
    EXPECT_THAT(run_pellucid({"recipe", command, "--help"}).out, HasSubstr("Example:\n  pellucid recipe " + command));
  }
  EXPECT_THAT(run_pellucid({"--help"}).out, HasSubstr("Exit codes:"));
  EXPECT_THAT(run_pellucid({"--version"}).out, testing::ContainsRegex("^pellucid [0-9]+\\.[0-9]+\\.[0-9]+ \\("));
}

TEST_F(CommandTest, bad_input_is_3_and_names_the_file) {
  const Ran ran = run_pellucid({"inspect", in("nowhere"), "-o", in("never")});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr(in("nowhere").string()));
  EXPECT_FALSE(fs::exists(in("never")));
  const Ran machine = run_pellucid({"inspect", in("nowhere"), "-o", in("never"), "--json", "--quiet"});
  EXPECT_EQ(machine.exit_code, 3);
  EXPECT_EQ(json::parse(machine.out).at("error").at("kind"), "bad_input");
}

TEST_F(CommandTest, simulate_never_overwrites) {
  const Ran ran = simulate_small(scan());
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("exist"));
}

TEST_F(CommandTest, simulate_names_its_presets) {
  const Ran ran = run_pellucid({"simulate", "--list-presets"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("demo"));
  EXPECT_EQ(run_pellucid({"simulate", "-o", in("x"), "--preset", "no-such"}).exit_code, 2);
}

TEST_F(CommandTest, ctrl_c_leaves_nothing_half_made) {
  const fs::path parent = in("interrupted");
  fs::create_directories(parent);
  const Ran ran = run_pellucid({"simulate", "-o", parent / "big", "--preset", "wafer_8inch"}, " %");
  EXPECT_EQ(ran.exit_code, 130) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("pellucid: error: stopped on request"));
  EXPECT_TRUE(fs::is_empty(parent));
}

TEST_F(CommandTest, info_tells_what_a_scan_holds) {
  const Ran ran = run_pellucid({"info", scan()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("pitch 160 x 200 um"));
  const Ran machine = run_pellucid({"info", scan(), "--json"});
  EXPECT_EQ(json::parse(machine.out).at("diameter_mm"), 25.0);
  EXPECT_EQ(run_pellucid({"info", root_}).exit_code, 3);
}

TEST_F(CommandTest, validate_lists_every_fault) {
  EXPECT_EQ(run_pellucid({"validate", scan()}).exit_code, 0);
  fs::copy(scan(), in("faulty"), fs::copy_options::recursive);
  json manifest = json::parse(text_of(in("faulty") / "scan.json"));
  manifest["wafer"]["diameter_mm"] = 5000;
  manifest["layers"][0]["pixel_um"] = {0, 1};
  std::ofstream(in("faulty") / "scan.json") << manifest.dump();
  const Ran ran = run_pellucid({"validate", in("faulty"), "--json"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_GE(json::parse(ran.out).at("faults").size(), 2U);
}

TEST_F(CommandTest, recipes_are_made_checked_and_explained) {
  EXPECT_EQ(run_pellucid({"recipe", "init", "-o", in("r.json")}).exit_code, 0);
  EXPECT_EQ(run_pellucid({"recipe", "init", "-o", in("r.json")}).exit_code, 2);
  const Ran check = run_pellucid({"recipe", "check", in("r.json"), "--json"});
  EXPECT_EQ(check.exit_code, 0) << check.out;
  EXPECT_EQ(json::parse(check.out).at("sha256").get<std::string>().size(), 64U);
  EXPECT_THAT(run_pellucid({"recipe", "show"}).out, HasSubstr("dark_sigma"));
  std::ofstream(in("bad.json")) << R"({"schema": "pellucid.recipe/1", "no_such_key": 1})";
  const Ran bad = run_pellucid({"recipe", "check", in("bad.json")});
  EXPECT_EQ(bad.exit_code, 3);
  EXPECT_THAT(bad.err, HasSubstr("no_such_key"));
}

TEST_F(CommandTest, import_needs_images_and_reads_a_mosaic) {
  EXPECT_EQ(run_pellucid({"import", "-o", in("imported"), "--pitch-um", "20"}).exit_code, 2);
  std::ofstream(in("list.csv")) << "file,x_um,y_um\r\na.tif,0,0\nb.tif,1e3,x\n";
  const Ran bad = run_pellucid({"import", "--mosaic", in("list.csv"), "-o", in("imported"), "--pitch-um", "20"});
  EXPECT_EQ(bad.exit_code, 3);
  EXPECT_THAT(bad.err,
              HasSubstr("list.csv:3: not a row of the list (expected a file and two numbers, found b.tif,1e3,x)"));
  fs::path tile;
  for (const auto& entry : fs::recursive_directory_iterator(scan())) {
    if (entry.path().extension() == ".tif") tile = entry.path();
  }
  const Ran made =
      run_pellucid({"import", tile, "-o", in("imported"), "--pixel-um", "16", "--pitch-um", "160", "200", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.out << made.err;
  EXPECT_EQ(json::parse(made.out).at("chips").at("pitch_um").at(1), 200.0);
  EXPECT_EQ(run_pellucid({"validate", in("imported")}).exit_code, 0);
}

TEST_F(CommandTest, inspect_writes_a_result_and_tells_a_person) {
  const Ran ran = run_pellucid({"inspect", scan(), "-o", in("told")});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  for (const char* part : {"yield", "good", "registration", "Mpixel/s", "memory", "report.html"}) {
    EXPECT_THAT(ran.out, HasSubstr(part));
  }
  EXPECT_THAT(ran.err, HasSubstr(" %"));
  EXPECT_THAT(ran.out + ran.err, testing::Not(HasSubstr("\033")));
  for (const char* file : {"summary.json", "chips.h5", "report.html", "maps"})
    EXPECT_TRUE(fs::exists(in("told") / file));
  EXPECT_EQ(run_pellucid({"inspect", scan(), "-o", in("told")}).exit_code, 2);
  EXPECT_EQ(run_pellucid({"inspect", scan(), "-o", in("told"), "--overwrite", "-q"}).exit_code, 0);
}

TEST_F(CommandTest, inspect_answers_machines_with_the_summary) {
  const Ran ran = run_pellucid({"inspect", scan(), "-o", in("machine"), "--json", "--quiet", "--no-report"});
  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(ran.err, "");
  const json answer = json::parse(ran.out);
  EXPECT_EQ(answer.at("schema"), "pellucid.result/1");
  EXPECT_EQ(answer.at("result"), in("machine").string());
  EXPECT_GT(answer.at("yield").get<double>(), 0.5);
  EXPECT_FALSE(fs::exists(in("machine") / "report.html"));
}

TEST_F(CommandTest, failed_wafer_limits_are_4_and_the_result_is_there) {
  json recipe = json::parse(run_pellucid({"recipe", "init"}).out);
  recipe["limits"]["min_yield"] = 1.0;
  std::ofstream(in("strict.json")) << recipe.dump();
  const Ran ran = run_pellucid({"inspect", scan(), "-o", in("strict"), "--recipe", in("strict.json"), "--no-report"});
  EXPECT_EQ(ran.exit_code, 4) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("FAILS"));
  EXPECT_TRUE(fs::exists(in("strict") / "chips.h5"));
}

TEST_F(CommandTest, export_writes_the_chip_table) {
  const json summary = json::parse(run_pellucid({"info", result(), "--json"}).out);
  ASSERT_EQ(run_pellucid({"export", result(), "--format", "csv", "-o", in("chips.csv")}).exit_code, 0);
  const std::string csv = text_of(in("chips.csv"));
  EXPECT_THAT(csv, testing::StartsWith("column,row,"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), summary.at("chips").get<std::int64_t>() + 1);
  const Ran defects = run_pellucid({"export", result(), "--format", "jsonl", "--defects", "--columns",
                                    "column,row,class", "-o", in("d.jsonl"), "--json"});
  ASSERT_EQ(defects.exit_code, 0) << defects.out;
  const std::int64_t good = summary.at("counts").at("good");
  EXPECT_EQ(json::parse(defects.out).at("chips"), summary.at("chips").get<std::int64_t>() - good);
  const Ran again = run_pellucid({"export", result(), "--format", "csv", "-o", in("chips.csv")});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_EQ(run_pellucid({"export", in("nowhere"), "--format", "csv", "-o", in("no.csv")}).exit_code, 3);
}

TEST_F(CommandTest, export_writes_what_the_fab_takes) {
  for (const std::string format : {"klarf", "klarf18", "e142", "g85", "sinf", "mapcsv"}) {
    const fs::path file = in("out." + format);
    const Ran told = run_pellucid({"export", result(), "--format", format, "-o", file});
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_THAT(told.out, HasSubstr("read back and compared"));
    EXPECT_EQ(run_pellucid({"export", result(), "--format", format, "-o", file}).exit_code, 2);
    const Ran again = run_pellucid({"export", result(), "--format", format, "-o", file, "--overwrite", "--json"});
    EXPECT_EQ(json::parse(again.out).at("bytes"), fs::file_size(file));
  }
  const fs::path profile = in("profile.json");
  std::ofstream(profile) << R"({"schema": "pellucid.export/1", "frame": {"orientation": "south"}})";
  const Ran refused = run_pellucid({"export", result(), "--format", "sinf", "--profile", profile, "-o", in("no.sinf")});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("frame.orientation"));
  EXPECT_EQ(run_pellucid({"export", result(), "--format", "csv", "--profile", profile, "-o", in("no.csv")}).exit_code,
            2);
  EXPECT_EQ(run_pellucid({"export", result(), "--format", "sinf", "--defects", "-o", in("no.sinf")}).exit_code, 2);
  EXPECT_EQ(run_pellucid({"export", result(), "--format", "sinf", "--thumbnails", "3", "-o", in("no.sinf")}).exit_code,
            2);
  EXPECT_EQ(run_pellucid({"export", result(), "--format", "gds", "-o", in("no.gds")}).exit_code, 2);
}

TEST_F(CommandTest, convert_turns_maps_into_each_other) {
  const fs::path map = in("map.sinf");
  ASSERT_EQ(run_pellucid({"export", result(), "--format", "sinf", "-o", map}).exit_code, 0);
  const Ran told = run_pellucid({"convert", map, in("map.csv")});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("map CSV from SINF"));
  const Ran machine = run_pellucid({"convert", map, in("map.xml"), "--to", "e142", "--json"});
  EXPECT_EQ(json::parse(machine.out).at("to"), "E142");
  EXPECT_EQ(run_pellucid({"convert", map, in("other.xml")}).exit_code, 2);  // which XML is it to be?
  EXPECT_EQ(run_pellucid({"convert", map, in("map.csv")}).exit_code, 2);
  EXPECT_EQ(run_pellucid({"convert", in("map.none"), in("x.csv")}).exit_code, 3);
  std::ofstream(in("bad.sinf")) << "ROWCT:2\nCOLCT:2\nRowData:01 01\nRowData:01\n";
  const Ran refused = run_pellucid({"convert", in("bad.sinf"), in("x.csv")});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("line 4"));
}

TEST_F(CommandTest, batch_goes_on_after_a_bad_scan_and_skips_done_ones) {
  const fs::path lot = in("lot");
  fs::create_directories(lot);
  fs::copy(scan(), lot / "W01", fs::copy_options::recursive);
  fs::copy(scan(), lot / "W02", fs::copy_options::recursive);
  std::ofstream(lot / "W01" / "scan.json") << "{}";
  const Ran first = run_pellucid({"batch", lot, "-o", in("lot_results"), "--no-report"});
  EXPECT_EQ(first.exit_code, 3) << first.err;
  EXPECT_THAT(first.out, HasSubstr("2 scans: 1 passed, 0 with failed limits, 1 bad"));
  EXPECT_TRUE(fs::exists(in("lot_results") / "W02" / "chips.h5"));
  EXPECT_FALSE(fs::exists(in("lot_results") / "W01"));
  const Ran second = run_pellucid({"batch", lot, "-o", in("lot_results"), "--json", "-q"});
  EXPECT_EQ(second.exit_code, 3);
  EXPECT_EQ(json::parse(second.out).at("scans").at(1).at("skipped"), true);
}

}  // namespace
}  // namespace pellucid::test

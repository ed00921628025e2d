// The batch on small simulated scans, with a verb that only notes what it is asked and leaves a result's summary.
#include "batch/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "acquisition/scan.h"
#include "results/summary.h"
#include "samples/simulator/simulate.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

void touch(const fs::path& path) {
  std::ofstream(path) << "";
}

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class BatchTest : public testing::Test {
 protected:
  /// One small scan for all tests, copied where a test wants it.
  static void SetUpTestSuite() {
    pattern_ = fs::temp_directory_path() / ("pellucid_batch_pattern_" + std::to_string(getpid()));
    fs::remove_all(pattern_);
    SimulationOptions options;
    options.wafer.diameter_mm = 25;
    options.chips.pitch_um = {200, 200};
    options.chips.size_um = {120, 120};
    options.tiling.pixel_um = {20, 20};
    options.tiff.compression = TiffCompression::lzw;
    options.write_truth = false;
    options.threads = 1;
    const auto made = simulate(options, pattern_);
    ASSERT_TRUE(made) << made.error().message();
  }
  static void TearDownTestSuite() { fs::remove_all(pattern_); }

  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("pellucid_batch_" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "lot");
    request_.root = folder_ / "lot";
    request_.results = folder_ / "results";
    request_.inspect_one = [this](const InspectRequest& one, const Progress&, std::stop_token) { return note(one); };
  }
  void TearDown() override { fs::remove_all(folder_); }

  void add_scan(const fs::path& name, bool complete = true) {
    fs::create_directories((request_.root / name).parent_path());
    fs::copy(pattern_, request_.root / name, fs::copy_options::recursive);
    fs::remove(request_.root / name / "COMPLETE");
    if (complete) touch(request_.root / name / "COMPLETE");
  }

  Result<ResultData> note(const InspectRequest& one) {
    inspected_.push_back(one.scan.filename().string());
    if (fail_with_) return fail(*fail_with_);
    if (fs::exists(one.result) && !one.overwrite) {
      return fail(Error{ErrorKind::usage, "results.exists", one.result.string(), "exists already", "", ""});
    }
    ResultData data;
    data.wafer.id = one.scan.filename().string();
    data.table.chip_class.assign(100, ChipClass::good);
    data.table.chip_class[3] = ChipClass::dark;
    data.table.column.assign(100, 0);
    data.table.row.assign(100, 0);
    data.table.x_um.assign(100, 0);
    data.table.y_um.assign(100, 0);
    data.recipe_sha256 = recipe_sha256(one.recipe);
    data.input.manifest_sha256 = open_scan(one.scan)->manifest_sha256;
    if (one.recipe.limits.min_yield) {
      data.limits = {{"min_yield", *one.recipe.limits.min_yield, 0.99, 0.99 >= *one.recipe.limits.min_yield}};
    }
    fs::create_directories(one.result);
    touch(one.result / "chips.h5");
    const auto written = write_summary(summarize(data), one.result / "summary.json");
    if (!written) return fail(written.error());
    return data;
  }

  static inline fs::path pattern_;
  fs::path folder_;
  BatchRequest request_;
  std::vector<std::string> inspected_;
  std::optional<Error> fail_with_;
};

TEST_F(BatchTest, finds_scans_in_order_and_not_inside_results_or_half_made_folders) {
  add_scan("b/W02");
  add_scan("b/W01");
  add_scan("a");
  add_scan(".a.tmp");
  add_scan("out/W09");
  const auto scans = find_scans(request_.root, request_.root / "out");
  ASSERT_TRUE(scans);
  EXPECT_THAT(*scans, testing::ElementsAre("a", "b/W01", "b/W02"));
}

TEST_F(BatchTest, a_second_run_skips_what_is_done_and_keeps_its_figures) {
  add_scan("W01");
  add_scan("W02");
  ASSERT_TRUE(run_batch(request_));
  EXPECT_THAT(inspected_, testing::ElementsAre("W01", "W02"));
  const auto again = run_batch(request_);
  ASSERT_TRUE(again);
  EXPECT_EQ(inspected_.size(), 2U);
  ASSERT_EQ(again->size(), 2U);
  EXPECT_TRUE((*again)[0].skipped);
  EXPECT_DOUBLE_EQ((*again)[0].yield, 0.99);
  EXPECT_EQ((*again)[0].status, LotStatus::passed);
}

TEST_F(BatchTest, another_recipe_or_rerun_or_a_changed_manifest_inspects_again) {
  add_scan("W01");
  ASSERT_TRUE(run_batch(request_));
  request_.recipe.judge.dark_sigma = 4;
  ASSERT_TRUE(run_batch(request_));
  EXPECT_EQ(inspected_.size(), 2U);
  request_.rerun = true;
  ASSERT_TRUE(run_batch(request_));
  EXPECT_EQ(inspected_.size(), 3U);
  request_.rerun = false;
  std::ofstream(request_.root / "W01" / "scan.json", std::ios::app) << "\n";
  ASSERT_TRUE(run_batch(request_));
  EXPECT_EQ(inspected_.size(), 4U);
}

TEST_F(BatchTest, a_bad_scan_is_listed_while_the_rest_go_on) {
  add_scan("W01");
  add_scan("W02");
  std::ofstream(request_.root / "W01" / "scan.json") << "{";
  const auto table = run_batch(request_);
  ASSERT_TRUE(table);
  EXPECT_EQ((*table)[0].status, LotStatus::bad);
  ASSERT_TRUE((*table)[0].error);
  EXPECT_EQ((*table)[0].error->kind, ErrorKind::bad_input);
  EXPECT_EQ((*table)[1].status, LotStatus::passed);
  EXPECT_THAT(text_of(request_.results / "lot.csv"),
              testing::HasSubstr("\nW02,W02,,passed,0,100,100,0.990000,99,0,1,"));
  EXPECT_THAT(text_of(request_.results / "lot.json"), testing::HasSubstr("\"status\": \"bad\""));
}

TEST_F(BatchTest, failed_limits_stay_failed_when_skipped) {
  add_scan("W01");
  request_.recipe.limits.min_yield = 0.995;
  EXPECT_EQ((*run_batch(request_))[0].status, LotStatus::limits_fail);
  const auto again = run_batch(request_);
  EXPECT_TRUE((*again)[0].skipped);
  EXPECT_EQ((*again)[0].status, LotStatus::limits_fail);
  EXPECT_THAT((*again)[0].failed_limits, testing::ElementsAre("min_yield"));
}

TEST_F(BatchTest, an_incomplete_scan_warns_or_is_refused) {
  add_scan("W01", false);
  const auto warned = run_batch(request_);
  EXPECT_EQ((*warned)[0].status, LotStatus::passed);
  EXPECT_THAT((*warned)[0].warnings, testing::Contains(testing::HasSubstr("COMPLETE")));
  request_.require_complete = true;
  const auto refused = run_batch(request_);
  EXPECT_EQ((*refused)[0].status, LotStatus::bad);
  EXPECT_EQ((*refused)[0].error->code, "batch.incomplete");
}

TEST_F(BatchTest, a_folder_in_the_way_that_is_no_result_is_never_replaced) {
  add_scan("W01");
  fs::create_directories(request_.results / "W01");
  std::ofstream(request_.results / "W01" / "thesis.txt") << "five years";
  request_.rerun = true;
  const auto table = run_batch(request_);
  EXPECT_EQ((*table)[0].status, LotStatus::bad);
  EXPECT_EQ(text_of(request_.results / "W01" / "thesis.txt"), "five years");
}

TEST_F(BatchTest, a_stop_ends_the_batch_without_a_lot_table) {
  add_scan("W01");
  add_scan("W02");
  fail_with_ = cancelled();
  const auto table = run_batch(request_);
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(inspected_.size(), 1U);
  EXPECT_FALSE(fs::exists(request_.results / "lot.csv"));
}

TEST_F(BatchTest, nothing_to_do_is_an_error) {
  const auto empty = run_batch(request_);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, "batch.empty");
  request_.root = folder_ / "nowhere";
  EXPECT_EQ(run_batch(request_).error().code, "batch.root");
}

TEST_F(BatchTest, the_root_may_be_a_scan_itself) {
  add_scan("W01");
  request_.root /= "W01";
  const auto table = run_batch(request_);
  ASSERT_TRUE(table);
  EXPECT_EQ((*table)[0].result, "W01");
  EXPECT_TRUE(fs::exists(request_.results / "W01" / "summary.json"));
}

}  // namespace
}  // namespace pellucid

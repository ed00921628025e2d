#include "results/result_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "results/results_error.h"
#include "tests/results/synthetic.h"
#include "tests/results/test_folder.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using testing::synthetic_result;
using testing::TestFolder;

ResultData small() {
  return synthetic_result({.pitch_um = {1000, 1000}});
}

TEST(ResultFolder, IsWrittenWholeAndReadBack) {
  const TestFolder folder;
  const ResultData data = small();
  const auto written = write_result(data, folder / "deep/er/W03");
  ASSERT_TRUE(written) << written.error().message();
  for (const char* file : {"summary.json", "chips.h5", "report.html", "maps/class.png", "maps/intensity.png",
                           "maps/relative_intensity.png"}) {
    EXPECT_GT(fs::file_size(folder / "deep/er/W03" / file), 100U) << file;
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "deep/er"), fs::directory_iterator()), 1)
      << "nothing hidden beside it";
  const auto read = open_result(folder / "deep/er/W03");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->table.column, data.table.column);
  EXPECT_EQ(read->summary.wafer.id, "W03");
  EXPECT_EQ(read->registrations.size(), 2U);
}

TEST(ResultFolder, WithoutReportThereAreNoMaps) {
  const TestFolder folder;
  ASSERT_TRUE(write_result(small(), (folder / "W03").string() + "/", {.maps_and_report = false}));
  EXPECT_TRUE(fs::exists(folder / "W03/chips.h5"));
  EXPECT_FALSE(fs::exists(folder / "W03/maps"));
  EXPECT_FALSE(fs::exists(folder / "W03/report.html"));
}

TEST(ResultFolder, IsReplacedOnlyWhenAsked) {
  const TestFolder folder;
  ASSERT_TRUE(write_result(small(), folder / "W03", {.maps_and_report = false}));
  testing::write_bytes(folder / "W03/old", "old");
  const auto refused = write_result(small(), folder / "W03", {.maps_and_report = false});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, results_error::kExists);
  EXPECT_EQ(refused.error().kind, ErrorKind::usage);
  EXPECT_TRUE(fs::exists(folder / "W03/old"));
  ASSERT_TRUE(write_result(small(), folder / "W03", {.maps_and_report = false, .overwrite = true}));
  EXPECT_FALSE(fs::exists(folder / "W03/old"));
  EXPECT_EQ(folder.count(), 1);
}

TEST(ResultFolder, AFolderThatIsNoResultIsNeverReplaced) {
  const TestFolder folder;
  fs::create_directory(folder / "photos");
  testing::write_bytes(folder / "photos/holiday.jpg", "x");
  EXPECT_EQ(write_result(small(), folder / "photos", {.overwrite = true}).error().code, results_error::kExists);
  EXPECT_TRUE(fs::exists(folder / "photos/holiday.jpg"));
  testing::write_bytes(folder / "file", "x");
  EXPECT_EQ(write_result(small(), folder / "file", {.overwrite = true}).error().code, results_error::kExists);
}

TEST(ResultFolder, CancelledLeavesNothing) {
  const TestFolder folder;
  for (const char* last_stage : {"chip table", "maps", "report"}) {
    std::stop_source source;
    const Progress stop_there = [&](std::string_view stage, double) {
      if (stage == last_stage) source.request_stop();
    };
    const auto written = write_result(small(), folder / "W03", {}, stop_there, source.get_token());
    ASSERT_FALSE(written) << last_stage;
    EXPECT_EQ(written.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(folder.count(), 0) << last_stage;
  }
}

TEST(ResultFolder, FailureLeavesTheOldResultAlone) {
  const TestFolder folder;
  ASSERT_TRUE(write_result(small(), folder / "W03", {.maps_and_report = false}));
  ResultData broken = small();
  broken.table.flags.pop_back();
  EXPECT_EQ(write_result(broken, folder / "W03", {.overwrite = true}).error().code, results_error::kShape);
  EXPECT_EQ(folder.count(), 1);
  EXPECT_TRUE(open_result(folder / "W03"));
}

TEST(ResultFolder, UnwritableParentIsAnError) {
  const TestFolder folder;
  testing::write_bytes(folder / "plain", "a file where a folder should be");
  const auto below_file = write_result(small(), folder / "plain/W03");
  ASSERT_FALSE(below_file);
  EXPECT_EQ(below_file.error().code, results_error::kIo);
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(write_result(small(), folder / "W03").error().code, results_error::kIo);
}

TEST(ResultFolder, SummaryAndTableMustBelongTogether) {
  const TestFolder folder;
  ASSERT_TRUE(write_result(small(), folder / "a", {.maps_and_report = false}));
  ASSERT_TRUE(write_result(synthetic_result({.pitch_um = {900, 900}}), folder / "b", {.maps_and_report = false}));
  fs::copy_file(folder / "b/chips.h5", folder / "a/chips.h5", fs::copy_options::overwrite_existing);
  EXPECT_EQ(open_result(folder / "a").error().code, results_error::kMalformed);
  fs::remove(folder / "a/chips.h5");
  EXPECT_EQ(open_result(folder / "a").error().code, results_error::kNotFound);
  EXPECT_EQ(open_result(folder / "nowhere").error().code, results_error::kNotFound);
}

}  // namespace
}  // namespace pellucid

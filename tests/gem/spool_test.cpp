// The spool: order, limits, and what an earlier run or a crash left.
#include "gem/spool.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temp_folder.h"

namespace pellucid::gem {
namespace {

SpooledMessage numbered(int number) {
  return {6, 11, "message " + std::to_string(number)};
}

struct SpoolTest : ::testing::Test {
  test::TempFolder folder;
  std::filesystem::path file = folder.path() / "spool";

  [[nodiscard]] std::unique_ptr<Spool> open(SpoolLimits limits = {}) const {
    return std::move(Spool::open(file, limits).value());
  }
};

TEST_F(SpoolTest, KeepsOrderAcrossRuns) {
  {
    auto spool = open();
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(spool->push(numbered(i)));
    spool->pop();
  }
  auto spool = open();
  ASSERT_EQ(spool->size(), 4U);
  for (int i = 1; i < 5; ++i) {
    EXPECT_EQ(spool->at(0), numbered(i));
    spool->pop();
  }
  EXPECT_TRUE(spool->empty());
  EXPECT_EQ(std::filesystem::file_size(file), 16U);  // nothing grows for ever
  EXPECT_FALSE(spool->at(0));
}

TEST_F(SpoolTest, DropsWhatACrashCutShort) {
  {
    auto spool = open();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(spool->push(numbered(i)));
  }
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 3);
  auto spool = open();
  ASSERT_EQ(spool->size(), 2U);
  EXPECT_TRUE(spool->push(numbered(7)));
  EXPECT_EQ(spool->at(1), numbered(1));
  EXPECT_EQ(spool->at(2), numbered(7));
}

TEST_F(SpoolTest, FullKeepsTheOldOrTheNew) {
  auto spool = open({.max_messages = 2, .max_bytes = 1000, .overwrite = false});
  EXPECT_TRUE(spool->push(numbered(0)));
  EXPECT_TRUE(spool->push(numbered(1)));
  EXPECT_FALSE(spool->push(numbered(2)));
  EXPECT_EQ(spool->total(), 3U);
  spool->set_overwrite(true);
  EXPECT_TRUE(spool->push(numbered(3)));
  EXPECT_EQ(spool->at(0), numbered(1));
  EXPECT_EQ(spool->at(1), numbered(3));
  EXPECT_FALSE(spool->push({6, 11, std::string(2000, 'x')}));
}

TEST_F(SpoolTest, RefusesAFileThatIsNone) {
  std::ofstream(file) << "a letter of somebody that is no spool";
  EXPECT_EQ(Spool::open(file).error().code, "gem.spool");
  EXPECT_EQ(std::filesystem::file_size(file), 37U);
}

}  // namespace
}  // namespace pellucid::gem

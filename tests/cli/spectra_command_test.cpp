// spectra RESULT and info --chip of a wafer with spectra, as a user calls them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/run_command.h"
#include "tests/support/temp_folder.h"

namespace pellucid::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

TEST(SpectraOfAResult, TheNearestOneIsToldAndWritten) {
  const TempFolder folder;
  const auto in = [&](const std::string& name) { return (folder.path() / name).string(); };
  ASSERT_EQ(run_pellucid({"simulate", "-o", in("scan"), "--preset", "small", "--spectra", "100"}).exit_code, 0);
  ASSERT_EQ(run_pellucid({"inspect", in("scan"), "-o", in("a"), "--no-report"}).exit_code, 0);

  const Ran list = run_pellucid({"spectra", in("a"), "--json"});
  ASSERT_EQ(list.exit_code, 0) << list.err;
  const json sites = json::parse(list.out).at("spectra");
  ASSERT_GT(sites.size(), 50U);
  const std::string x = sites.at(7).at("x_um").dump(), y = sites.at(7).at("y_um").dump();
  const Ran at = run_pellucid({"spectra", in("a"), "--at-um", x, y, "--json", "-o", in("s.csv")});
  ASSERT_EQ(at.exit_code, 0) << at.err << at.out;
  const json told = json::parse(at.out);
  EXPECT_EQ(told.at("spectrum"), 7);
  EXPECT_EQ(told.at("peak_nm"), sites.at(7).at("peak_nm"));
  EXPECT_GT(fs::file_size(in("s.csv")), 1000U);
  EXPECT_EQ(run_pellucid({"spectra", in("a"), "--at-um", x, y, "-o", in("s.csv")}).exit_code, 2);

  const std::string chip = told.at("column").dump() + "," + told.at("row").dump();
  const Ran of_chip = run_pellucid({"spectra", in("a"), "--chip", chip});
  EXPECT_THAT(of_chip.out, HasSubstr("on this chip"));
  const Ran info = run_pellucid({"info", in("a"), "--chip", chip});
  EXPECT_THAT(info.out, HasSubstr("nearest     spectrum 7, "));
  EXPECT_THAT(info.out, HasSubstr("measured by a spectrum on this chip"));
  EXPECT_EQ(
      json::parse(run_pellucid({"info", in("a"), "--chip", chip, "--json"}).out).at("nearest_spectrum").at("on_chip"),
      true);
  EXPECT_EQ(run_pellucid({"spectra", in("scan/spectra.h5"), "--chip", chip}).exit_code, 2);
}

}  // namespace
}  // namespace pellucid::test

// What people and machines read: figures, progress, errors, the summary. No process is started here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/lot_text.h"
#include "cli/progress_line.h"
#include "cli/session.h"
#include "cli/summary_text.h"
#include "cli/terminal.h"

namespace pellucid::cli {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

TEST(Terminal, figures_are_written_for_people) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1234567), "1 234 567");
  EXPECT_EQ(grouped(-1234), "-1 234");
  EXPECT_EQ(bytes_text(212'400'000), "212 MB");
  EXPECT_EQ(bytes_text(12'800'000'000), "12.8 GB");
  EXPECT_EQ(duration_text(0.84), "0.8 s");
  EXPECT_EQ(duration_text(59.7), "1 min 00 s");
  EXPECT_EQ(duration_text(7800), "2 h 10 min");
  EXPECT_EQ(duration_text(std::nan("")), "-");
}

TEST(Terminal, colour_only_where_it_is_asked_for) {
  EXPECT_EQ(painted("x", Colour::red, false), "x");
  EXPECT_EQ(painted("x", Colour::red, true), "\033[31mx\033[0m");
}

class ProgressTest : public testing::Test {
 protected:
  ~ProgressTest() override {
    if (stream_ != nullptr) std::fclose(stream_);
    std::free(buffer_);
  }
  std::string written() {
    std::fflush(stream_);
    return {buffer_, size_};
  }
  char* buffer_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* stream_ = open_memstream(&buffer_, &size_);
  ProgressLine::Clock::time_point start_{};
};

TEST_F(ProgressTest, plain_lines_come_at_most_every_ten_percent) {
  ProgressLine line(stream_, ProgressStyle::plain_lines, start_);
  for (int i = 0; i <= 1000; ++i) line.update("measure", i / 1000.0, start_ + seconds(i));
  const std::string text = written();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 11);
  EXPECT_THAT(text, HasSubstr("measure: 50 %, 8 min 20 s left\n"));
  EXPECT_THAT(text, HasSubstr("measure: 100 %\n"));
  EXPECT_THAT(text, Not(HasSubstr("\033")));
}

TEST_F(ProgressTest, a_quick_stage_is_one_plain_line) {
  ProgressLine line(stream_, ProgressStyle::plain_lines, start_);
  for (int i = 0; i <= 100; ++i) line.update("survey", i / 100.0, start_ + std::chrono::milliseconds(i));
  EXPECT_EQ(written(), "survey: 0 %\n");
}

TEST_F(ProgressTest, every_stage_begins_anew) {
  ProgressLine line(stream_, ProgressStyle::plain_lines, start_);
  line.update("survey", 1.0, start_);
  line.update("measure", 0.0, start_ + seconds(10));
  line.update("measure", 0.25, start_ + seconds(11));
  EXPECT_EQ(written(), "survey: 100 %\nmeasure: 0 %\nmeasure: 20 %, 3.0 s left\n");
}

TEST_F(ProgressTest, a_terminal_gets_one_line_that_is_wiped) {
  {
    ProgressLine line(stream_, ProgressStyle::redrawn_line, start_);
    line.update("measure", 0.5, start_ + seconds(1));
  }
  const std::string text = written();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 0);
  EXPECT_THAT(text, HasSubstr("[############............]  50 %"));
  EXPECT_THAT(text, testing::EndsWith("\r\033[K"));
}

TEST_F(ProgressTest, quiet_says_nothing) {
  ProgressLine line(stream_, ProgressStyle::silent, start_);
  line.update("measure", 0.5, start_);
  EXPECT_FALSE(line.callback());
  EXPECT_EQ(written(), "");
}

TEST(Errors, one_line_for_people_one_document_for_machines) {
  const Error error =
      bad_input("acquisition.truncated", "W03/pl/a\nb.tif", "the file ends too early", "1000 bytes", "12 bytes");
  EXPECT_EQ(error_line(error),
            "pellucid: error: W03/pl/a b.tif: the file ends too early (expected 1000 bytes, found 12 bytes)");
  const auto json = nlohmann::json::parse(error_json(error)).at("error");
  EXPECT_EQ(json.at("code"), "acquisition.truncated");
  EXPECT_EQ(json.at("kind"), "bad_input");
  EXPECT_EQ(json.at("path"), "W03/pl/a\nb.tif");
  EXPECT_EQ(json.at("expected"), "1000 bytes");
}

TEST(Errors, a_path_that_is_no_text_is_still_json) {
  EXPECT_TRUE(nlohmann::json::accept(error_json(bad_input("a.b", "\xff\xfe", "no"))));
}

TEST(Errors, each_kind_has_its_exit_code) {
  EXPECT_EQ(static_cast<int>(exit_code_of(ErrorKind::internal)), 1);
  EXPECT_EQ(static_cast<int>(exit_code_of(ErrorKind::usage)), 2);
  EXPECT_EQ(static_cast<int>(exit_code_of(ErrorKind::bad_input)), 3);
  EXPECT_EQ(static_cast<int>(exit_code_of(ErrorKind::cancelled)), 130);
}

Summary some_summary() {
  Summary summary;
  summary.wafer.id = "W03";
  summary.wafer.lot = "LOT7";
  summary.wafer.diameter_mm = 100;
  summary.counts[0] = 990'000;
  summary.counts[2] = 9'995;
  summary.counts[5] = 5;
  summary.yield = 0.99;
  LayerSummary layer;
  layer.name = "pl";
  layer.registration = LayerRegistration{};
  layer.registration->layer = "pl";
  layer.registration->pitch_um = {20.0012, 40};
  layer.registration->confidence = 0.99999999;
  layer.registration->confidence_basis = "outline";
  summary.layers = {layer};
  summary.input.pixels = 100'000'000;
  summary.timing = {{"survey", 0.5}, {"measure", 1.5}};
  summary.peak_memory_bytes = 212'000'000;
  summary.warnings = {"no reflectance layer"};
  return summary;
}

TEST(SummaryText, tells_what_a_person_asks_first) {
  const std::string text = summary_text(some_summary(), "out/W03");
  for (const char* part :
       {"wafer W03, lot LOT7, 100 mm", "99.00 % of 1 000 000 measured chips", "good              990 000     99.00 %",
        "partial                 5       5 ppm", "pitch 20.0012 x 40.0000 um", "confidence 0.999999 (outline)",
        "50.0 Mpixel/s (100.0 Mpixel in 2.0 s)", "212 MB", "no reflectance layer", "out/W03/report.html"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  EXPECT_THAT(text, Not(HasSubstr("retest")));
}

TEST(SummaryText, a_failed_limit_stands_out) {
  Summary summary = some_summary();
  summary.limits = {{"min_yield", 0.995, 0.99, false}};
  EXPECT_THAT(summary_text(summary, "out", {true, true}),
              HasSubstr("min_yield 0.995: \033[31mFAILS\033[0m (0.99 found)"));
}

TEST(SummaryText, names_no_report_where_none_was_written) {
  EXPECT_THAT(summary_text(some_summary(), "out", {false, false}), Not(HasSubstr("report.html")));
}

TEST(LotText, lists_every_scan_and_every_error) {
  LotRow good;
  good.scan = "a";
  good.wafer = "W01";
  good.counts[0] = 10;
  good.yield = 1;
  LotRow bad;
  bad.scan = "b";
  bad.status = LotStatus::bad;
  bad.error = bad_input("acquisition.missing", "b/pl.tif", "is missing");
  good.warnings = {"no reflectance layer"};
  bad.warnings = {"no reflectance layer", "no COMPLETE"};
  const std::string text = lot_text({good, bad}, "out", false);
  EXPECT_THAT(text, HasSubstr("  2 scans: warning: no reflectance layer\n"));
  EXPECT_THAT(text, HasSubstr("  b: warning: no COMPLETE\n"));
  EXPECT_THAT(text, HasSubstr("2 scans: 1 passed, 0 with failed limits, 1 bad"));
  EXPECT_THAT(text, HasSubstr("b: b/pl.tif: is missing"));
  EXPECT_THAT(text, HasSubstr("out/lot.csv"));
}

}  // namespace
}  // namespace pellucid::cli

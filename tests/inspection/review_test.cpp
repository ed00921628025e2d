/// The journal of a review: nothing is lost, nothing is torn, the result stays as it was.
#include "inspection/review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "inspection/export.h"
#include "inspection/fab_export.h"
#include "mes/klarf_read.h"
#include "results/result_folder.h"
#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using test::WaferCase;

ReviewEntry entry(ChipIndex chip, ReviewVerdict verdict, const std::string& reviewer = "ann") {
  ReviewEntry e;
  e.reviewer = reviewer;
  e.chip = chip;
  e.verdict = verdict;
  e.measured = ChipClass::dim;
  if (verdict == ReviewVerdict::reclassify) e.chip_class = ChipClass::dark;
  if (verdict == ReviewVerdict::comment) e.comment = "a \"scratch\",\nperhaps";
  return e;
}

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(FoldReview, TheLatestWordThatStandsCounts) {
  std::vector<ReviewEntry> entries{entry({3, 1}, ReviewVerdict::confirm), entry({9, 0}, ReviewVerdict::comment),
                                   entry({3, 1}, ReviewVerdict::reclassify, "bob")};
  auto chips = fold_review(entries);
  ASSERT_EQ(chips.size(), 2U);
  EXPECT_EQ(chips[0].chip, (ChipIndex{9, 0}));  // by row, then column
  EXPECT_FALSE(chips[0].chip_class);
  EXPECT_EQ(chips[1].chip_class, ChipClass::dark);
  EXPECT_EQ(chips[1].reviewer, "bob");
  entries.push_back(entry({3, 1}, ReviewVerdict::undo, "bob"));
  EXPECT_EQ(fold_review(entries)[1].chip_class, ChipClass::dim);  // what ann confirmed
  entries.push_back(entry({3, 1}, ReviewVerdict::undo, "bob"));   // has nothing more to take back
  EXPECT_EQ(fold_review(entries)[1].chip_class, ChipClass::dim);
  entries.push_back(entry({3, 1}, ReviewVerdict::undo));
  EXPECT_EQ(fold_review(entries).size(), 1U);
}

TEST(ReviewPath, StandsBesideTheResult) {
  EXPECT_EQ(review_path("/data/W03.result"), "/data/W03.result.review.jsonl");
  EXPECT_EQ(review_path("/data/W03.result/"), "/data/W03.result.review.jsonl");
  EXPECT_EQ(review_path("W03"), "W03.review.jsonl");
  EXPECT_EQ(review_path("."), fs::current_path().string() + ".review.jsonl");
}

class Reviewed : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    wafer_ = std::make_unique<WaferCase>(test::small_wafer());
    ASSERT_TRUE(wafer_->inspect());
  }
  static void TearDownTestSuite() { wafer_.reset(); }
  void TearDown() override { fs::remove(journal()); }
  static fs::path result() { return wafer_->result(); }
  static fs::path journal() { return review_path(result()); }
  static inline std::unique_ptr<WaferCase> wafer_;
};

TEST_F(Reviewed, IsReadBackAndLeavesTheResultAlone) {
  const std::string before = text_of(result() / "summary.json");
  EXPECT_TRUE(load_review(result())->chips.empty());
  const std::vector<ReviewEntry> said{entry({5, 40}, ReviewVerdict::reclassify),
                                      entry({6, 40}, ReviewVerdict::comment)};
  ASSERT_TRUE(append_review(result(), said));
  const auto review = load_review(result());
  ASSERT_TRUE(review) << review.error().message();
  ASSERT_EQ(review->entries.size(), 2U);
  EXPECT_EQ(review->entries[1].comment, said[1].comment);
  EXPECT_THAT(review->entries[0].when, testing::MatchesRegex("20..-..-..T..:..:..\\....Z"));
  EXPECT_EQ(review->find({5, 40})->chip_class, ChipClass::dark);
  EXPECT_EQ(review->find({5, 41}), nullptr);
  EXPECT_EQ(text_of(result() / "summary.json"), before);
  EXPECT_EQ(test::other_files(result(), {"summary.json", "chips.h5", "recipe.json"}), "");
}

TEST_F(Reviewed, RefusesWhatMakesNoSense) {
  const auto code = [](const ReviewEntry& e) { return append_review(result(), std::span(&e, 1)).error().code; };
  EXPECT_EQ(code(entry({1, 1}, ReviewVerdict::confirm, "")), "inspection.review");
  ReviewEntry no_class = entry({1, 1}, ReviewVerdict::reclassify);
  no_class.chip_class.reset();
  EXPECT_EQ(code(no_class), "inspection.review");
  const ReviewEntry undo = entry({1, 1}, ReviewVerdict::undo);
  EXPECT_EQ(code(undo), "inspection.review");
  // All or none.
  const std::vector<ReviewEntry> both{entry({1, 1}, ReviewVerdict::confirm), undo, undo};
  EXPECT_FALSE(append_review(result(), both));
  EXPECT_TRUE(load_review(result())->entries.empty());
}

TEST_F(Reviewed, ATornLineHarmsNoOther) {
  const ReviewEntry first = entry({1, 1}, ReviewVerdict::confirm), second = entry({2, 1}, ReviewVerdict::confirm);
  ASSERT_TRUE(append_review(result(), std::span(&first, 1)));
  std::ofstream(journal(), std::ios::app) << R"({"when":"2026-01-01T00:00:0)";  // a crash in the middle of a line
  ASSERT_TRUE(append_review(result(), std::span(&second, 1)));
  const auto review = load_review(result());
  ASSERT_TRUE(review);
  EXPECT_EQ(review->entries.size(), 2U);
  ASSERT_EQ(review->warnings.size(), 1U);
  EXPECT_THAT(review->warnings[0], testing::HasSubstr("line 3"));
}

TEST_F(Reviewed, OfAnotherScanIsRefused) {
  std::ofstream(journal()) << R"({"schema":"pellucid.review/1","manifest_sha256":"00"})"
                           << "\n";
  EXPECT_EQ(load_review(result()).error().code, "inspection.review");
  const ReviewEntry e = entry({1, 1}, ReviewVerdict::confirm);
  EXPECT_EQ(append_review(result(), std::span(&e, 1)).error().code, "inspection.review");
  std::ofstream(journal()) << "no journal\n";
  EXPECT_EQ(load_review(result()).error().code, "inspection.review");
}

/// Several programs and several threads at once: every line arrives, whole.
TEST_F(Reviewed, ManyWritersLoseNoLine) {
  constexpr int kWriters = 4, kEach = 25;
  std::vector<pid_t> children;
  for (int w = 0; w < kWriters; ++w) {
    const pid_t child = fork();
    if (child == 0) {
      bool good = true;
      for (int i = 0; i < kEach; ++i) {
        ReviewEntry e = entry({i, w}, ReviewVerdict::comment, "writer " + std::to_string(w));
        e.comment = std::string(500, static_cast<char>('a' + w));
        good = good && append_review(result(), std::span(&e, 1)).has_value();
      }
      _exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  const auto review = load_review(result());
  ASSERT_TRUE(review);
  EXPECT_EQ(review->entries.size(), static_cast<std::size_t>(kWriters * kEach));
  EXPECT_EQ(review->chips.size(), static_cast<std::size_t>(kWriters * kEach));
  EXPECT_TRUE(review->warnings.empty());
}

/// A good chip called dark, a dark one called good: both classes are in every export.
class ReviewedExport : public Reviewed {
 protected:
  void SetUp() override {
    const auto opened = open_result(result());
    ASSERT_TRUE(opened);
    table_ = opened->table;
    while (table_.chip_class[good_] != ChipClass::good) ++good_;
    while (table_.chip_class[dark_] != ChipClass::dark) ++dark_;
    std::vector<ReviewEntry> said{entry(chip(good_), ReviewVerdict::reclassify),
                                  entry(chip(dark_), ReviewVerdict::reclassify)};
    said[0].measured = ChipClass::good;
    said[1].measured = ChipClass::dark;
    said[1].chip_class = ChipClass::good;
    said[1].comment = "dust, \"gone\"";
    ASSERT_TRUE(append_review(result(), said));
  }
  [[nodiscard]] ChipIndex chip(std::size_t k) const { return {table_.column[k], table_.row[k]}; }
  ChipTable table_;
  std::size_t good_ = 0, dark_ = 0;
};

TEST_F(ReviewedExport, TablesHoldBothClasses) {
  ExportRequest request;
  request.result = result();
  request.file = wafer_->folder() / "chips.csv";
  request.columns = {"column", "row", "class"};
  request.only_defects = true;
  request.overwrite = true;
  const auto made = export_table(request);
  ASSERT_TRUE(made) << made.error().message();
  const std::string csv = text_of(request.file);
  EXPECT_THAT(csv, testing::StartsWith("column,row,class,review_class,reviewer,reviewed_at,comment\n"));
  const auto line = [&](std::size_t k) {
    const std::size_t at = csv.find("\n" + std::to_string(chip(k).column) + "," + std::to_string(chip(k).row) + ",");
    return at == std::string::npos ? "" : csv.substr(at + 1, csv.find('\n', at + 1) - at - 1);
  };
  EXPECT_THAT(line(good_), testing::HasSubstr(",good,dark,ann,20"));
  EXPECT_THAT(line(dark_), testing::HasSubstr(",dark,good,ann,20"));
  EXPECT_THAT(line(dark_), testing::HasSubstr(",\"dust, \"\"gone\"\"\""));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n') - 1, made->chips);
  request.format = ExportFormat::jsonl;
  request.only_defects = false;
  ASSERT_TRUE(export_table(request));
  std::ifstream lines(request.file);
  std::string text;
  std::size_t row = 0;
  for (; std::getline(lines, text); ++row) {
    const auto object = nlohmann::json::parse(text);
    EXPECT_EQ(object.at("review_class").is_null(), row != good_ && row != dark_);
  }
  EXPECT_EQ(row, table_.size());
  fs::remove(request.file);
}

TEST_F(ReviewedExport, KlarfHoldsBothClasses) {
  for (const FabFormat format : {FabFormat::klarf12, FabFormat::klarf18}) {
    for (const bool reviewed : {false, true}) {
      FabExportRequest request;
      request.result = result();
      request.file = wafer_->folder() / "w.klarf";
      request.format = format;
      request.reviewed = reviewed;
      request.overwrite = true;
      const auto made = export_fab_file(request);
      ASSERT_TRUE(made) << made.error().message();
      EXPECT_EQ(made->reviewed, 2);
      const auto read = mes::read_klarf(request.file);
      ASSERT_TRUE(read) << read.error().message();
      const mes::KlarfWafer& found = read->wafers.front();
      int both = 0;
      for (std::size_t i = 0; i < static_cast<std::size_t>(found.rows); ++i) {
        const ChipIndex at{static_cast<std::int32_t>(found.value(i, "CHIPCOLUMN")),
                           static_cast<std::int32_t>(found.value(i, "CHIPROW"))};
        const bool is_good = at == chip(good_), is_dark = at == chip(dark_);
        both += is_good || is_dark ? 1 : 0;
        const double measured = is_good ? 0 : 2, said = is_good ? 2 : 0;
        if (!is_good && !is_dark) {
          EXPECT_EQ(found.value(i, "REVIEWCLASS"), -1);
          continue;
        }
        EXPECT_EQ(found.value(i, "CLASSNUMBER"), reviewed ? said : measured);
        EXPECT_EQ(found.value(i, "ROUGHBINNUMBER"), measured);
        EXPECT_EQ(found.value(i, "REVIEWCLASS"), said);
      }
      EXPECT_EQ(both, 2);
      fs::remove(request.file);
    }
  }
}

TEST_F(ReviewedExport, MapsTakeReviewedClassesWhenAsked) {
  FabExportRequest request;
  request.result = result();
  request.file = wafer_->folder() / "w.map";
  request.format = FabFormat::map_csv;
  ASSERT_TRUE(export_fab_file(request));
  const std::string measured = text_of(request.file);
  request.overwrite = request.reviewed = true;
  ASSERT_TRUE(export_fab_file(request));
  const std::string reviewed = text_of(request.file);
  fs::remove(request.file);
  std::istringstream a(measured), b(reviewed);
  std::string line_a, line_b;
  int differing = 0;
  while (std::getline(a, line_a) && std::getline(b, line_b)) differing += line_a != line_b ? 1 : 0;
  EXPECT_EQ(differing, 2);
}

}  // namespace
}  // namespace pellucid

// KLARF 1.1 and 1.2: flat records `Keyword values ... ;`.
#include <algorithm>
#include <array>

#include "mes/detail/klarf_read.h"

namespace pellucid::mes::detail {
namespace {

/// Words that begin a record: one of them at a line's start inside another record means that a ';' is missing.
constexpr std::array<std::string_view, 27> kKeywords{"FileVersion",
                                                     "FileTimestamp",
                                                     "InspectionStationID",
                                                     "SampleType",
                                                     "ResultTimestamp",
                                                     "LotID",
                                                     "SampleSize",
                                                     "DeviceID",
                                                     "SetupID",
                                                     "StepID",
                                                     "WaferID",
                                                     "Slot",
                                                     "SampleOrientationMarkType",
                                                     "OrientationMarkLocation",
                                                     "DiePitch",
                                                     "DieOrigin",
                                                     "SampleCenterLocation",
                                                     "ClassLookup",
                                                     "InspectionTest",
                                                     "SampleTestPlan",
                                                     "AreaPerTest",
                                                     "DefectRecordSpec",
                                                     "DefectList",
                                                     "SummarySpec",
                                                     "SummaryList",
                                                     "EndOfFile",
                                                     "TiffFileName"};

bool is_keyword(const Token& word) {
  return !word.quoted && word.first_on_line &&
         std::ranges::any_of(kKeywords, [&](std::string_view k) { return same_word(k, word.text); });
}

class Reader {
 public:
  explicit Reader(KlarfScan& scan) : scan_(scan) {}

  Result<void> read() {
    for (;;) {
      const Token word = scan_.words.next();
      if (word.at_end()) return scan_.wrong(word.line, "the file is cut short", "EndOfFile", "the end of the file");
      if (word.is(';')) continue;
      line_ = word.line;
      const std::string keyword = capitals(word.text);
      if (keyword == "ENDOFFILE") return end();
      if (auto done = keyword == "DEFECTLIST" ? defect_list() : record(keyword); !done) return done;
    }
  }

 private:
  /// The words up to the ';'.
  Result<std::vector<std::string>> words_of(const std::string& keyword) {
    std::vector<std::string> words;
    for (;;) {
      const Token word = scan_.words.next();
      if (word.is(';')) return words;
      if (word.at_end() || is_keyword(word)) {
        return scan_.wrong(word.line, "the record " + keyword + " of line " + std::to_string(line_) + " is not ended",
                           "';'", word.at_end() ? "the end of the file" : word.text);
      }
      words.emplace_back(word.text);
    }
  }

  Result<void> record(const std::string& keyword) {
    const auto words = words_of(keyword);
    if (!words) return fail(words.error());
    KlarfHeader& h = wafer_.header;
    const auto text = [&](std::size_t i) { return i < words->size() ? (*words)[i] : std::string(); };
    if (keyword == "WAFERID") return begin_wafer(text(0));
    if (keyword == "LOTID") h.lot = text(0);
    if (keyword == "DEVICEID") h.device = text(0);
    if (keyword == "SETUPID") h.setup = text(0);
    if (keyword == "STEPID") h.step = text(0);
    if (keyword == "INSPECTIONSTATIONID") h.station = {text(0), text(1), text(2)};
    if (keyword == "RESULTTIMESTAMP") wafer_.result_time = text(0) + (words->size() > 1 ? " " + text(1) : "");
    if (keyword == "SAMPLEORIENTATIONMARKTYPE") {
      h.mark = same_word(text(0), "FLAT") ? OrientationMark::flat : OrientationMark::notch;
    }
    if (keyword == "ORIENTATIONMARKLOCATION") wafer_.side = side_named(text(0));
    if (keyword == "TIFFFILENAME" || keyword == "FILENAME") image_file_ = text(0);
    if (keyword == "SAMPLESIZE") return numbers(keyword, *words, 1, {&h.diameter_mm});
    if (keyword == "DIEPITCH") return numbers(keyword, *words, 0, {&h.die_pitch_um.x, &h.die_pitch_um.y});
    if (keyword == "SAMPLECENTERLOCATION")
      return numbers(keyword, *words, 0, {&h.sample_center_um.x, &h.sample_center_um.y});
    if (keyword == "AREAPERTEST") return numbers(keyword, *words, 0, {&h.area_um2});
    if (keyword == "SLOT") h.slot = static_cast<int>(integer(text(0)).value_or(0));
    if (keyword == "CLASSLOOKUP") return classes(*words);
    if (keyword == "SAMPLETESTPLAN") return plan(*words);
    if (keyword == "DEFECTRECORDSPEC") return columns(*words);
    if (keyword == "SUMMARYSPEC") summary_columns_ = {words->begin() + (words->empty() ? 0 : 1), words->end()};
    if (keyword == "SUMMARYLIST") summary(*words);
    return {};
  }

  Result<void> numbers(const std::string& keyword, const std::vector<std::string>& words, std::size_t first,
                       std::initializer_list<double*> out) {
    std::size_t at = first;
    for (double* value : out) {
      const auto read = at < words.size() ? number(words[at]) : std::nullopt;
      if (!read) {
        return scan_.wrong(line_, keyword + " lacks a number", std::to_string(first + out.size()) + " values",
                           at < words.size() ? words[at] : "nothing");
      }
      *value = *read;
      ++at;
    }
    return {};
  }

  Result<void> begin_wafer(const std::string& id) {
    if (has_list_) {
      scan_.file.wafers.push_back(wafer_);
      wafer_.values.clear();
      wafer_.images.clear();
      wafer_.rows = 0;
      wafer_.header.plan.clear();
      wafer_.header.summary = {};
      has_list_ = false;
    }
    wafer_.header.wafer = id;
    wafer_line_ = line_;
    return {};
  }

  Result<void> classes(const std::vector<std::string>& words) {
    wafer_.header.classes.clear();
    for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
      const auto number = integer(words[i]);
      if (!number) return scan_.wrong(line_, "a class of ClassLookup has no number", "NUMBER \"NAME\"", words[i]);
      wafer_.header.classes.push_back({static_cast<int>(*number), words[i + 1]});
    }
    return {};
  }

  Result<void> plan(const std::vector<std::string>& words) {
    wafer_.header.plan.clear();
    for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
      const auto x = integer(words[i]), y = integer(words[i + 1]);
      if (!x || !y)
        return scan_.wrong(line_, "a die of SampleTestPlan is no pair of integers", "X Y",
                           words[i] + " " + words[i + 1]);
      wafer_.header.plan.push_back({static_cast<std::int32_t>(*x), static_cast<std::int32_t>(*y)});
    }
    const auto said = words.empty() ? std::nullopt : integer(words[0]);
    if (!said || *said != static_cast<std::int64_t>(wafer_.header.plan.size())) {
      scan_.warn(line_, "SampleTestPlan lists another number of dies than it says");
    }
    return {};
  }

  Result<void> columns(const std::vector<std::string>& words) {
    if (words.size() < 2)
      return scan_.wrong(line_, "DefectRecordSpec names no columns", "a count and names", "nothing");
    wafer_.columns.clear();
    for (std::size_t i = 1; i < words.size(); ++i) wafer_.columns.push_back(capitals(words[i]));
    const auto said = integer(words[0]);
    if (!said || *said != static_cast<std::int64_t>(wafer_.columns.size())) {
      scan_.warn(line_, "DefectRecordSpec names another number of columns than it says");
    }
    return {};
  }

  void summary(const std::vector<std::string>& words) {
    KlarfSummary& s = wafer_.header.summary;
    for (std::size_t i = 0; i < words.size() && !summary_columns_.empty(); ++i) {
      const std::string name = capitals(summary_columns_[i % summary_columns_.size()]);
      const double value = number(words[i]).value_or(0);
      if (name == "NDEFECT") s.defects += nearest_integer(value);
      if (name == "DEFDENSITY") s.density_per_cm2 += value;
      if (name == "NDIE") s.dies = std::max(s.dies, nearest_integer(value));
      if (name == "NDEFDIE") s.defective_dies += nearest_integer(value);
    }
  }

  Result<void> defect_list() {
    if (wafer_.columns.empty()) {
      return scan_.wrong(line_, "a DefectList before its columns are known", "DefectRecordSpec", "DefectList");
    }
    has_list_ = true;
    for (;;) {
      const Token& word = scan_.words.peek();
      if (word.at_end()) return scan_.wrong(word.line, "the DefectList is not ended", "';'", "the end of the file");
      if (word.is(';')) {
        scan_.words.next();
        return {};
      }
      if (same_word(word.text, "TiffFileName") || same_word(word.text, "FILENAME")) {
        scan_.words.next();
        image_file_ = scan_.words.next().text;
        if (scan_.words.peek().is(';')) scan_.words.next();
        continue;
      }
      if (auto row = defect_row(); !row) return row;
    }
  }

  /// One row: one line, but for an image list, which may go on.
  Result<void> defect_row() {
    const std::int64_t line = scan_.words.peek().line;
    const std::string all = std::to_string(wafer_.columns.size()) + " values";
    scan_.row.clear();
    std::int64_t images = 0;
    for (const std::string& column : wafer_.columns) {
      const Token& word = scan_.words.peek();
      if (word.at_end() || word.is(';') || word.line != line) {
        return scan_.wrong(line, "a defect's row is cut short", all, std::to_string(scan_.row.size()));
      }
      const auto value = scan_.cell(word, column);
      if (!value) return fail(value.error());
      scan_.row.push_back(*value);
      scan_.words.next();
      if (column == "IMAGECOUNT" && *value >= 1) images = nearest_integer(*value);
      if (!is_image_list(column)) continue;
      if (auto skipped = image_list(nearest_integer(*value)); !skipped) return skipped;
    }
    const Token& after = scan_.words.peek();
    if (!after.is(';') && !after.at_end() && !after.first_on_line) {
      return scan_.wrong(after.line, "a defect's row has more values than columns", all,
                         "more, from " + std::string(after.text));
    }
    if (images > 0)
      image_names_.assign(static_cast<std::size_t>(std::min<std::int64_t>(images, kMostImages)), image_file_);
    scan_.take_row(wafer_, image_names_);
    return {};
  }

  /// `count` pairs of numbers, over as many lines as they take.
  Result<void> image_list(std::int64_t count) {
    if (count > kMostImages) {
      return scan_.wrong(scan_.words.peek().line, "an image list is too long", "at most 1000 images",
                         std::to_string(count));
    }
    for (std::int64_t i = 0; i < 2 * count; ++i) {
      const Token word = scan_.words.next();
      if (word.at_end() || word.is(';')) {
        return scan_.wrong(word.line, "an image list is cut short", std::to_string(2 * count) + " numbers",
                           std::to_string(i));
      }
    }
    return {};
  }

  Result<void> end() {
    if (!has_list_) {
      const std::string whose = wafer_.header.wafer.empty() ? "the file" : "wafer " + wafer_.header.wafer;
      return scan_.wrong(wafer_line_, whose + " has no DefectList", "DefectList", "EndOfFile");
    }
    scan_.file.wafers.push_back(std::move(wafer_));
    return {};
  }

  static constexpr std::int64_t kMostImages = 1000;
  KlarfScan& scan_;
  KlarfWafer wafer_;
  bool has_list_ = false;
  std::int64_t line_ = 1, wafer_line_ = 1;
  std::string image_file_;
  std::vector<std::string> image_names_, summary_columns_;
};

}  // namespace

Result<void> read_klarf12(KlarfScan& scan) {
  scan.words.set_marks(";");
  return Reader(scan).read();
}

}  // namespace pellucid::mes::detail

// KLARF 1.8: records within records, fields, and lists with columns. Whatever its depth, a name says what it is.
#include <algorithm>
#include <cmath>

#include "mes/detail/klarf_read.h"

namespace pellucid::mes::detail {
namespace {

constexpr double kUm_per_nm = 1e-3, kUm2_per_nm2 = 1e-6;

/// From the file's nanometres.
double scale_of(std::string_view column) {
  for (const std::string_view length : {"XREL", "YREL", "XSIZE", "YSIZE", "DSIZE"}) {
    if (column == length) return kUm_per_nm;
  }
  return column == "DEFECTAREA" ? kUm2_per_nm2 : 1;
}

class Reader {
 public:
  explicit Reader(KlarfScan& scan) : scan_(scan) {}

  Result<void> read() {
    if (auto done = block(true); !done) return done;
    if (scan_.file.wafers.empty()) return scan_.wrong(line_, "the file holds no wafer", "Record WaferRecord", "none");
    return {};
  }

 private:
  Result<Token> need(char mark) {
    const Token word = scan_.words.next();
    if (word.is(mark)) return word;
    return scan_.wrong(word.line, "something is missing", std::string("'") + mark + "'",
                       word.at_end() ? "the end of the file" : word.text);
  }

  Result<std::int64_t> need_count(std::string_view what) {
    const Token word = scan_.words.next();
    const auto count = integer(word.text);
    if (count && *count >= 0) return *count;
    return scan_.wrong(word.line, std::string(what) + " lacks its count", "an integer", word.text);
  }

  /// Records, fields and lists up to the '}', or of the whole file up to EndOfFile.
  Result<void> block(bool whole_file) {
    for (;;) {
      const Token word = scan_.words.next();
      line_ = word.line;
      if (word.is('}') && !whole_file) return {};
      if (word.at_end()) {
        return scan_.wrong(word.line, "the file is cut short", whole_file ? "EndOfFile" : "'}'", "the end of the file");
      }
      Result<void> done;
      if (same_word(word.text, "Record")) {
        done = record();
      } else if (same_word(word.text, "Field")) {
        done = field();
      } else if (same_word(word.text, "List")) {
        done = list();
      } else if (whole_file && same_word(word.text, "EndOfFile")) {
        return {};
      } else {
        return scan_.wrong(word.line, "not a part of a KLARF", "Record, Field, List or '}'", word.text);
      }
      if (!done) return done;
    }
  }

  Result<void> record() {
    const std::string name = capitals(scan_.words.next().text);
    std::string id;
    while (!scan_.words.peek().is('{')) {
      const Token word = scan_.words.next();
      if (word.at_end() || word.is(';') || word.is('}')) {
        return scan_.wrong(word.line, "Record " + name + " does not begin", "'{'", word.text);
      }
      if (id.empty()) id = word.text;
    }
    scan_.words.next();
    if (++depth_ > kDeepest) return scan_.wrong(line_, "records nested too deeply", "at most 16", "more");
    const std::size_t first_wafer = scan_.file.wafers.size();
    if (name == "LOTRECORD") lot_ = {}, lot_.header.lot = id;
    if (name == "WAFERRECORD") wafer_ = {}, wafer_.header.wafer = id, in_wafer_ = true;
    if (auto done = block(false); !done) return done;
    --depth_;
    if (name == "WAFERRECORD") {
      in_wafer_ = false;
      scan_.file.wafers.push_back(std::move(wafer_));
    }
    if (name == "LOTRECORD") {
      for (std::size_t i = first_wafer; i < scan_.file.wafers.size(); ++i) give_lot(scan_.file.wafers[i]);
    }
    return {};
  }

  /// What stands in the lot holds for each of its wafers; it may come after them.
  void give_lot(KlarfWafer& wafer) const {
    KlarfHeader& h = wafer.header;
    const KlarfHeader& lot = lot_.header;
    h.lot = lot.lot;
    h.device = lot.device;
    h.setup = lot.setup;
    h.step = lot.step;
    h.station = lot.station;
    h.mark = lot.mark;
    h.diameter_mm = lot.diameter_mm;
    h.die_pitch_um = lot.die_pitch_um;
    h.classes = lot.classes;
    wafer.side = lot_.side;
    if (wafer.result_time.empty()) wafer.result_time = lot_.result_time;
  }

  Result<void> field() {
    const std::string name = capitals(scan_.words.next().text);
    if (const auto count = need_count("Field " + name); !count) return fail(count.error());
    if (const auto brace = need('{'); !brace) return fail(brace.error());
    std::vector<std::string> values;
    for (;;) {
      const Token word = scan_.words.next();
      if (word.is('}')) break;
      if (word.at_end() || word.is(';') || word.is('{')) {
        return scan_.wrong(word.line, "Field " + name + " is not ended", "'}'", word.text);
      }
      if (!word.is(',')) values.emplace_back(word.text);
    }
    return take_field(name, values);
  }

  Result<void> take_field(const std::string& name, const std::vector<std::string>& values) {
    KlarfWafer& here = in_wafer_ ? wafer_ : lot_;
    KlarfHeader& h = here.header;
    const auto text = [&](std::size_t i) { return i < values.size() ? values[i] : std::string(); };
    if (name == "DEVICEID") h.device = text(0);
    if (name == "RECIPEID") h.setup = text(0);
    if (name == "STEPID") h.step = text(0);
    if (name == "INSPECTIONSTATIONID") h.station = {text(0), text(1), text(2)};
    if (name == "RESULTTIMESTAMP") here.result_time = text(0) + " " + text(1);
    if (name == "SAMPLEORIENTATIONMARKTYPE") {
      h.mark = same_word(text(0), "FLAT") ? OrientationMark::flat : OrientationMark::notch;
    }
    if (name == "ORIENTATIONMARKLOCATION") {
      const auto degrees = integer(text(0));
      here.side = degrees ? side_from_bottom(static_cast<int>(*degrees % 360)) : side_named(text(0));
    }
    if (name == "SLOTNUMBER") h.slot = static_cast<int>(integer(text(0)).value_or(0));
    if (name == "DIEPITCH") return lengths(name, values, {&h.die_pitch_um.x, &h.die_pitch_um.y});
    if (name == "SAMPLECENTERLOCATION") return lengths(name, values, {&h.sample_center_um.x, &h.sample_center_um.y});
    if (name == "AREAPERTEST") h.area_um2 = number(text(0)).value_or(0) * kUm2_per_nm2;
    if (name == "SAMPLESIZE") {
      auto read = lengths(name, values, {&h.diameter_mm});
      h.diameter_mm *= 1e-3;
      return read;
    }
    return {};
  }

  Result<void> lengths(const std::string& name, const std::vector<std::string>& values,
                       std::initializer_list<double*> out) const {
    std::size_t at = 0;
    for (double* value : out) {
      const auto read = at < values.size() ? number(values[at]) : std::nullopt;
      if (!read) {
        return scan_.wrong(line_, "Field " + name + " lacks a number", std::to_string(out.size()) + " numbers",
                           at < values.size() ? values[at] : "nothing");
      }
      *value = *read * kUm_per_nm;
      ++at;
    }
    return {};
  }

  Result<void> list() {
    const std::string name = capitals(scan_.words.next().text);
    if (const auto brace = need('{'); !brace) return fail(brace.error());
    std::vector<std::string> columns;
    for (;;) {
      const Token word = scan_.words.next();
      if (word.is('}')) return {};
      if (same_word(word.text, "Columns")) {
        if (auto read = read_columns(name, columns); !read) return read;
      } else if (same_word(word.text, "Data")) {
        if (auto read = read_data(name, columns); !read) return read;
      } else {
        return scan_.wrong(word.line, "not a part of List " + name, "Columns, Data or '}'",
                           word.at_end() ? "the end of the file" : word.text);
      }
    }
  }

  /// `n { TYPE NAME, TYPE NAME }`
  Result<void> read_columns(const std::string& list_name, std::vector<std::string>& columns) {
    const std::int64_t line = scan_.words.peek().line;
    const auto count = need_count("Columns");
    if (!count) return fail(count.error());
    if (const auto brace = need('{'); !brace) return fail(brace.error());
    std::string last;
    for (;;) {
      const Token word = scan_.words.next();
      if (word.at_end() || word.is(';') || word.is('{')) {
        return scan_.wrong(word.line, "the columns of " + list_name + " are not ended", "'}'", word.text);
      }
      if (!word.is(',') && !word.is('}')) {
        last = capitals(word.text);
        continue;
      }
      if (!last.empty()) columns.push_back(last);
      last.clear();
      if (word.is('}')) break;
    }
    if (static_cast<std::int64_t>(columns.size()) != *count) {
      return scan_.wrong(line, "List " + list_name + " names another number of columns than it says",
                         std::to_string(*count), std::to_string(columns.size()));
    }
    if (list_name == "DEFECTLIST") {
      wafer_.columns = columns;
      scales_.clear();
      for (const std::string& column : columns) scales_.push_back(scale_of(column));
    }
    return {};
  }

  Result<void> read_data(const std::string& name, const std::vector<std::string>& columns) {
    const std::int64_t line = scan_.words.peek().line;
    const auto said = need_count("Data");
    if (!said) return fail(said.error());
    if (const auto brace = need('{'); !brace) return fail(brace.error());
    std::int64_t rows = 0;
    while (!scan_.words.peek().is('}')) {
      if (auto read = name == "DEFECTLIST" ? defect_row() : other_row(name, columns); !read) return read;
      ++rows;
    }
    scan_.words.next();
    if (rows != *said) scan_.warn(line, "List " + name + " holds another number of rows than it says");
    return {};
  }

  Result<void> defect_row() {
    const std::int64_t line = scan_.words.peek().line;
    const std::string all = std::to_string(wafer_.columns.size()) + " values";
    scan_.row.clear();
    for (const std::string& column : wafer_.columns) {
      const Token word = scan_.words.next();
      if (word.is(';') || word.is('}') || word.at_end()) {
        return scan_.wrong(line, "a defect's row is cut short", all, std::to_string(scan_.row.size()));
      }
      if (!word.quoted && same_word(word.text, "Images")) {
        if (auto read = images(); !read) return read;
        scan_.row.push_back(static_cast<double>(image_names_.size()));
      } else if (!word.quoted && same_word(word.text, "N")) {
        scan_.row.push_back(0);
      } else {
        const auto value = scan_.cell(word, column);
        if (!value) return fail(value.error());
        scan_.row.push_back(*value * scales_[scan_.row.size()]);
      }
    }
    const Token end = scan_.words.next();
    if (!end.is(';')) {
      return scan_.wrong(line, "a defect's row has more values than columns", all,
                         "more, from " + std::string(end.text));
    }
    scan_.take_row(wafer_, image_names_);
    return {};
  }

  /// `n { "file" "JPG" 1 "Patch", ... }`
  Result<void> images() {
    if (const auto count = need_count("Images"); !count) return fail(count.error());
    if (const auto brace = need('{'); !brace) return fail(brace.error());
    bool begins = true;
    for (;;) {
      const Token word = scan_.words.next();
      if (word.is('}')) return {};
      if (word.at_end() || word.is(';')) return scan_.wrong(word.line, "an image list is not ended", "'}'", word.text);
      if (begins && !word.is(',')) image_names_.emplace_back(word.text);
      begins = word.is(',');
    }
  }

  /// A row of the test plan, the classes or the summary; of other lists nothing is kept.
  Result<void> other_row(const std::string& name, const std::vector<std::string>& columns) {
    std::vector<std::string> row;
    int braces = 0;
    for (;;) {
      const Token word = scan_.words.next();
      if (word.at_end() || (word.is('}') && braces == 0)) {
        return scan_.wrong(word.line, "a row of " + name + " is not ended", "';'", word.text);
      }
      if (word.is(';') && braces == 0) break;
      braces += word.is('{') ? 1 : word.is('}') ? -1 : 0;
      row.emplace_back(word.text);
    }
    KlarfHeader& h = in_wafer_ ? wafer_.header : lot_.header;
    const auto whole = [&](std::size_t i) { return i < row.size() ? integer(row[i]).value_or(0) : 0; };
    if (name == "SAMPLETESTPLANLIST")
      h.plan.push_back({static_cast<std::int32_t>(whole(0)), static_cast<std::int32_t>(whole(1))});
    if (name == "CLASSLOOKUPLIST" && row.size() > 1)
      lot_.header.classes.push_back({static_cast<int>(whole(0)), row[1]});
    if (name != "TESTSUMMARYLIST") return {};
    for (std::size_t i = 0; i < std::min(row.size(), columns.size()); ++i) {
      const double value = number(row[i]).value_or(0);
      if (columns[i] == "NDEFECT") h.summary.defects += nearest_integer(value);
      if (columns[i] == "DEFDENSITY") h.summary.density_per_cm2 += value;
      if (columns[i] == "NDIE") h.summary.dies = std::max(h.summary.dies, nearest_integer(value));
      if (columns[i] == "NDEFDIE") h.summary.defective_dies += nearest_integer(value);
    }
    return {};
  }

  static constexpr int kDeepest = 16;
  KlarfScan& scan_;
  KlarfWafer lot_, wafer_;
  bool in_wafer_ = false;
  int depth_ = 0;
  std::int64_t line_ = 1;
  std::vector<double> scales_;
  std::vector<std::string> image_names_;
};

}  // namespace

Result<void> read_klarf18(KlarfScan& scan) {
  scan.words.set_marks(";{},");
  return Reader(scan).read();
}

}  // namespace pellucid::mes::detail

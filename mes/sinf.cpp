// SINF: a header of KEY:VALUE lines, then RowData, the top row first, as one sees the wafer.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "mes/detail/map_text.h"

namespace pellucid::mes::detail {
namespace {

constexpr double kUm_per_mm = 1000, kUm_per_mil = 25.4;
constexpr std::string_view kRowData = "RowData:";

/// Two digits, or three where the profile asks for decimals; '_' is no die, '@' not tested.
std::string sinf_bin(std::uint16_t code, BinType type) {
  const int width = type == BinType::decimal ? 3 : 2;
  if (code == kNoDie) return std::string(static_cast<std::size_t>(width), '_');
  if (code == kUntested) return std::string(static_cast<std::size_t>(width), '@');
  return type == BinType::decimal ? fmt::format("{:03}", code) : fmt::format("{:02X}", code);
}

struct Header {
  std::optional<std::int64_t> rows, columns, mark_deg;
  std::string good_bins = "01";
  double unit_um = kUm_per_mm;
  Vec2 step;
};

class Reader {
 public:
  Reader(std::ifstream& file, std::string path, MapFile& out) : file_(file), path_(std::move(path)), out_(out) {}

  Result<void> read(RowOrder order) {
    std::vector<std::string> rows;  // of text: a map's size may be said after them
    std::vector<std::int64_t> lines;
    for (std::string line; std::getline(file_, line);) {
      std::string_view text = line;
      if (++line_ == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
      text = trimmed(text);
      if (text.empty()) continue;
      const std::size_t colon = text.find(':');
      if (colon == std::string_view::npos) return wrong("not a line of a SINF map", "KEY:VALUE", text);
      const std::string_view key = trimmed(text.substr(0, colon)), value = trimmed(text.substr(colon + 1));
      if (same_word(key, "RowData")) {
        rows.emplace_back(value);
        lines.push_back(line_);
      } else if (auto taken = take(key, value); !taken) {
        return taken;
      }
    }
    return lay(rows, lines, order);
  }

 private:
  [[nodiscard]] tl::unexpected<Error> wrong(std::string_view what, std::string_view expected,
                                            std::string_view found) const {
    return fail(syntax_error(path_, line_, what, expected, shown(found)));
  }

  Result<void> take(std::string_view key, std::string_view value) {
    const auto is = [&](std::string_view name) { return same_word(key, name); };
    DieMap& map = out_.map;
    if (is("DEVICE")) map.device = value;
    if (is("LOT")) map.lot = value;
    if (is("WAFER")) map.wafer = value;
    if (is("BCEQU") && !value.empty()) header_.good_bins = value;
    if (is("DUTMS")) header_.unit_um = same_word(value, "mil") ? kUm_per_mil : kUm_per_mm;
    if (is("XDIES")) header_.step.x = number(value).value_or(0);
    if (is("YDIES")) header_.step.y = number(value).value_or(0);
    for (const auto& [name, out] : {std::pair{"ROWCT", &header_.rows}, std::pair{"COLCT", &header_.columns},
                                    std::pair{"FNLOC", &header_.mark_deg}}) {
      if (!is(name)) continue;
      *out = integer(value);
      if (!*out) return wrong(std::string(name) + " is no number", "an integer", value);
    }
    return {};
  }

  Result<void> lay(const std::vector<std::string>& rows, const std::vector<std::int64_t>& lines, RowOrder order) {
    DieMap& map = out_.map;
    if (rows.empty()) return wrong("no RowData", "rows of bins", "none");
    const auto side = side_from_top(static_cast<int>(header_.mark_deg.value_or(180) % 360));
    if (!side) return wrong("FNLOC is no side", "0, 90, 180 or 270", std::to_string(*header_.mark_deg));
    std::vector<std::string_view> words;
    (void)split_row(rows.front(), 2, words);
    const std::int64_t row_count = header_.rows.value_or(std::ssize(rows));
    const std::int64_t column_count = header_.columns.value_or(std::ssize(words));
    if (auto good = check_size(path_, line_, column_count, row_count); !good) return good;
    if (row_count != std::ssize(rows)) {
      return wrong("another number of rows than ROWCT says", std::to_string(row_count), std::to_string(rows.size()));
    }
    map.side = *side;
    map.rows = static_cast<std::int32_t>(row_count);
    map.columns = static_cast<std::int32_t>(column_count);
    map.step_um = header_.unit_um * header_.step;
    map.size_um = map.step_um;
    MapFiller filler(
        map, resolved({Origin::upper_left, AxisDirection::automatic, order}, Origin::upper_left, RowOrder::visual));
    std::vector<bool> seen(0x10000);
    for (std::size_t n = 0; n < rows.size(); ++n) {
      line_ = lines[n];
      if (!split_row(rows[n], 2, words) || std::ssize(words) != column_count) {
        return wrong("a row of another length than COLCT says", std::to_string(column_count) + " bins",
                     std::to_string(words.size()));
      }
      for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word.front() == '_') continue;
        const auto code = word.front() == '@' ? std::optional(kUntested) : code_of(word, type_of(word));
        if (!code) return wrong("a bin is none", "digits, __ or @@", word);
        seen[*code] = true;
        filler.put(static_cast<std::int32_t>(n), static_cast<std::int32_t>(i), *code);
      }
    }
    return name_bins(seen);
  }

  /// Three digits are decimal, two hexadecimal.
  static BinType type_of(std::string_view word) { return word.size() == 3 ? BinType::decimal : BinType::hexadecimal; }

  Result<void> name_bins(const std::vector<bool>& seen) {
    std::string list = header_.good_bins;
    std::ranges::replace(list, ',', ' ');
    std::vector<std::string_view> good;
    // One word is one bin, also where it is as long as two.
    if (list.find(' ') == std::string::npos) {
      good.push_back(list);
    } else {
      (void)split_row(list, 2, good);
    }
    for (std::uint32_t code = 0; code < kUntested; ++code) {
      if (!seen[code]) continue;
      const bool pass = std::ranges::any_of(good, [&](std::string_view w) { return code_of(w, type_of(w)) == code; });
      out_.map.bins.push_back({static_cast<std::uint16_t>(code), fmt::format("Bin{}", code), pass});
    }
    return {};
  }

  std::ifstream& file_;
  std::string path_;
  MapFile& out_;
  Header header_;
  std::int64_t line_ = 0;
};

}  // namespace

void write_sinf(const MapView& view, const ExportProfile& profile, TextSink& sink, const std::stop_token& stop) {
  const DieMap& map = view.map();
  const BinType type = profile.map.bin_type;
  std::vector<std::string> texts;
  for (std::uint16_t code = 0; code < 256; ++code) texts.push_back(fmt::format(" {}", sinf_bin(code, type)));
  const std::string none = fmt::format(" {}", sinf_bin(kNoDie, type));
  const std::string untested = fmt::format(" {}", sinf_bin(kUntested, type));

  std::string good;
  for (const BinInfo& bin : map.bins) {
    if (!bin.pass) continue;
    if (!good.empty()) good += ',';
    good += sinf_bin(bin.code, type);
  }
  const Vec2 step_mm = (1 / kUm_per_mm) * view.step_um();
  sink << fmt::format("DEVICE:{}\nLOT:{}\nWAFER:{}\nFNLOC:{}\nROWCT:{}\nCOLCT:{}\nBCEQU:{}\n", shown(map.device),
                      shown(map.lot), shown(map.wafer), degrees_from_top(view.side()), view.rows(), view.columns(),
                      good);
  const auto first = view.first_die().value_or(ChipIndex{0, 0});
  sink << fmt::format("REFPX:{}\nREFPY:{}\nDUTMS:mm\nXDIES:{:.5f}\nYDIES:{:.5f}\n", first.column, first.row, step_mm.x,
                      step_mm.y);
  for (std::int32_t n = 0; n < view.rows() && !stop.stop_requested(); ++n) {
    sink << kRowData;
    for (std::int32_t i = 0; i < view.columns(); ++i) {
      const std::uint16_t code = view.at(n, i);
      const std::string& text = code == kNoDie ? none : code == kUntested ? untested : texts[code];
      sink << (i == 0 ? std::string_view(text).substr(1) : std::string_view(text));
    }
    sink << '\n';
  }
}

Result<MapFile> read_sinf(const std::filesystem::path& path, RowOrder order) {
  MapFile out;
  out.format = MapFormat::sinf;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return fail(bad_input(mes_error::kUnreadable, path.string(), "cannot read the file", "a readable file", ""));
  if (auto read = Reader(file, path.string(), out).read(order); !read) return fail(read.error());
  return out;
}

}  // namespace pellucid::mes::detail

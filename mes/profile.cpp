#include "mes/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "mes/detail/text.h"
#include "mes/mes_error.h"

namespace pellucid::mes {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBytes = 1 << 20;
constexpr int kLastBin = 253;  // 254 and 255 are "not tested" and "no die"

/// True where the value was what the key takes.
using Setter = std::function<bool(const json&, ExportProfile&)>;

struct Key {
  std::string_view section, name;
  std::string_view takes;
  Setter set;

  [[nodiscard]] std::string path() const { return std::string(section) + "." + std::string(name); }
};

bool take_text(const json& value, std::string& out) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  constexpr std::size_t kLongest = 64;
  const bool plain = std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c != 0x7f && c != '"'; });
  if (text.size() > kLongest || !plain) return false;
  out = text;
  return true;
}

template <class T>
bool take_integer(const json& value, std::int64_t low, std::int64_t high, T& out) {
  if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX))
    return false;
  const auto number = value.get<std::int64_t>();
  if (number < low || number > high) return false;
  out = static_cast<T>(number);
  return true;
}

bool take_flag(const json& value, bool& out) {
  if (!value.is_boolean()) return false;
  out = value.get<bool>();
  return true;
}

template <class T>
struct Word {
  std::string_view word;
  T value;
};

template <class T, class U>
bool take_word(const json& value, std::initializer_list<Word<T>> words, U& out) {
  if (!value.is_string()) return false;
  for (const Word<T>& known : words) {
    if (value.get_ref<const std::string&>() != known.word) continue;
    out = known.value;
    return true;
  }
  return false;
}

template <auto Member>
Setter text_of_profile() {
  return [](const json& v, ExportProfile& p) { return take_text(v, p.*Member); };
}
template <std::size_t Index>
Setter text_of_station() {
  return [](const json& v, ExportProfile& p) { return take_text(v, p.station[Index]); };
}
template <auto Section, auto Member>
Setter integer_of(std::int64_t low, std::int64_t high) {
  return [low, high](const json& v, ExportProfile& p) { return take_integer(v, low, high, p.*Section.*Member); };
}

bool set_orientation(const json& v, ExportProfile& p) {
  using Side = std::optional<MarkSide>;
  return take_word<Side>(v,
                         {{"as_measured", Side{}},
                          {"down", MarkSide::down},
                          {"left", MarkSide::left},
                          {"up", MarkSide::up},
                          {"right", MarkSide::right}},
                         p.orientation);
}

bool set_origin(const json& v, ExportProfile& p) {
  return take_word<Origin>(v,
                           {{"auto", Origin::automatic},
                            {"center", Origin::center},
                            {"lower_left", Origin::lower_left},
                            {"lower_right", Origin::lower_right},
                            {"upper_left", Origin::upper_left},
                            {"upper_right", Origin::upper_right}},
                           p.axes.origin);
}

bool set_axis(const json& v, ExportProfile& p) {
  return take_word<AxisDirection>(v,
                                  {{"auto", AxisDirection::automatic},
                                   {"up_right", AxisDirection::up_right},
                                   {"up_left", AxisDirection::up_left},
                                   {"down_right", AxisDirection::down_right},
                                   {"down_left", AxisDirection::down_left}},
                                  p.axes.direction);
}

bool set_row_order(const json& v, ExportProfile& p) {
  return take_word<RowOrder>(v, {{"auto", RowOrder::automatic}, {"visual", RowOrder::visual}, {"axes", RowOrder::axes}},
                             p.axes.order);
}

bool set_die(const json& v, ExportProfile& p) {
  return take_word<DieKind>(v, {{"auto", DieKind::automatic}, {"field", DieKind::field}, {"tile", DieKind::tile}},
                            p.klarf.die);
}

bool set_year_digits(const json& v, ExportProfile& p) {
  return take_integer(v, 2, 4, p.klarf.year_digits) && p.klarf.year_digits != 3;
}

bool set_bin_type(const json& v, ExportProfile& p) {
  return take_word<BinType>(v,
                            {{"ascii", BinType::ascii},
                             {"decimal", BinType::decimal},
                             {"hexadecimal", BinType::hexadecimal},
                             {"integer2", BinType::integer2}},
                            p.map.bin_type);
}

bool set_reduce_rule(const json& v, ExportProfile& p) {
  return take_word<ReduceRule>(v, {{"worst", ReduceRule::worst}, {"majority", ReduceRule::majority}}, p.map.rule);
}

const std::vector<Key>& keys() {
  using P = ExportProfile;
  using K = KlarfOptions;
  using M = MapOptions;
  constexpr std::string_view kText = "a text of at most 64 characters without quotes";
  static const std::vector<Key> kAll{
      {"ids", "lot", kText, text_of_profile<&P::lot>()},
      {"ids", "wafer", kText, text_of_profile<&P::wafer>()},
      {"ids", "device", kText, text_of_profile<&P::device>()},
      {"ids", "setup", kText, text_of_profile<&P::setup>()},
      {"ids", "step", kText, text_of_profile<&P::step>()},
      {"ids", "station_maker", kText, text_of_station<0>()},
      {"ids", "station_model", kText, text_of_station<1>()},
      {"ids", "station_id", kText, text_of_station<2>()},
      {"frame", "orientation", "as_measured, down, left, up or right", set_orientation},
      {"frame", "origin", "auto, center, lower_left, lower_right, upper_left or upper_right", set_origin},
      {"frame", "axis", "auto, up_right, up_left, down_right or down_left", set_axis},
      {"frame", "row_order", "auto, visual or axes", set_row_order},
      {"klarf", "die", "auto, field or tile", set_die},
      {"klarf", "tile_columns", "0 to 1000000", integer_of<&P::klarf, &K::tile_columns>(0, 1'000'000)},
      {"klarf", "tile_rows", "0 to 1000000", integer_of<&P::klarf, &K::tile_rows>(0, 1'000'000)},
      {"klarf", "die_width_um", "0 to 300000", integer_of<&P::klarf, &K::die_width_um>(0, 300'000)},
      {"klarf", "die_height_um", "0 to 300000", integer_of<&P::klarf, &K::die_height_um>(0, 300'000)},
      {"klarf", "max_defects", "0 to 1000000000", integer_of<&P::klarf, &K::max_defects>(0, 1'000'000'000)},
      {"klarf", "year_digits", "2 or 4", set_year_digits},
      {"klarf", "thumbnails", "0 to 100000", integer_of<&P::klarf, &K::thumbnails>(0, 100'000)},
      {"klarf", "thumbnail_px", "8 to 1024", integer_of<&P::klarf, &K::thumbnail_px>(8, 1024)},
      {"map", "bin_type", "ascii, decimal, hexadecimal or integer2", set_bin_type},
      {"map", "by_field", "true or false", [](const json& v, P& p) { return take_flag(v, p.map.by_field); }},
      {"map", "reduce_columns", "1 to 100000", integer_of<&P::map, &M::reduce_columns>(1, 100'000)},
      {"map", "reduce_rows", "1 to 100000", integer_of<&P::map, &M::reduce_rows>(1, 100'000)},
      {"map", "reduce_rule", "worst or majority", set_reduce_rule},
  };
  return kAll;
}

std::string shown(const json& value) {
  return detail::shown(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

Error wrong(std::string_view path, const std::string& what, std::string_view expected, const std::string& found) {
  return bad_input(mes_error::kProfile, path, what, expected, found);
}

Error unknown_key(std::string_view path, const std::string& key, const std::vector<std::string>& known) {
  std::string list;
  for (const std::string& name : known) list.append(list.empty() ? "one of " : ", ").append(name);
  return wrong(path, "unknown key " + key, list, key);
}

Result<void> read_class(const std::string& name, const json& value, std::string_view path, ClassRule& rule) {
  if (!value.is_object())
    return fail(wrong(path, "classes." + name + " has the wrong type", "an object", shown(value)));
  for (const auto& [key, setting] : value.items()) {
    const std::string full = fmt::format("classes.{}.{}", name, key);
    bool good = true;
    std::string_view takes = "true or false";
    if (key == "number") {
      takes = "0 to 32767";
      good = take_integer(setting, 0, 32767, rule.number);
    } else if (key == "name") {
      takes = "a text of at most 64 characters without quotes";
      good = take_text(setting, rule.name);
    } else if (key == "bin") {
      takes = "0 to 253";
      good = take_integer(setting, 0, kLastBin, rule.bin);
    } else if (key == "defect") {
      good = take_flag(setting, rule.defect);
    } else if (key == "pass") {
      good = take_flag(setting, rule.pass);
    } else if (key == "tested") {
      good = take_flag(setting, rule.tested);
    } else {
      return fail(unknown_key(path, full, {"number", "name", "bin", "defect", "pass", "tested"}));
    }
    if (!good) return fail(wrong(path, full + " cannot be that", takes, shown(setting)));
  }
  return {};
}

Result<void> read_classes(const json& value, std::string_view path, ExportProfile& profile) {
  for (const auto& [name, rules] : value.items()) {
    const auto found = std::ranges::find(kAllClasses, name, [](ChipClass c) { return pellucid::name_of(c); });
    if (found == kAllClasses.end()) {
      std::vector<std::string> known(kAllClasses.size());
      std::ranges::transform(kAllClasses, known.begin(), [](ChipClass c) { return std::string(pellucid::name_of(c)); });
      return fail(unknown_key(path, "classes." + name, known));
    }
    auto& rule = profile.classes[static_cast<std::size_t>(found - kAllClasses.begin())];
    if (auto read = read_class(name, rules, path, rule); !read) return read;
  }
  return {};
}

Result<void> read_section(const std::string& section, const json& value, std::string_view path,
                          ExportProfile& profile) {
  if (!value.is_object()) return fail(wrong(path, section + " has the wrong type", "an object", shown(value)));
  if (section == "classes") return read_classes(value, path, profile);
  for (const auto& [name, setting] : value.items()) {
    const auto full = fmt::format("{}.{}", section, name);
    const auto key = std::ranges::find(keys(), full, &Key::path);
    if (key == keys().end()) {
      std::vector<std::string> known;
      for (const Key& k : keys()) {
        if (k.section == section) known.emplace_back(k.name);
      }
      return fail(unknown_key(path, full, known));
    }
    if (!key->set(setting, profile)) return fail(wrong(path, full + " cannot be that", key->takes, shown(setting)));
  }
  return {};
}

}  // namespace

ExportProfile::ExportProfile() : station{"Pellucid", "PL", ""} {
  constexpr std::array<std::string_view, kAllClasses.size()> kNames{"Good",       "Missing", "Dark",   "Dim",
                                                                    "Bright",     "Partial", "Leaky",  "Wavelength",
                                                                    "Mechanical", "Suspect", "Retest", "Unmeasured"};
  for (std::size_t i = 0; i < classes.size(); ++i) {
    ClassRule& rule = classes[i];
    rule.number = static_cast<int>(i);
    rule.name = kNames[i];
    rule.bin = static_cast<int>(i) + 1;
    rule.pass = kAllClasses[i] == ChipClass::good;
    rule.tested = kAllClasses[i] != ChipClass::unmeasured;
    rule.defect = !rule.pass && rule.tested;
  }
}

const ClassRule& ExportProfile::rule(ChipClass chip_class) const {
  const auto code = static_cast<std::size_t>(chip_class);
  return classes[std::min(code, classes.size() - 1)];
}

std::string_view name_of(BinType type) {
  constexpr std::array<std::string_view, 4> kNames{"ASCII", "Decimal", "HexaDecimal", "Integer2"};
  return kNames[static_cast<std::size_t>(type)];
}

Result<ExportProfile> parse_profile(std::string_view text, std::string_view path) {
  json root;
  try {
    root = json::parse(text);
  } catch (const json::exception& e) {
    return fail(wrong(path, "not valid JSON", "JSON", detail::shown(e.what())));
  }
  if (!root.is_object() || root.value("schema", json()) != kProfileSchema) {
    return fail(wrong(path, "not an export profile that this version reads",
                      R"("schema": ")" + std::string(kProfileSchema) + '"',
                      root.is_object() && root.contains("schema") ? shown(root["schema"]) : "no \"schema\""));
  }
  ExportProfile profile;
  for (const auto& [section, value] : root.items()) {
    if (section == "schema" || section == "$schema" || section == "comment") continue;
    if (section != "classes" && std::ranges::find(keys(), section, &Key::section) == keys().end()) {
      return fail(unknown_key(path, section, {"ids", "frame", "classes", "klarf", "map"}));
    }
    if (const auto read = read_section(section, value, path, profile); !read) return fail(read.error());
  }
  return profile;
}

Result<ExportProfile> read_profile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) {
    return fail(
        bad_input(mes_error::kUnreadable, path.string(), "cannot read the export profile", "a readable file", ""));
  }
  std::string text(kMaxBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxBytes) return fail(wrong(path.string(), "too large for a profile", "at most 1 MiB", "more"));
  return parse_profile(text, path.string());
}

}  // namespace pellucid::mes

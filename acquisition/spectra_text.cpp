#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <numeric>

#include "acquisition/error_code.h"
#include "acquisition/spectra_file.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
namespace code = acquisition_code;

constexpr std::uintmax_t kMostBytes = std::uintmax_t{1} << 31;
constexpr std::size_t kLeastChannels = 8;

/// How a file separates its numbers.
struct Dialect {
  char separator = '\t';  ///< ' ': any blanks
  bool decimal_comma = false;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\"");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\"") - first + 1);
}

std::optional<double> number(std::string_view field, bool decimal_comma) {
  field = trimmed(field);
  if (field.empty() || field.size() > 60) return std::nullopt;
  if (field.front() == '+') field.remove_prefix(1);
  std::array<char, 64> text{};
  std::copy(field.begin(), field.end(), text.begin());
  if (decimal_comma) std::replace(text.begin(), text.begin() + field.size(), ',', '.');
  double value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + field.size(), value);
  if (failed != std::errc() || end != text.data() + field.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// The numbers of a line; nothing where a field is no number. Empty fields at its end are passed over.
std::optional<std::vector<double>> numbers(std::string_view line, const Dialect& dialect) {
  std::vector<double> values;
  line = trimmed(line);
  while (!line.empty()) {
    const std::size_t end = dialect.separator == ' ' ? line.find_first_of(" \t") : line.find(dialect.separator);
    const auto value = number(line.substr(0, end), dialect.decimal_comma);
    if (!value) return std::nullopt;
    values.push_back(*value);
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + 1);
    line = dialect.separator == '\t' ? line : trimmed(line);
    if (trimmed(line).empty()) break;
  }
  return values;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\n\r");
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// The dialect that reads most lines as two numbers or more; of equals the first.
Dialect dialect_of(const std::vector<std::string_view>& lines) {
  constexpr std::array<Dialect, 6> kDialects{
      {{'\t', false}, {';', false}, {',', false}, {';', true}, {'\t', true}, {' ', false}}};
  constexpr std::size_t kLooked = 400;
  Dialect best = kDialects[0];
  std::size_t most = 0;
  const std::size_t step = std::max<std::size_t>(1, lines.size() / kLooked);
  for (const Dialect& d : kDialects) {
    std::size_t read = 0;
    for (std::size_t i = 0; i < lines.size(); i += step) {
      const auto values = numbers(lines[i], d);
      read += values && values->size() >= 2 ? 1 : 0;
    }
    if (read > most) most = read, best = d;
  }
  return best;
}

struct TextSpectra {
  std::vector<double> nm;
  std::vector<float> counts;
  std::vector<Vec2> positions;
  std::vector<std::string> warnings;
};

/// "X;Y;401.2;401.4;..." or "X;Y;" alone with the first row of data as the axis: fields behind two names.
std::optional<std::size_t> map_header(const std::vector<std::string_view>& lines, const Dialect& d) {
  for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 20); ++i) {
    const std::string_view line = trimmed(lines[i]);
    const auto is = [&](std::string_view name, char lower, char upper) {
      return name.size() == 1 && (name[0] == lower || name[0] == upper);
    };
    const std::size_t first = line.find(d.separator);
    if (first == std::string_view::npos) continue;
    const std::size_t second = std::min(line.find(d.separator, first + 1), line.size());
    if (is(trimmed(line.substr(0, first)), 'x', 'X') &&
        is(trimmed(line.substr(first + 1, second - first - 1)), 'y', 'Y'))
      return i;
  }
  return std::nullopt;
}

Error faulty(const fs::path& path, std::string_view what, std::string_view expected, std::string_view found) {
  return bad_input(code::kTable, path.string(), what, expected, found);
}

Result<TextSpectra> read_map(const fs::path& path, const std::vector<std::string_view>& lines, std::size_t header,
                             const Dialect& d) {
  TextSpectra out;
  std::string_view head = trimmed(lines[header]);
  for (int skip = 0; skip < 2; ++skip) {
    const std::size_t end = head.find(d.separator);
    head = end == std::string_view::npos ? std::string_view() : head.substr(end + 1);
  }
  const auto axis = numbers(head, d);
  if (!axis)
    return fail(faulty(path, "is a table, but no map of spectra", "wavelengths behind X and Y", head.substr(0, 40)));
  out.nm = *axis;
  std::size_t passed_over = 0;
  bool own_row = false;
  for (std::size_t i = header + 1; i < lines.size(); ++i) {
    if (trimmed(lines[i]).empty()) continue;
    const auto row = numbers(lines[i], d);
    if (row && out.nm.empty() && row->size() >= kLeastChannels) {
      // The axis stands in a row of its own.
      out.nm = *row;
      own_row = true;
      continue;
    }
    // In its own row the axis stands behind two numbers without meaning.
    if (row && out.positions.empty() && own_row && row->size() == out.nm.size())
      out.nm.erase(out.nm.begin(), out.nm.begin() + 2);
    if (!row || row->size() != out.nm.size() + 2) {
      ++passed_over;
      continue;
    }
    out.positions.push_back({(*row)[0], (*row)[1]});
    for (std::size_t k = 2; k < row->size(); ++k) out.counts.push_back(static_cast<float>((*row)[k]));
  }
  if (out.nm.size() < kLeastChannels)
    return fail(
        faulty(path, "the map has no axis", "8 or more channels behind X and Y", std::to_string(out.nm.size())));
  if (out.positions.empty())
    return fail(
        faulty(path, "the map holds no spectrum", fmt::format("rows of {} numbers", out.nm.size() + 2), "none"));
  if (passed_over > 0)
    out.warnings.push_back(fmt::format("{} rows that do not fit the axis were passed over", passed_over));
  return out;
}

/// The longest run of rows of two or more numbers with a first one that moves one way: the spectrum. Headers with
/// numbers in them are shorter.
Result<TextSpectra> read_single(const fs::path& path, const std::vector<std::string_view>& lines, const Dialect& d) {
  TextSpectra best, run;
  int direction = 0;
  const auto close = [&] {
    if (run.nm.size() > best.nm.size()) best = std::move(run);
    run = {};
    direction = 0;
  };
  for (const std::string_view line : lines) {
    if (trimmed(line).empty()) continue;
    const auto row = numbers(line, d);
    if (!row || row->size() < 2) {
      close();
      continue;
    }
    if (!run.nm.empty()) {
      const int now = (*row)[0] > run.nm.back() ? 1 : (*row)[0] < run.nm.back() ? -1 : 0;
      if (now == 0 || (direction != 0 && now != direction))
        close();
      else
        direction = now;
    }
    run.nm.push_back((*row)[0]);
    run.counts.push_back(static_cast<float>((*row)[1]));
  }
  close();
  if (best.nm.size() < kLeastChannels)
    return fail(faulty(path, "no spectrum found",
                       "two columns of numbers, 8 rows or more, wavelengths that rise or fall",
                       fmt::format("{} rows", best.nm.size())));
  return best;
}

Result<TextSpectra> read_text(const fs::path& path) {
  std::error_code failed;
  if (!fs::is_regular_file(path, failed))
    return fail(bad_input(code::kMissing, path.string(), "no such file", "a text file of spectra", "nothing"));
  const std::uintmax_t bytes = fs::file_size(path, failed);
  if (failed || bytes > kMostBytes)
    return fail(bad_input(code::kTooLarge, path.string(), "too large for a text of spectra", "at most 2 GiB",
                          std::to_string(bytes)));
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return fail(bad_input(code::kMissing, path.string(), "cannot be opened", "a readable file", ""));
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  if (text.find('\0') != std::string::npos)
    return fail(faulty(path, "is neither HDF5 nor text", "a file of spectra", "binary data"));
  const auto lines = lines_of(text);
  const Dialect dialect = dialect_of(lines);
  if (const auto header = map_header(lines, dialect)) return read_map(path, lines, *header, dialect);
  return read_single(path, lines, dialect);
}

/// Channels in the order of rising wavelength; of equal ones the first stays.
void sort_channels(TextSpectra& t) {
  const std::size_t n = t.nm.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return t.nm[i]; });
  order.erase(std::unique(order.begin(), order.end(),
                          [&](std::size_t a, std::size_t b) {
                            return static_cast<float>(t.nm[a]) == static_cast<float>(t.nm[b]);
                          }),
              order.end());
  if (order.size() < n)
    t.warnings.push_back(fmt::format("{} channels of equal wavelength were passed over", n - order.size()));
  std::vector<double> nm;
  std::vector<float> counts;
  for (const std::size_t i : order) nm.push_back(t.nm[i]);
  for (std::size_t s = 0; s < t.counts.size() / n; ++s)
    for (const std::size_t i : order) counts.push_back(t.counts[s * n + i]);
  t.nm = std::move(nm);
  t.counts = std::move(counts);
}

bool all_whole(const std::vector<float>& counts) {
  return std::ranges::all_of(counts, [](float c) { return c == std::floor(c); });
}

}  // namespace

Result<SpectraFile> read_spectra_text(const fs::path& path, const std::optional<fs::path>& dark) {
  auto text = read_text(path);
  if (!text) return fail(text.error());
  sort_channels(*text);
  std::vector<float> dark_counts;
  if (dark) {
    auto taken = read_text(*dark);
    if (!taken) return fail(taken.error());
    sort_channels(*taken);
    if (taken->nm.size() != text->nm.size() || taken->counts.size() != taken->nm.size() ||
        std::abs(taken->nm.front() - text->nm.front()) > 0.1 || std::abs(taken->nm.back() - text->nm.back()) > 0.1)
      return fail(faulty(*dark, "the dark does not fit the spectrum",
                         fmt::format("one spectrum of {} channels", text->nm.size()),
                         fmt::format("{} channels", taken->nm.size())));
    dark_counts = std::move(taken->counts);
  }
  const bool counted = all_whole(text->counts);
  auto axis = spectrum_axis({text->nm.begin(), text->nm.end()}, std::move(dark_counts), {});
  if (!axis) {
    Error error = axis.error();
    error.code = code::kTable;
    error.path = path.string();
    error.expected = "wavelengths in nm (a Raman axis holds shifts: not a wavelength)";
    return fail(std::move(error));
  }
  SpectraFile made;
  made.position_um = std::move(text->positions);
  made.warnings = std::move(text->warnings);
  made.spectra = spectra_in_memory(std::move(*axis), std::move(text->counts), counted);
  return made;
}

}  // namespace pellucid

#include "core/judge/signatures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

#include "core/flow/parallel.h"
#include "core/judge/chip_clusters.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr std::size_t kRadialBins = 25, kSectors = 12;
constexpr double kBeyond_sigma = 8;      ///< failures come in crowds: fewer sigma happen by themselves
constexpr double kTimes = 2;             ///< ... and this many times as often as elsewhere
constexpr double kLineRate = 0.5;        ///< a row, column or place of the field is out when half of it is
constexpr std::int64_t kLeastLine = 20;  ///< chips of a row or column
constexpr std::int64_t kLeastFields = 5;
constexpr std::size_t kMostLines = 20;  ///< of a kind: more are no pattern of lines
constexpr std::int64_t kParts = 8;      ///< in which the table is counted, side by side

struct Tally {
  std::int64_t places = 0, chips = 0;
  ClassCounts of_class{};

  void add(ChipClass c) {
    ++places;
    if (!is_failing(c)) return;
    ++chips;
    ++of_class[class_index(c)];
  }
  void add(const Tally& other) {
    places += other.places;
    chips += other.chips;
    for (std::size_t i = 0; i < of_class.size(); ++i) of_class[i] += other.of_class[i];
  }
  [[nodiscard]] double rate() const {
    return places > 0 ? static_cast<double>(chips) / static_cast<double>(places) : 0;
  }
};

/// Does a part of the wafer fail more often than the rest would let it?
bool stands_out(const Tally& part, double elsewhere) {
  const auto n = static_cast<double>(part.places);
  const double p = std::max(elsewhere, 1 / std::max(1.0, n));
  return part.rate() > kTimes * p &&
         static_cast<double>(part.chips) > n * p + kBeyond_sigma * std::sqrt(n * p * (1 - p));
}

/// The rate of the middle one of many parts: patterns in less than half of them do not enter.
double usual_rate(std::span<const Tally> parts) {
  std::vector<double> rates;
  for (const Tally& part : parts) {
    if (part.places > 0) rates.push_back(part.rate());
  }
  return rates.empty() ? 0 : median_of(std::move(rates));
}

Signature signature_of(SignatureKind kind, const Tally& tally, double elsewhere) {
  Signature s;
  s.kind = kind;
  s.chips = tally.chips;
  s.places = tally.places;
  s.rate = tally.rate();
  s.elsewhere = elsewhere;
  s.mostly = commonest(tally.of_class);
  return s;
}

/// A ring of the wafer, by direction.
using Ring = std::array<Tally, kSectors>;

Tally whole(const Ring& ring) {
  Tally all;
  for (const Tally& sector : ring) all.add(sector);
  return all;
}

/// Do most of its directions fail more than usual? A scratch that crosses a ring is in one or two.
bool goes_round(const Ring& ring, double usual) {
  std::size_t seen = 0, above = 0;
  for (const Tally& sector : ring) {
    if (sector.places == 0) continue;
    ++seen;
    above += sector.chips > 0 && sector.rate() > kTimes * usual ? 1 : 0;
  }
  return 3 * above >= 2 * seen;
}

/// Twelve directions, counter-clockwise from -x; without the arc tangent of every chip.
std::size_t sector_of(double x, double y) {
  constexpr double kTan30 = 1 / std::numbers::sqrt3, kTan60 = std::numbers::sqrt3;
  static_assert(kSectors == 12);
  const double across = std::abs(x), up = std::abs(y);
  const std::size_t steep = (up > kTan30 * across ? 1U : 0U) + (up > kTan60 * across ? 1U : 0U);
  if (y < 0) return x < 0 ? steep : 5 - steep;
  return x < 0 ? 11 - steep : 6 + steep;
}

/// What a table, or a part of it, is counted into.
struct Counts {
  std::array<Ring, kRadialBins> radial{};
  std::vector<Tally> columns, rows, field;
  bool lies_in_grid = true;  ///< a result whose table and design disagree may be read back

  explicit Counts(const ChipGrid& grid)
      : columns(static_cast<std::size_t>(grid.columns)), rows(static_cast<std::size_t>(grid.rows)) {
    if (grid.field)
      field.resize(static_cast<std::size_t>(grid.field->columns) * static_cast<std::size_t>(grid.field->rows));
  }
  void add(const ChipTable& table, const WaferDesign& wafer, std::size_t begin, std::size_t end) {
    const ChipGrid& grid = *wafer.chips;
    const double bins = static_cast<double>(kRadialBins) / wafer.usable_radius_um();
    for (std::size_t k = begin; k < end; ++k) {
      const std::int32_t column = table.column[k], row = table.row[k];
      if (column < 0 || column >= grid.columns || row < 0 || row >= grid.rows) {
        lies_in_grid = false;
        return;
      }
      const ChipClass c = table.chip_class[k];
      if (c == ChipClass::unmeasured) continue;
      const auto x = static_cast<double>(table.x_um[k]), y = static_cast<double>(table.y_um[k]);
      const auto bin = std::min(kRadialBins - 1, static_cast<std::size_t>(std::sqrt(x * x + y * y) * bins));
      radial[bin][sector_of(x, y)].add(c);
      columns[static_cast<std::size_t>(column)].add(c);
      rows[static_cast<std::size_t>(row)].add(c);
      if (grid.field)
        field[static_cast<std::size_t>(row % grid.field->rows * grid.field->columns + column % grid.field->columns)]
            .add(c);
    }
  }
  void join(const Counts& other) {
    for (std::size_t i = 0; i < kRadialBins; ++i) add_each(radial[i], other.radial[i]);
    add_each(columns, other.columns);
    add_each(rows, other.rows);
    add_each(field, other.field);
    lies_in_grid = lies_in_grid && other.lies_in_grid;
  }

 private:
  static void add_each(std::span<Tally> to, std::span<const Tally> from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i].add(from[i]);
  }
};

Counts count(const ChipTable& table, const WaferDesign& wafer) {
  const auto rows = static_cast<std::int64_t>(table.size());
  const std::int64_t grain = (rows + kParts - 1) / kParts;
  std::vector<Counts> parts(static_cast<std::size_t>((rows + grain - 1) / grain), Counts(*wafer.chips));
  parallel_ranges(rows, grain, [&](std::int64_t begin, std::int64_t end) {
    parts[static_cast<std::size_t>(begin / grain)].add(table, wafer, static_cast<std::size_t>(begin),
                                                       static_cast<std::size_t>(end));
  });
  for (std::size_t i = 1; i < parts.size(); ++i) parts.front().join(parts[i]);
  return std::move(parts.front());
}

/// Stretches of the radius.
void add_radial(const Counts& counts, std::vector<Signature>& all) {
  std::array<Tally, kRadialBins> bins;
  std::ranges::transform(counts.radial, bins.begin(), whole);
  const double usual = usual_rate(bins);
  for (std::size_t begin = 0; begin < kRadialBins; ++begin) {
    Ring zone;
    std::size_t end = begin;
    for (; end < kRadialBins && stands_out(bins[end], usual); ++end) {
      for (std::size_t i = 0; i < kSectors; ++i) zone[i].add(counts.radial[end][i]);
    }
    if (end == begin) continue;
    const SignatureKind kind = end == kRadialBins ? SignatureKind::edge
                               : begin == 0       ? SignatureKind::centre
                                                  : SignatureKind::ring;
    Signature s = signature_of(kind, whole(zone), usual);
    s.from = static_cast<double>(begin) / kRadialBins;
    s.to = static_cast<double>(end) / kRadialBins;
    if (goes_round(zone, usual)) all.push_back(s);
    begin = end;
  }
}

/// Rows, columns or places of the field of which half fails.
void add_lines(SignatureKind kind, const std::vector<Tally>& lines, std::int64_t least, std::int32_t width,
               std::vector<Signature>& all) {
  const double usual = usual_rate(lines);
  std::vector<Signature> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].places < least || lines[i].rate() < kLineRate || !stands_out(lines[i], usual)) continue;
    Signature s = signature_of(kind, lines[i], usual);
    const auto at = static_cast<std::int32_t>(i);
    if (kind != SignatureKind::row) s.column = kind == SignatureKind::column ? at : at % width;
    if (kind != SignatureKind::column) s.row = kind == SignatureKind::row ? at : at / width;
    found.push_back(s);
  }
  if (found.size() <= kMostLines) all.insert(all.end(), found.begin(), found.end());
}

Signature signature_of(const ChipCluster& cluster, double elsewhere) {
  Signature s;
  s.kind = cluster.is_line() ? SignatureKind::scratch : SignatureKind::cluster;
  s.chips = cluster.chips;
  s.elsewhere = elsewhere;
  s.mostly = cluster.mostly;
  s.low_um = cluster.is_line() ? cluster.first_um : cluster.low_um;
  s.high_um = cluster.is_line() ? cluster.last_um : cluster.high_um;
  return s;
}

std::string millimetres(Vec2 um) {
  return fmt::format("({:.2f}, {:.2f})", um.x / 1000, um.y / 1000);
}

}  // namespace

std::vector<Signature> find_signatures(const ChipTable& table, const WaferDesign& wafer, std::size_t most) {
  std::vector<Signature> all;
  if (table.size() == 0 || !wafer.chips || table.x_um.size() != table.size()) return all;
  const Counts counts = count(table, wafer);
  if (!counts.lies_in_grid) return all;
  Tally wafer_total;
  for (const Ring& ring : counts.radial) wafer_total.add(whole(ring));
  if (wafer_total.chips == 0) return all;
  add_radial(counts, all);
  if (wafer.chips->field)
    add_lines(SignatureKind::field_place, counts.field, kLeastFields, wafer.chips->field->columns, all);
  add_lines(SignatureKind::row, counts.rows, kLeastLine, 1, all);
  add_lines(SignatureKind::column, counts.columns, kLeastLine, 1, all);
  std::vector<ChipCluster> clusters = find_clusters(table, *wafer.chips, wafer_total.rate());
  if (clusters.size() > most) clusters.resize(most);
  for (const ChipCluster& cluster : clusters) all.push_back(signature_of(cluster, wafer_total.rate()));
  return all;
}

std::string describe(const Signature& s) {
  const std::string rates = fmt::format("{:.1f} % fail ({} of {}) against {:.2f} % elsewhere", 100 * s.rate, s.chips,
                                        s.places, 100 * s.elsewhere);
  const std::string mostly = fmt::format(", mostly {}", name_of(s.mostly));
  const Vec2 size = s.high_um - s.low_um;
  switch (s.kind) {
    case SignatureKind::edge:
      return fmt::format("edge: beyond {:.2f} of the radius {}{}", s.from, rates, mostly);
    case SignatureKind::centre:
      return fmt::format("centre: within {:.2f} of the radius {}{}", s.to, rates, mostly);
    case SignatureKind::ring:
      return fmt::format("ring: between {:.2f} and {:.2f} of the radius {}{}", s.from, s.to, rates, mostly);
    case SignatureKind::field_place:
      return fmt::format("field: at column {}, row {} of every field {}{}", s.column, s.row, rates, mostly);
    case SignatureKind::row:
      return fmt::format("row {}: {}{}", s.row, rates, mostly);
    case SignatureKind::column:
      return fmt::format("column {}: {}{}", s.column, rates, mostly);
    case SignatureKind::scratch:
      return fmt::format("scratch: {} chips over {:.2f} mm from {} to {} mm{}", s.chips,
                         std::hypot(size.x, size.y) / 1000, millimetres(s.low_um), millimetres(s.high_um), mostly);
    case SignatureKind::cluster:
      break;
  }
  return fmt::format("cluster: {} chips around {} mm, {:.2f} x {:.2f} mm{}", s.chips,
                     millimetres(0.5 * (s.low_um + s.high_um)), size.x / 1000, size.y / 1000, mostly);
}

std::vector<std::string> signature_lines(const ChipTable& table, const WaferDesign& wafer) {
  std::vector<std::string> lines;
  for (const Signature& signature : find_signatures(table, wafer)) lines.push_back(describe(signature));
  return lines;
}

}  // namespace pellucid

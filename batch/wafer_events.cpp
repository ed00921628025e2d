#include "batch/wafer_events.h"

#include <algorithm>
#include <cmath>

#include "mes/file_facts.h"

namespace pellucid {
namespace {

using gem::Item;
namespace data = gem::data;

std::uint64_t count_of(const LotRow& row, ChipClass chip_class) {
  const auto at = std::ranges::find(kAllClasses, chip_class) - kAllClasses.begin();
  return static_cast<std::uint64_t>(row.counts[static_cast<std::size_t>(at)]);
}

}  // namespace

gem::DataValues start_values(const LotRow& row, const std::string& recipe_sha256) {
  gem::DataValues values{{data::kScanPath, Item::ascii(row.scan.string())},
                         {data::kResultPath, Item::ascii(row.result.string())},
                         {data::kRecipeSha256, Item::ascii(recipe_sha256)},
                         {data::kLotId, Item::ascii(row.lot)},
                         {data::kWaferId, Item::ascii(row.wafer)},
                         {data::kMapPath, Item::ascii("")},
                         {data::kMapBytes, Item::u8(0)},
                         {data::kMapSha256, Item::ascii("")}};
  const gem::DataValues wiped = outcome_values({});
  values.insert(values.end(), wiped.begin(), wiped.end());
  return values;
}

gem::DataValues outcome_values(const LotRow& row) {
  return {{data::kOutcome, Item::ascii(name_of(row.status))},
          {data::kErrorText, Item::ascii(row.error ? row.error->message() : "")},
          {data::kYield, Item::f8(std::isnan(row.yield) ? 0 : row.yield)},
          {data::kListed, Item::u8(static_cast<std::uint64_t>(row.listed()))},
          {data::kMeasured, Item::u8(static_cast<std::uint64_t>(row.measured()))},
          {data::kGood, Item::u8(count_of(row, ChipClass::good))},
          {data::kMissing, Item::u8(count_of(row, ChipClass::missing))},
          {data::kDark, Item::u8(count_of(row, ChipClass::dark))},
          {data::kDim, Item::u8(count_of(row, ChipClass::dim))}};
}

Result<gem::DataValues> map_values(const std::filesystem::path& result) {
  const auto facts = mes::file_facts(result / (std::filesystem::exists(result / "wafer.h5") ? "wafer.h5" : "chips.h5"));
  if (!facts) return fail(facts.error());
  return gem::DataValues{{data::kMapPath, Item::ascii(facts->path.string())},
                         {data::kMapBytes, Item::u8(facts->bytes)},
                         {data::kMapSha256, Item::ascii(facts->sha256)}};
}

gem::ReducedMap reduced_map(const std::string& wafer, const ChipTable& table, std::uint32_t columns) {
  if (table.size() == 0 || columns == 0) return {};
  const auto [left, right] = std::ranges::minmax(table.column);
  const auto [bottom, top] = std::ranges::minmax(table.row);
  const std::int64_t span = std::max<std::int64_t>(right - left, top - bottom) + 1;
  const std::int64_t side = (span + columns - 1) / columns;  // chips along a cell's edge
  gem::ReducedMap map;
  map.wafer = wafer;
  map.columns = static_cast<std::uint32_t>((right - left) / side + 1);
  map.rows = static_cast<std::uint32_t>((top - bottom) / side + 1);
  const std::size_t cells = std::size_t{map.columns} * map.rows;
  std::vector<std::int64_t> measured(cells), bad(cells);
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.chip_class[i] == ChipClass::unmeasured) continue;
    const auto cell =
        static_cast<std::size_t>((top - table.row[i]) / side * map.columns + (table.column[i] - left) / side);
    ++measured[cell];
    bad[cell] += table.chip_class[i] != ChipClass::good ? 1 : 0;
  }
  map.bins.resize(cells);
  for (std::size_t i = 0; i < cells; ++i) {
    const std::int64_t eighths = measured[i] == 0 ? 0 : (8 * bad[i] + measured[i] - 1) / measured[i];
    map.bins[i] = static_cast<char>(measured[i] == 0 ? '0' : '1' + eighths);
  }
  return map;
}

}  // namespace pellucid

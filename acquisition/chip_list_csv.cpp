#include "acquisition/chip_list_csv.h"

#include <limits>

#include "acquisition/csv_reader.h"

namespace pellucid {

Result<std::vector<ChipIndex>> read_chip_list(const std::filesystem::path& path) {
  auto csv = CsvReader::open(path);
  if (!csv) return fail(csv.error());
  const auto column = csv->required_column("column");
  if (!column) return fail(column.error());
  const auto row = csv->required_column("row");
  if (!row) return fail(row.error());
  std::vector<ChipIndex> chips;
  while (true) {
    const auto fields = csv->next();
    if (!fields) return fail(fields.error());
    if ((*fields)->empty()) return chips;
    const std::string_view texts[] = {(**fields)[*column], (**fields)[*row]};
    std::int32_t index[2] = {};
    for (std::size_t k = 0; k < 2; ++k) {
      const auto number = CsvReader::integer(texts[k]);
      if (!number || *number < std::numeric_limits<std::int32_t>::min() ||
          *number > std::numeric_limits<std::int32_t>::max())
        return fail(csv->fault("no index of a chip", "a whole number", texts[k]));
      index[k] = static_cast<std::int32_t>(*number);
    }
    chips.push_back({index[0], index[1]});
  }
}

}  // namespace pellucid

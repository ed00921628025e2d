#include "results/detail/text_columns.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "results/detail/columns.h"
#include "results/detail/fixed_text.h"
#include "results/results_error.h"

namespace pellucid::detail {

namespace {

template <class T>
TextColumn text_column(std::string name, ValueKind kind, int decimals, const std::vector<T>& values) {
  return {std::move(name), kind, decimals, values.data(), values.size()};
}

}  // namespace

std::vector<TextColumn> all_text_columns(const ChipTable& table) {
  std::vector<TextColumn> columns{text_column("column", ValueKind::integer, 0, table.column),
                                  text_column("row", ValueKind::integer, 0, table.row),
                                  text_column("x_um", ValueKind::real, 3, table.x_um),
                                  text_column("y_um", ValueKind::real, 3, table.y_um),
                                  text_column("class", ValueKind::class_name, 0, table.chip_class),
                                  text_column("flags", ValueKind::flags, 0, table.flags)};
  for (std::size_t i = 0; i < table.layers.size(); ++i) {
    for (const auto& info : kLayerColumns) {
      const auto& values = table.layers[i].*info.values;
      if (!is_there(values, table.size())) continue;
      const std::string name = dataset_name(info.name, i, table.layers[i].layer);
      columns.push_back(text_column(name, ValueKind::real, info.decimals, values));
    }
  }
  if (table.leak) {
    for (const auto& info : kLeakColumns) {
      const auto& values = (*table.leak).*info.values;
      if (!values.empty())
        columns.push_back(text_column(std::string(info.name), ValueKind::real, info.decimals, values));
    }
  }
  if (table.wavelength) {
    for (const auto& info : kWavelengthColumns) {
      const auto& values = (*table.wavelength).*info.values;
      if (!values.empty()) columns.push_back(text_column(std::string(info.name), ValueKind::real, 4, values));
    }
    columns.push_back(text_column(std::string(kWavelengthSource), ValueKind::code, 0, table.wavelength->source));
  }
  if (table.appearance) {
    for (const auto& info : kAppearanceColumns) {
      columns.push_back(
          text_column(std::string(info.name), ValueKind::real, info.decimals, (*table.appearance).*info.values));
    }
  }
  if (!table.el) return columns;
  for (const auto& info : kElColumns) {
    const auto& values = (*table.el).*info.values;
    if (!is_there(values, table.size())) continue;
    columns.push_back(text_column(std::string(info.name), ValueKind::real, info.decimals, values));
  }
  columns.push_back(text_column("el_pass", ValueKind::verdict, 0, table.el->pass));
  return columns;
}

Result<std::vector<TextColumn>> chosen_text_columns(const ChipTable& table, const std::vector<std::string>& names) {
  std::vector<TextColumn> chosen, all = all_text_columns(table);
  for (const std::string& name : names) {
    const auto found = std::ranges::find(all, name, &TextColumn::name);
    if (found == all.end()) {
      std::string known;
      for (const TextColumn& column : all) known.append(known.empty() ? "" : ", ").append(column.name);
      return fail(
          {ErrorKind::usage, std::string(results_error::kColumn), "", "the table has no such column", known, name});
    }
    chosen.push_back(*found);
  }
  if (names.empty()) chosen = std::move(all);
  for (const TextColumn& column : chosen) {
    if (column.size == table.size()) continue;
    return fail(internal_error(results_error::kShape, "", "the column '" + column.name + "' is cut short"));
  }
  return chosen;
}

char* append_text(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* append_value(char* out, const TextColumn& column, std::size_t row, std::string_view quote) {
  switch (column.kind) {
    case ValueKind::integer:
      return append_integer(out, static_cast<const std::int32_t*>(column.values)[row]);
    case ValueKind::flags:
      return append_integer(out, static_cast<const std::uint32_t*>(column.values)[row]);
    case ValueKind::class_name:
      out = append_text(out, quote);
      out = append_text(out, name_of(static_cast<const ChipClass*>(column.values)[row]));
      return append_text(out, quote);
    case ValueKind::verdict: {
      const std::uint8_t pass = static_cast<const std::uint8_t*>(column.values)[row];
      if (pass <= 1) *out++ = static_cast<char>('0' + pass);
      return out;
    }
    case ValueKind::code:
      return append_integer(out, static_cast<std::int32_t>(static_cast<const std::uint8_t*>(column.values)[row]));
    case ValueKind::real:
      break;
  }
  const float value = static_cast<const float*>(column.values)[row];
  return std::isfinite(value) ? append_fixed(out, value, column.decimals) : out;
}

std::string quoted(const std::string& name, bool json) {
  if (!json && name.find_first_of("\",\r\n") == std::string::npos) return name;
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"')
      text += json ? "\\\"" : "\"\"";
    else if (json && c == '\\')
      text += "\\\\";
    else if (json && static_cast<unsigned char>(c) < 0x20)
      text += ' ';
    else
      text += c;
  }
  return text + "\"";
}

}  // namespace pellucid::detail

#include "cli/chip_text.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/site_text.h"

namespace pellucid::cli {
namespace {

using nlohmann::ordered_json;

std::string_view word_of(Finding::Verdict verdict) {
  switch (verdict) {
    case Finding::Verdict::found:
      return "FOUND";
    case Finding::Verdict::undecided:
      return "undecided";
    case Finding::Verdict::not_judged:
      return "not judged";
    case Finding::Verdict::holds:
      break;
  }
  return "holds";
}

std::string_view name_of_verdict(Finding::Verdict verdict) {
  switch (verdict) {
    case Finding::Verdict::found:
      return "found";
    case Finding::Verdict::not_judged:
      return "not_judged";
    default:
      return word_of(verdict);
  }
}

ordered_json finite(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

std::string value_text(const ChipValue& value) {
  if (!std::isfinite(value.value)) return "not measured";
  if (value.name == "wavelength_source") {
    return std::string(describe(static_cast<WavelengthSource>(static_cast<int>(value.value))));
  }
  if (value.name == "class") return std::string(name_of(static_cast<ChipClass>(static_cast<int>(value.value))));
  return fmt::format("{:.6g}{}", value.value,
                     value.units.empty() || value.units == "1" || value.units == "index" || value.units == "bits"
                         ? ""
                         : " " + value.units);
}

}  // namespace

std::string chip_text(const ChipExplanation& chip, const std::optional<NearestSite>& spectrum) {
  std::string text = chip.sentence + "\n\n";
  for (const Finding& f : chip.findings)
    text += fmt::format("  {:<12}{:<11}{}\n", name_of(f.chip_class), word_of(f.verdict), f.text);
  if (!chip.marks.empty()) {
    std::string marks;
    for (const std::string& mark : chip.marks) marks += (marks.empty() ? "" : ", ") + mark;
    text += fmt::format("  {:<12}{}\n", "marks", marks);
  }
  if (spectrum) text += fmt::format("  {:<12}{}\n", "nearest", site_text(*spectrum));
  text += "\n";
  for (const ChipValue& value : chip.values) text += fmt::format("  {:<30}{}\n", value.name, value_text(value));
  return text;
}

std::string chip_json(const ChipExplanation& chip, const std::optional<NearestSite>& spectrum) {
  ordered_json json{{"column", chip.chip.column},
                    {"row", chip.chip.row},
                    {"index", chip.index},
                    {"x_um", finite(chip.place_um.x)},
                    {"y_um", finite(chip.place_um.y)},
                    {"class", name_of(chip.chip_class)},
                    {"flags", chip.flags},
                    {"marks", chip.marks},
                    {"sentence", chip.sentence},
                    {"findings", ordered_json::array()},
                    {"values", ordered_json::object()},
                    {"units", ordered_json::object()}};
  for (const Finding& f : chip.findings) {
    json["findings"].push_back({{"class", name_of(f.chip_class)},
                                {"verdict", name_of_verdict(f.verdict)},
                                {"quantity", f.quantity},
                                {"units", f.units},
                                {"value", finite(f.value)},
                                {"sigma", finite(f.sigma)},
                                {"limit", finite(f.limit)},
                                {"limit_is_upper", f.limit_is_upper},
                                {"key", f.key},
                                {"text", f.text}});
  }
  for (const ChipValue& value : chip.values) {
    json["values"][value.name] = finite(value.value);
    json["units"][value.name] = value.units;
  }
  if (spectrum) json["nearest_spectrum"] = site_json(*spectrum);
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace pellucid::cli

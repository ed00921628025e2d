#include "inspection/wavelength_findings.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/spectra/judge_wavelength.h"

namespace pellucid {
namespace {

using Verdict = Finding::Verdict;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Wavelengths differ in their third decimal.
std::string nm_text(double nm) {
  return fmt::format("{:.7g}", nm);
}

std::string_view how_known(WavelengthSource source) {
  switch (source) {
    case WavelengthSource::surface:
      return "interpolated";
    case WavelengthSource::spectrum:
      return "by a spectrum on it";
    case WavelengthSource::ratio:
      return "by two bands";
    case WavelengthSource::none:
      break;
  }
  return "not known";
}

Finding blank(Verdict verdict, std::string text) {
  Finding f;
  f.chip_class = ChipClass::wavelength;
  f.verdict = verdict;
  f.quantity = "wavelength";
  f.units = "nm";
  f.value = f.sigma = f.limit = kNaN;
  f.text = std::move(text);
  return f;
}

/// Beyond a limit, by how many sigma, and whether that is enough.
std::string beyond_text(double distance, double sigma, bool called, const WavelengthOptions& options) {
  const std::string far = sigma > 0 ? fmt::format("{:.1f} sigma", distance / sigma) : std::string("no known sigma");
  return fmt::format(" by {}{}", far, called ? "" : fmt::format(": less than the {:g} it takes", options.beyond_sigma));
}

Finding bin_finding(const WavelengthFacts& chip, bool is_found, const WavelengthVerdict& seen,
                    const WavelengthOptions& options) {
  Finding f = blank(Verdict::holds, {});
  f.quantity = chip.column;
  f.value = static_cast<double>(chip.value);
  f.sigma = static_cast<double>(chip.sigma);
  const double low = options.bin_low_nm.value_or(-std::numeric_limits<double>::infinity());
  const double high = options.bin_high_nm.value_or(std::numeric_limits<double>::infinity());
  f.limit_is_upper = std::abs(high - f.value) < std::abs(f.value - low);  // the nearer end is told
  f.limit = f.limit_is_upper ? high : low;
  f.key = f.limit_is_upper ? "wavelength.bin_high_nm" : "wavelength.bin_low_nm";
  const bool beyond = f.limit_is_upper ? f.value > high : f.value < low;
  const bool called = seen.below_bin || seen.above_bin;
  if (called && is_found) f.verdict = Verdict::found;
  f.text = fmt::format("{} {} +- {} ({}) {} {}", chip.column, nm_text(f.value), figure(f.sigma), how_known(chip.source),
                       f.limit_is_upper ? (beyond ? ">" : "<=") : (beyond ? "<" : ">="), nm_text(f.limit));
  if (beyond) f.text += beyond_text(std::abs(f.value - f.limit), f.sigma, called, options);
  f.text += called ? ": out of the bin" : "";
  return f;
}

Finding residual_finding(const WavelengthFacts& chip, bool is_found, const WavelengthVerdict& seen,
                         const WavelengthOptions& options) {
  Finding f = blank(Verdict::holds, {});
  f.quantity = "wavelength_residual_nm";
  f.value = std::abs(static_cast<double>(chip.residual));
  f.sigma = static_cast<double>(chip.sigma);
  f.limit = *options.residual_limit_nm;
  f.limit_is_upper = true;
  f.key = "wavelength.residual_limit_nm";
  if (!std::isfinite(f.value)) {
    f.verdict = Verdict::not_judged;
    f.text = fmt::format("wavelength {}: only a chip that was measured can lie off the smooth wafer",
                         how_known(chip.source));
    return f;
  }
  const bool beyond = f.value > f.limit;
  if (seen.off_surface && is_found) f.verdict = Verdict::found;
  f.text =
      fmt::format("{} {}: {} +- {} off the smooth wafer, {} {}", chip.column, nm_text(static_cast<double>(chip.value)),
                  figure(f.value), figure(f.sigma), beyond ? ">" : "<=", figure(f.limit));
  if (beyond) f.text += fmt::format(", {:.1f} sigma", f.sigma > 0 ? f.value / f.sigma : kNaN);
  if (beyond && !seen.off_surface) f.text += fmt::format(": less than the {:g} it takes", options.beyond_sigma);
  return f;
}

struct Column {
  std::string_view name;
  std::vector<float> WavelengthColumns::*value;
  std::vector<float> WavelengthColumns::*sigma;
};
constexpr Column kColumns[] = {
    {"peak_nm", &WavelengthColumns::peak_nm, &WavelengthColumns::peak_sigma_nm},
    {"centroid_nm", &WavelengthColumns::centroid_nm, &WavelengthColumns::centroid_sigma_nm},
    {"dominant_nm", &WavelengthColumns::dominant_nm, &WavelengthColumns::dominant_sigma_nm},
};

}  // namespace

std::vector<Finding> wavelength_findings(const std::optional<WavelengthFacts>& chip, bool is_found,
                                         const WavelengthOptions& options) {
  if (!chip) return {blank(Verdict::not_judged, "wavelength was not judged: it takes spectra, or PL in two bands")};
  const bool has_bin = options.bin_low_nm || options.bin_high_nm;
  if (!has_bin && !options.residual_limit_nm)
    return {blank(Verdict::not_judged, "the recipe sets no limit to the wavelength")};
  const auto value = static_cast<double>(chip->value);
  if (!std::isfinite(value)) return {blank(Verdict::not_judged, "no wavelength is known of this chip")};
  const WavelengthVerdict seen =
      look_at_wavelength(value, static_cast<double>(chip->sigma), static_cast<double>(chip->residual), options);
  std::vector<Finding> found;
  if (options.residual_limit_nm) found.push_back(residual_finding(*chip, is_found, seen, options));
  if (has_bin) found.push_back(bin_finding(*chip, is_found, seen, options));
  return found;
}

std::optional<WavelengthFacts> wavelength_facts(const ChipTable& table, std::size_t row, const std::string& judged) {
  if (!table.wavelength) return {};
  const WavelengthColumns& columns = *table.wavelength;
  const auto at = [&](const std::vector<float>& values) {
    return row < values.size() ? values[row] : std::numeric_limits<float>::quiet_NaN();
  };
  const Column* column = &kColumns[0];
  for (const Column& c : kColumns) {
    if (c.name == judged + "_nm" && !(columns.*c.value).empty()) column = &c;
  }
  WavelengthFacts facts;
  facts.column = column->name;
  facts.value = at(columns.*column->value);
  facts.sigma = at(columns.*column->sigma);
  facts.residual = at(columns.residual_nm);
  facts.source = row < columns.source.size() ? columns.source[row] : WavelengthSource::none;
  return facts;
}

}  // namespace pellucid

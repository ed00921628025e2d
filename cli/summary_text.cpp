#include "cli/summary_text.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/terminal.h"

namespace pellucid::cli {
namespace {

/// One labelled row; all sections share this column.
std::string row(std::string_view label, std::string_view text) {
  return fmt::format("  {:<13}{}\n", label, text);
}

std::string percent(double share) {
  return std::isfinite(share) ? fmt::format("{:.2f} %", share * 100.0) : "-";
}

/// A share of chips: percent, and ppm where percent would read 0.00.
std::string share_text(std::int64_t count, std::int64_t of) {
  if (of <= 0) return "-";
  const double share = static_cast<double>(count) / static_cast<double>(of);
  if (count > 0 && share < 1e-4) return fmt::format("{:.0f} ppm", share * 1e6);
  return percent(share);
}

Colour colour_of(ChipClass chip_class) {
  switch (chip_class) {
    case ChipClass::good:
      return Colour::green;
    case ChipClass::retest:
    case ChipClass::suspect:
    case ChipClass::unmeasured:
      return Colour::yellow;
    default:
      return Colour::red;
  }
}

std::string title(const Summary& result, bool colour) {
  std::string text = "wafer " + result.wafer.id;
  if (!result.wafer.lot.empty()) text += ", lot " + result.wafer.lot;
  text += fmt::format(", {:g} mm", result.wafer.diameter_mm);
  return painted(text, Colour::bold, colour) + "\n\n";
}

std::string yield_section(const Summary& result, bool colour) {
  std::string text = row("yield", fmt::format("{} of {} measured chips", percent(result.yield),
                                              grouped(result.chips() - result.counts.back())));
  for (const LimitCheck& limit : result.limits) {
    const std::string verdict =
        limit.passed ? painted("holds", Colour::green, colour) : painted("FAILS", Colour::red, colour);
    text += row("limit", fmt::format("{} {:g}: {} ({:g} found)", limit.name, limit.limit, verdict, limit.found));
  }
  return text + "\n";
}

std::string class_section(const Summary& result, bool colour) {
  const ClassCounts& counts = result.counts;
  std::string text = fmt::format("  {:<13}{:>12}{:>12}\n", "class", "chips", "share");
  for (std::size_t i = 0; i < kAllClasses.size(); ++i) {
    if (counts[i] == 0 && kAllClasses[i] != ChipClass::good) continue;
    // Padded before it is painted: escape sequences have no width.
    const std::string name = painted(fmt::format("{:<13}", name_of(kAllClasses[i])), colour_of(kAllClasses[i]), colour);
    text += fmt::format("  {}{:>12}{:>12}\n", name, grouped(counts[i]), share_text(counts[i], result.chips()));
  }
  return text + "\n";
}

std::string signature_section(const Summary& result) {
  std::string text;
  for (const std::string& signature : result.signatures) text += row(text.empty() ? "signatures" : "", signature);
  return text.empty() ? text : text + "\n";
}

std::string registration_section(const Summary& result) {
  std::string text;
  for (const LayerSummary& layer : result.layers) {
    if (!layer.registration) continue;
    const LayerRegistration& found = *layer.registration;
    text += row("registration", fmt::format("layer {}: pitch {:.4f} x {:.4f} um, angle {:+.4f} degree, offset {:+.2f} "
                                            "{:+.2f} um",
                                            found.layer, found.pitch_um.x, found.pitch_um.y, found.angle_deg,
                                            found.offset_um.x, found.offset_um.y));
    // Rounded down: "1.000000" must not stand for less than certainty.
    text += row("", fmt::format("residual {:.3f} um RMS, confidence {:.6f} ({})", found.residual_rms_um,
                                std::floor(found.confidence * 1e6) / 1e6, found.confidence_basis));
    if (found.odd_line_phase_px != 0) {
      text += row("", fmt::format("odd lines shifted by {:+.3f} pixel, undone", found.odd_line_phase_px));
    }
  }
  return text.empty() ? text : text + "\n";
}

std::string el_section(const ElReport& el) {
  const auto value = [&el](std::string_view name) {
    const Score* score = el.find(name);
    return score == nullptr ? std::nan("") : score->value;
  };
  std::string text =
      row("EL agreement",
          fmt::format("{} of {} chips (a constant verdict: {})", percent(value("accuracy")),
                      grouped(static_cast<std::int64_t>(value("matched"))), percent(value("no_skill_accuracy"))));
  text += row("", fmt::format("underkill {:.0f} ppm, overkill {:.0f} ppm, Pearson r {:.4f}", value("underkill_ppm"),
                              value("overkill_ppm"), value("pearson_r")));
  return text + "\n";
}

/// Of a wafer without chips.
std::string surface_section(const Summary& result, bool colour) {
  const SurfaceSummary& s = *result.surface;
  std::string text = row("defects", fmt::format("{}, {:.3g} a cm2", grouped(s.defects), s.defects_per_cm2));
  for (std::size_t i = 0; i < kSurfaceClasses.size(); ++i) {
    if (s.counts[i] == 0) continue;
    text +=
        fmt::format("  {:<13}{}\n", "", fmt::format("{:<13}{:>9}", name_of(kSurfaceClasses[i]), grouped(s.counts[i])));
  }
  for (const LimitCheck& limit : result.limits) {
    const std::string verdict =
        limit.passed ? painted("holds", Colour::green, colour) : painted("FAILS", Colour::red, colour);
    text += row("limit", fmt::format("{} {:g}: {} ({:g} found)", limit.name, limit.limit, verdict, limit.found));
  }
  text += row("light",
              fmt::format("{:.1f} e a pixel, std / mean {} over {} cells of {:g} um", s.uniformity.light_e.mean,
                          percent(s.uniformity.nonuniformity), grouped(s.uniformity.light_e.cells), s.grid.cell_um));
  text += row("searched", fmt::format("{} of {:.0f} mm2, layer {}, beyond {:.1f} sigma, outline {}",
                                      percent(s.coverage.share()), s.coverage.usable_mm2, s.layer, s.noise_limit_sigma,
                                      s.coverage.outline_found ? "found at the rim" : "as designed"));
  return text + "\n";
}

/// Of the whole time: stages that nobody needs to read of.
constexpr double kTooShort = 0.005;

std::string effort_section(const Summary& result) {
  double seconds = 0;
  for (const StageTime& stage : result.timing) seconds += stage.seconds;
  const auto megapixels = static_cast<double>(result.input.pixels) / 1e6;
  std::string text =
      row("speed", fmt::format("{:.1f} Mpixel/s ({:.1f} Mpixel in {})", seconds > 0 ? megapixels / seconds : 0,
                               megapixels, duration_text(seconds)));
  std::string stages;
  for (const StageTime& stage : result.timing) {
    if (stage.seconds < kTooShort * seconds) continue;
    stages += fmt::format("{}{} {}", stages.empty() ? "" : ", ", stage.stage, duration_text(stage.seconds));
  }
  if (!stages.empty()) text += row("", stages);
  text += row("memory", bytes_text(result.peak_memory_bytes) + " at most");
  if (result.judged_from)
    text += row("judged from", result.judged_from->result_path + ", recipe " + result.judged_from->recipe_name);
  return text;
}

std::string warning_section(const Summary& result, bool colour) {
  std::string text;
  for (const std::string& warning : result.warnings) {
    text += row(text.empty() ? "warnings" : "", painted(warning, Colour::yellow, colour));
  }
  if (!text.empty()) text.insert(text.begin(), '\n');
  return text;
}

std::string file_section(const Summary& result, const std::filesystem::path& folder, const SummaryStyle& style) {
  std::string text = "\n";
  const bool chips = !result.surface;
  text += row("files", (folder / (chips ? "chips.h5" : "wafer.h5")).string() +
                           (chips ? "   one row a chip" : "   intensity map and defects"));
  text += row("", (folder / "summary.json").string() + "   what was found, for machines");
  if (style.with_report) {
    text += row("", (folder / "report.html").string() + "   for the eye; opens in any browser");
    text += row("", (folder / "maps").string() + "   wafer maps as PNG");
  }
  return text;
}

}  // namespace

std::string summary_text(const Summary& result, const std::filesystem::path& folder, const SummaryStyle& style) {
  std::string text = title(result, style.colour);
  if (result.surface) {
    return text + surface_section(result, style.colour) + effort_section(result) +
           warning_section(result, style.colour) + file_section(result, folder, style);
  }
  text += yield_section(result, style.colour);
  text += class_section(result, style.colour);
  text += signature_section(result);
  text += registration_section(result);
  if (result.el) text += el_section(*result.el);
  text += effort_section(result);
  text += warning_section(result, style.colour);
  return text + file_section(result, folder, style);
}

}  // namespace pellucid::cli

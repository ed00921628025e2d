// pellucid spectra FILE...: peak, centroid, FWHM, dominant wavelength of any spectra, without a scan.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <fstream>
#include <memory>
#include <optional>

#include "cli/commands.h"
#include "inspection/spectra.h"
#include "recipe/recipe.h"

namespace pellucid::cli {
namespace {

constexpr std::size_t kMostLines = 40;

struct SpectraArguments {
  std::vector<std::string> files;
  std::string dark, recipe, output;
  std::optional<double> gain, saturation;
  std::vector<double> range_nm;
  int threads = 0;
};

Result<SpectraRequest> request_of(const SpectraArguments& arguments) {
  SpectraRequest request;
  if (!arguments.recipe.empty()) {
    auto recipe = read_recipe(arguments.recipe);
    if (!recipe) return fail(recipe.error());
    request.options = recipe->wavelength;
  }
  request.files.assign(arguments.files.begin(), arguments.files.end());
  if (!arguments.dark.empty()) request.dark = arguments.dark;
  if (arguments.gain) request.options.gain_e_per_count = *arguments.gain;
  if (arguments.saturation) request.options.saturation_counts = arguments.saturation;
  if (!arguments.range_nm.empty()) {
    request.options.range_low_nm = arguments.range_nm[0];
    request.options.range_high_nm = arguments.range_nm[1];
  }
  request.threads = arguments.threads;
  return request;
}

std::string value_text(const Measured& m, int decimals) {
  if (!std::isfinite(m.value)) return "-";
  return std::isfinite(m.sigma) ? fmt::format("{:.{}f} ±{:.{}f}", m.value, decimals, m.sigma, decimals)
                                : fmt::format("{:.{}f}", m.value, decimals);
}

std::string table_text(const SpectraTable& table) {
  std::string text = fmt::format("  {:<11}{:>18}{:>18}{:>17}{:>18}{:>9}  {}\n", "state", "peak nm", "centroid nm",
                                 "FWHM nm", "dominant nm", "purity", "spectrum");
  for (std::size_t i = 0; i < std::min(table.rows.size(), kMostLines); ++i) {
    const SpectrumRow& row = table.rows[i];
    const SpectrumFigures& f = row.figures;
    const std::string name = std::filesystem::path(row.file).filename().string();
    text += fmt::format("  {:<11}{:>18}{:>18}{:>17}{:>18}{:>9}  {}{}\n", name_of(f.state), value_text(f.peak_nm, 3),
                        value_text(f.centroid_nm, 3), value_text(f.fwhm_nm, 3), value_text(f.dominant_nm, 3),
                        std::isfinite(f.purity.value) ? fmt::format("{:.3f}", f.purity.value) : "-", name,
                        row.spectrum > 0 || std::isfinite(row.at_um.x) ? fmt::format(" [{}]", row.spectrum) : "");
  }
  if (table.rows.size() > kMostLines)
    text += fmt::format("  ... and {} more: -o FILE.csv writes all\n", table.rows.size() - kMostLines);
  for (const std::string& warning : table.warnings) text += "  warning: " + warning + "\n";
  return text;
}

ExitCode run_spectra(const Session& session, const SpectraArguments& arguments) {
  const auto request = request_of(arguments);
  if (!request) return answer_error(session, request.error());
  const auto table = analyse_spectra_files(*request);
  if (!table) return answer_error(session, table.error());
  if (!arguments.output.empty()) {
    std::ofstream file(arguments.output, std::ios::binary | std::ios::trunc);
    file << (std::filesystem::path(arguments.output).extension() == ".json" ? spectra_json(*table)
                                                                            : spectra_csv(*table));
    if (!file.flush())
      return answer_error(session, internal_error("cli.output", arguments.output, "cannot write the file"));
  }
  if (session.json) return print_out(spectra_json(*table)) ? ExitCode::done : ExitCode::internal;
  return print_out(table_text(*table)) ? ExitCode::done : ExitCode::internal;
}

}  // namespace

void add_spectra_command(CLI::App& app, Session& session) {
  CLI::App* c = add_command(app, session, "spectra", "Peak, centroid, FWHM and dominant wavelength of any spectra",
                            "pellucid spectra LED405.txt --dark LED405dark.txt -o led.csv");
  auto a = std::make_shared<SpectraArguments>();
  c->add_option("files", a->files, "Text of a spectrometer or a mapping stage, or HDF5 as spectra.h5")->required();
  c->add_option("--dark", a->dark, "Text of the same axis, subtracted from every text file");
  c->add_option("-o,--output", a->output, "All figures as CSV, or as JSON where the name ends with .json");
  c->add_option("--recipe", a->recipe, "Its section `wavelength` is used");
  c->add_option("--range-nm", a->range_nm, "Look at these wavelengths only, LOW HIGH")->expected(2);
  c->add_option("--gain", a->gain, "Photoelectrons behind one count")->check(CLI::PositiveNumber);
  c->add_option("--saturation", a->saturation, "Counts from which on a spectrum is clipped")
      ->check(CLI::PositiveNumber);
  c->add_option("--threads", a->threads, "Threads; 0: one a core")->check(CLI::Range(0, 1024));
  c->callback([&session, a] { session.run = [&session, a] { return run_spectra(session, *a); }; });
}

}  // namespace pellucid::cli

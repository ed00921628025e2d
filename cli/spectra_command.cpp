// pellucid spectra FILE...|RESULT: peak, centroid, FWHM, dominant wavelength of any spectra, without a scan; or the
// spectra behind a result, the one nearest to a chip with its counts.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

#include "cli/chip_option.h"
#include "cli/commands.h"
#include "cli/site_text.h"
#include "inspection/explain.h"
#include "inspection/spectra.h"
#include "recipe/recipe.h"

namespace pellucid::cli {
namespace {

constexpr std::size_t kMostLines = 40;

struct SpectraArguments {
  std::vector<std::string> files;
  std::string dark, recipe, output, chip, scan;
  std::vector<double> at_um;
  bool overwrite = false;
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

std::string table_text(const SpectraTable& table) {
  std::string text = fmt::format("  {:<11}{:>18}{:>18}{:>17}{:>18}{:>9}  {}\n", "state", "peak nm", "centroid nm",
                                 "FWHM nm", "dominant nm", "purity", "spectrum");
  for (std::size_t i = 0; i < std::min(table.rows.size(), kMostLines); ++i) {
    const SpectrumRow& row = table.rows[i];
    const SpectrumFigures& f = row.figures;
    const std::string name = std::filesystem::path(row.file).filename().string();
    text += fmt::format("  {:<11}{:>18}{:>18}{:>17}{:>18}{:>9}  {}{}\n", name_of(f.state), measured_text(f.peak_nm, 3),
                        measured_text(f.centroid_nm, 3), measured_text(f.fwhm_nm, 3), measured_text(f.dominant_nm, 3),
                        std::isfinite(f.purity.value) ? fmt::format("{:.3f}", f.purity.value) : "-", name,
                        row.spectrum > 0 || std::isfinite(row.at_um.x) ? fmt::format(" [{}]", row.spectrum) : "");
  }
  if (table.rows.size() > kMostLines)
    text += fmt::format("  ... and {} more: -o FILE.csv writes all\n", table.rows.size() - kMostLines);
  for (const std::string& warning : table.warnings) text += "  warning: " + warning + "\n";
  return text;
}

ExitCode answer_table(const Session& session, const SpectraTable& table, const std::string& output) {
  if (!output.empty()) {
    std::ofstream file(output, std::ios::binary | std::ios::trunc);
    file << (std::filesystem::path(output).extension() == ".json" ? spectra_json(table) : spectra_csv(table));
    if (!file.flush()) return answer_error(session, internal_error("cli.output", output, "cannot write the file"));
  }
  return print_out(session.json ? spectra_json(table) : table_text(table)) ? ExitCode::done : ExitCode::internal;
}

/// The spectrum nearest to a chip or to a place; its counts where a file is asked for.
Result<std::string> nearest_answer(const Session& session, const SpectraArguments& a, const ResultSpectra& spectra) {
  Vec2 place_um = a.at_um.empty() ? Vec2{} : Vec2{a.at_um[0], a.at_um[1]};
  std::optional<ChipIndex> chip;
  if (!a.chip.empty()) {
    const auto parsed = parse_chip(a.chip);
    if (!parsed) return fail(parsed.error());
    const auto explained = explain_chip(a.files.front(), *parsed);
    if (!explained) return fail(explained.error());
    chip = *parsed;
    place_um = explained->place_um;
  }
  const auto nearest = spectra.nearest(place_um, chip);
  if (!nearest) return fail(bad_input("cli.spectra", a.files.front(), "this result has no spectra"));
  nlohmann::ordered_json json = site_json(*nearest);
  std::string text = site_text(*nearest) + "\n";
  if (!a.output.empty()) {
    const auto curve = spectra.curve(nearest->site);
    if (!curve) return fail(curve.error());
    if (auto written = write_curve(*curve, a.output, a.overwrite); !written) return fail(written.error());
    json["file"] = a.output;
    text += fmt::format("{}: {} channels\n", a.output, curve->nm.size());
  }
  return session.json ? json.dump() + "\n" : text;
}

ExitCode run_result(const Session& session, const SpectraArguments& a) {
  const auto spectra = ResultSpectra::open(a.files.front(), a.scan);
  if (!spectra) return answer_error(session, spectra.error());
  if (a.chip.empty() && a.at_um.empty())
    return answer_table(session, spectra_table(*spectra, a.files.front()), a.output);
  const auto answer = nearest_answer(session, a, *spectra);
  if (!answer) return answer_error(session, answer.error());
  return print_out(*answer) ? ExitCode::done : ExitCode::internal;
}

ExitCode run_spectra(const Session& session, const SpectraArguments& arguments) {
  std::error_code ignored;
  const bool of_result = arguments.files.size() == 1 && std::filesystem::is_directory(arguments.files.front(), ignored);
  if (of_result) return run_result(session, arguments);
  if (!arguments.chip.empty() || !arguments.at_um.empty()) {
    return answer_error(session, Error{ErrorKind::usage, "cli.option", "", "--chip and --at-um ask about a result",
                                       "one result folder", arguments.files.front()});
  }
  const auto request = request_of(arguments);
  if (!request) return answer_error(session, request.error());
  const auto table = analyse_spectra_files(*request);
  if (!table) return answer_error(session, table.error());
  return answer_table(session, *table, arguments.output);
}

}  // namespace

void add_spectra_command(CLI::App& app, Session& session) {
  CLI::App* c = add_command(app, session, "spectra", "Peak, centroid, FWHM and dominant wavelength of any spectra",
                            "pellucid spectra LED405.txt --dark LED405dark.txt -o led.csv\n"
                            "  pellucid spectra W03.result --chip 120,88 -o spectrum.csv");
  auto a = std::make_shared<SpectraArguments>();
  c->add_option("files", a->files,
                "Text of a spectrometer or a mapping stage, HDF5 as spectra.h5, or one result folder")
      ->required();
  auto* chip = c->add_option("--chip", a->chip, "Of a result: the spectrum nearest to this chip, COLUMN,ROW");
  c->add_option("--at-um", a->at_um, "Of a result: the one nearest to this place in the wafer frame: X Y [um]")
      ->expected(2)
      ->excludes(chip);
  c->add_option("--scan", a->scan, "Of a result: its scan folder, where it is no longer where it was");
  c->add_option("--dark", a->dark, "Text of the same axis, subtracted from every text file");
  c->add_option("-o,--output", a->output,
                "All figures as CSV, or as JSON where the name ends with .json; with --chip or --at-um the counts");
  c->add_flag("--overwrite", a->overwrite, "With --chip or --at-um: replace an existing file");
  c->add_option("--recipe", a->recipe, "Its section `wavelength` is used");
  c->add_option("--range-nm", a->range_nm, "Look at these wavelengths only, LOW HIGH")->expected(2);
  c->add_option("--gain", a->gain, "Photoelectrons behind one count")->check(CLI::PositiveNumber);
  c->add_option("--saturation", a->saturation, "Counts from which on a spectrum is clipped")
      ->check(CLI::PositiveNumber);
  c->add_option("--threads", a->threads, "Threads; 0: one a core")->check(CLI::Range(0, 1024));
  c->callback([&session, a] { session.run = [&session, a] { return run_spectra(session, *a); }; });
}

}  // namespace pellucid::cli

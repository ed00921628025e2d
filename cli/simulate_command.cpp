// pellucid simulate -o SCAN: a scan folder with known truth.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/progress_line.h"
#include "cli/reflectance_knobs.h"
#include "cli/terminal.h"
#include "samples/simulator/simulate.h"

namespace pellucid::cli {
namespace {

struct SimulateArguments {
  std::string scan;
  std::string preset = "demo";
  bool list_presets = false;
  /// What the user changed, in the order of the command line; applied on top of the preset.
  std::vector<std::function<void(SimulationOptions&)>> changes;
};

using Pair = std::pair<double, double>;
Vec2 vec(const Pair& pair) {
  return {pair.first, pair.second};
}

/// Declares one knob: `set` puts the value where it belongs.
template <class Value, class Set>
CLI::Option* add_knob(CLI::App* command, SimulateArguments& arguments, const std::string& group,
                      const std::string& name, const std::string& help, Set set) {
  auto* option = command->add_option_function<Value>(
      name,
      [&arguments, set](const Value& value) {
        arguments.changes.push_back([set, value](SimulationOptions& o) { set(o, value); });
      },
      help);
  if constexpr (std::is_same_v<Value, Pair>) option->type_name("X Y");
  return option->group(group);
}

void add_wafer_knobs(CLI::App* c, SimulateArguments& a) {
  const std::string group = "Wafer and chips";
  add_knob<std::string>(c, a, group, "--wafer-id", "Wafer id", [](auto& o, const auto& v) { o.wafer.id = v; });
  add_knob<std::string>(c, a, group, "--lot", "Lot", [](auto& o, const auto& v) { o.wafer.lot = v; });
  add_knob<double>(c, a, group, "--diameter-mm", "Wafer diameter [mm]",
                   [](auto& o, double v) { o.wafer.diameter_mm = v; });
  add_knob<double>(c, a, group, "--edge-exclusion-mm", "Rim without chips [mm]",
                   [](auto& o, double v) { o.wafer.edge_exclusion_mm = v; });
  add_knob<Pair>(c, a, group, "--pitch-um", "Chip pitch, x y [um]",
                 [](auto& o, const Pair& v) { o.chips.pitch_um = vec(v); });
  add_knob<Pair>(c, a, group, "--size-um", "Emitting mesa, x y [um]",
                 [](auto& o, const Pair& v) { o.chips.size_um = vec(v); });
  add_knob<std::vector<double>>(
      c, a, group, "--field", "Fields: COLUMNS ROWS STREET_X STREET_Y [chips, um]",
      [](auto& o, const std::vector<double>& v) {
        o.chips.field = FieldDesign{static_cast<std::int32_t>(v[0]), static_cast<std::int32_t>(v[1]), {v[2], v[3]}};
      })
      ->expected(4);
}

void add_lattice_knobs(CLI::App* c, SimulateArguments& a) {
  const std::string group = "Where the lattice lies";
  add_knob<double>(c, a, group, "--angle-deg", "Turn of the printed lattice [degree]",
                   [](auto& o, double v) { o.lattice.angle_deg = v; });
  add_knob<Pair>(c, a, group, "--scale-ppm", "Real pitch against the design, x y [ppm]",
                 [](auto& o, const Pair& v) { o.lattice.scale_ppm = vec(v); });
  add_knob<Pair>(c, a, group, "--offset-um", "Shift of the lattice, x y [um]",
                 [](auto& o, const Pair& v) { o.lattice.offset_um = vec(v); });
}

void add_image_knobs(CLI::App* c, SimulateArguments& a) {
  const std::string group = "Light and image";
  const std::map<std::string, ScanMethod> methods{{"raster", ScanMethod::raster}, {"camera", ScanMethod::camera}};
  add_knob<ScanMethod>(c, a, group, "--method", "How the wafer is imaged",
                       [](auto& o, ScanMethod v) { o.tiling.method = v; })
      ->transform(CLI::CheckedTransformer(methods))
      ->option_text("raster|camera");
  add_knob<double>(c, a, group, "--pixel-um", "Pixel [um]", [](auto& o, double v) { o.tiling.pixel_um = {v, v}; });
  add_knob<std::pair<std::int64_t, std::int64_t>>(
      c, a, group, "--tile-px", "Tile files of width and height; 0 0: one file", [](auto& o, const auto& v) {
        o.tiling.tile_width_px = v.first;
        o.tiling.tile_height_px = v.second;
      });
  add_knob<std::int64_t>(c, a, group, "--overlap-px", "Overlap of neighbouring tiles [pixel]",
                         [](auto& o, std::int64_t v) { o.tiling.overlap_px = v; });
  add_knob<double>(c, a, group, "--jitter-um", "Stage error of each tile, sigma [um]",
                   [](auto& o, double v) { o.camera.stage_jitter_um = v; });
  add_knob<double>(c, a, group, "--chip-e", "Light of a healthy chip [photoelectrons]",
                   [](auto& o, double v) { o.light.chip_e = v; });
  add_knob<double>(c, a, group, "--power-w-cm2", "Excitation at OD 0 [W/cm2]",
                   [](auto& o, double v) { o.excitation.power_density_w_cm2 = v; });
  add_knob<double>(c, a, group, "--background-e", "Background [photoelectrons a pixel]",
                   [](auto& o, double v) { o.light.background_e_per_px = v; });
  add_knob<double>(c, a, group, "--psf-um", "Point spread, sigma [um]",
                   [](auto& o, double v) { o.optics.psf_sigma_um = v; });
  add_knob<double>(c, a, group, "--read-noise-e", "Read noise [e]",
                   [](auto& o, double v) { o.detector.read_noise_e = v; });
  add_knob<double>(c, a, group, "--odd-line-phase-px", "Shift of the odd raster lines [pixel]", [](auto& o, double v) {
    o.raster.bidirectional = true;
    o.raster.odd_line_phase_px = v;
  });
  add_knob<double>(c, a, group, "--power-drift", "Drift of the laser, with its monitor file (share)",
                   [](auto& o, double v) {
                     o.raster.write_line_power = true;
                     o.raster.power_drift = v;
                   });
  const std::map<std::string, TiffCompression> codecs{{"none", TiffCompression::none},
                                                      {"lzw", TiffCompression::lzw},
                                                      {"deflate", TiffCompression::deflate},
                                                      {"zstd", TiffCompression::zstd}};
  add_knob<TiffCompression>(c, a, group, "--compression", "Of the TIFFs",
                            [](auto& o, TiffCompression v) { o.tiff.compression = v; })
      ->transform(CLI::CheckedTransformer(codecs))
      ->option_text("none|lzw|deflate|zstd");
}

/// Of the presets without chips; each changes every population.
void add_surface_knobs(CLI::App* c, SimulateArguments& a) {
  const std::string group = "Wafers without chips (presets epi and sic)";
  add_knob<bool>(c, a, group, "--unpatterned", "No chips: true or false",
                 [](auto& o, bool v) { o.surface.enabled = v; });
  add_knob<double>(c, a, group, "--light-e", "Light of the surface [photoelectrons a pixel]",
                   [](auto& o, double v) { o.surface.light_e = v; });
  add_knob<double>(c, a, group, "--defect-count", "Defects, times those of the preset", [](auto& o, double v) {
    for (auto& p : o.surface.populations) p.count = static_cast<int>(p.count * v);
  });
  add_knob<Pair>(c, a, group, "--contrast", "Contrast of the defects, least and most", [](auto& o, const Pair& v) {
    for (auto& p : o.surface.populations) p.contrast = vec(v);
  });
  add_knob<double>(c, a, group, "--texture", "Cloudy texture, relative sigma",
                   [](auto& o, double v) { o.surface.texture = v; });
  add_knob<double>(c, a, group, "--tile-step", "Brightness from tile to tile, relative sigma",
                   [](auto& o, double v) { o.surface.tile_step = v; });
}

void add_defect_knobs(CLI::App* c, SimulateArguments& a) {
  const std::string group = "Defects (probability of a chip) and EL";
  add_knob<double>(c, a, group, "--missing", "Missing chips", [](auto& o, double v) { o.defects.missing = v; });
  add_knob<double>(c, a, group, "--dark", "Dark chips", [](auto& o, double v) { o.defects.dark = v; });
  add_knob<double>(c, a, group, "--dim", "Dim chips", [](auto& o, double v) { o.defects.dim = v; });
  add_knob<double>(c, a, group, "--bright", "Bright chips", [](auto& o, double v) { o.defects.bright = v; });
  add_knob<double>(c, a, group, "--partial", "Partly dark chips", [](auto& o, double v) { o.defects.partial = v; });
  add_knob<double>(c, a, group, "--leaky", "Leaky chips", [](auto& o, double v) { o.defects.leaky = v; });
  add_knob<Pair>(c, a, group, "--leak-ohm", "Shunts of the leaky chips, least and most [ohm]",
                 [](auto& o, const Pair& v) {
                   o.defects.leak_min_ohm = v.first;
                   o.defects.leak_max_ohm = v.second;
                 });
  add_knob<double>(c, a, group, "--defective", "Chips full of defects: A up to 1e8 /s",
                   [](auto& o, double v) { o.light.a_defective = v; });
  add_knob<bool>(c, a, group, "--el", "Write el.csv: true or false", [](auto& o, bool v) { o.el.write = v; });
  add_knob<int>(c, a, group, "--el-orientation", "0 to 7: quarter turns, from 4 on mirrored", [](auto& o, int v) {
    o.el.write = true;
    o.el.orientation = v;
  });
}

std::string preset_list() {
  std::string text;
  for (const std::string& name : preset_names()) text += fmt::format("  {:<16}{}\n", name, preset_description(name));
  return text;
}

std::string summary_json(const SimulationSummary& made) {
  nlohmann::ordered_json classes = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < kAllClasses.size(); ++i) classes[std::string(name_of(kAllClasses[i]))] = made.classes[i];
  return nlohmann::ordered_json{
             {"scan", made.scan_folder.string()}, {"chips", made.chips},    {"defects", made.defects},
             {"truth_counts", classes},           {"files", made.files},    {"pixels", made.pixels},
             {"image_bytes", made.image_bytes},   {"seconds", made.seconds}}
             .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
         "\n";
}

std::string summary_line(const SimulationSummary& made) {
  const std::string what =
      made.chips > 0 ? grouped(made.chips) + " chips" : grouped(made.defects) + " defects, no chips";
  return fmt::format("{}: {}, {:.1f} Mpixel in {} ({}), made in {}\n", made.scan_folder.string(), what,
                     static_cast<double>(made.pixels) / 1e6,
                     made.files == 1 ? "1 file" : grouped(made.files) + " files", bytes_text(made.image_bytes),
                     duration_text(made.seconds));
}

ExitCode run_simulate(const Session& session, const SimulateArguments& arguments) {
  if (arguments.list_presets) return print_out(preset_list()) ? ExitCode::done : ExitCode::internal;
  if (arguments.scan.empty()) {
    return answer_error(session,
                        Error{ErrorKind::usage, "cli.usage", "", "--output is required", "a scan folder to make", ""});
  }
  auto options = simulation_preset(arguments.preset);
  if (!options) return answer_error(session, options.error());
  for (const auto& change : arguments.changes) change(*options);

  ProgressLine progress(stderr, ProgressLine::style_for(stderr, session.quiet));
  const auto made = simulate(*options, arguments.scan, progress.callback(), session.stop);
  progress.wipe();
  if (!made) return answer_error(session, made.error());
  if (session.json) {
    print_out(summary_json(*made));
  } else if (!session.quiet) {
    print_out(summary_line(*made));
  }
  return ExitCode::done;
}

void add_spectra_knobs(CLI::App* c, SimulateArguments& a) {
  const std::string group = "Local spectra (spectra.h5)";
  add_knob<std::int64_t>(c, a, group, "--spectra", "Write about so many spectra",
                         [](auto& o, std::int64_t v) { o.spectra.sites = v; });
  const std::map<std::string, LineShape> shapes{
      {"gaussian", LineShape::gaussian}, {"split", LineShape::split}, {"tailed", LineShape::tailed}};
  add_knob<LineShape>(c, a, group, "--line-shape", "Shape of the line",
                      [](auto& o, LineShape v) { o.spectra.shape = v; })
      ->transform(CLI::CheckedTransformer(shapes))
      ->option_text("gaussian|split|tailed");
  const auto number = [&](const std::string& name, const std::string& help, double SpectraOptions::*member) {
    add_knob<double>(c, a, group, name, help, [member](auto& o, double v) { o.spectra.*member = v; });
  };
  number("--asymmetry", "split: red half-width over blue; tailed: decay over sigma", &SpectraOptions::asymmetry);
  number("--peak-nm", "Peak at the wafer's centre [nm]", &SpectraOptions::peak_nm);
  number("--bow-nm", "The rim against the centre [nm]", &SpectraOptions::bow_nm);
  number("--line-fwhm-nm", "Full width at half maximum [nm]", &SpectraOptions::fwhm_nm);
  number("--line-counts", "Height of the line [counts]", &SpectraOptions::peak_counts);
  number("--off-share", "Chips that lie 5 nm from the others (share)", &SpectraOptions::off_share);
  number("--saturated-share", "Spectra too bright for the detector (share)", &SpectraOptions::saturated_share);
  number("--spikes", "Cosmic spikes a spectrum", &SpectraOptions::spikes);
}

}  // namespace

void add_simulate_command(CLI::App& app, Session& session) {
  CLI::App* command =
      add_command(app, session, "simulate",
                  "Make a scan folder with known truth (truth.h5; truth_defects.csv where there are no chips)",
                  "pellucid simulate -o scan --preset camera --diameter-mm 100 --dim 0.002 --seed 7");
  auto arguments = std::make_shared<SimulateArguments>();
  command->add_option("-o,--output", arguments->scan, "Scan folder to make; must not exist");
  command->add_option("--preset", arguments->preset, "What to begin with; the options below change it")
      ->capture_default_str();
  command->add_flag("--list-presets", arguments->list_presets, "Name the presets and stop");
  add_knob<std::uint64_t>(command, *arguments, "Options", "--seed", "Another wafer of the same kind",
                          [](auto& o, std::uint64_t v) { o.seed = v; });
  add_knob<int>(command, *arguments, "Options", "--threads", "Threads; 0: one a core", [](auto& o, int v) {
    o.threads = v;
  })->check(CLI::Range(0, 1024));
  add_wafer_knobs(command, *arguments);
  add_lattice_knobs(command, *arguments);
  add_image_knobs(command, *arguments);
  add_defect_knobs(command, *arguments);
  add_surface_knobs(command, *arguments);
  add_spectra_knobs(command, *arguments);
  add_reflectance_knobs(command, arguments->changes);
  command->callback(
      [&session, arguments] { session.run = [&session, arguments] { return run_simulate(session, *arguments); }; });
}

}  // namespace pellucid::cli

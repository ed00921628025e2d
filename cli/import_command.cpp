// pellucid import IMAGE... -o SCAN: a scan folder from plain images.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "acquisition/image_import.h"
#include "cli/commands.h"
#include "cli/progress_line.h"
#include "cli/scan_text.h"
#include "inspection/mosaic.h"

namespace pellucid::cli {
namespace {

struct ImportArguments {
  ImportRequest request;
  std::vector<std::string> images;
  std::string mosaic;
  std::vector<double> pixel_um, pitch_um, size_um;  ///< one value, or x and y
  std::optional<double> wavelength_nm, power_density_w_cm2;
  double optical_density = 0;
};

Error usage(std::string_view what, std::string_view expected) {
  return Error{ErrorKind::usage, "cli.usage", "", std::string(what), std::string(expected), ""};
}

std::optional<Vec2> pair_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return Vec2{values.front(), values.back()};
}

Result<ImportRequest> request_of(const ImportArguments& arguments) {
  ImportRequest request = arguments.request;
  if (arguments.images.empty() == arguments.mosaic.empty()) {
    return fail(usage("what to import is not clear", "either images or --mosaic"));
  }
  if (!arguments.mosaic.empty()) {
    auto images = read_mosaic(arguments.mosaic);
    if (!images) return fail(images.error());
    request.images = std::move(*images);
  }
  for (const std::string& image : arguments.images) request.images.push_back({image, std::nullopt});
  request.pixel_um = pair_of(arguments.pixel_um);
  request.pitch_um = pair_of(arguments.pitch_um).value_or(Vec2{});
  request.size_um = pair_of(arguments.size_um);
  if (arguments.wavelength_nm.has_value() != arguments.power_density_w_cm2.has_value()) {
    return fail(usage("half an excitation", "--excitation-nm and --power-w-cm2 together"));
  }
  if (arguments.wavelength_nm) {
    request.excitation =
        Excitation{*arguments.wavelength_nm, *arguments.power_density_w_cm2, arguments.optical_density};
  }
  return request;
}

ExitCode run_import(const Session& session, const ImportArguments& arguments) {
  const auto request = request_of(arguments);
  if (!request) return answer_error(session, request.error());
  ProgressLine progress(stderr, ProgressLine::style_for(stderr, session.quiet));
  const auto scan = import_images(*request, progress.callback(), session.stop);
  progress.wipe();
  if (!scan) return answer_error(session, scan.error());
  if (session.json) {
    print_out(scan_json(*scan));
  } else if (!session.quiet) {
    print_out(scan_text(*scan) + fmt::format("\n  pellucid inspect {} -o RESULT\n", request->output.string()));
  }
  return ExitCode::done;
}

void add_geometry_options(CLI::App* command, ImportArguments& a) {
  const std::string group = "Geometry";
  command->add_option("--pixel-um", a.pixel_um, "Pixel, or x y [um]; default: from the TIFF's metadata")
      ->expected(1, 2)
      ->group(group);
  command->add_option("--pitch-um", a.pitch_um, "Chip pitch, or x y [um]")->expected(1, 2)->required()->group(group);
  command->add_option("--size-um", a.size_um, "Emitting mesa, or x y [um]; default: 0.6 of the pitch")
      ->expected(1, 2)
      ->group(group);
  command->add_option("--angle-deg", a.request.angle_deg, "Turn of the chips, counter-clockwise [degree]")
      ->group(group);
  command->add_flag("--stage-y-down", a.request.stage_y_down, "The metadata's positions grow downwards")->group(group);
}

void add_detector_options(CLI::App* command, ImportArguments& a) {
  const std::string group = "Detector and light";
  command->add_option("--gain-e", a.request.gain_e_per_dn, "Photoelectrons a DN")->group(group)->capture_default_str();
  command->add_option("--read-noise-e", a.request.read_noise_e, "Read noise [e]")->group(group)->capture_default_str();
  command->add_option("--offset-dn", a.request.offset_dn, "DN without light")->group(group)->capture_default_str();
  command->add_option("--saturation-dn", a.request.saturation_dn, "DN from which a pixel is saturated")->group(group);
  command->add_option("--dark", a.request.dark, "Dark frame, of the images' size")->group(group);
  command->add_option("--flat", a.request.flat, "Flat frame, of the images' size")->group(group);
  command->add_option("--excitation-nm", a.wavelength_nm, "Wavelength of the light: makes the layer PL")->group(group);
  command->add_option("--power-w-cm2", a.power_density_w_cm2, "Power density before the neutral filter")->group(group);
  command->add_option("--optical-density", a.optical_density, "Of the neutral filter")->group(group);
}

}  // namespace

void add_import_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "import", "Make a scan folder from plain images",
                                  "pellucid import panel.tif -o scan --pixel-um 2.5 --pitch-um 20 40");
  auto arguments = std::make_shared<ImportArguments>();
  command->add_option("IMAGE", arguments->images, "Images: BMP, PNG, JPEG, PGM or TIFF; one size, one bit depth");
  command->add_option("--mosaic", arguments->mosaic,
                      "Instead of images: CSV with file,x_um,y_um (top-left corner, +y up)");
  command->add_option("-o,--output", arguments->request.output, "Scan folder to make; must not exist")->required();
  command->add_option("--wafer-id", arguments->request.wafer_id, "Default: the output folder's name");
  add_geometry_options(command, *arguments);
  add_detector_options(command, *arguments);
  command->callback(
      [&session, arguments] { session.run = [&session, arguments] { return run_import(session, *arguments); }; });
}

}  // namespace pellucid::cli

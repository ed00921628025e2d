// pellucid pixels RESULT --chip C,R: the pixels behind a chip, as a picture or as numbers.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/chip_option.h"
#include "cli/commands.h"
#include "inspection/explain.h"
#include "inspection/open_pixels.h"

namespace pellucid::cli {
namespace {

struct PixelsArguments {
  std::filesystem::path result, scan, file;
  std::string chip, layer;
  std::vector<double> at_um;
  double radius_um = 60;
  bool raw = false, overwrite = false;
};

/// Where the middle of the picture lies, wafer frame.
Result<Vec2> place_of(const PixelsArguments& arguments) {
  if (!arguments.at_um.empty()) return Vec2{arguments.at_um[0], arguments.at_um[1]};
  const auto chip = parse_chip(arguments.chip);
  if (!chip) return fail(chip.error());
  const auto explained = explain_chip(arguments.result, *chip);
  if (!explained) return fail(explained.error());
  return explained->place_um;
}

ExitCode run_pixels(const Session& session, const PixelsArguments& arguments) {
  const auto place = place_of(arguments);
  if (!place) return answer_error(session, place.error());
  const auto pixels = ResultPixels::open(arguments.result, arguments.scan);
  if (!pixels) return answer_error(session, pixels.error());
  const auto patch = pixels->around(arguments.layer, *place, arguments.radius_um,
                                    arguments.raw ? PixelKind::raw : PixelKind::corrected);
  if (!patch) return answer_error(session, patch.error());
  if (auto written = write_patch(*patch, arguments.file, arguments.overwrite); !written)
    return answer_error(session, written.error());
  if (session.json) {
    const nlohmann::ordered_json answer{{"file", arguments.file.string()},
                                        {"layer", patch->layer},
                                        {"units", patch->units},
                                        {"width", patch->width},
                                        {"height", patch->height},
                                        {"corner_um", {patch->corner_um.x, patch->corner_um.y}},
                                        {"pixel_um", {patch->pixel_um.x, patch->pixel_um.y}},
                                        {"covered", patch->covered},
                                        {"saturated", patch->saturated}};
    print_out(answer.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  } else if (!session.quiet) {
    print_out(fmt::format("{}: {} x {} pixels of layer {} [{}] about x {:.2f} um, y {:.2f} um\n",
                          arguments.file.string(), patch->width, patch->height, patch->layer, patch->units, place->x,
                          place->y));
  }
  return ExitCode::done;
}

}  // namespace

void add_pixels_command(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "pixels", "Cut the pixels about a chip out of the scan of a result",
                                  "pellucid pixels W03.result --chip 120,88 --radius-um 60 -o chip.png");
  auto a = std::make_shared<PixelsArguments>();
  command->add_option("RESULT", a->result, "Result folder")->required();
  auto* chip = command->add_option("--chip", a->chip, "Chip: COLUMN,ROW");
  auto* place = command->add_option("--at-um", a->at_um, "Or a place in the wafer frame: X Y [um]")->expected(2);
  chip->excludes(place);
  command->add_option("--layer", a->layer, "Layer of the scan; without it, the first PL layer");
  command->add_option("--radius-um", a->radius_um, "Half the side of the square [um]")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--raw", a->raw, "DN as stored; else photoelectrons, dark and flat taken out");
  command->add_option("--scan", a->scan, "The scan folder, where it is no longer where it was");
  command->add_option("-o,--output", a->file, "File: .png (grey), .tif (32-bit float) or .csv")->required();
  command->add_flag("--overwrite", a->overwrite, "Replace an existing file");
  command->callback([&session, a, chip, place] {
    if (chip->count() + place->count() == 0) throw CLI::RequiredError("--chip or --at-um");
    session.run = [&session, a] { return run_pixels(session, *a); };
  });
}

}  // namespace pellucid::cli

#include "cli/reflectance_knobs.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string>

namespace pellucid::cli {
namespace {

struct Knob {
  const char *name, *help;
  double ReflectanceOptions::*member;
};

constexpr std::array kKnobs{
    Knob{"--ground-e", "Light of the ground [photoelectrons a pixel]", &ReflectanceOptions::ground_e_per_px},
    Knob{"--reflectance-vignetting", "Loss in the corner of a tile, that no flat tells (share)",
         &ReflectanceOptions::vignetting},
    Knob{"--reflectance-texture", "A chip's own smooth pattern, sigma (share)", &ReflectanceOptions::texture},
    Knob{"--particle", "Particles (probability of a chip)", &ReflectanceOptions::particle},
    Knob{"--crack", "Cracks (probability of a chip)", &ReflectanceOptions::crack},
    Knob{"--chipping", "Chipped corners (probability of a chip)", &ReflectanceOptions::chipping},
    Knob{"--residue", "Residue (probability of a chip)", &ReflectanceOptions::residue},
    Knob{"--contrast-sigma", "Contrast of all of them, in sigmas of a pixel", &ReflectanceOptions::contrast_sigma},
    Knob{"--particle-px", "Area of a particle [pixel]", &ReflectanceOptions::particle_px},
    Knob{"--crack-px", "Width of cracks and scratches [pixel]", &ReflectanceOptions::crack_px},
    Knob{"--chipping-share", "Chipped corner (share of the mesa)", &ReflectanceOptions::chipping_share}};

LayerOptions& reflectance_layer(SimulationOptions& o) {
  const auto found = std::find_if(o.layers.begin(), o.layers.end(),
                                  [](const LayerOptions& l) { return l.kind == LayerKind::reflectance; });
  if (found != o.layers.end()) return *found;
  LayerOptions layer;
  layer.name = "reflectance";
  layer.kind = LayerKind::reflectance;
  o.layers.push_back(layer);
  return o.layers.back();
}

}  // namespace

void add_reflectance_knobs(CLI::App* command, std::vector<std::function<void(SimulationOptions&)>>& changes) {
  const std::string group = "Reflectance";
  command
      ->add_option_function<double>(
          "--mesa-e",
          [&changes](double v) {
            changes.emplace_back([v](SimulationOptions& o) { reflectance_layer(o).mesa_e_per_px = v; });
          },
          "Adds a reflectance layer: light of a mesa above the ground [photoelectrons a pixel]; negative: darker")
      ->group(group);
  command
      ->add_option_function<std::pair<double, double>>(
          "--reflectance-shift-um",
          [&changes](const std::pair<double, double>& v) {
            changes.emplace_back([v](SimulationOptions& o) { reflectance_layer(o).shift_um = {v.first, v.second}; });
          },
          "Shift of the reflectance layer against PL [um]")
      ->type_name("X Y")
      ->group(group);
  command
      ->add_option_function<int>(
          "--scratches",
          [&changes](int v) { changes.emplace_back([v](SimulationOptions& o) { o.reflectance.scratches = v; }); },
          "Scratches of 2 mm over the wafer")
      ->group(group);
  for (const Knob& knob : kKnobs) {
    command
        ->add_option_function<double>(
            knob.name,
            [&changes, member = knob.member](double v) {
              changes.emplace_back([member, v](SimulationOptions& o) { o.reflectance.*member = v; });
            },
            knob.help)
        ->group(group);
  }
}

}  // namespace pellucid::cli

/// Expected light of a part of a tile: every chip's image and the background. Immutable; safe from any thread.
#pragma once

#include <map>

#include "samples/simulator/chip_state.h"
#include "samples/simulator/light_source.h"
#include "samples/simulator/optics.h"
#include "samples/simulator/reflectance.h"

namespace pellucid::sim {

/// The images of a whole chip and of every partial kind that the options can bring forth.
using ChipImages = std::map<DefectKind, ChipImage>;
[[nodiscard]] ChipImages make_chip_images(const SimulationOptions& options, double turn_deg);

class Renderer final : public LightSource {
 public:
  /// Keeps references to the model and the images.
  Renderer(const SimulationOptions& options, const ChipModel& model, const ChipImages& images);
  void render(std::size_t layer, const PlannedTile& tile, PixelRect rect, LightBlock& block) const override;

 private:
  void fill_background(Vec2 corner_um, LightBlock& block) const;

  SimulationOptions o_;
  const ChipModel& model_;
  const ChipImages& images_;
  Reflectance reflectance_;
};

}  // namespace pellucid::sim

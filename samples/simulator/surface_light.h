/// The light of a wafer without chips: a disc with a trend, a cloudy texture and planted defects. Immutable; any
/// thread.
#pragma once

#include <string>
#include <vector>

#include "samples/simulator/light_source.h"
#include "samples/simulator/options.h"

namespace pellucid::sim {

/// Every defect of the wafer: those planted and those drawn from the populations, none of them touching another, all
/// inside the edge exclusion. The wafer's own offset is in their places.
[[nodiscard]] std::vector<PlantedDefect> draw_defects(const SimulationOptions& options);

/// "id,kind,x_um,y_um,length_um,width_um,angle_deg,bend_um,contrast" and a row a defect.
[[nodiscard]] std::string defect_truth_text(const std::vector<PlantedDefect>& defects);

class SurfaceLight final : public LightSource {
 public:
  SurfaceLight(const SimulationOptions& options, std::vector<PlantedDefect> defects);
  void render(std::size_t layer, const PlannedTile& tile, PixelRect rect, LightBlock& block) const override;

 private:
  struct Wave {
    Vec2 per_um;
    double phase = 0;
  };
  [[nodiscard]] double trend(Vec2 wafer_um) const;
  [[nodiscard]] double texture(Vec2 wafer_um) const;
  [[nodiscard]] double inside(Vec2 wafer_um) const;
  void add_texture(Vec2 corner_um, std::int64_t width, std::int64_t height, std::vector<float>& factor) const;
  void add_defect(const PlantedDefect& defect, Vec2 corner_um, LightBlock& block, std::vector<float>& factor) const;

  SimulationOptions o_;
  std::vector<PlantedDefect> defects_;
  std::vector<Wave> waves_;
  double blur_um_ = 1;
};

}  // namespace pellucid::sim

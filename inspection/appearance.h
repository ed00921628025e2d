/// The reflectance layers of a scan: where mesas are, and what is mechanically wrong with them. Same result for any
/// number of threads.
#pragma once

#include <stop_token>
#include <vector>

#include "acquisition/scan.h"
#include "core/appearance/appearance_pass.h"
#include "core/judge/judge.h"
#include "core/measure/survey.h"
#include "core/model/error.h"
#include "core/model/progress.h"
#include "recipe/recipe.h"
#include "results/result_data.h"

namespace pellucid {

class AppearanceInspection {
 public:
  /// Surveys and passes over a reflectance layer. `first`: the survey that settled the chips' indices. A layer that
  /// shows no mesas, or too few, is told in data.warnings and left out. Errors: reading errors; cancelled.
  [[nodiscard]] Result<void> inspect(const Scan& scan, std::size_t layer, const Recipe& recipe, const Survey& first,
                                     const ChipDirectory& directory, ResultData& data, const Progress& progress,
                                     const std::stop_token& stop);
  /// What the layers say of every chip's mesa; empty where there is no such layer.
  [[nodiscard]] std::vector<MesaSeen> mesas() const;
  /// After the marks of the light: chips with findings are marked mechanical, the layers' columns join the table,
  /// findings are listed. Consumes the layers.
  void enter(ResultData& data);

 private:
  struct Layer {
    LayerAppearance found;
    AppearanceReport::Layer facts;
    Vec2 pixel_um;
  };
  static void enter(const Layer& layer, ResultData& data);

  std::vector<Layer> layers_;
};

/// Which chips are mechanical and something else as well, counted anew; for the report. After everything was judged.
void count_overlaps(ResultData& data);

}  // namespace pellucid

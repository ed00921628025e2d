/// From a block to what its plates say: cut, calibrate, mask, sum, search. One object a thread.
#pragma once

#include <vector>

#include "core/measure/calibrated_block.h"
#include "core/unpatterned/grid_sums.h"
#include "core/unpatterned/plate_search.h"
#include "core/unpatterned/search_surface.h"
#include "core/unpatterned/surface_patch.h"

namespace pellucid {

struct PlateResult {
  std::vector<CellSum> cells;
  PlatePatches found;
  std::array<float, PlateSearch::kLevels> texture{};  ///< by level
  double noise_contrast = 0;
  bool searched = false;
  std::int64_t saturated = 0;
};

/// What all plates of a layer share. Immutable.
struct PlateContext {
  const LayerGeometry& layer;
  const LayerCalibration& calibration;
  const SurfaceRequest& request;
  const UnpatternedOptions& options;
  std::vector<PixelRect> own;  ///< by tile
  SearchLimits limits;
};

class PlatePass {
 public:
  /// Does the block hold a pixel that is searched? Others need not be decoded.
  [[nodiscard]] static bool concerns(const PlateContext& context, const EncodedBlock& block);
  /// Errors as CalibratedBlock::read.
  [[nodiscard]] Result<std::vector<PlateResult>> run(const PlateContext& context, const CalibratedBlock& block);

 private:
  /// False where none of its pixels is searched.
  bool lay_mask(const PlateContext& context, const PixelRect& in_tile, std::int32_t tile);
  [[nodiscard]] PlateResult look(const PlateContext& context);

  ElectronImage image_;
  Plate plate_;
  PlateSearch search_;
};

}  // namespace pellucid

/// Where a wafer's surface is searched: inside its circle, its flat and beside its notch, less a margin. Immutable; any
/// thread.
#pragma once

#include <array>
#include <optional>

#include "core/flow/block_source.h"
#include "core/flow/layer_calibration.h"
#include "core/model/wafer.h"

namespace pellucid {

class WaferOutline {
 public:
  /// As designed, centred on the wafer frame's origin.
  explicit WaferOutline(const WaferDesign& wafer);

  /// Half-open ranges of x inside the outline less `margin_um` on the line at y: at most two, from left to right.
  struct Spans {
    int count = 0;
    std::array<Vec2, 2> range;  ///< x: from, y: to
  };
  [[nodiscard]] Spans spans(double y_um, double margin_um) const;
  [[nodiscard]] bool contains(Vec2 wafer_um, double margin_um) const;

  [[nodiscard]] Vec2 centre_um() const { return centre_um_; }
  [[nodiscard]] double radius_um() const { return radius_um_; }
  [[nodiscard]] bool was_found() const { return found_; }

  /// The outline as the rim in the image tells it: the circle may lie beside the origin, a flat's or notch's depth may
  /// be other than designed. The design where no rim is in the image. Reads two dozen short strips across the rim.
  [[nodiscard]] static WaferOutline find(const RegionReader& image, const LayerCalibration& calibration,
                                         const WaferDesign& wafer);

 private:
  Vec2 centre_um_;
  double radius_um_ = 0;
  OrientationMark mark_ = OrientationMark::none;
  double mark_x_ = 0, mark_y_ = -1;  ///< direction of the mark
  std::optional<double> chord_um_;   ///< distance of the flat from the centre
  double notch_um_ = 0;              ///< radius about the notch's place at the rim where the wafer may be missing
  bool found_ = false;
};

}  // namespace pellucid

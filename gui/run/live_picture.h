/// What an inspection has measured so far, as a picture that the map shows: light of chips, hatched where none was
/// measured yet. One thread at a time; take() costs milliseconds, but do it in a worker.
#pragma once

#include "core/measure/live_light.h"
#include "gui/map/map_picture.h"

namespace pellucid::gui {

class LivePicture {
 public:
  /// Null where there is nothing new.
  [[nodiscard]] MapPicturePtr take(const LiveLight& live);

 private:
  [[nodiscard]] bool is_same(const LiveGlance& glance) const;
  void widen(const LiveGlance& glance);

  std::shared_ptr<const LiveWafer> seen_;
  WaferResultPtr wafer_;
  Pyramid<MeanValue>::Level blank_;  ///< which squares hold chips
  std::string layer_;
  std::vector<float> light_e_;  ///< of the picture before
  ValueRange range_;            ///< only ever widened while a layer is measured, so that the colours stay what they are
};

}  // namespace pellucid::gui

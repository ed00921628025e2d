/// One image of the wafer: how it was taken, with which detector, and where its tiles lie. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

enum class LayerKind : std::uint8_t { photoluminescence, electroluminescence, reflectance };
enum class ScanMethod : std::uint8_t { raster, camera };

struct Excitation {
  double wavelength_nm = 0;
  double power_density_w_cm2 = 0;  ///< before the neutral filter
  double optical_density = 0;
  /// Power at the wafer [W/cm2]: power_density * 10^-OD.
  [[nodiscard]] double power_at_wafer_w_cm2() const;
};

/// e = (DN - offset) * gain; the noise model rests on gain and read noise.
struct Detector {
  int bits = 16;
  double saturation_dn = 65535;
  double offset_dn = 0;
  double gain_e_per_dn = 1;
  double read_noise_e = 0;
};

/// One image file of the manifest. Its size is known once the file's header has been read.
struct TilePlacement {
  std::string file;  ///< as in the manifest, for messages
  Vec2 position_um;  ///< wafer-frame position of the outer top-left corner of the first pixel, as the stage reports it
  std::int64_t width = 0, height = 0;  ///< pixels
  bool present = true;                 ///< false: missing, and the user allowed that
};

struct LayerGeometry {
  std::string name;
  LayerKind kind = LayerKind::photoluminescence;
  ScanMethod method = ScanMethod::raster;
  std::optional<Excitation> excitation;
  Detector detector;
  Vec2 pixel_um;
  std::vector<TilePlacement> tiles;
  bool bidirectional = false;  ///< raster only: odd lines may be shifted

  /// Largest y of all tiles [um], there or not: line 0 of the layer begins here.
  [[nodiscard]] double top_um() const;
  /// Line of the whole layer of a tile's first row.
  [[nodiscard]] std::int64_t first_line(const TilePlacement& tile) const;
  /// Nominal wafer position of a point of a tile's pixel frame.
  [[nodiscard]] Vec2 wafer_from_pixel(const TilePlacement& tile, Vec2 pixel) const {
    return {tile.position_um.x + pixel.x * pixel_um.x, tile.position_um.y - pixel.y * pixel_um.y};
  }
  [[nodiscard]] Vec2 pixel_from_wafer(const TilePlacement& tile, Vec2 wafer_um) const {
    return {(wafer_um.x - tile.position_um.x) / pixel_um.x, (tile.position_um.y - wafer_um.y) / pixel_um.y};
  }
};

}  // namespace pellucid

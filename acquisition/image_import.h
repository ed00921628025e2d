/// Plain images into a scan folder (`pellucid import`), so that a user can begin with what they have. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "acquisition/scan.h"
#include "core/model/error.h"
#include "core/model/geometry.h"
#include "core/model/layer.h"
#include "core/model/progress.h"

namespace pellucid {

struct ImportImage {
  std::filesystem::path path;
  /// Wafer-frame position of the outer top-left corner of the first pixel [um], +y up. For all images or for none.
  std::optional<Vec2> position_um;
};

struct ImportRequest {
  std::vector<ImportImage> images;       ///< BMP, PNG, JPEG, PGM or TIFF, of one size and one bit depth
  std::filesystem::path output;          ///< the scan folder; must not exist; appears whole or not at all
  std::optional<Vec2> pixel_um;          ///< absent: from the TIFF's own metadata
  Vec2 pitch_um;                         ///< chip pitch
  std::optional<Vec2> size_um;           ///< emitting mesa; absent: 0.6 of the pitch
  double angle_deg = 0;                  ///< turn of the lattice, counter-clockwise from +x
  bool stage_y_down = false;             ///< metadata positions grow downwards in the image
  std::optional<Excitation> excitation;  ///< makes the layer photoluminescence; absent: electroluminescence
  double gain_e_per_dn = 1, read_noise_e = 0, offset_dn = 0;
  std::optional<double> saturation_dn;              ///< absent: the largest value of the bit depth
  std::optional<std::filesystem::path> dark, flat;  ///< of the images' size
  std::string wafer_id;                             ///< empty: the output folder's name
};

/// Writes tiles/*.tif and a scan.json with one camera layer and chips.anchor "image", and returns the scan as
/// open_scan() reads it back; its warnings also tell what was changed (colour to luminance, for example).
/// Positions come from the request, else from the TIFFs' OME-XML or MetaSeries metadata; a single image needs none.
/// They are shifted so that the mosaic's middle is the wafer's centre; the diameter is that of the circle around the
/// mosaic, at least 25 mm.
/// Errors: acquisition.usage, kind usage (nothing to import, output exists, no pixel size, no positions);
/// acquisition.{size, format, value, ...} for images that do not fit each other; cancelled.
[[nodiscard]] Result<Scan> import_images(const ImportRequest& request, const Progress& progress = {},
                                         std::stop_token stop = {});

}  // namespace pellucid

/// The pixels behind a result: any rectangle of the wafer, of any layer, raw or corrected, read from the scan that the
/// result names. Tiles lie where registration found them. Thread-safe once open; dark and flat of a layer are read when
/// it is first asked for corrected pixels, then kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "core/model/geometry.h"

namespace pellucid {

enum class PixelKind : std::uint8_t {
  raw,        ///< DN as stored
  corrected,  ///< photoelectrons, dark, flat and line power taken out; NaN where a pixel is dead
};

/// A rectangle of the wafer frame [um].
struct WaferRect {
  Vec2 low, high;
};

/// Pixels row by row from the top (largest y), width * height of them. Tiles that meet in it are laid side by side on
/// the grid of the tile in its middle, nearest pixel, nothing is interpolated; NaN where no tile was taken.
struct PixelPatch {
  std::string layer;
  PixelKind kind = PixelKind::raw;
  std::string units;  ///< "DN" or "e"
  std::int64_t width = 0, height = 0;
  std::vector<float> values;
  Vec2 corner_um;  ///< outer top-left corner of the first pixel, wafer frame
  Vec2 pixel_um;
  std::int64_t covered = 0;    ///< pixels that a tile holds
  std::int64_t saturated = 0;  ///< of them, at or above the detector's saturation

  [[nodiscard]] float at(std::int64_t x, std::int64_t y) const {
    return values[static_cast<std::size_t>(y * width + x)];
  }
  /// Centre of a pixel, wafer frame.
  [[nodiscard]] Vec2 place_um(std::int64_t x, std::int64_t y) const {
    return {corner_um.x + (static_cast<double>(x) + 0.5) * pixel_um.x,
            corner_um.y - (static_cast<double>(y) + 0.5) * pixel_um.y};
  }
};

/// Most pixels of one patch.
inline constexpr std::int64_t kMostPatchPixels = 100'000'000;

class ResultPixels {
 public:
  /// `scan`: where the scan is now; empty: where the result says that it was. Reads the manifest and the headers of the
  /// tiles. Errors: bad_input "inspection.no_scan" where it is gone, or scan.json is another than the one inspected
  /// (SHA-256); those of open_scan and of reading the result.
  [[nodiscard]] static Result<ResultPixels> open(const std::filesystem::path& result,
                                                 const std::filesystem::path& scan = {});
  ResultPixels(ResultPixels&&) noexcept;
  ResultPixels& operator=(ResultPixels&&) noexcept;
  ~ResultPixels();

  /// Names, the result's first layer first.
  [[nodiscard]] const std::vector<std::string>& layers() const;
  /// Of a layer; {0, 0} where there is none of that name.
  [[nodiscard]] Vec2 pixel_um(const std::string& layer) const;

  /// Pixels whose centres lie in the rectangle; at least one. `layer` empty: the first. Errors: usage
  /// "inspection.layer" (no such layer, with those there are), usage "inspection.rect" (empty, not finite, more than
  /// kMostPatchPixels, or no tile there); the reader's (a file that is gone or changed).
  [[nodiscard]] Result<PixelPatch> read(const std::string& layer, const WaferRect& rect, PixelKind kind) const;
  /// A square about a place: `radius_um` to each side.
  [[nodiscard]] Result<PixelPatch> around(const std::string& layer, Vec2 place_um, double radius_um,
                                          PixelKind kind) const;

 private:
  struct Open;
  explicit ResultPixels(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

/// 8-bit grey levels of a patch between two values; NaN is black. Where low >= high: between its 0.5 and 99.8 percent.
[[nodiscard]] std::vector<std::uint8_t> grey_levels(const PixelPatch& patch, float low = 0, float high = 0);

/// Writes a patch as .png (8 bit grey), .tif (32-bit float) or .csv (x_um,y_um,value), as its name says. The file
/// appears whole or not at all. Errors: usage "inspection.format", usage "inspection.exists", internal
/// "inspection.write".
[[nodiscard]] Result<void> write_patch(const PixelPatch& patch, const std::filesystem::path& file, bool overwrite);

}  // namespace pellucid

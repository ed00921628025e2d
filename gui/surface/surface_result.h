/// A result of a wafer without chips as the viewer holds it: summary, the planes of its grid, its defects, and the
/// pixels of its scan where that is still there. The counterpart of WaferResult. Shared, immutable from outside; any
/// thread; what reads files (open, pixels) belongs to a worker.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/unpatterned/surface.h"
#include "gui/map/map_picture.h"
#include "inspection/open_pixels.h"
#include "results/summary.h"

namespace pellucid::gui {

/// A figure of the grid that a map can show.
struct SurfacePlane {
  std::string layer;
  const GridPlane* plane = nullptr;  ///< lives as long as the result
  ValueRange natural_range;          ///< 1 to 99 percent of the cells
};

class SurfaceResult {
 public:
  /// Errors: those of read_summary and read_wafer_h5; results.malformed where the wafer has chips.
  [[nodiscard]] static Result<std::shared_ptr<const SurfaceResult>> open(const std::filesystem::path& folder);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const Summary& summary() const { return summary_; }
  [[nodiscard]] const SurfaceSummary& surface() const { return *summary_.surface; }
  [[nodiscard]] const WaferGrid& grid() const { return surface_.grid; }
  [[nodiscard]] const std::vector<SurfaceDefect>& defects() const { return surface_.defects; }
  /// Those that hold a value; the intensity of the searched layer first.
  [[nodiscard]] const std::vector<SurfacePlane>& planes() const { return planes_; }
  /// nullopt where no cell is there, or it was not measured.
  [[nodiscard]] std::optional<float> value_at(const SurfacePlane& plane, Vec2 place_um) const;

  /// A square about a defect with room around it. Errors: those of ResultPixels.
  [[nodiscard]] Result<PixelPatch> pixels(std::size_t defect) const;

 private:
  SurfaceResult(std::filesystem::path folder, Summary summary, Surface surface);

  std::filesystem::path folder_;
  Summary summary_;
  Surface surface_;
  std::vector<SurfacePlane> planes_;
  mutable std::mutex opening_;
  mutable std::optional<Result<ResultPixels>> pixels_;
};

using SurfaceResultPtr = std::shared_ptr<const SurfaceResult>;

/// The largest reach of a defect's bounding box [um].
[[nodiscard]] double reach_of(const SurfaceDefect& defect);
[[nodiscard]] Vec2 middle_of(const SurfaceDefect& defect);

}  // namespace pellucid::gui

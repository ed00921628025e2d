/// Why a chip of a result was judged as it was, its pixels, its spectrum. What that takes (recipe, scan) is opened when
/// it is first asked for, then kept. Reads files: call it from a worker; any of them, one at a time.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <vector>

#include "inspection/explain.h"
#include "inspection/open_pixels.h"
#include "inspection/result_spectra.h"

namespace pellucid::gui {

/// The spectrum nearest to a chip; its counts where the scan is still there.
struct SpectrumEvidence {
  NearestSite site;
  Result<SiteCurve> curve;
};

class ChipEvidence {
 public:
  explicit ChipEvidence(std::filesystem::path result) : result_(std::move(result)) {}

  /// Errors: those of ChipExplainer.
  [[nodiscard]] Result<ChipExplanation> explain(std::size_t table_row);
  /// A square about a place, `radius_um` to each side, of every layer that has pixels there. Errors: those of
  /// ResultPixels, where no layer has any.
  [[nodiscard]] Result<std::vector<PixelPatch>> pixels(Vec2 place_um, double radius_um, PixelKind kind);

  /// nullopt where the scan had no spectra. Errors: those of reading a result.
  [[nodiscard]] Result<std::optional<SpectrumEvidence>> spectrum(Vec2 place_um, ChipIndex chip);

 private:
  std::filesystem::path result_;
  std::mutex one_at_a_time_;
  std::optional<Result<ChipExplainer>> explainer_;
  std::optional<Result<ResultPixels>> pixels_;
  std::optional<Result<ResultSpectra>> spectra_;
};

}  // namespace pellucid::gui

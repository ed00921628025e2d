#include "gui/model/chip_evidence.h"

namespace pellucid::gui {

Result<ChipExplanation> ChipEvidence::explain(std::size_t table_row) {
  const std::scoped_lock lock(one_at_a_time_);
  if (!explainer_) explainer_.emplace(ChipExplainer::open(result_));
  if (!*explainer_) return fail(explainer_->error());
  return (**explainer_).explain(table_row);
}

Result<std::vector<PixelPatch>> ChipEvidence::pixels(Vec2 place_um, double radius_um, PixelKind kind) {
  const std::scoped_lock lock(one_at_a_time_);
  if (!pixels_) pixels_.emplace(ResultPixels::open(result_));
  if (!*pixels_) return fail(pixels_->error());
  const ResultPixels& scan = **pixels_;
  std::vector<PixelPatch> patches;
  std::optional<Error> problem;
  for (const std::string& layer : scan.layers()) {
    auto patch = scan.around(layer, place_um, radius_um, kind);
    if (patch)
      patches.push_back(std::move(*patch));
    else if (!problem)
      problem = patch.error();
  }
  if (patches.empty() && problem) return fail(*problem);
  return patches;
}

Result<std::optional<SpectrumEvidence>> ChipEvidence::spectrum(Vec2 place_um, ChipIndex chip) {
  const std::scoped_lock lock(one_at_a_time_);
  if (!spectra_) spectra_.emplace(ResultSpectra::open(result_));
  if (!*spectra_) return fail(spectra_->error());
  const auto nearest = (**spectra_).nearest(place_um, chip);
  if (!nearest) return std::optional<SpectrumEvidence>();
  return std::optional(SpectrumEvidence{*nearest, (**spectra_).curve(nearest->site)});
}

}  // namespace pellucid::gui

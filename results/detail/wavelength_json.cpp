#include "results/detail/wavelength_json.h"

namespace pellucid::detail {
namespace {

Json summary_of(const ValueSummary& v) {
  return {
      {"median", number(v.median)}, {"robust_std", number(v.spread)}, {"p01", number(v.low)}, {"p99", number(v.high)}};
}

ValueSummary to_summary(const Json& json) {
  return {to_number(json.at("median")), to_number(json.at("robust_std")), to_number(json.at("p01")),
          to_number(json.at("p99"))};
}

}  // namespace

Json wavelength_json(const WavelengthReport& w) {
  Json states = Json::object();
  for (std::size_t i = 0; i < kSpectrumStates; ++i)
    states[std::string(name_of(static_cast<SpectrumState>(i)))] = w.by_state[i];
  return {{"sites", states},
          {"spikes", w.spikes},
          {"saturation_counts_found", w.ceiling_counts > 0 ? Json(w.ceiling_counts) : Json(nullptr)},
          {"line", w.line},
          {"line_shape", numbers(w.shape)},
          {"line_shape_spread", numbers(w.shape_spread)},
          {"fit_chi2", number(w.chi2)},
          {"peak_nm", summary_of(w.peak_nm)},
          {"centroid_nm", summary_of(w.centroid_nm)},
          {"fwhm_nm", summary_of(w.fwhm_nm)},
          {"dominant_nm", summary_of(w.dominant_nm)},
          {"judged", w.figure},
          {"span_nm", number(w.surface_span_nm)},
          {"residual_rms_nm", number(w.residual_rms_nm)},
          {"chips_measured", w.chips_measured},
          {"chips_predicted", w.chips_predicted},
          {"chips_by_ratio", w.chips_by_ratio},
          {"ratio_layers", w.ratio_layers},
          {"off_surface", w.off_surface},
          {"out_of_bin", w.out_of_bin},
          {"called", w.called}};
}

WavelengthReport wavelength_from(const Json& json) {
  WavelengthReport w;
  for (std::size_t i = 0; i < kSpectrumStates; ++i)
    w.by_state[i] = json.at("sites").at(std::string(name_of(static_cast<SpectrumState>(i))));
  w.spikes = json.at("spikes");
  const double ceiling = to_number(json.at("saturation_counts_found"));
  w.ceiling_counts = std::isfinite(ceiling) ? ceiling : 0;
  w.line = json.at("line");
  w.shape = to_numbers(json.at("line_shape"));
  w.shape_spread = to_numbers(json.at("line_shape_spread"));
  w.chi2 = to_number(json.at("fit_chi2"));
  w.peak_nm = to_summary(json.at("peak_nm"));
  w.centroid_nm = to_summary(json.at("centroid_nm"));
  w.fwhm_nm = to_summary(json.at("fwhm_nm"));
  w.dominant_nm = to_summary(json.at("dominant_nm"));
  w.figure = json.at("judged");
  w.surface_span_nm = to_number(json.at("span_nm"));
  w.residual_rms_nm = to_number(json.at("residual_rms_nm"));
  w.chips_measured = json.at("chips_measured");
  w.chips_predicted = json.at("chips_predicted");
  w.chips_by_ratio = json.at("chips_by_ratio");
  w.ratio_layers = json.at("ratio_layers");
  w.off_surface = json.at("off_surface");
  w.out_of_bin = json.at("out_of_bin");
  w.called = json.at("called");
  return w;
}

}  // namespace pellucid::detail

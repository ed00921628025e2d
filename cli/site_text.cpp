#include "cli/site_text.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace pellucid::cli {
namespace {

std::string figures_text(const SpectrumFigures& f) {
  switch (f.state) {
    case SpectrumState::saturated:
      return "saturated: clipped, it has no figures";
    case SpectrumState::dark:
      return "dark: no light above the noise";
    case SpectrumState::invalid:
      return "invalid: no line can be told";
    default:
      break;
  }
  std::string text =
      fmt::format("peak {} nm, FWHM {} nm, centroid {} nm, dominant {} nm", measured_text(f.peak_nm, 3),
                  measured_text(f.fwhm_nm, 3), measured_text(f.centroid_nm, 3), measured_text(f.dominant_nm, 3));
  if (f.state == SpectrumState::irregular) text += "; irregular: no line fits, read off the spectrum";
  if (f.state == SpectrumState::cut) text += "; cut by the end of the spectrum: only the peak is used";
  return text;
}

nlohmann::ordered_json number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace

std::string measured_text(const Measured& m, int decimals) {
  if (!std::isfinite(m.value)) return "-";
  return std::isfinite(m.sigma) ? fmt::format("{:.{}f} ±{:.{}f}", m.value, decimals, m.sigma, decimals)
                                : fmt::format("{:.{}f}", m.value, decimals);
}

std::string site_text(const NearestSite& nearest) {
  const StoredSite& s = nearest.stored;
  const std::string where = nearest.is_on_chip ? "on this chip"
                            : s.column >= 0    ? fmt::format("on chip {},{}", s.column, s.row)
                                               : "on no chip";
  return fmt::format("spectrum {}, {:.1f} um away, {}: {}", nearest.site, nearest.distance_um, where,
                     figures_text(s.site.figures));
}

nlohmann::ordered_json site_json(const NearestSite& nearest) {
  const StoredSite& s = nearest.stored;
  const SpectrumFigures& f = s.site.figures;
  nlohmann::ordered_json json{{"spectrum", nearest.site},
                              {"distance_um", nearest.distance_um},
                              {"on_chip", nearest.is_on_chip},
                              {"column", s.column},
                              {"row", s.row},
                              {"x_um", s.site.at_um.x},
                              {"y_um", s.site.at_um.y},
                              {"state", name_of(f.state)}};
  const auto add = [&](const std::string& name, const Measured& m) {
    json[name] = number(static_cast<double>(m.value));
    json[name + "_sigma"] = number(static_cast<double>(m.sigma));
  };
  add("peak_nm", f.peak_nm);
  add("centroid_nm", f.centroid_nm);
  add("fwhm_nm", f.fwhm_nm);
  add("dominant_nm", f.dominant_nm);
  add("counts", f.counts);
  json["residual_nm"] = number(static_cast<double>(s.site.residual_nm));
  return json;
}

}  // namespace pellucid::cli

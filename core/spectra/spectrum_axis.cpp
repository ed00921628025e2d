#include "core/spectra/spectrum_axis.h"

#include <algorithm>
#include <cmath>

#include "core/spectra/colour.h"

namespace pellucid {
namespace {

constexpr float kBlind = 1e-3F;  ///< of the largest response

Error faulty(std::string_view what, std::string_view expected) {
  return bad_input("core.spectra", "", what, expected);
}

}  // namespace

Result<SpectrumAxis> spectrum_axis(std::vector<float> nm, std::vector<float> dark, const std::vector<float>& response) {
  const std::size_t n = nm.size();
  if (n < 8) return fail(faulty("too few channels for a spectrum", "8 or more"));
  for (std::size_t i = 0; i < n; ++i) {
    if (!std::isfinite(nm[i]) || nm[i] <= 0 || nm[i] > 1e6F) return fail(faulty("a wavelength is absurd", "nm"));
    if (i > 0 && nm[i] <= nm[i - 1]) return fail(faulty("the wavelengths do not rise", "a rising axis"));
  }
  if (!dark.empty() && dark.size() != n) return fail(faulty("dark counts of another length", "one a channel"));
  if (!response.empty() && response.size() != n) return fail(faulty("a response of another length", "one a channel"));
  for (const float d : dark)
    if (!std::isfinite(d)) return fail(faulty("the dark counts are not all numbers", "finite counts"));
  SpectrumAxis axis;
  if (!response.empty()) {
    float largest = 0;
    for (const float r : response) largest = std::max(largest, std::isfinite(r) ? r : 0.0F);
    if (!(largest > 0)) return fail(faulty("no channel has a response", "numbers above 0"));
    for (const float r : response) axis.inverse_response.push_back(r > kBlind * largest ? 1.0F / r : 0.0F);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const float left = i > 0 ? nm[i] - nm[i - 1] : nm[1] - nm[0];
    const float right = i + 1 < n ? nm[i + 1] - nm[i] : nm[n - 1] - nm[n - 2];
    axis.width_nm.push_back(0.5F * (left + right));
    const Tristimulus t = colour_match(static_cast<double>(nm[i]));
    axis.x.push_back(static_cast<float>(t.x));
    axis.y.push_back(static_cast<float>(t.y));
    axis.z.push_back(static_cast<float>(t.z));
  }
  axis.nm = std::move(nm);
  axis.dark = std::move(dark);
  return axis;
}

}  // namespace pellucid

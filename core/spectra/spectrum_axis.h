/// What all spectra of one file share: wavelengths, dark counts, response, and what follows from them. Immutable once
/// made; any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "core/model/error.h"

namespace pellucid {

/// Channels in the order of rising wavelength.
struct SpectrumAxis {
  std::vector<float> nm;
  std::vector<float> dark;              ///< counts to subtract; empty: none
  std::vector<float> inverse_response;  ///< to multiply by, 0 where the channel sees nothing; empty: 1 everywhere
  std::vector<float> width_nm;          ///< of a channel: half the distance to both neighbours
  std::vector<float> x, y, z;           ///< CIE 1931 colour matching at the channel

  [[nodiscard]] std::size_t size() const { return nm.size(); }
};

/// `response`: relative; channels below a thousandth of its largest value see nothing. Errors: bad_input
/// "core.spectra" (lengths differ, wavelengths do not rise or are not finite, no channel sees light).
[[nodiscard]] Result<SpectrumAxis> spectrum_axis(std::vector<float> nm, std::vector<float> dark,
                                                 const std::vector<float>& response);

}  // namespace pellucid

/// Colour of light from its spectrum: the CIE 1931 2-degree observer, chromaticity, dominant wavelength and purity
/// against the equal-energy white. Pure; any thread.
#pragma once

namespace pellucid {

/// Tristimulus values, or the colour matching functions at one wavelength.
struct Tristimulus {
  double x = 0, y = 0, z = 0;
  [[nodiscard]] double sum() const { return x + y + z; }
};

/// The colour matching functions of the CIE 1931 standard observer (ISO/CIE 11664-1; table of 5 nm from 360 to 830 nm,
/// cubic between); 0 beyond.
[[nodiscard]] Tristimulus colour_match(double wavelength_nm);

struct DominantWavelength {
  double nm = 0;      ///< NaN for white, for purples (no single wavelength looks like them) and for no light
  double purity = 0;  ///< excitation purity: 0 white, 1 the spectral locus; NaN where there is no light
};

/// Of the chromaticity (x, y), white at (1/3, 1/3).
[[nodiscard]] DominantWavelength dominant_wavelength(double x, double y);

}  // namespace pellucid

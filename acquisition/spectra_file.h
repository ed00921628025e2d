/// Files of spectra, whatever wrote them, as a SpectraSource: spectra.h5 of a scan (spec: scan folder), and text of
/// spectrometers and mapping stages. Any thread; what is opened belongs to one.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "core/model/geometry.h"
#include "core/spectra/spectra_batch.h"

namespace pellucid {

struct SpectraFile {
  std::unique_ptr<SpectraSource> spectra;
  std::vector<Vec2> position_um;      ///< one a spectrum, as the file has it; empty: none
  std::vector<std::string> warnings;  ///< what was passed over
};

/// Reads /wavelength_nm, /position_um, /counts, /dark_counts and /response; spectra are read when they are asked for, a
/// few at a time. `need_positions`: as in a scan; else a file without them is taken, as is a single spectrum, and an
/// axis that falls.
/// Errors: acquisition.{missing, corrupt, format, size, value, too_large}, with the dataset.
[[nodiscard]] Result<SpectraFile> open_spectra_h5(const std::filesystem::path& path, bool need_positions);

/// A text file: one spectrum in two columns (wavelength, counts; a third is passed over), or a map with one spectrum a
/// row behind its position ("X;Y;axis..." in the first row). Tab, comma, semicolon or blanks; decimal point or comma;
/// any header and footer; rising or falling wavelengths. `dark`: a file of the same kind and axis, to be subtracted.
/// Errors: acquisition.{missing, table, too_large}.
[[nodiscard]] Result<SpectraFile> read_spectra_text(const std::filesystem::path& path,
                                                    const std::optional<std::filesystem::path>& dark = {});

/// By content: HDF5 or text. A dark is for text only: HDF5 holds its own.
[[nodiscard]] Result<SpectraFile> open_spectra(const std::filesystem::path& path,
                                               const std::optional<std::filesystem::path>& dark = {});

/// Spectra in memory, one after another; `counts` holds a multiple of the axis' channels.
[[nodiscard]] std::unique_ptr<SpectraSource> spectra_in_memory(SpectrumAxis axis, std::vector<float> counts,
                                                               bool counted);

}  // namespace pellucid

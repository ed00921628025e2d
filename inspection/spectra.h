/// Spectra without a scan: any file of them, to a table of figures (`pellucid spectra`). Any one thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "core/model/geometry.h"
#include "core/spectra/spectrum_figures.h"
#include "core/spectra/wavelength_options.h"

namespace pellucid {

struct SpectraRequest {
  std::vector<std::filesystem::path> files;   ///< spectra.h5, or text of a spectrometer or a mapping stage
  std::optional<std::filesystem::path> dark;  ///< text, subtracted from every text file
  WavelengthOptions options;
  int threads = 0;
};

/// One spectrum of a file.
struct SpectrumRow {
  std::string file;
  std::int64_t spectrum = 0;  ///< in the file, from 0
  Vec2 at_um;                 ///< as in the file; NaN where it tells none
  SpectrumFigures figures;
};

struct SpectraTable {
  std::vector<SpectrumRow> rows;
  std::vector<std::string> warnings;
};

/// Each file is analysed by itself; a map's line is learned from its spectra. Errors: those of reading.
[[nodiscard]] Result<SpectraTable> analyse_spectra_files(const SpectraRequest& request);

/// A header and one line a spectrum; nothing between commas where there is no value.
[[nodiscard]] std::string spectra_csv(const SpectraTable& table);
/// {"spectra": [{...}], "warnings": [...]}, null where there is no value.
[[nodiscard]] std::string spectra_json(const SpectraTable& table);

}  // namespace pellucid

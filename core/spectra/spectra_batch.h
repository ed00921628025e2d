/// Many spectra of one axis: what their line looks like is learned from some of them, then all are analysed in
/// parallel. Same result for any number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "core/spectra/spectrum_analysis.h"

namespace pellucid {

/// Spectra of one axis, read a few at a time from wherever they are. Used from one thread.
class SpectraSource {
 public:
  virtual ~SpectraSource() = default;
  [[nodiscard]] virtual const SpectrumAxis& axis() const = 0;
  [[nodiscard]] virtual std::int64_t size() const = 0;
  /// Are the values detector counts (noise from the gain), or in some other unit?
  [[nodiscard]] virtual bool counted() const = 0;
  /// Spectra [first, first + count) one after another into `counts`, channels rising with the wavelength.
  [[nodiscard]] virtual Result<void> read(std::int64_t first, std::int64_t count, std::span<float> counts) = 0;
};

/// The family and the usual shape of the lines of a file, from a few hundred spectra spread over it; null where they
/// are too few to say: then each spectrum chooses for itself.
struct LearnedLine {
  bool learned = false;
  ExpectedLine line;
  ShapeParameters spread{};  ///< sigma of the shape from spectrum to spectrum
  std::int64_t spectra = 0;  ///< it was learned from
};
[[nodiscard]] Result<LearnedLine> learn_line(SpectraSource& source, const WavelengthOptions& options);

struct SpectraFigures {
  std::vector<SpectrumFigures> spectra;
  LearnedLine line;
  float ceiling = 0;  ///< counts that several spectra share as their highest: a detector's limit; 0: none
};
/// `progress(share)` is called now and then and may return false to stop: the error is then cancelled().
[[nodiscard]] Result<SpectraFigures> analyse_spectra(SpectraSource& source, const WavelengthOptions& options,
                                                     const std::function<bool(double)>& progress = {});

}  // namespace pellucid

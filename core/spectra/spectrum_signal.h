/// A spectrum made ready for its fit: counts checked and cleaned, noise estimated, the line found, its neighbourhood
/// gathered into samples. Private to core/spectra. A workspace belongs to one thread; functions are pure else.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/spectra/line_fit.h"
#include "core/spectra/spectrum_axis.h"
#include "core/spectra/spectrum_figures.h"
#include "core/spectra/wavelength_options.h"

namespace pellucid {

/// Buffers that are used again and again, and what the last spectrum left in them.
struct SpectrumWorkspace {
  std::vector<float> counts;  ///< dark taken out, spikes bridged
  std::vector<float> light;   ///< the same divided by the response
  std::vector<double> sum;    ///< running sum of `counts`: sum[i] of the channels before i
  std::vector<float> level, scatter, sorted;
  std::vector<std::size_t> spikes;
  LineSamples samples;
  LineFit fit;  ///< not converged where the figures come from the spectrum itself
};

/// Half-open range of channels.
struct ChannelRange {
  std::size_t first = 0, last = 0;
  [[nodiscard]] std::size_t size() const { return last - first; }
};

struct SpectrumSignal {
  SpectrumState state = SpectrumState::invalid;  ///< `measured` where there is a line
  ChannelRange channels;                         ///< those looked at
  double floor_variance = 0;                     ///< of a channel without line [counts^2]
  double count_variance = 1;                     ///< of each count of light
  double level = 0;                              ///< background [counts]
  bool is_clean = false;                         ///< no counts, and no background in them: all of it is light
  std::size_t peak = 0;                          ///< channel
  double left = 1, right = 1;                    ///< half-widths at half maximum [channels]
  ChannelRange window;
  LineStart start;
};

/// Fills work.counts, work.light, work.sum, work.spikes and work.samples.
[[nodiscard]] SpectrumSignal read_signal(const SpectrumAxis& axis, const WavelengthOptions& options,
                                         std::span<const float> counts, bool counted, SpectrumWorkspace& work);

}  // namespace pellucid

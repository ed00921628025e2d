/// The groups of figures, a file each (spec: the "Must hold" list of the project). Each makes its own wafers, one after
/// another.
#pragma once

#include "bench/accuracy/figure.h"
#include "bench/accuracy/trial.h"

namespace pellucid::bench {

/// Random wafers: no slip, no refusal; where the lattice and the tiles were found; hopeless images refused.
[[nodiscard]] Figures registration_figures(const Bench& bench);
/// Bias, RMS error against the bound and honesty of sigma, from 200 to 20,000 e a chip.
[[nodiscard]] Figures intensity_figures(const Bench& bench);
/// Dim chips among bright ones where profiles overlap.
[[nodiscard]] Figures neighbour_figures(const Bench& bench);
/// Dark, flat and line power undone; chips without light read zero.
[[nodiscard]] Figures gain_figures(const Bench& bench);
/// The simulator's presets as `pellucid simulate` makes them: bias, honesty of sigma, chips without light.
[[nodiscard]] Figures preset_figures(const Bench& bench);
/// Recall and overkill of the classes at default limits.
[[nodiscard]] Figures class_figures(const Bench& bench);
/// Leaks from a power series: recall, overkill, size; wafers of defect-heavy chips.
[[nodiscard]] Figures leakage_figures(const Bench& bench);
/// Spectral lines of many shapes: bias, RMS error against the Cramer-Rao bound, honesty of sigma, speed.
[[nodiscard]] Figures wavelength_figures(const Bench& bench);
/// Marks on mesas in reflectance: recall and overkill; missing told from dark.
[[nodiscard]] Figures appearance_figures(const Bench& bench);
/// The tester's orientation and shift.
[[nodiscard]] Figures el_figures(const Bench& bench);
/// Wafers without chips: recall and class by contrast, spurious defects, place, speed.
[[nodiscard]] Figures unpatterned_figures(const Bench& bench);
/// The same bytes for any number of threads.
[[nodiscard]] Figures thread_figures(const Bench& bench);
/// Peak memory of an inspection in a process of its own.
[[nodiscard]] Figures memory_figures(const Bench& bench);

/// What that process does: inspects and prints its peak memory [byte]. Returns the exit code.
int inspect_as_child(const std::filesystem::path& scan, const std::filesystem::path& result);

}  // namespace pellucid::bench

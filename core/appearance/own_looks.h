/// In which patterns healthy chips differ from the golden chip, each in its own strength: the leading principal
/// components of their residuals (Pearson 1901). A chip's own smooth pattern is fitted with them and taken out, however
/// strong it is; left as variance, the few chips with a strong one would be marked. Private to the room.
#pragma once

#include <cstddef>
#include <vector>

#include "core/appearance/sigma_map.h"

namespace pellucid {

/// Residuals of teachers in sigmas; filled by one thread, chips of several are put one after the other.
class ResidualList {
 public:
  /// Residuals beyond a few sigmas are cut, and a chip with more of them than noise gives counts no more than others:
  /// defects among the teachers hardly count (spherical components, Locantore et al. 1999).
  void add(const SigmaMap& map);
  void append(const ResidualList& other) { values_.insert(values_.end(), other.values_.begin(), other.values_.end()); }
  [[nodiscard]] const std::vector<float>& values() const { return values_; }

 private:
  std::vector<float> values_;
};

/// Patterns of norm 1 by pixel of the cell, the strongest first; none where healthy chips differ by noise alone. At
/// most `most`. `others`: chips that are not among the teachers; a pattern that they do not show was chance. Same
/// result for any number of threads.
[[nodiscard]] std::vector<std::vector<float>> own_looks(const ResidualList& teachers, const ResidualList& others,
                                                        std::size_t pixels, std::size_t most);

}  // namespace pellucid

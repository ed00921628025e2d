#include "core/measure/layer_sums.h"

#include <limits>

#include "core/flow/parallel.h"

namespace pellucid {

LayerSums::LayerSums(std::int64_t chips, bool places) {
  const auto n = static_cast<std::size_t>(chips);
  std::vector<std::vector<float>*> columns{&light,       &window, &moment_x, &moment_y,   &mesa,
                                           &mesa_square, &street, &peak,     &light_scale};
  if (places) columns.insert(columns.end(), {&x_um, &y_um});
  // New memory costs more than what is written to it: a column a thread.
  parallel_ranges(std::ssize(columns) + 1, 1, [&](std::int64_t c, std::int64_t) {
    if (c < std::ssize(columns)) {
      columns[static_cast<std::size_t>(c)]->assign(n, std::numeric_limits<float>::quiet_NaN());
      return;
    }
    phase.assign(n, 0);
    state.assign(n, SumState::none);
    saturated.assign(n, 0);
  });
}

ChipSums LayerSums::sums(std::int64_t chip) const {
  const auto k = static_cast<std::size_t>(chip);
  return {light[k], window[k], moment_x[k], moment_y[k], mesa[k], mesa_square[k], street[k], peak[k]};
}

void LayerSums::merge_pieces() {
  // Blocks differ by a hundredth of a pixel in where a chip lies: one may have it whole while its neighbour sees a
  // sliver.
  pieces.merge([&](std::int64_t chip) { return state[static_cast<std::size_t>(chip)] != SumState::whole; });
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const ChipPiece& piece = pieces[i];
    set(piece.chip, piece.sums, ChipPhase{}, piece.light_scale);
    state[static_cast<std::size_t>(piece.chip)] = SumState::pieced;
    set_place(piece.chip, piece.found_um);
  }
}

}  // namespace pellucid

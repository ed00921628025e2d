#include "core/measure/layer_sums.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/flow/parallel.h"

namespace pellucid {

LayerSums::LayerSums(std::int64_t chips, bool places) {
  const auto n = static_cast<std::size_t>(chips);
  std::vector<std::vector<float>*> columns{&light,       &window, &moment_x, &moment_y,   &mesa,
                                           &mesa_square, &street, &peak,     &light_scale};
  if (places) columns.insert(columns.end(), {&x_um, &y_um});
  // New memory costs more than what is written to it: a column a thread.
  parallel_ranges(std::ssize(columns), 1, [&](std::int64_t c, std::int64_t) {
    columns[static_cast<std::size_t>(c)]->assign(n, std::numeric_limits<float>::quiet_NaN());
  });
  phase.assign(n, 0);
  state.assign(n, SumState::none);
  saturated.assign(n, 0);
}

ChipSums LayerSums::sums(std::int64_t chip) const {
  const auto k = static_cast<std::size_t>(chip);
  return {light[k], window[k], moment_x[k], moment_y[k], mesa[k], mesa_square[k], street[k], peak[k]};
}

namespace {

void add(ChipPiece& a, const ChipPiece& b) {
  a.sums.light += b.sums.light;
  a.sums.window += b.sums.window;
  a.sums.moment_x += b.sums.moment_x;
  a.sums.moment_y += b.sums.moment_y;
  a.sums.mesa += b.sums.mesa;
  a.sums.mesa_square += b.sums.mesa_square;
  a.sums.street += b.sums.street;
  a.sums.peak = std::max(a.sums.peak, b.sums.peak);
  for (std::size_t i = 0; i < a.norms.norm.size(); ++i) {
    a.norms.norm[i].background += b.norms.norm[i].background;
    for (std::size_t p = 0; p < kPlaces; ++p) a.norms.norm[i].light[p] += b.norms.norm[i].light[p];
  }
  for (std::size_t i = 0; i < a.norms.variance.size(); ++i) {
    a.norms.variance[i].background += b.norms.variance[i].background;
    a.norms.variance[i].light += b.norms.variance[i].light;
    a.norms.variance[i].read += b.norms.variance[i].read;
  }
  a.norms.mesa_square += b.norms.mesa_square;
}

}  // namespace

void LayerSums::merge_pieces() {
  // Pieces are big: their order is settled before they move.
  std::vector<std::uint32_t> order(pieces.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(pieces[a].chip, pieces[a].sequence) < std::pair(pieces[b].chip, pieces[b].sequence);
  });
  std::vector<ChipPiece> merged;
  for (const std::uint32_t i : order) {
    const ChipPiece& piece = pieces[i];
    // Blocks differ by a hundredth of a pixel in where a chip lies: one may have it whole while its neighbour sees a
    // sliver.
    if (state[static_cast<std::size_t>(piece.chip)] == SumState::whole) continue;
    if (!merged.empty() && merged.back().chip == piece.chip) {
      add(merged.back(), piece);
    } else {
      merged.push_back(piece);
    }
  }
  pieces = std::move(merged);
  for (const ChipPiece& piece : pieces) {
    const auto k = static_cast<std::size_t>(piece.chip);
    set(piece.chip, piece.sums, ChipPhase{}, piece.light_scale);
    state[k] = SumState::pieced;
    set_place(piece.chip, piece.found_um);
  }
}

std::size_t LayerSums::piece_of(std::int64_t chip) const {
  const auto at = std::ranges::lower_bound(pieces, chip, {}, &ChipPiece::chip);
  return static_cast<std::size_t>(at - pieces.begin());
}

}  // namespace pellucid

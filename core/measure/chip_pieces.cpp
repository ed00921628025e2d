#include "core/measure/chip_pieces.h"

#include <algorithm>
#include <utility>

namespace pellucid {

namespace {

void absorb(ChipPiece& a, const ChipPiece& b) {
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

void ChipPieces::add(std::vector<ChipPiece> pieces) {
  if (!pieces.empty()) of_block_.push_back(std::move(pieces));
}

void ChipPieces::merge(const std::function<bool(std::int64_t)>& is_wanted) {
  of_chip_.clear();
  for (std::vector<ChipPiece>& block : of_block_) {
    for (ChipPiece& piece : block) {
      if (is_wanted(piece.chip)) of_chip_.push_back(&piece);
    }
  }
  std::sort(of_chip_.begin(), of_chip_.end(), [](const ChipPiece* a, const ChipPiece* b) {
    return std::pair(a->chip, a->sequence) < std::pair(b->chip, b->sequence);
  });
  auto last = of_chip_.begin();
  for (auto next = of_chip_.begin(); next != of_chip_.end(); ++next) {
    if (next == last) continue;
    if ((*next)->chip == (*last)->chip) {
      absorb(**last, **next);
    } else {
      *++last = *next;
    }
  }
  if (!of_chip_.empty()) of_chip_.erase(last + 1, of_chip_.end());
}

std::size_t ChipPieces::find(std::int64_t chip) const {
  const auto at = std::ranges::lower_bound(of_chip_, chip, {}, [](const ChipPiece* piece) { return piece->chip; });
  return static_cast<std::size_t>(at - of_chip_.begin());
}

}  // namespace pellucid

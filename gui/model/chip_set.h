/// A set of chips of one wafer: a bit a table row. Plain value; any thread once const.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pellucid::gui {

class ChipSet {
 public:
  explicit ChipSet(std::size_t chips = 0) : size_(chips), words_((chips + 63) / 64) {}

  [[nodiscard]] std::size_t universe() const { return size_; }
  [[nodiscard]] bool contains(std::size_t row) const { return (words_[row / 64] >> (row % 64) & 1) != 0; }
  void insert(std::size_t row) { words_[row / 64] |= std::uint64_t{1} << (row % 64); }
  void erase(std::size_t row) { words_[row / 64] &= ~(std::uint64_t{1} << (row % 64)); }
  [[nodiscard]] std::size_t count() const {
    std::size_t n = 0;
    for (const std::uint64_t w : words_) n += static_cast<std::size_t>(std::popcount(w));
    return n;
  }
  [[nodiscard]] bool empty() const {
    for (const std::uint64_t w : words_) {
      if (w != 0) return false;
    }
    return true;
  }
  /// Members below `row`. A word at a time, like the two below: a step in a set of millions takes no time.
  [[nodiscard]] std::size_t count_before(std::size_t row) const {
    std::size_t n = 0;
    for (std::size_t i = 0; i < row / 64; ++i) n += static_cast<std::size_t>(std::popcount(words_[i]));
    const std::uint64_t below = (std::uint64_t{1} << (row % 64)) - 1;
    return row % 64 == 0 ? n : n + static_cast<std::size_t>(std::popcount(words_[row / 64] & below));
  }
  /// The first member in [from, end), the last one in it; `end` itself where there is none.
  [[nodiscard]] std::size_t first_in(std::size_t from, std::size_t end) const {
    for (std::size_t row = from; row < end; row = (row / 64 + 1) * 64) {
      const std::uint64_t rest = words_[row / 64] >> (row % 64);
      if (rest != 0) return std::min(end, row + static_cast<std::size_t>(std::countr_zero(rest)));
    }
    return end;
  }
  [[nodiscard]] std::size_t last_in(std::size_t from, std::size_t end) const {
    for (std::size_t stop = end; stop > from; stop = (stop - 1) / 64 * 64) {
      const std::uint64_t rest = words_[(stop - 1) / 64] << (63 - (stop - 1) % 64);
      if (rest == 0) continue;
      const auto skipped = static_cast<std::size_t>(std::countl_zero(rest));
      return stop - from > skipped ? stop - 1 - skipped : end;
    }
    return end;
  }
  /// see(row) for every member, ascending.
  template <class See>
  void for_each(const See& see) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t w = words_[i]; w != 0; w &= w - 1) see(i * 64 + static_cast<std::size_t>(std::countr_zero(w)));
    }
  }
  friend bool operator==(const ChipSet&, const ChipSet&) = default;

 private:
  std::size_t size_;
  std::vector<std::uint64_t> words_;
};

}  // namespace pellucid::gui

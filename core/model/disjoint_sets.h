/// Disjoint sets of numbers; the lowest number stands for a set, so that the order of joining does not matter. One
/// thread an object.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace pellucid {

class DisjointSets {
 public:
  /// `count` sets of one number each.
  explicit DisjointSets(std::size_t count = 0) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  /// One more number, in a set of its own.
  void add() { parent_.push_back(parent_.size()); }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    a = find(a), b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace pellucid

/// Why one chip has another class in a second result. Private to inspection/diff; constant once made, then any thread.
#pragma once

#include <string>
#include <vector>

#include "inspection/diff.h"
#include "inspection/judged_result.h"
#include "recipe/compare.h"

namespace pellucid {

/// Do two measurements differ by more than `beyond_sigma` combined sigma?
[[nodiscard]] bool light_differs(float a, float sigma_a, float b, float sigma_b, double beyond_sigma);

/// One chip of one of the two results; `shape` nullptr where none is kept.
struct ChipSide {
  ChipFacts facts;
  const ChipShape* shape = nullptr;
};

class ChangeReasons {
 public:
  /// Both results outlive this.
  ChangeReasons(const JudgedResult& a, const JudgedResult& b, double beyond_sigma);

  /// What the recipes differ in; nothing where one of them is not known.
  [[nodiscard]] const std::vector<RecipeChange>& changes() const { return changes_; }
  [[nodiscard]] ChangeReason reason(const ChipSide& a, const ChipSide& b) const;
  [[nodiscard]] std::string why(const ChipSide& a, const ChipSide& b, ChangeReason reason) const;

 private:
  [[nodiscard]] bool changed(std::string_view key) const;
  [[nodiscard]] bool light_judged_otherwise(const ChipSide& a, const ChipSide& b) const;

  const JudgedResult &a_, &b_;
  double beyond_sigma_;
  std::vector<RecipeChange> changes_;
};

}  // namespace pellucid

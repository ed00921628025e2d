/// Why a chip was judged as it was: its values against the recipe's limits, found by the judgement's own comparisons.
/// Reads single rows of chips.h5, so that the answer takes some milliseconds and no memory, however large the wafer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "recipe/recipe.h"
#include "results/summary.h"

namespace pellucid {

/// One comparison of the judgement.
struct Finding {
  enum class Verdict : std::uint8_t {
    holds,       ///< as a healthy chip's
    found,       ///< the finding of `chip_class`
    undecided,   ///< beyond the limit, but not by enough sigma: retest
    not_judged,  ///< the result does not hold what it would take
  };
  ChipClass chip_class = ChipClass::good;  ///< what the comparison is about
  Verdict verdict = Verdict::holds;
  std::string quantity;         ///< "relative_intensity": a column's name where it is one
  std::string units;            ///< "e", "1", "um", "W/cm2"
  double value = 0;             ///< NaN where it was not measured
  double sigma = 0;             ///< one sigma, same units; NaN where there is none
  double limit = 0;             ///< same units; NaN where the recipe has none
  bool limit_is_upper = false;  ///< a healthy chip lies below the limit; else above it
  std::string key;              ///< of the recipe: "judge.dim_relative"; empty where none decides
  std::string text;  ///< a sentence: "relative_intensity 0.741 < 0.78 and 9.3 sigma below a healthy chip: dim"
};

/// One column of the table.
struct ChipValue {
  std::string name;   ///< as in chips.h5: "intensity_e@od10"
  std::string units;  ///< "" where the file says none
  double value = 0;   ///< NaN where it was not measured; `class` and `flags` as numbers
};

struct ChipExplanation {
  std::size_t index = 0;  ///< row of the chip table
  ChipIndex chip;
  Vec2 place_um;  ///< found, wafer frame
  ChipClass chip_class = ChipClass::good;
  std::uint32_t flags = 0;
  std::vector<std::string> marks;  ///< "saturated", "edge", "partial_coverage", ...
  std::vector<Finding> findings;   ///< the one that decided the class first
  std::vector<ChipValue> values;   ///< every column of the file, in its order
  std::string sentence;            ///< the class and why, one line
};

/// An open result to ask about its chips. Thread-safe; holds no file open.
class ChipExplainer {
 public:
  /// Errors: those of reading a result. A result that does not hold its recipe is explained with the values alone:
  /// findings are then empty and sentence says so.
  [[nodiscard]] static Result<ChipExplainer> open(const std::filesystem::path& result);
  ChipExplainer(ChipExplainer&&) noexcept;
  ChipExplainer& operator=(ChipExplainer&&) noexcept;
  ~ChipExplainer();

  [[nodiscard]] const Summary& summary() const;
  [[nodiscard]] const std::optional<Recipe>& recipe() const;
  /// Row of the table. Errors: bad_input "inspection.no_chip".
  [[nodiscard]] Result<std::size_t> find(ChipIndex chip) const;
  /// Errors: bad_input "inspection.no_chip" (beyond the table), results.malformed.
  [[nodiscard]] Result<ChipExplanation> explain(std::size_t index) const;

 private:
  struct Open;
  explicit ChipExplainer(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

/// For a single question. Errors: as above.
[[nodiscard]] Result<ChipExplanation> explain_chip(const std::filesystem::path& result, std::size_t index);
[[nodiscard]] Result<ChipExplanation> explain_chip(const std::filesystem::path& result, ChipIndex chip);

}  // namespace pellucid

#include "inspection/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "inspection/judged_result.h"
#include "results/chips_h5.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

/// A row of chips.h5 by the columns' names.
class RowValues {
 public:
  explicit RowValues(const std::vector<NamedValue>& values) : values_(values) {}

  [[nodiscard]] bool has(const std::string& name) const { return find(name) != nullptr; }
  [[nodiscard]] double number(const std::string& name) const {
    const NamedValue* found = find(name);
    return found == nullptr ? std::numeric_limits<double>::quiet_NaN() : found->value;
  }
  [[nodiscard]] float real(const std::string& name) const { return static_cast<float>(number(name)); }

 private:
  [[nodiscard]] const NamedValue* find(const std::string& name) const {
    const auto found = std::ranges::find(values_, name, &NamedValue::name);
    return found == values_.end() ? nullptr : &*found;
  }
  const std::vector<NamedValue>& values_;
};

std::optional<WavelengthFacts> wavelength_of(const RowValues& row, const Summary& summary) {
  if (!summary.wavelength || !row.has("wavelength_source")) return {};
  WavelengthFacts facts;
  facts.column = summary.wavelength->figure + "_nm";
  if (!row.has(facts.column)) facts.column = "peak_nm";  // a ratio tells a peak only
  facts.value = row.real(facts.column);
  facts.sigma = row.real(facts.column + "_sigma");
  facts.residual = row.real("wavelength_residual_nm");
  facts.source = static_cast<WavelengthSource>(static_cast<std::uint8_t>(row.number("wavelength_source")));
  return facts;
}

ChipFacts facts_of(const RowValues& row, const Summary& summary) {
  ChipFacts facts;
  facts.chip_class = static_cast<ChipClass>(static_cast<std::uint8_t>(row.number("class")));
  facts.flags = static_cast<std::uint32_t>(row.number("flags"));
  facts.intensity_e = row.real("intensity_e");
  facts.sigma_e = row.real("intensity_sigma_e");
  facts.relative = row.real("relative_intensity");
  for (const LayerSummary& layer : summary.layers) {
    const std::string column = "relative_intensity@" + layer.name;
    if (layer.kind != LayerKind::reflectance || !row.has(column)) continue;
    facts.has_reflectance = true;
    facts.reflectance = row.real(column);
  }
  facts.has_leak = row.has("leak_power_w_cm2");
  facts.leak_w_cm2 = row.real("leak_power_w_cm2");
  facts.leak_sigma_w_cm2 = row.real("leak_power_w_cm2_sigma");
  facts.wavelength = wavelength_of(row, summary);
  return facts;
}

std::vector<std::string> marks_of(std::uint32_t flags) {
  std::vector<std::string> marks;
  const auto mark = [&](std::uint32_t bit, const char* name) {
    if ((flags & bit) != 0) marks.emplace_back(name);
  };
  mark(chip_flag::kSaturated, "saturated");
  mark(chip_flag::kEdge, "edge");
  mark(chip_flag::kPartialCoverage, "partial_coverage");
  mark(chip_flag::kLeakOnPriors, "leak_on_priors");
  mark(chip_flag::kNoMesa, "no_mesa");
  return marks;
}

std::string sentence_of(const ChipExplanation& e, const std::optional<Recipe>& recipe) {
  std::string text = fmt::format("chip {},{} is {}", e.chip.column, e.chip.row, name_of(e.chip_class));
  if (!recipe) return text + "; the result does not hold the recipe it was judged by: inspect again to see why";
  if (e.chip_class == ChipClass::good) return text + ": nothing was found";
  if (e.findings.empty()) return text;
  const Finding& first = e.findings.front();
  const bool decided = first.verdict == Finding::Verdict::found || first.verdict == Finding::Verdict::undecided;
  return decided ? text + ": " + first.text : text;
}

}  // namespace

struct ChipExplainer::Open : JudgedResult {};

ChipExplainer::ChipExplainer(std::unique_ptr<Open> open) : open_(std::move(open)) {}
ChipExplainer::ChipExplainer(ChipExplainer&&) noexcept = default;
ChipExplainer& ChipExplainer::operator=(ChipExplainer&&) noexcept = default;
ChipExplainer::~ChipExplainer() = default;

Result<ChipExplainer> ChipExplainer::open(const fs::path& result) {
  auto found = read_judged_result(result);
  if (!found) return fail(found.error());
  return ChipExplainer(std::make_unique<Open>(Open{std::move(*found)}));
}

const Summary& ChipExplainer::summary() const {
  return open_->summary;
}
const std::optional<Recipe>& ChipExplainer::recipe() const {
  return open_->recipe;
}

/// The table is sorted by row, then column: halving it reads a few chunks of two columns.
Result<std::size_t> ChipExplainer::find(ChipIndex chip) const {
  const auto place = [](std::int32_t row, std::int32_t column) { return std::pair(row, column); };
  const auto wanted = place(chip.row, chip.column);
  constexpr std::size_t kWindow = 65536;
  std::size_t begin = 0, end = open_->rows;
  while (begin < end) {
    // A whole chunk in the middle costs no more than one row of it.
    const std::size_t first = std::max(begin, (begin + (end - begin) / 2) / kWindow * kWindow);
    const auto part = read_chip_table(open_->chips(), {{"column"}, first, std::min(kWindow, end - first)});
    if (!part) return fail(part.error());
    const std::size_t last = part->size() - 1;
    if (wanted < place(part->row[0], part->column[0])) {
      end = first;
    } else if (place(part->row[last], part->column[last]) < wanted) {
      begin = first + part->size();
    } else {
      for (std::size_t k = 0; k <= last; ++k) {
        if (place(part->row[k], part->column[k]) == wanted) return first + k;
      }
      break;
    }
  }
  return fail(bad_input("inspection.no_chip", open_->path.string(), "no such chip",
                        fmt::format("one of the {} listed", open_->rows),
                        fmt::format("column {}, row {}", chip.column, chip.row)));
}

Result<ChipExplanation> ChipExplainer::explain(std::size_t index) const {
  if (index >= open_->rows) {
    return fail(bad_input("inspection.no_chip", open_->path.string(), "no such row of the chip table",
                          fmt::format("below {}", open_->rows), fmt::format("{}", index)));
  }
  const auto values = read_chip_row(open_->chips(), index);
  if (!values) return fail(values.error());
  const RowValues row(*values);
  const ChipFacts facts = facts_of(row, open_->summary);
  ChipExplanation e;
  e.index = index;
  e.chip = {static_cast<std::int32_t>(row.number("column")), static_cast<std::int32_t>(row.number("row"))};
  e.place_um = {row.number("x_um"), row.number("y_um")};
  e.chip_class = facts.chip_class;
  e.flags = facts.flags;
  e.marks = marks_of(facts.flags);
  for (const NamedValue& value : *values) e.values.push_back({value.name, value.units, value.value});
  if (open_->recipe) e.findings = findings_of(facts, open_->shapes.find(index), open_->shapes, *open_->recipe);
  e.sentence = sentence_of(e, open_->recipe);
  return e;
}

Result<ChipExplanation> explain_chip(const fs::path& result, std::size_t index) {
  const auto explainer = ChipExplainer::open(result);
  if (!explainer) return fail(explainer.error());
  return explainer->explain(index);
}

Result<ChipExplanation> explain_chip(const fs::path& result, ChipIndex chip) {
  const auto explainer = ChipExplainer::open(result);
  if (!explainer) return fail(explainer.error());
  const auto index = explainer->find(chip);
  if (!index) return fail(index.error());
  return explainer->explain(*index);
}

}  // namespace pellucid

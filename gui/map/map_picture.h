/// What a map shows: the classes or one column of a wafer, its colours, and which chips are picked out. Immutable and
/// shared between the window and the workers that draw tiles; any thread. Making one reads the column: do it in a
/// worker.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gui/map/pyramid.h"
#include "gui/model/chip_set.h"
#include "gui/model/wafer_result.h"

namespace pellucid::gui {

/// 0xAARRGGBB
using Argb = std::uint32_t;

struct ValueRange {
  float low = 0, high = 1;
  friend bool operator==(const ValueRange&, const ValueRange&) = default;
};

/// "class" is the name of the subject that shows classes.
inline constexpr const char* kClassSubject = "class";

class MapPicture {
 public:
  /// `classes`: shown in place of the result's own, e.g. those of a trial recipe or of a review; null: its own.
  /// Errors: those of WaferResult::column.
  [[nodiscard]] static Result<std::shared_ptr<const MapPicture>> make(
      WaferResultPtr wafer, const std::string& subject, std::shared_ptr<const std::vector<ChipClass>> classes = {});

  /// Values of squares of chips, while there are none of chips: a wafer that is being measured.
  [[nodiscard]] static std::shared_ptr<const MapPicture> of_squares(WaferResultPtr wafer, std::string subject,
                                                                    Pyramid<MeanValue>::Level squares,
                                                                    ValueRange range);

  [[nodiscard]] const WaferResult& wafer() const { return *wafer_; }
  [[nodiscard]] const WaferResultPtr& wafer_ptr() const { return wafer_; }
  [[nodiscard]] const std::string& subject() const { return subject_; }
  [[nodiscard]] bool shows_classes() const { return worst_ != nullptr; }
  [[nodiscard]] const std::vector<ChipClass>& classes() const { return classes_ ? *classes_ : wafer_->classes(); }
  [[nodiscard]] const std::shared_ptr<const std::vector<ChipClass>>& other_classes() const { return classes_; }
  [[nodiscard]] const FloatColumn& values() const { return values_; }  ///< null where classes or squares are shown
  /// 1 to 99 percent of the good chips' values.
  [[nodiscard]] ValueRange natural_range() const { return natural_range_; }
  /// A value that the colours lie about evenly, e.g. 1 for relative intensity.
  [[nodiscard]] std::optional<float> centre() const { return centre_; }

  [[nodiscard]] const Pyramid<WorstRank>* worst() const { return worst_.get(); }
  [[nodiscard]] const Pyramid<MeanValue>* mean() const { return mean_.get(); }
  /// Of classes(); counted where classes are shown or other ones stand in.
  [[nodiscard]] const ClassCounts& class_counts() const { return class_counts_; }
  /// Share of the chips whose class is at least as severe, by rank.
  [[nodiscard]] const std::array<double, 14>& share_at_least() const { return share_at_least_; }

 private:
  MapPicture() = default;
  void count_classes();
  void find_shares();
  void find_range();

  WaferResultPtr wafer_;
  std::string subject_;
  std::shared_ptr<const std::vector<ChipClass>> classes_;
  FloatColumn values_;
  ValueRange natural_range_;
  std::optional<float> centre_;
  std::unique_ptr<Pyramid<WorstRank>> worst_;
  std::unique_ptr<Pyramid<MeanValue>> mean_;
  ClassCounts class_counts_{};
  std::array<double, 14> share_at_least_{};
};

using MapPicturePtr = std::shared_ptr<const MapPicture>;

[[nodiscard]] std::int64_t count_of(const ClassCounts& counts, ChipClass chip_class);

/// 1 for good, more the worse; 0 is left for "no chip".
[[nodiscard]] std::uint8_t rank_of(ChipClass chip_class);
[[nodiscard]] ChipClass class_of_rank(std::uint8_t rank);

/// The chips that are picked out, as the map draws them: all others are muted. Any thread.
struct PickedChips {
  explicit PickedChips(std::shared_ptr<const ChipSet> picked, const GridIndex& grid)
      : chips(std::move(picked)), any(grid, [this](std::size_t k) { return std::uint8_t{chips->contains(k)}; }) {}
  std::shared_ptr<const ChipSet> chips;
  Pyramid<WorstRank> any;
};

using PickedChipsPtr = std::shared_ptr<const PickedChips>;

}  // namespace pellucid::gui

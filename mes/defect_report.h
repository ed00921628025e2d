/// The defects of a result as a KLARF tells them: dies laid over the chip grid, positions within them, classes as the
/// profile maps them. A view of the result; constant once made, then safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "mes/klarf.h"
#include "mes/profile.h"
#include "mes/subject.h"

namespace pellucid::mes {

class DefectReport {
 public:
  /// Errors: mes.subject (an unpatterned wafer, a mark that is at no side of the map, a table without positions).
  [[nodiscard]] static Result<DefectReport> make(const ExportSubject& subject, const ExportProfile& profile);

  [[nodiscard]] const KlarfHeader& header() const { return header_; }
  /// Listed in the file; header().summary.defects is what was found.
  [[nodiscard]] std::int64_t listed() const { return listed_; }
  /// Rows of the chip table whose defects get a picture, evenly chosen, ascending.
  [[nodiscard]] const std::vector<std::size_t>& pictured() const { return pictured_; }
  /// Which of them have one: what the file names is what is there. `folder` stands before the files' names.
  void set_pictures(std::vector<std::size_t> rows, std::string folder);
  /// "D00000012.png" of a row of the table.
  [[nodiscard]] static std::string picture_name(std::size_t row);

  /// Defects without a picture first, each part in the order of the table.
  void for_each(const DefectVisitor& visitor) const;
  [[nodiscard]] DefectSource source() const {
    return [this](const DefectVisitor& visitor) { for_each(visitor); };
  }

 private:
  DefectReport(const ExportSubject& subject, const ExportProfile& profile)
      : table_(&subject.table), reviewed_(subject.reviewed), use_reviewed_(subject.use_reviewed), profile_(profile) {}
  [[nodiscard]] Result<void> lay_dies(const WaferDesign& wafer);
  void inspect_dies();
  void fill_header(const ExportSubject& subject);
  [[nodiscard]] ChipIndex die_of(std::size_t row) const;  ///< turned, before the origin is settled
  [[nodiscard]] Vec2 place_um(std::size_t row) const;     ///< turned, wafer-centred
  /// By what was measured, or by what a reviewer says.
  [[nodiscard]] bool is_defect(std::size_t row) const {
    if (defect_[static_cast<std::size_t>(table_->chip_class[row])]) return true;
    const ReviewedRow* said = reviewed(row);
    return said != nullptr && defect_[static_cast<std::size_t>(said->chip_class)];
  }
  /// nullptr where no reviewer gave the chip a class.
  [[nodiscard]] const ReviewedRow* reviewed(std::size_t row) const;
  [[nodiscard]] KlarfDefect defect(std::size_t row, std::int64_t id) const;

  const ChipTable* table_;
  std::vector<ReviewedRow> reviewed_;
  bool use_reviewed_ = false;
  ExportProfile profile_;
  std::array<bool, 256> defect_{}, tested_{};  ///< by class code
  KlarfHeader header_;
  ChipGrid grid_;
  int turns_ = 0;
  Vec2 corner_um_;         ///< lower-left corner of die (0, 0) in the design, before the turn
  Vec2 design_pitch_um_;   ///< of dies, before the turn
  Vec2 offset_um_;         ///< found minus designed position, mean of all chips
  Vec2 corner_turned_um_;  ///< lower-left corner of the turned die (0, 0), as found
  ChipIndex zero_die_;     ///< turned die that the file calls (0, 0)
  Vec2 size_um_;           ///< of a defect: the turned mesa
  std::int64_t found_ = 0, listed_ = 0;
  std::vector<std::size_t> pictured_, with_picture_;
  std::string picture_folder_;
};

}  // namespace pellucid::mes

/// One result folder as the viewer holds it: summary, classes and grid in memory, every other column fetched when it is
/// first asked for and let go again when others need the room. Shared, immutable from outside; any thread. column()
/// reads the disk: call it from a worker, never from the window's thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/geometry.h"
#include "gui/model/grid_index.h"
#include "results/chip_columns.h"
#include "results/summary.h"

namespace pellucid::gui {

using FloatColumn = std::shared_ptr<const std::vector<float>>;

class WaferResult {
 public:
  /// Columns kept beside the classes; those that a caller still holds do not count.
  static constexpr std::int64_t kColumnBytes = 640'000'000;

  /// Errors: those of read_summary and ChipColumns; results.malformed where both disagree.
  [[nodiscard]] static Result<std::shared_ptr<const WaferResult>> open(const std::filesystem::path& folder);

  /// A wafer that is being measured: every chip unmeasured, no column, no folder.
  [[nodiscard]] static std::shared_ptr<const WaferResult> unmeasured(WaferDesign design, std::vector<ChipRun> runs,
                                                                     const Affine2& wafer_from_design);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const Summary& summary() const { return summary_; }
  [[nodiscard]] const GridIndex& grid() const { return grid_; }
  [[nodiscard]] std::size_t size() const { return classes_.size(); }
  [[nodiscard]] const std::vector<ChipClass>& classes() const { return classes_; }
  [[nodiscard]] const std::vector<ChipColumnInfo>& columns() const { return file_.columns(); }
  [[nodiscard]] bool has(std::string_view column) const { return file_.has(column); }
  /// Wafer frame from the unturned design frame, of the first layer.
  [[nodiscard]] const Affine2& wafer_from_design() const { return wafer_from_design_; }
  [[nodiscard]] const ChipGrid& chips() const { return *summary_.wafer.chips; }

  /// A whole column as floats; `class` gives the codes. Errors: those of ChipColumns.
  [[nodiscard]] Result<FloatColumn> column(const std::string& name) const;
  /// Some chips of some columns: [column][row asked for], milliseconds, nothing is kept. Errors: as above.
  [[nodiscard]] Result<std::vector<std::vector<float>>> values(std::span<const std::string> names,
                                                               std::span<const std::size_t> rows) const {
    return file_.values(names, rows);
  }
  /// "e", "um", ...; empty where there is no such column.
  [[nodiscard]] std::string units_of(std::string_view column) const;
  /// For columns with whole-number meaning beyond a float's 24 bits. Not kept.
  [[nodiscard]] Result<std::vector<std::uint32_t>> flags() const { return file_.flags(); }

 private:
  WaferResult(std::filesystem::path folder, Summary summary, ChipColumns file);
  [[nodiscard]] Result<void> load();

  std::filesystem::path folder_;
  Summary summary_;
  ChipColumns file_;
  GridIndex grid_;
  std::vector<ChipClass> classes_;
  Affine2 wafer_from_design_;

  mutable std::mutex loading_;
  mutable std::list<std::pair<std::string, FloatColumn>> kept_;  ///< last used first
};

using WaferResultPtr = std::shared_ptr<const WaferResult>;

}  // namespace pellucid::gui

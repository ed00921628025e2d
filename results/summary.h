/// `summary.json`: what was found, with what, how long it took (spec: results, "summary.json"). One struct both ways:
/// made from a result, written, read back. Plain values; functions are pure or touch one file; any thread.
///
/// Numbers that do not exist are null in the file and NaN here. EL figures are flat numbers, intervals `NAME_ci95`:
/// [low, high]. Lists of chips do not stand in it: they are in chips.h5.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/correlate/el_report.h"
#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/layer.h"
#include "core/model/registration.h"
#include "core/model/wafer.h"
#include "results/result_data.h"
#include "results/software.h"
#include "results/surface_summary.h"
#include "results/uniformity.h"

namespace pellucid {

/// One layer of the scan, without its tile list.
struct LayerSummary {
  std::string name;
  LayerKind kind = LayerKind::photoluminescence;
  ScanMethod method = ScanMethod::raster;
  Vec2 pixel_um;
  std::optional<Excitation> excitation;
  std::int64_t tiles = 0;
  std::vector<std::string> missing_tiles;         ///< files that were allowed to be missing
  std::optional<LayerRegistration> registration;  ///< absent: not measured. Its tile corrections are in chips.h5
};

struct Summary {
  std::string scan_id, acquired_at, tool_id;
  WaferDesign wafer;  ///< with its chip grid, so that a result can be drawn without the scan
  Software software;
  std::string recipe_name, recipe_sha256;
  std::optional<JudgedFrom> judged_from;
  InputFacts input;
  std::vector<LayerSummary> layers;  ///< in the order of the manifest
  std::string first_layer;           ///< whose columns carry no @LAYER in chips.h5
  ClassCounts counts{};
  double yield = 0;  ///< good / (listed - unmeasured); NaN where nothing was measured
  Uniformity uniformity;
  std::vector<std::string> signatures;
  std::optional<SurfaceSummary> surface;       ///< a wafer without chips: then nothing above speaks of chips
  std::optional<LeakReport> leak;              ///< without its warnings: they are among all others
  std::optional<WavelengthReport> wavelength;  ///< without its warnings, sites and plots
  std::optional<AppearanceReport> appearance;  ///< read back: the strongest findings only
  std::optional<ElReport> el;                  ///< without its list of disagreeing rows
  std::int64_t el_disagreements = 0;
  std::vector<LimitCheck> limits;
  std::vector<StageTime> timing;
  std::int64_t peak_memory_bytes = 0;
  std::vector<std::string> warnings;
  std::vector<std::string> judge_warnings;  ///< those of them that a judgement gave

  [[nodiscard]] bool limits_hold() const;
  /// Chips listed: the sum of the counts.
  [[nodiscard]] std::int64_t chips() const;
};

[[nodiscard]] Summary summarize(const ResultData& data);

/// The file's text, UTF-8, indented, with a line's end at the end.
[[nodiscard]] std::string summary_json(const Summary& summary);

/// Writes or replaces the file. Errors: results.io.
[[nodiscard]] Result<void> write_summary(const Summary& summary, const std::filesystem::path& path);

/// Errors: results.not_found, results.malformed (with the key), results.schema.
[[nodiscard]] Result<Summary> read_summary(const std::filesystem::path& path);

}  // namespace pellucid

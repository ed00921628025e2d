/// Everything that one inspection found, as inspection hands it to this room to be written. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/correlate/el_report.h"
#include "core/judge/shape_evidence.h"
#include "core/leakage/leak_report.h"
#include "core/model/appearance.h"
#include "core/model/chip_table.h"
#include "core/model/layer.h"
#include "core/model/registration.h"
#include "core/model/wafer.h"
#include "core/spectra/wavelength_report.h"
#include "core/unpatterned/surface.h"

namespace pellucid {

/// One wafer limit of the recipe and how the wafer stands against it.
struct LimitCheck {
  std::string name;  ///< "min_yield"
  double limit = 0;
  double found = 0;
  bool passed = true;
};

/// What a stage of the inspection cost.
struct StageTime {
  std::string stage;
  double seconds = 0;
  double cpu_seconds = 0;  ///< of all threads
  std::int64_t bytes_read = 0, bytes_written = 0;
};

struct InputFacts {
  std::string scan_path;
  std::int64_t bytes = 0, pixels = 0;
  std::string manifest_sha256;
};

/// The result that another one was judged from.
struct JudgedFrom {
  std::string result_path;
  std::string recipe_name, recipe_sha256;  ///< that it was judged by
};

struct ResultData {
  std::string scan_id, acquired_at, tool_id;
  WaferDesign wafer;
  std::vector<LayerGeometry> layers;  ///< in the order of the manifest; tiles included
  ChipTable table;
  std::vector<LayerRegistration> registrations;  ///< one a measured layer
  std::optional<ElReport> el;
  std::optional<LeakReport> leak;              ///< where two or more powers were measured
  std::optional<WavelengthReport> wavelength;  ///< where the scan has spectra, or two bands
  std::optional<Surface> surface;  ///< a wafer without chips; then there is no chip table and no registration
  std::optional<AppearanceReport> appearance;  ///< where a reflectance layer was inspected
  std::string recipe_name, recipe_sha256;
  std::string recipe_text;                ///< the whole recipe, recipe.json of the result; empty: not written
  ShapeEvidence shapes;                   ///< for a later judgement
  std::optional<JudgedFrom> judged_from;  ///< of a result that was judged anew
  InputFacts input;
  std::vector<LimitCheck> limits;
  std::vector<StageTime> timing;
  std::int64_t peak_memory_bytes = 0;
  std::vector<std::string> warnings;
  std::vector<std::string> judge_warnings;  ///< those of them that a judgement gave
};

}  // namespace pellucid

/// The defects of a wafer without chips as a KLARF tells them. A "die" is the profile's `klarf.die_width_um` x
/// `die_height_um`, a corner of dies at the wafer's centre; without them the whole wafer is one die. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "core/unpatterned/surface.h"
#include "mes/klarf.h"
#include "mes/profile.h"

namespace pellucid::mes {

/// Whose defects they are.
struct SurfaceSubject {
  const WaferDesign& wafer;
  std::span<const SurfaceDefect> defects;
  double measured_mm2 = 0;
  std::string recipe, acquired_at, tool_id;
};

struct SurfaceReport {
  KlarfHeader header;
  std::vector<KlarfDefect> defects;  ///< those listed; header.summary counts all
  [[nodiscard]] DefectSource source() const;
};

/// Class numbers are 20 + the class's code (dark_spot 21 ... scratch 25), names as in the result. Errors: mes.subject
/// (a mark that is at no side of the map).
[[nodiscard]] Result<SurfaceReport> report_surface(const SurfaceSubject& subject, const ExportProfile& profile);

}  // namespace pellucid::mes

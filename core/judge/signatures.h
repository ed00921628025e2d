/// Patterns in which the failing chips of a wafer lie, each beyond chance: what a process engineer looks for first.
/// Works on the judged table alone. Pure; any thread; the same for any number of threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/wafer.h"

namespace pellucid {

enum class SignatureKind : std::uint8_t { edge, centre, ring, field_place, row, column, scratch, cluster };

struct Signature {
  SignatureKind kind = SignatureKind::cluster;
  std::int64_t chips = 0;              ///< failing ones in it
  std::int64_t places = 0;             ///< measured chips in its area; 0 for scratches and clusters
  double rate = 0;                     ///< chips / places
  double elsewhere = 0;                ///< the rate on the rest of the wafer
  ChipClass mostly = ChipClass::dark;  ///< the commonest class of its chips
  double from = 0, to = 0;             ///< edge, centre, ring: shares of the usable radius
  std::int32_t column = -1, row = -1;  ///< row, column: the chips'; field_place: within the field
  Vec2 low_um, high_um;                ///< scratch: its ends; cluster: its box; wafer frame
};

/// Radial zones, places of the field that fail again and again, whole rows and columns, then scratches and clusters
/// from the largest down, at most `most` of these. Failing are all chips but good, suspect, retest and unmeasured ones.
/// Empty where nothing stands out, or where chips lie
/// outside the design's grid. Requires positions and classes.
[[nodiscard]] std::vector<Signature> find_signatures(const ChipTable& table, const WaferDesign& wafer,
                                                     std::size_t most = 12);

/// One line for people: "scratch: 42 chips over 8.3 mm from (1.2, 3.4) to (7.0, 9.3) mm, mostly dim".
[[nodiscard]] std::string describe(const Signature& signature);
/// All that find_signatures finds, described.
[[nodiscard]] std::vector<std::string> signature_lines(const ChipTable& table, const WaferDesign& wafer);

}  // namespace pellucid

#include "core/model/appearance.h"

namespace pellucid {

std::string_view name_of(FindingKind kind) {
  switch (kind) {
    case FindingKind::particle:
      return "particle";
    case FindingKind::crack:
      return "crack";
    case FindingKind::chipping:
      return "chipping";
    case FindingKind::scratch:
      return "scratch";
    case FindingKind::residue:
      return "residue";
  }
  return "unknown";
}

}  // namespace pellucid

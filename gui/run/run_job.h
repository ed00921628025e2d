/// One inspection of the queue, as its list shows it. Plain values; any thread.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>

#include "batch/lot_table.h"
#include "inspection/inspect.h"

namespace pellucid::gui {

enum class RunState : std::uint8_t { waiting, running, stopping, passed, limits_fail, failed, cancelled };

struct RunJob {
  quint64 id = 0;
  InspectRequest request;
  RunState state = RunState::waiting;
  std::string stage;          ///< of a running one
  double fraction = 0;        ///< of the stage
  double seconds = 0;         ///< so far, or altogether
  std::optional<LotRow> row;  ///< figures of a finished one; its error where it failed

  [[nodiscard]] QString scan() const { return QString::fromStdString(request.scan.string()); }
  [[nodiscard]] QString result() const { return QString::fromStdString(request.result.string()); }
  [[nodiscard]] bool is_over() const { return state >= RunState::passed; }
  [[nodiscard]] bool has_result() const { return state == RunState::passed || state == RunState::limits_fail; }
};

}  // namespace pellucid::gui

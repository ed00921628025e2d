/// The exit codes of every command: what a script or a scheduler may rely on. Plain values; any thread.
#pragma once

#include "core/model/error.h"

namespace pellucid::cli {

enum class ExitCode : int {
  done = 0,           ///< did what was asked
  internal = 1,       ///< a fault of Pellucid or of the machine
  usage = 2,          ///< the call itself is wrong
  bad_input = 3,      ///< a scan, a recipe or an image is not what it must be
  limits_fail = 4,    ///< inspected, but the recipe's wafer limits fail
  interrupted = 130,  ///< stopped by Ctrl-C or SIGTERM (128 + SIGINT, as shells say it)
};

[[nodiscard]] ExitCode exit_code_of(ErrorKind kind);

}  // namespace pellucid::cli

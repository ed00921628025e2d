# Run at every build: writes OUTPUT (a C++ file) anew only when the commit changed, so that a result names the true one.
execute_process(COMMAND git describe --always --dirty --exclude=* WORKING_DIRECTORY "${SOURCE_DIR}"
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed OR commit STREQUAL "")
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT [[#include "results/software.h"

namespace pellucid {

const Software& software() {
  static const Software instance{"pellucid", "@VERSION@", "@commit@"};
  return instance;
}

}  // namespace pellucid
]] @ONLY)

/// Which program made a result: name, version and git commit, fixed when it was built. Safe from any thread.
#pragma once

#include <string>

namespace pellucid {

struct Software {
  std::string name;     ///< "pellucid"
  std::string version;  ///< "0.1.0"
  std::string commit;   ///< abbreviated hash, "-dirty" behind it where files were changed; "unknown" outside a checkout
};

[[nodiscard]] const Software& software();

}  // namespace pellucid

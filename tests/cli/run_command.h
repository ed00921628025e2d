/// Starts the built `pellucid` as a user would and keeps what it said. Any thread.
#pragma once

#include <string>
#include <vector>

namespace pellucid::test {

struct Ran {
  int exit_code = -1;  ///< 128 + signal where it died of one
  std::string out, err;
};

/// Arguments without the program's name. `interrupt_at` not empty: SIGINT is sent as soon as stderr holds this text.
[[nodiscard]] Ran run_pellucid(const std::vector<std::string>& arguments, const std::string& interrupt_at = {});

}  // namespace pellucid::test

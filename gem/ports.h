/// What a GEM equipment drives, seen from below: the queue of inspections and the store of recipes. Whoever puts the
/// equipment to work implements them on a higher floor. All functions are called from the equipment's thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/model/error.h"

namespace pellucid::gem {

/// HCACK of S2F42.
enum class CommandAnswer : std::uint8_t {
  done = 0,
  unknown_command = 1,
  not_now = 2,
  bad_parameter = 3,
  will_finish = 4,  ///< begun; an event tells the end
};

/// What the inspection is at; the values of the status variable ProcessState.
enum class ProcessState : std::uint8_t { idle = 0, running = 1, paused = 2, stopping = 3 };

class InspectionPort {
 public:
  virtual ~InspectionPort() = default;
  /// The recipe of the inspections that start from now on.
  virtual CommandAnswer select_recipe(const std::string& name) = 0;
  /// Puts one scan folder into the queue. `parameters` as the host gave them, names in upper case: "SCAN" is needed.
  virtual CommandAnswer start(const std::map<std::string, std::string>& parameters) = 0;
  virtual CommandAnswer stop() = 0;   ///< finishes the wafer at hand, forgets the queue
  virtual CommandAnswer abort() = 0;  ///< drops the wafer at hand as well
  virtual CommandAnswer pause() = 0;  ///< finishes the wafer at hand, then waits
  virtual CommandAnswer resume() = 0;
  [[nodiscard]] virtual std::string selected_recipe() const = 0;
  [[nodiscard]] virtual ProcessState state() const = 0;
  [[nodiscard]] virtual std::size_t queue_length() const = 0;
};

/// Process programs: a name and a text. Names hold letters, digits, '-', '_' and '.', and do not begin with '.'.
class RecipePort {
 public:
  virtual ~RecipePort() = default;
  [[nodiscard]] virtual std::vector<std::string> names() const = 0;
  [[nodiscard]] virtual Result<std::string> read(const std::string& name) const = 0;
  /// Checks the text before anything is replaced.
  virtual Result<void> write(const std::string& name, const std::string& text) = 0;
  virtual Result<void> remove(const std::string& name) = 0;
};

/// 1 to 80 letters, digits, '-', '_', '.', the first no '.': a name that can never leave a folder.
[[nodiscard]] bool is_recipe_name(const std::string& name);

}  // namespace pellucid::gem

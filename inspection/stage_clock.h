/// Where an inspection's time goes: it listens to the progress reports, and a stage lasts until another one reports.
/// Thread contract: that of Progress, one call at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/progress.h"
#include "results/result_data.h"

namespace pellucid {

class StageClock {
 public:
  /// Starts with stage `first`; passes every report on to `listener`.
  StageClock(std::string first, const Progress& listener);
  StageClock(const StageClock&) = delete;
  StageClock& operator=(const StageClock&) = delete;

  /// To be handed to the stages. Valid as long as this object.
  [[nodiscard]] Progress callback();
  /// The stages so far, in the order in which they began; one that came back is there once. Closes the running one.
  [[nodiscard]] const std::vector<StageTime>& stages();

 private:
  /// What the process has used since it began.
  struct Meter {
    std::chrono::steady_clock::time_point time;
    double cpu_s = 0;
    std::int64_t bytes_read = 0, bytes_written = 0;
    static Meter now();
  };
  void begin(std::string_view stage);
  void close();

  const Progress& listener_;
  std::string stage_;
  Meter last_;
  std::vector<StageTime> stages_;
};

/// Highest resident memory of this process so far; 0 where the system does not tell.
[[nodiscard]] std::int64_t peak_memory_bytes();

}  // namespace pellucid

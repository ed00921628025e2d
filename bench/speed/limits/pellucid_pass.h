/// Pellucid's pass over the pixels by itself: read, decode, calibrate, sum. No survey, no solving, no writing.
#pragma once

#include <filesystem>
#include <memory>

#include "bench/speed/limits/measurement.h"

namespace pellucid::bench::speed {

class PellucidPass {
 public:
  /// Surveys `scan`, once for all. Throws std::runtime_error.
  explicit PellucidPass(const std::filesystem::path& scan);
  ~PellucidPass();
  PellucidPass(const PellucidPass&) = delete;
  PellucidPass& operator=(const PellucidPass&) = delete;

  /// The pass over `scan`: the same pixels as the surveyed one's, however compressed. Throws std::runtime_error.
  [[nodiscard]] Measurement run(const std::filesystem::path& scan, int threads, int repeats) const;

 private:
  struct Surveyed;
  std::unique_ptr<const Surveyed> surveyed_;
};

}  // namespace pellucid::bench::speed

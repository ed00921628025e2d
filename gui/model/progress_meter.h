/// What a pipeline's threads say of their progress, fetched by the window when it likes: progress never floods its
/// events. Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "core/model/progress.h"

namespace pellucid::gui {

class ProgressMeter {
 public:
  struct Reading {
    std::string stage;
    double fraction = 0;
  };

  /// For the work; keeps the meter alive.
  [[nodiscard]] static Progress progress_of(std::shared_ptr<ProgressMeter> meter) {
    return [meter = std::move(meter)](std::string_view stage, double fraction) {
      const std::scoped_lock lock(meter->mutex_);
      meter->reading_.stage = stage;
      meter->reading_.fraction = fraction;
    };
  }
  [[nodiscard]] Reading read() const {
    const std::scoped_lock lock(mutex_);
    return reading_;
  }

 private:
  mutable std::mutex mutex_;
  Reading reading_;
};

}  // namespace pellucid::gui

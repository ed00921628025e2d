#include "inspection/stage_clock.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <string>
#include <utility>

namespace pellucid {

StageClock::Meter StageClock::Meter::now() {
  Meter meter;
  meter.time = std::chrono::steady_clock::now();
  timespec cpu{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0)
    meter.cpu_s = static_cast<double>(cpu.tv_sec) + 1e-9 * static_cast<double>(cpu.tv_nsec);
  std::ifstream io("/proc/self/io");  // bytes through read and write calls, from disk or cache alike
  std::string key;
  std::int64_t value = 0;
  while (io >> key >> value) {
    if (key == "rchar:") meter.bytes_read = value;
    if (key == "wchar:") meter.bytes_written = value;
  }
  return meter;
}

StageClock::StageClock(std::string first, const Progress& listener)
    : listener_(listener), stage_(std::move(first)), last_(Meter::now()) {}

Progress StageClock::callback() {
  return [this](std::string_view stage, double fraction) {
    if (stage != stage_) begin(stage);
    report(listener_, stage, fraction);
  };
}

const std::vector<StageTime>& StageClock::stages() {
  close();
  return stages_;
}

void StageClock::begin(std::string_view stage) {
  close();
  stage_ = stage;
}

void StageClock::close() {
  const Meter now = Meter::now();
  auto at = std::find_if(stages_.begin(), stages_.end(), [&](const StageTime& s) { return s.stage == stage_; });
  if (at == stages_.end()) at = stages_.insert(at, StageTime{stage_});
  at->seconds += std::chrono::duration<double>(now.time - last_.time).count();
  at->cpu_seconds += now.cpu_s - last_.cpu_s;
  at->bytes_read += now.bytes_read - last_.bytes_read;
  at->bytes_written += now.bytes_written - last_.bytes_written;
  last_ = now;
}

std::int64_t peak_memory_bytes() {
  std::ifstream status("/proc/self/status");
  std::string key;
  while (status >> key) {
    std::int64_t kilobytes = 0;
    if (key == "VmHWM:" && status >> kilobytes) return kilobytes * 1024;
    status.ignore(4096, '\n');
  }
  return 0;
}

}  // namespace pellucid

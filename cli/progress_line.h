/// Progress for people, on stderr: on a terminal one line that is redrawn, elsewhere a plain line for every 10 percent
/// of a stage at most. Thread contract: `update` may be called from any thread, one call at a time
/// (core/model/progress.h).
#pragma once

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

#include "core/model/progress.h"

namespace pellucid::cli {

enum class ProgressStyle : std::uint8_t { silent, plain_lines, redrawn_line };

class ProgressLine {
 public:
  using Clock = std::chrono::steady_clock;

  /// Silent where `quiet`, else as the stream allows.
  [[nodiscard]] static ProgressStyle style_for(std::FILE* stream, bool quiet);

  ProgressLine(std::FILE* stream, ProgressStyle style, Clock::time_point start = Clock::now());
  ~ProgressLine();  ///< wipes the line
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void update(std::string_view stage, double fraction, Clock::time_point now = Clock::now());
  /// Removes a drawn line, so that other text can be written; the next update draws it again.
  void wipe();
  /// Put before the stage, "[3/12] W03", until changed.
  void set_prefix(std::string prefix);
  /// What is handed to a verb. Valid as long as this object.
  [[nodiscard]] Progress callback();

 private:
  void draw(double fraction, Clock::time_point now);
  void write_line(double fraction, Clock::time_point now);
  [[nodiscard]] std::string remaining_text(double fraction, Clock::time_point now) const;

  std::FILE* stream_;
  ProgressStyle style_;
  std::string prefix_;
  std::string stage_;
  Clock::time_point stage_start_;
  Clock::time_point last_drawn_{};
  int last_tenth_ = -1;
  bool drawn_ = false;
};

}  // namespace pellucid::cli

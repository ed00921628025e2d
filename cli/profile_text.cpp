#include "cli/profile_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/terminal.h"

namespace pellucid::cli {
namespace {

std::string line(const StageTime& s, double total_s, std::size_t width) {
  return fmt::format("  {:<{}} {:>9.1f} ms {:>6.1f} % {:>9.1f} ms {:>11} {:>11}\n", s.stage, width, 1e3 * s.seconds,
                     total_s > 0 ? 100 * s.seconds / total_s : 0, 1e3 * s.cpu_seconds, bytes_text(s.bytes_read),
                     bytes_text(s.bytes_written));
}

}  // namespace

std::string profile_text(const std::vector<StageTime>& stages) {
  StageTime all{"all"};
  std::size_t width = 12;
  for (const StageTime& s : stages) {
    all.seconds += s.seconds;
    all.cpu_seconds += s.cpu_seconds;
    all.bytes_read += s.bytes_read;
    all.bytes_written += s.bytes_written;
    width = std::max(width, s.stage.size());
  }
  std::string text = fmt::format("\n  {:<{}} {:>12} {:>8} {:>12} {:>11} {:>11}\n", "stage", width, "time", "share",
                                 "processor", "read", "written");
  for (const StageTime& s : stages) text += line(s, all.seconds, width);
  return text + line(all, all.seconds, width);
}

}  // namespace pellucid::cli

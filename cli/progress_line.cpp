#include "cli/progress_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "cli/terminal.h"

namespace pellucid::cli {
namespace {

constexpr int kBarWidth = 24;
// A terminal redrawn more often than this flickers and costs more than it tells.
constexpr auto kRedrawInterval = std::chrono::milliseconds(100);
// A log wants no line for each tenth of a stage that is over in a moment.
constexpr auto kLineInterval = std::chrono::seconds(1);
// An estimate from less than this is a guess.
constexpr double kFirstEstimateFraction = 0.02;
constexpr double kLeastRemaining_s = 1.0;

double seconds_between(ProgressLine::Clock::time_point from, ProgressLine::Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

ProgressStyle ProgressLine::style_for(std::FILE* stream, bool quiet) {
  if (quiet) return ProgressStyle::silent;
  return is_terminal(stream) ? ProgressStyle::redrawn_line : ProgressStyle::plain_lines;
}

ProgressLine::ProgressLine(std::FILE* stream, ProgressStyle style, Clock::time_point start)
    : stream_(stream), style_(style), stage_start_(start) {}

ProgressLine::~ProgressLine() {
  wipe();
}

void ProgressLine::set_prefix(std::string prefix) {
  wipe();
  prefix_ = std::move(prefix);
  stage_.clear();
}

Progress ProgressLine::callback() {
  if (style_ == ProgressStyle::silent) return {};
  return [this](std::string_view stage, double fraction) { update(stage, fraction); };
}

void ProgressLine::update(std::string_view stage, double fraction, Clock::time_point now) {
  if (style_ == ProgressStyle::silent) return;
  fraction = std::clamp(fraction, 0.0, 1.0);
  const bool new_stage = stage != stage_;
  if (new_stage) {
    stage_ = stage;
    stage_start_ = now;
    last_tenth_ = -1;
  }
  if (style_ == ProgressStyle::plain_lines) {
    write_line(fraction, now);
  } else if (new_stage || fraction >= 1.0 || now - last_drawn_ >= kRedrawInterval) {
    draw(fraction, now);
    last_drawn_ = now;
  }
}

void ProgressLine::write_line(double fraction, Clock::time_point now) {
  const int tenth = static_cast<int>(fraction * 10.0 + 1e-9);
  const bool new_stage = last_tenth_ < 0;
  if (tenth <= last_tenth_ || (!new_stage && now - last_drawn_ < kLineInterval)) return;
  last_tenth_ = tenth;
  last_drawn_ = now;
  fmt::print(stream_, "{}{}: {} %{}\n", prefix_.empty() ? "" : prefix_ + " ", stage_, tenth * 10,
             remaining_text(fraction, now));
  std::fflush(stream_);
}

void ProgressLine::draw(double fraction, Clock::time_point now) {
  const auto filled = static_cast<int>(std::lround(fraction * kBarWidth));
  fmt::print(stream_, "\r\033[K{}{:<18} [{:#<{}}{:.<{}}] {:3.0f} %{}", prefix_.empty() ? "" : prefix_ + "  ", stage_,
             "", filled, "", kBarWidth - filled, fraction * 100.0, remaining_text(fraction, now));
  std::fflush(stream_);
  drawn_ = true;
}

std::string ProgressLine::remaining_text(double fraction, Clock::time_point now) const {
  if (fraction < kFirstEstimateFraction || fraction >= 1.0) return {};
  const double remaining_s = seconds_between(stage_start_, now) * (1.0 - fraction) / fraction;
  return remaining_s < kLeastRemaining_s ? std::string() : fmt::format(", {} left", duration_text(remaining_s));
}

void ProgressLine::wipe() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stream_);
  std::fflush(stream_);
  drawn_ = false;
}

}  // namespace pellucid::cli

/// Two HSMS sessions that talk to each other in memory, and raw bytes for one of them. One thread.
#pragma once

#include <string>
#include <vector>

#include "gem/hsms_session.h"

namespace pellucid::test {

/// A session that keeps what it was told.
struct End {
  explicit End(gem::Role role, gem::SessionOptions options = {})
      : session(role, options,
                {.selected = [this] { ++selected; },
                 .deselected = [this] { ++deselected; },
                 .primary = [this](const gem::Message& message) { primaries.push_back(message); },
                 .reply = [this](const gem::Message& message) { replies.push_back(message); },
                 .no_reply = [this](std::uint32_t system) { unanswered.push_back(system); },
                 .log = {}}) {}

  int selected = 0, deselected = 0;
  std::vector<gem::Message> primaries, replies;
  std::vector<std::uint32_t> unanswered;
  gem::HsmsSession session;
};

/// Moves bytes both ways until both are silent.
inline void exchange(gem::HsmsSession& a, gem::HsmsSession& b, gem::Time now) {
  while (!a.unsent().empty() || !b.unsent().empty()) {
    const std::string from_a = std::exchange(a.unsent(), {});
    const std::string from_b = std::exchange(b.unsent(), {});
    if (!from_a.empty()) b.on_bytes(from_a, now);
    if (!from_b.empty()) a.on_bytes(from_b, now);
  }
}

}  // namespace pellucid::test

/// What every command has at hand: the common options, the stop request, and the way it answers. One a process; used
/// from the main thread only.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "cli/exit_code.h"
#include "core/model/error.h"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's own name
class App;
}

namespace pellucid::cli {

struct Session {
  bool json = false;   ///< answer and errors as one JSON document on stdout
  bool quiet = false;  ///< no progress; the answer and errors only
  std::stop_token stop;
  std::function<ExitCode()> run;  ///< set by the command that was named
};

/// Adds a command with the options that all have, and its example below the help text.
CLI::App* add_command(CLI::App& parent, Session& session, const std::string& name, const std::string& what,
                      const std::string& example);

/// Says what went wrong: one line on stderr, or {"error": {...}} on stdout. Returns the exit code that belongs to it.
ExitCode answer_error(const Session& session, const Error& error);
/// {"error": {"kind", "code", "path", "what", "expected", "found"}}, one line.
[[nodiscard]] std::string error_json(const Error& error);
/// "pellucid: error: PATH: WHAT (expected ..., found ...)", one line even where a file name holds a line break.
[[nodiscard]] std::string error_line(const Error& error);
/// Text to stdout. False where it could not be written (a full disk, a closed pipe).
bool print_out(std::string_view text);

}  // namespace pellucid::cli

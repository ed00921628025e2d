/// What went wrong, as a value. Every room has one small enum of its own and makes `Error`s from it; only cli and gui
/// turn them into words for people. Safe to use from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace pellucid {

/// Who has to act on an error; decides the exit code of a command.
enum class ErrorKind : std::uint8_t {
  internal,   ///< a fault of Pellucid or of the machine (disk full, out of memory)
  usage,      ///< the call itself is wrong (unknown option, missing argument)
  bad_input,  ///< a file or a recipe is not what it must be
  cancelled,  ///< the caller asked to stop
};

/// One failure, with enough context to mend it: which file, what was expected there, what was found.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;      ///< "room.code", stable, for machines: "acquisition.truncated"
  std::string path;      ///< file or folder concerned; empty where none is
  std::string what;      ///< the failure as a short sentence without a full stop
  std::string expected;  ///< may be empty
  std::string found;     ///< may be empty

  /// One line for people: "PATH: WHAT (expected X, found Y)".
  [[nodiscard]] std::string message() const;
};

/// A value, or the reason why there is none.
template <class T>
using Result = tl::expected<T, Error>;

/// Shorthand for `return fail(...)`.
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

[[nodiscard]] inline Error bad_input(std::string_view code, std::string_view path, std::string_view what,
                                     std::string_view expected = {}, std::string_view found = {}) {
  return {ErrorKind::bad_input, std::string(code),     std::string(path),
          std::string(what),    std::string(expected), std::string(found)};
}

[[nodiscard]] Error cancelled();
[[nodiscard]] Error internal_error(std::string_view code, std::string_view path, std::string_view what);

}  // namespace pellucid

/// The codes of this room's errors, `mes.*`, and how they are made. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/error.h"

namespace pellucid::mes {

namespace mes_error {
inline constexpr std::string_view kUnreadable = "mes.unreadable";       ///< no such file, or it cannot be read
inline constexpr std::string_view kSyntax = "mes.syntax";               ///< a file breaks its format's rules
inline constexpr std::string_view kFormat = "mes.format";               ///< a file of no format that is known
inline constexpr std::string_view kProfile = "mes.profile";             ///< an export profile that cannot be meant
inline constexpr std::string_view kSubject = "mes.subject";             ///< a result that a format cannot carry
inline constexpr std::string_view kCheck = "mes.check";                 ///< what was written does not read back
inline constexpr std::string_view kIo = "mes.io";                       ///< the disk
inline constexpr std::string_view kOutboxConfig = "mes.outbox_config";  ///< an outbox that cannot be meant
inline constexpr std::string_view kOutbox =
    "mes.outbox";  ///< a call that an outbox cannot take, or an entry that is damaged
inline constexpr std::string_view kBusy = "mes.outbox_busy";  ///< another process delivers from this outbox
}  // namespace mes_error

/// A fault at a line of a file that was read: "PATH: line N: WHAT (expected ..., found ...)".
[[nodiscard]] inline Error syntax_error(std::string_view path, std::int64_t line, std::string_view what,
                                        std::string_view expected, std::string_view found) {
  return bad_input(mes_error::kSyntax, path, "line " + std::to_string(line) + ": " + std::string(what), expected,
                   found);
}

}  // namespace pellucid::mes

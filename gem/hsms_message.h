/// HSMS messages (SEMI E37): four bytes of length, ten of header, the text. Plain values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gem/item.h"

namespace pellucid::gem {

enum class SessionType : std::uint8_t {
  data = 0,
  select_req = 1,
  select_rsp = 2,
  deselect_req = 3,
  deselect_rsp = 4,
  linktest_req = 5,
  linktest_rsp = 6,
  reject_req = 7,
  separate_req = 9,
};

inline constexpr std::size_t kHeaderBytes = 10;

struct Header {
  std::uint16_t session_id = 0xFFFF;  ///< the device's id; 0xFFFF in control messages
  std::uint8_t byte2 = 0;             ///< data: the W bit and the stream
  std::uint8_t byte3 = 0;             ///< data: the function; control: a status or reason
  std::uint8_t presentation = 0;      ///< PType: 0 is SECS-II
  std::uint8_t session = 0;           ///< SType, as it came
  std::uint32_t system = 0;           ///< ties a reply to its primary

  bool operator==(const Header&) const = default;
};

/// The ten bytes of a header, as S9 messages carry them too.
[[nodiscard]] std::string header_bytes(const Header& header);
/// Of at least ten bytes.
[[nodiscard]] Header read_header(std::string_view bytes);
/// Length, header and text.
[[nodiscard]] std::string framed(const Header& header, std::string_view text);

/// A SECS-II message: stream, function and perhaps an item.
struct Message {
  std::uint8_t stream = 0;
  std::uint8_t function = 0;
  bool wants_reply = false;
  std::optional<Item> item;
  Header header;  ///< as it came or went

  [[nodiscard]] bool is_primary() const { return function % 2 == 1; }
};

/// "S2F41 W <L [2] ...>", one line.
[[nodiscard]] std::string to_text(const Message& message);

}  // namespace pellucid::gem

#include "gem/hsms_message.h"

#include <fmt/format.h>

#include <iterator>

#include "gem/big_endian.h"

namespace pellucid::gem {

std::string header_bytes(const Header& header) {
  std::string bytes;
  append_big_endian(bytes, header.session_id, 2);
  for (const std::uint8_t byte : {header.byte2, header.byte3, header.presentation, header.session}) {
    bytes += static_cast<char>(byte);
  }
  append_big_endian(bytes, header.system, 4);
  return bytes;
}

Header read_header(std::string_view bytes) {
  const auto byte = [bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  Header header;
  header.session_id = static_cast<std::uint16_t>(big_endian(bytes.substr(0, 2)));
  header.byte2 = byte(2);
  header.byte3 = byte(3);
  header.presentation = byte(4);
  header.session = byte(5);
  header.system = static_cast<std::uint32_t>(big_endian(bytes.substr(6, 4)));
  return header;
}

std::string framed(const Header& header, std::string_view text) {
  std::string bytes;
  bytes.reserve(4 + kHeaderBytes + text.size());
  append_big_endian(bytes, kHeaderBytes + text.size(), 4);
  bytes += header_bytes(header);
  bytes += text;
  return bytes;
}

std::string to_text(const Message& message) {
  std::string text = fmt::format("S{}F{}", message.stream, message.function);
  if (message.wants_reply) text += " W";
  if (message.item) fmt::format_to(std::back_inserter(text), " {}", to_text(*message.item));
  return text;
}

}  // namespace pellucid::gem

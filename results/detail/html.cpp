#include "results/detail/html.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <cmath>

namespace pellucid::detail {

std::string escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return safe;
}

std::string png_data_uri(std::span<const std::uint8_t> png) {
  std::string uri = "data:image/png;base64,";
  const std::size_t head = uri.size();
  uri.resize(head + 4 * ((png.size() + 2) / 3) + 1);  // OpenSSL ends it with a zero
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(uri.data() + head), png.data(), static_cast<int>(png.size()));
  uri.resize(head + static_cast<std::size_t>(length));
  return uri;
}

std::string fixed(double value, int decimals) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : "–";
}

std::string percent(double share, int decimals) {
  return std::isfinite(share) ? fmt::format("{:.{}f} %", 100 * share, decimals) : "–";
}

std::string bytes_text(std::int64_t bytes) {
  double value = static_cast<double>(bytes);
  int unit = 0;
  constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB"};
  while (value >= 999.5 && unit < 4) value /= 1000, ++unit;
  return fmt::format("{:.{}f} {}", value, unit == 0 || value >= 99.5 ? 0 : 1, kUnits[unit]);
}

}  // namespace pellucid::detail

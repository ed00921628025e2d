/// Cells of a text table, many numbers at once by vectors. The scalar contract is append_fixed (fixed_text.h): the same
/// digits, byte for byte. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace pellucid::detail {

/// Text and the comma behind it, at the end of 16 bytes; the first byte says how many they are. So the point of a
/// column stands at the same place in every cell, and a cell is put behind another by one store.
class alignas(16) TextCell {
 public:
  static constexpr std::size_t kSize = 16;
  static constexpr std::size_t kLongestText = kSize - 2;

  TextCell() = default;
  /// `text` has at most kLongestText bytes.
  explicit TextCell(std::string_view text) {
    std::memcpy(bytes_.data() + kSize - 1 - text.size(), text.data(), text.size());
    bytes_.back() = ',';
    bytes_.front() = static_cast<char>(text.size() + 1);
  }
  /// Of text and comma; 0 where the number does not fit a cell: append_fixed has to write it.
  [[nodiscard]] std::size_t length() const { return static_cast<std::uint8_t>(bytes_.front()); }
  /// Writes text and comma, and up to kSize bytes in all; returns the end. For a length above 0.
  char* append_to(char* out) const {
    std::memcpy(out, bytes_.data() + kSize - length(), kSize);  // reads on into the bytes behind the cell
    return out + length();
  }

 private:
  std::array<char, kSize> bytes_{};
};

/// Numbers that are made into cells together.
inline constexpr std::size_t kStripRows = 64;

/// The cells of kStripRows numbers, each a float's value or an integer's below 2^32, with `decimals` (0 to 6) places.
/// Not a number and infinity: nothing before the comma. A number of more than eight digits, decimals included, has
/// length 0. Behind the cells there are kStripRows - 1 bytes at least that may be read.
void fixed_cells(const double* numbers, int decimals, TextCell* cells);

/// The same, a number at a time by append_fixed.
void fixed_cells_scalar(const double* numbers, int decimals, TextCell* cells);

}  // namespace pellucid::detail

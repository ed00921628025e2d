#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "results/detail/fixed_cells.cpp"
#include "results/detail/fixed_cells.h"

#include <hwy/foreach_target.h>  // compiles what stands up to HWY_ONCE once for every target
#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "results/detail/fixed_text.h"

#ifndef PELLUCID_CELL_LAYOUT_ONCE
#define PELLUCID_CELL_LAYOUT_ONCE
namespace pellucid::detail {

/// Where digits stand in a cell: two words of eight bytes, the first byte the lowest. The comma is the last byte, the
/// decimals stand before it, the point before them, the whole digits before that.
struct CellLayout {
  explicit CellLayout(int decimals)
      : longest(decimals == 0 ? 8 + 1 : 8 + 2), last_whole_digit(byte(0x80, 7 - decimals)) {
    if (decimals == 0) return;
    whole_shift = 16;
    dash = byte('-', 5);
    whole = byte(1, 6 - decimals) - 1;
    fraction = ~(byte(1, 7 - decimals) - 1) & kBeforeComma;
    point_and_comma |= byte('.', 6 - decimals);
  }
  static constexpr std::uint64_t byte(std::uint64_t value, int place) { return value << (8 * place); }
  static constexpr std::uint64_t kBeforeComma = 0x00ffffff'ffffffff;

  std::uint64_t longest;              ///< bytes of eight digits, with point and comma
  std::uint64_t last_whole_digit;     ///< a bit of it, among the digits: it is written though it be zero
  int whole_shift = 8;                ///< bits by which whole digits move towards the cell's beginning
  std::uint64_t dash = byte('-', 6);  ///< before eight whole digits, in the first word
  std::uint64_t whole = kBeforeComma, fraction = 0, point_and_comma = byte(',', 7);  ///< of the second word
};

}  // namespace pellucid::detail
#endif

HWY_BEFORE_NAMESPACE();
namespace pellucid::detail::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

void fixed_cells(const double* numbers, int decimals, TextCell* cells) {
  fixed_cells_scalar(numbers, decimals, cells);
}

#else

/// detail::eight_digits, a number in every 64-bit lane.
template <class D64>
HWY_ATTR HWY_INLINE hn::Vec<D64> eight_digits(D64 d64, hn::Vec<D64> number) {
  const hn::Repartition<std::uint32_t, D64> d32;
  const hn::Repartition<std::uint16_t, D64> d16;
  // number / 10^4: the factor is 2^40 / 10^4 rounded up.
  const auto upper_four =
      hn::ShiftRight<40>(hn::MulEven(hn::BitCast(d32, number), hn::Set(d32, std::uint32_t{109951163})));
  const auto lower_four =
      hn::Sub(number, hn::MulEven(hn::BitCast(d32, upper_four), hn::Set(d32, std::uint32_t{10000})));
  const auto fours = hn::BitCast(d16, hn::Or(upper_four, hn::ShiftLeft<32>(lower_four)));
  const auto upper_two = hn::ShiftRight<4>(hn::MulHigh(fours, hn::Set(d16, std::uint16_t{10486})));  // / 100
  const auto lower_two = hn::Sub(fours, hn::Mul(upper_two, hn::Set(d16, std::uint16_t{100})));
  const auto pairs = hn::Or(upper_two, hn::BitCast(d16, hn::ShiftLeft<16>(hn::BitCast(d32, lower_two))));
  const auto tens = hn::MulHigh(pairs, hn::Set(d16, std::uint16_t{6554}));  // / 10
  const auto ones = hn::Sub(pairs, hn::Mul(tens, hn::Set(d16, std::uint16_t{10})));
  return hn::BitCast(d64, hn::Or(tens, hn::ShiftLeft<8>(ones)));
}

HWY_ATTR void fixed_cells(const double* HWY_RESTRICT numbers, int decimals, TextCell* HWY_RESTRICT cells) {
  constexpr std::uint64_t kEveryByte = 0x01010101'01010101;
  const hn::ScalableTag<double> d;
  const hn::RebindToUnsigned<decltype(d)> d64;
  const hn::Repartition<std::uint8_t, decltype(d)> d8;
  const CellLayout layout(decimals);
  const auto power = hn::Set(d, kPowersOfTen[static_cast<std::size_t>(decimals)]);
  const auto integer = hn::Set(d, 0x1p52);  // added to a whole number, it puts that into the lowest bits
  const auto one = hn::Set(d64, std::uint64_t{1});
  auto* out = reinterpret_cast<std::uint64_t*>(cells);
  for (std::size_t i = 0; i < kStripRows; i += hn::Lanes(d)) {
    const auto value = hn::LoadU(d, numbers + i);
    const auto size = hn::Abs(value);
    const auto scaled = hn::MulAdd(size, power, hn::Set(d, 0.5));
    const auto number =
        hn::And(hn::BitCast(d64, hn::Add(hn::Floor(scaled), integer)), hn::Set(d64, std::uint64_t{0xffffffff}));
    const auto digits = eight_digits(d64, number);

    // Leading zeros become dashes: a negative number begins one byte earlier.
    const auto some = hn::Or(digits, hn::Set(d64, layout.last_whole_digit));
    const auto before = hn::And(hn::AndNot(some, hn::Sub(some, one)), hn::Set(d64, kEveryByte * 0x80));
    const auto leading = hn::ShiftRight<7>(before);  // 1 in each byte of a leading zero
    const auto to_dash = hn::Add(leading, hn::Add(leading, leading));
    static_assert('0' - '-' == 3);
    const auto text = hn::Sub(hn::Or(digits, hn::Set(d64, kEveryByte * '0')), to_dash);

    const auto is_negative = hn::RebindMask(d64, hn::And(hn::Lt(value, hn::Zero(d)), hn::Ge(scaled, hn::Set(d, 1.0))));
    const auto is_finite = hn::RebindMask(d64, hn::Le(size, hn::Set(d, hwy::HighestValue<double>())));
    const auto fits = hn::RebindMask(d64, hn::Lt(scaled, hn::Set(d, static_cast<double>(kEightDigits))));
    const auto digits_length = hn::Sub(hn::Set(d64, layout.longest), hn::SumsOf8(hn::BitCast(d8, leading)));
    const auto length = hn::IfThenElse(fits, hn::Add(digits_length, hn::IfThenElseZero(is_negative, one)),
                                       hn::IfThenZeroElse(is_finite, one));

    const auto first = hn::Or(hn::ShiftLeftSame(text, 64 - layout.whole_shift), hn::Set(d64, layout.dash));
    const auto whole = hn::And(hn::ShiftRightSame(text, layout.whole_shift), hn::Set(d64, layout.whole));
    const auto fraction = hn::And(hn::ShiftRight<8>(text), hn::Set(d64, layout.fraction));
    const auto second = hn::Or(hn::Or(whole, fraction), hn::Set(d64, layout.point_and_comma));
    hn::StoreInterleaved2(hn::Or(first, length), second, d64, out + 2 * i);
  }
}

#endif

}  // namespace pellucid::detail::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace pellucid::detail {

HWY_EXPORT(fixed_cells);

void fixed_cells(const double* numbers, int decimals, TextCell* cells) {
  HWY_DYNAMIC_DISPATCH(fixed_cells)(numbers, decimals, cells);
}

void fixed_cells_scalar(const double* numbers, int decimals, TextCell* cells) {
  for (std::size_t i = 0; i < kStripRows; ++i) {
    std::array<char, kFixedTextMax> text;  // NOLINT: filled as far as it is read
    char* const end = std::isfinite(numbers[i]) ? append_fixed(text.data(), numbers[i], decimals) : text.data();
    const auto digits = std::count_if(text.data(), end, [](char c) { return c >= '0' && c <= '9'; });
    const std::string_view made(text.data(), static_cast<std::size_t>(end - text.data()));
    cells[i] = digits > 8 ? TextCell() : TextCell(made);
  }
}

}  // namespace pellucid::detail
#endif

/// Where a writer's text goes: a buffer in front of a file or of anything else. Numbers are written with integers only,
/// so that the same value gives the same text everywhere and a million rows stay cheap. One thread an object.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace pellucid::mes {

class TextSink {
 public:
  /// Takes pieces of text in order; false: it could not (a full disk). Nothing more is handed to it then.
  using Receiver = std::function<bool(std::string_view)>;
  explicit TextSink(Receiver receiver) : receiver_(std::move(receiver)) { text_.reserve(kPiece + kLongestNumber); }

  TextSink& operator<<(std::string_view text) {
    text_.append(text);
    if (text_.size() >= kPiece) pass_on();
    return *this;
  }
  TextSink& operator<<(char c) {
    text_.push_back(c);
    return *this;
  }
  TextSink& operator<<(std::int64_t value) {
    char digits[kLongestNumber];
    const auto end = std::to_chars(digits, digits + kLongestNumber, value).ptr;
    return *this << std::string_view(digits, static_cast<std::size_t>(end - digits));
  }
  TextSink& operator<<(int value) { return *this << std::int64_t{value}; }
  /// An integer count of thousandths as a number with three decimals: 2276815 is 2276.815.
  TextSink& thousandths(std::int64_t value) {
    if (value < 0) {
      text_.push_back('-');
      value = -value;
    }
    *this << value / 1000 << '.';
    const auto rest = static_cast<int>(value % 1000);
    text_.push_back(static_cast<char>('0' + rest / 100));
    text_.push_back(static_cast<char>('0' + rest / 10 % 10));
    text_.push_back(static_cast<char>('0' + rest % 10));
    return *this;
  }

  /// Hands on what is left; false where anything was not taken.
  bool finish() {
    pass_on();
    return good_;
  }

 private:
  static constexpr std::size_t kPiece = 1 << 18;
  static constexpr std::size_t kLongestNumber = 32;
  void pass_on() {
    good_ = good_ && receiver_(text_);
    text_.clear();
  }

  Receiver receiver_;
  std::string text_;
  bool good_ = true;
};

}  // namespace pellucid::mes

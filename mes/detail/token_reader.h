/// Words of a text file, one after another, with their lines; reads a piece of the file at a time. A UTF-8 BOM is
/// passed over. Private to the room; one thread an object.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace pellucid::mes::detail {

struct Token {
  std::string_view text;  ///< until the next word is read; without its quotes
  bool quoted = false;
  bool first_on_line = false;
  std::int64_t line = 1;

  [[nodiscard]] bool at_end() const { return text.empty() && !quoted; }
  [[nodiscard]] bool is(char mark) const { return !quoted && text.size() == 1 && text.front() == mark; }
};

class TokenReader {
 public:
  /// `marks` are characters that are words by themselves.
  TokenReader(const std::filesystem::path& path, std::string_view marks);

  [[nodiscard]] bool is_open() const { return file_ != nullptr; }
  void set_marks(std::string_view marks) { marks_ = marks; }
  /// The next word; at_end() after the last.
  Token next();
  /// The word that next() will give.
  const Token& peek();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  [[nodiscard]] bool is_mark(char c) const { return marks_.find(c) != std::string_view::npos; }
  bool refill();  ///< more text behind what is there; what lies before `kept_` goes
  /// The character at `at_`, 0 at the end of the file.
  char current() { return at_ < text_.size() || refill() ? text_[at_] : '\0'; }
  void skip_blanks();
  Token scan();

  std::unique_ptr<std::FILE, Closer> file_;
  std::string_view marks_;
  std::string text_;
  std::size_t at_ = 0, kept_ = 0;
  std::int64_t line_ = 1;
  bool new_line_ = true, ended_ = false, peeked_ = false;
  Token ahead_;
};

}  // namespace pellucid::mes::detail
